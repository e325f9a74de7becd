//! The laws of findings and fixes.

use seedkit_lint::{Diagnostic, Fixed, Fixes, Settings, fix, lint_bytes, printable};
use seedkit_syntax::Span;
use std::sync::LazyLock;

/// As without options.
pub static DEFAULTS: LazyLock<Settings> = LazyLock::new(Settings::default);

/// All rules, the opt-in ones too.
pub static EVERYTHING: LazyLock<Settings> =
    LazyLock::new(|| Settings::default().select(&["all"]).expect("`all` selects"));

/// A span lies in the source, and on boundaries of characters; a byte that is not UTF-8 is shown as one character.
fn assert_lies_in(span: Span, source: &[u8]) {
    let mut text = String::new();
    for chunk in source.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} does not lie in {text:?}");
}

/// A finding lies in the source, says what a terminal may show, and its edits do not touch each other.
pub fn assert_well_formed(found: &Diagnostic, source: &[u8]) {
    assert_lies_in(found.span, source);
    let labels = found.related.iter().map(|(_, label)| label);
    for text in [&found.message].into_iter().chain(&found.help).chain(labels) {
        assert!(!text.is_empty() && *printable(text) == **text, "{}: {text:?}", found.rule.code);
    }
    for (span, _) in &found.related {
        assert_lies_in(*span, source);
    }
    let edits = found.fix.as_ref().map_or(&[][..], |fix| &fix.edits);
    for edit in edits {
        assert_lies_in(edit.span, source);
    }
    let is_apart = edits.is_sorted_by(|a, b| a.span.start < b.span.start && !a.span.touches(b.span));
    assert!(is_apart, "{}: {edits:?}", found.rule.code);
}

/// Fixing comes to an end, leaves nothing to fix, and changes nothing when it is done again.
pub fn assert_ends(source: &[u8], settings: &Settings, fixes: Fixes) -> Fixed {
    let fixed = fix(source, settings, fixes);
    assert!(fixed.cycling.is_empty(), "{fixes:?} cycles: {:?}", codes(&fixed));
    assert!(
        !fixed.remaining.iter().any(|found| fixes.include(found)),
        "{fixes:?} leaves: {:?}",
        fixed.remaining
    );
    assert_eq!(fixed.remaining, lint_bytes(&fixed.bytes, settings));
    assert_eq!(fix(&fixed.bytes, settings, fixes).bytes, fixed.bytes, "{fixes:?} twice");
    if std::str::from_utf8(source).is_ok() {
        assert!(std::str::from_utf8(&fixed.bytes).is_ok(), "{fixes:?} breaks characters: {:?}", fixed.bytes);
    }
    fixed
}

fn codes(fixed: &Fixed) -> Vec<&str> {
    fixed.cycling.iter().map(|rule| rule.code).collect()
}

/// The letters and digits of a text that can be seen, in order of code points: fixes may move lines and sort categories.
pub fn letters(bytes: &[u8]) -> Vec<char> {
    let text = String::from_utf8_lossy(bytes);
    let is_visible = |c: char| *printable(c.encode_utf8(&mut [0; 4])) == *c.encode_utf8(&mut [0; 4]);
    let mut letters: Vec<_> = text.chars().filter(|&c| c.is_alphanumeric() && is_visible(c)).collect();
    letters.sort_unstable();
    letters
}
