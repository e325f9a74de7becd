//! Commands that services look for in the logs of builds.

use std::borrow::Cow;

/// Text without `##[` and `##vso[`: the second number sign is written as `sign`.
pub(crate) fn without_commands<'t>(text: &'t str, sign: &str) -> Cow<'t, str> {
    if !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find("##") {
        let after = &rest[at + 2..];
        let is_command =
            after.starts_with('[') || after.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("vso["));
        written.push_str(&rest[..=at]);
        // The second sign may be the first one of the next two.
        rest = &rest[at + 1..];
        if is_command {
            written.push_str(sign);
            rest = after;
        }
    }
    written.push_str(rest);
    Cow::Owned(written)
}
