//! JSON for programs, terminals and the logs of builds alike.

use crate::commands::without_commands;
use seedkit_lint::printable;
use std::borrow::Cow;
use std::io;

/// A value as JSON on one line, made [harmless].
pub(crate) fn json(value: &impl serde::Serialize) -> io::Result<String> {
    serde_json::to_string(value).map(harmless).map_err(io::Error::other)
}

/// JSON with escapes also for what it allows but terminals or the log of a build obey, or some readers take for the end
/// of a line.
pub(crate) fn harmless(json: String) -> String {
    let is_plain_ascii = json.is_ascii() && !json.contains('\x7F');
    // Only strings have such characters, but for line feeds between values.
    let is_plain = |c: char| c == '\n' || matches!(printable(c.encode_utf8(&mut [0; 4])), Cow::Borrowed(_));
    let text = if is_plain_ascii || json.chars().all(is_plain) {
        json
    } else {
        let mut escaped = String::with_capacity(json.len() + 32);
        for c in json.chars() {
            if is_plain(c) {
                escaped.push(c);
            } else {
                escaped.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
            }
        }
        escaped
    };
    match without_commands(&text, "\\u0023") {
        Cow::Borrowed(_) => text,
        Cow::Owned(text) => text,
    }
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

    #[test]
    fn delete_is_escaped_in_ascii_too() {
        assert_eq!(json(&"a\u{7F}\n").unwrap(), r#""a\u007f\n""#);
        assert_eq!(harmless("{\n  \"a\": \"é\"\n}\n".to_owned()), "{\n  \"a\": \"é\"\n}\n");
    }

    /// What the log of a build would obey is the same value, written in another way.
    #[test]
    fn json_holds_no_commands() {
        let text = "##[error]a ##vso[task.complete]b";
        let written = json(&text).unwrap();
        assert_eq!(written, "\"#\\u0023[error]a #\\u0023vso[task.complete]b\"");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
