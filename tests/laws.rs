//! What holds for every text, with all libraries together.

use proptest::collection::vec;
use proptest::prelude::*;
use seedkit_convert::{FORMATS, MarkdownTitle, ReadOptions, WriteOptions, convert};
use seedkit_lint::{Diagnostic, Fixes, Group, Settings, Severity, fix, lint_bytes};
use seedkit_syntax::{Acceptance, Layout, Seed, parse, parse_bytes, serialise};
use std::sync::LazyLock;

/// Lines that mean something, lines that look like them, and any others.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just("||||||".to_owned()),
        1 => prop_oneof!["\\|{4,8} ?", "[ \t\u{FEFF}]\\|{6}[ \u{200B}]?", "\\|{6}[A-Za-z]{1,3}"],
        2 => "([A-Za-z :_]{0,6}~){0,3}[A-Z]?[ \u{C}\u{2028}]?",
        1 => prop_oneof![Just("<<<<<<< HEAD"), Just("======="), Just("---"), Just("# T"), Just("NO")].prop_map(str::to_owned),
        3 => "[ \tA-Za-zé~|\"'#*:\\\\<>&\u{7}\u{A0}\u{200B}\u{202E}-]{0,12}",
        1 => "\\PC{0,8}",
    ]
}

fn ending() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just("\n"), 1 => Just("\r\n")]
}

/// Texts that are often almost seeds.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let any = vec((line(), ending()), 0..9).prop_map(|lines| {
        lines.into_iter().flat_map(|(line, ending)| [line, ending.to_owned()]).collect::<String>()
    });
    let almost =
        (prop_oneof![9 => Just(""), 1 => Just("\u{FEFF}")], vec(line(), 3), vec(line(), 0..5), ending());
    let almost = almost.prop_map(|(mark, start, body, ending)| {
        let [categories, title, separator] = start.try_into().expect("three lines");
        let separator = if separator.len() % 7 == 0 { separator } else { "||||||".to_owned() };
        let mut lines = vec![categories, "||||||".to_owned(), title, separator];
        lines.extend(body);
        mark.to_owned() + &lines.join(ending)
    });
    prop_oneof![any, almost]
}

/// Data that strict reading accepts as it is written, with text in every part.
fn sound_seed() -> impl Strategy<Value = Seed> {
    let word = "[A-Za-zéЖ日]{1,8}";
    let name = vec(word, 1..3).prop_map(|words| words.join(" "));
    let paragraph = vec(word, 1..12).prop_map(|words| words.join(" "));
    let parts = (vec(name, 1..4), vec(word, 1..4).prop_map(|words| words.join(" ")), vec(paragraph, 1..4));
    parts.prop_map(|(categories, title, body)| {
        Seed::new(categories, title, body).expect("no part holds marks")
    })
}

fn fixes() -> impl Strategy<Value = Fixes> {
    prop_oneof![Just(Fixes::Layout), Just(Fixes::Safe), Just(Fixes::Unsafe)]
}

/// As without options. Made once, because that takes longer than linting a small text.
static SETTINGS: LazyLock<Settings> = LazyLock::new(Settings::default);

/// Errors of structure that strict reading knows nothing of.
const HEURISTIC: [&str; 7] =
    ["marker", "no-title", "no-body", "swapped", "two-seeds", "extra-padding", "extra-shape"];

/// Whether the finding is of the group of rules about the structure of a file.
fn is_structural(found: &&Diagnostic) -> bool {
    found.rule.group() == Group::Syntax
}

/// All ways to write.
fn ways_to_write() -> impl Iterator<Item = WriteOptions> {
    let titles = [MarkdownTitle::Both, MarkdownTitle::Heading, MarkdownTitle::FrontMatter];
    titles.into_iter().zip([2, 0, 16]).map(|(markdown_title, json_indent)| WriteOptions {
        markdown_title,
        json_indent,
        text_key: None,
    })
}

/// A text comes back from every format, byte for byte.
fn comes_back(text: &str) -> Result<(), TestCaseError> {
    let seed = seedkit_convert::by_name("seed").expect("the format exists");
    let reading = ReadOptions::default();
    for format in FORMATS.iter().filter(|format| format.document.is_some()) {
        for writing in ways_to_write() {
            let there = convert(text, seed, format, &reading, &writing);
            let there = there.map_err(|error| TestCaseError::fail(format!("{}: {error}", format.name)))?;
            let back = convert(&there, format, seed, &reading, &writing);
            let back = back.map_err(|error| TestCaseError::fail(format!("{}: {error}", format.name)))?;
            prop_assert_eq!(&back, text, "{}", format.name);
        }
    }
    Ok(())
}

