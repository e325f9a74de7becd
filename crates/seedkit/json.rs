//! JSON for programs and terminals alike.

use seedkit_lint::printable;
use std::borrow::Cow;
use std::io;

/// A value as JSON on one line, with escapes also for what JSON allows but terminals obey or some readers take for the
/// end of a line.
pub(crate) fn json(value: &impl serde::Serialize) -> io::Result<String> {
    let text = serde_json::to_string(value).map_err(io::Error::other)?;
    let is_plain_ascii = text.is_ascii() && !text.contains('\x7F');
    if is_plain_ascii || matches!(printable(&text), Cow::Borrowed(_)) {
        return Ok(text);
    }
    let mut escaped = String::with_capacity(text.len() + 32);
    for c in text.chars() {
        // Only strings have such characters.
        if matches!(printable(c.encode_utf8(&mut [0; 4])), Cow::Borrowed(_)) {
            escaped.push(c);
        } else {
            escaped.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    Ok(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_nothing_that_a_terminal_obeys() {
        let text = "a\u{1B}\u{7F}\u{85}\u{2028}\u{202E}\u{FEFF}\u{E0041}日😀\"\n";
        let written = json(&text).unwrap();
        assert_eq!(written, r#""a\u001b\u007f\u0085\u2028\u202e\ufeff\udb40\udc41日😀\"\n""#);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