proptest! {
    // Without a file of failures: tests write to temporary folders alone.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What lenient reading accepts comes back from every format, and every step from one format to the next keeps it.
    #[test]
    fn what_can_be_read_comes_back(text in text()) {
        if parse(&text).read(Acceptance::Lenient).is_ok() {
            comes_back(&text)?;
        }
    }

    /// What strict reading refuses is reported, and what lenient reading refuses is reported as an error.
    #[test]
    fn what_is_refused_is_reported(text in text()) {
        let found = lint_bytes(text.as_bytes(), &SETTINGS);
        if let Err(error) = parse(&text).read(Acceptance::Strict) {
            prop_assert!(!found.is_empty(), "nothing is reported, but strict reading says: {}", error.kind.name());
        }
        if let Err(error) = parse(&text).read(Acceptance::Lenient) {
            let is_told = found.iter().any(|one| one.severity == Severity::Error);
            prop_assert!(is_told, "no error is reported, but lenient reading says: {}", error.kind.name());
        }
    }

    /// A text in which fixing left no error is a seed to strict readers, and comes back from every format.
    #[test]
    fn what_was_mended_is_a_seed(text in text(), fixes in fixes()) {
        let fixed = fix(text.as_bytes(), &SETTINGS, fixes);
        if !fixed.remaining.iter().any(|one| one.severity == Severity::Error) {
            let read = parse_bytes(&fixed.bytes).expect("it is UTF-8").read(Acceptance::Strict);
            prop_assert!(read.is_ok(), "{:?}: {:?}", String::from_utf8_lossy(&fixed.bytes), read);
            comes_back(&String::from_utf8(fixed.bytes).expect("it is UTF-8"))?;
        }
    }

    /// Fixing comes to an end, leaves nothing to fix, and what it reports is what linting reports.
    #[test]
    fn fixing_comes_to_an_end(text in text(), fixes in fixes()) {
        let fixed = fix(text.as_bytes(), &SETTINGS, fixes);
        prop_assert!(fixed.cycling.is_empty());
        prop_assert!(!fixed.remaining.iter().any(|found| fixes.include(found)));
        prop_assert_eq!(&fixed.remaining, &lint_bytes(&fixed.bytes, &SETTINGS));
        let again = fix(&fixed.bytes, &SETTINGS, fixes);
        prop_assert_eq!(again.count(), 0);
        prop_assert_eq!(again.bytes, fixed.bytes);
    }

    /// A seed with something in every part has no finding about its structure, but for line ends of Windows.
    #[test]
    fn sound_seeds_have_a_sound_structure(seed in sound_seed(), crlf in any::<bool>(), newline in any::<bool>()) {
        let layout = Layout { crlf, final_newline: newline, ..Layout::default() };
        let text = serialise(&seed, &layout).expect("such a layout can be written");
        let found = lint_bytes(text.as_bytes(), &SETTINGS);
        let codes: Vec<_> = found.iter().filter(is_structural).map(|one| one.rule.code).collect();
        let expected: &[&str] = if crlf { &["S008"] } else { &[] };
        prop_assert_eq!(codes, expected);
    }

    /// Strictly valid texts have errors of structure only where a part is empty, or looks like another one.
    #[test]
    fn strictly_valid_texts_have_a_sound_structure(text in text()) {
        if parse(&text).read(Acceptance::Strict).is_ok() {
            let found = lint_bytes(text.as_bytes(), &SETTINGS);
            let errors = found.iter().filter(is_structural).filter(|one| one.severity == Severity::Error);
            for error in errors {
                let known = HEURISTIC.contains(&error.kind.name);
                prop_assert!(known, "{}: {}", error.kind.name, error);
            }
        }
    }

    /// Fixes of layout keep every letter and digit, and what can be read can still be read; the order of the categories
    /// is layout.
    #[test]
    fn layout_keeps_every_letter(text in text()) {
        let letters = |text: &str| {
            let mut letters: Vec<_> = text.chars().filter(|c| c.is_alphanumeric()).collect();
            letters.sort_unstable();
            letters
        };
        let fixed = fix(text.as_bytes(), &SETTINGS, Fixes::Layout);
        let after = String::from_utf8(fixed.bytes).expect("it is UTF-8");
        prop_assert_eq!(letters(&after), letters(&text));
        if parse(&text).read(Acceptance::Lenient).is_ok() {
            prop_assert!(parse(&after).read(Acceptance::Lenient).is_ok(), "{:?} can no longer be read", after);
        }
    }
}
