//! The laws of the rules: what every rule must hold, over its own examples and over any text.

use crate::*;
use proptest::prelude::*;
use seedkit_syntax::{Span, SyntaxErrorKind, parse};
use std::collections::HashSet;
use std::sync::LazyLock;

/// An example without its marks, and the spans that were marked, in the order of the opening marks.
fn unmarked(example: &str) -> (String, Vec<Span>) {
    let (mut text, mut spans, mut open) = (String::new(), Vec::new(), Vec::new());
    for c in example.chars() {
        if c == Example::MARKS[0] {
            open.push(spans.len());
            spans.push(Span::at(text.len()));
        } else if c == Example::MARKS[1] {
            let index: usize = open.pop().expect("a mark is closed that was not opened");
            spans[index].end = text.len() as u32;
        } else {
            text.push(c);
        }
    }
    assert!(open.is_empty(), "a mark is not closed in {example:?}");
    (text, spans)
}

pub(crate) static DEFAULTS: LazyLock<Settings> = LazyLock::new(Settings::default);
pub(crate) static EVERYTHING: LazyLock<Settings> =
    LazyLock::new(|| Settings::default().select(&["all"]).unwrap());

fn only(rule: &Rule) -> Settings {
    Settings::default().select(&[rule.code]).unwrap()
}

/// Bytes, kinds, spans, fixed text.
type BadExample = (Vec<u8>, Vec<&'static Kind>, Vec<Span>, Option<&'static str>);

/// All examples of a rule that it reports.
fn bad(rule: &'static Rule) -> Vec<BadExample> {
    let examples = rule.examples.iter().filter_map(|example| match example {
        Example::Bad { text, kinds, fixed } => {
            let (text, spans) = unmarked(text);
            Some((text.into_bytes(), kinds.to_vec(), spans, *fixed))
        }
        Example::BadBytes { bytes, kind, span: (start, end), fixed } => {
            Some((bytes.to_vec(), vec![*kind], vec![Span { start: *start, end: *end }], *fixed))
        }
        Example::Good(_) | Example::BadCorpus { .. } | Example::GoodCorpus(_) => None,
    });
    examples.collect()
}

/// Fails with everything that is wrong, so that one run tells it all.
fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn bad_examples_are_reported() {
    let mut problems = Vec::new();
    for rule in RULES {
        for (bytes, kinds, spans, _) in bad(rule) {
            let found = lint_bytes(&bytes, &only(rule));
            let found: Vec<_> = found.iter().map(|found| (found.kind.name, found.span)).collect();
            let expected: Vec<_> = kinds.into_iter().map(|kind| kind.name).zip(spans).collect();
            if found != expected {
                let text = String::from_utf8_lossy(&bytes);
                problems.push(format!("{} of {text:?}: found {found:?}, not {expected:?}", rule.code));
            }
        }
    }
    assert_none(&problems);
}

/// The findings of the rules about the corpus in files, each with the number of its file.
fn corpus_findings(files: &[(&str, String)], settings: &Settings) -> Vec<(u32, Diagnostic)> {
    let mut corpus = Corpus::default();
    for (file, (path, text)) in files.iter().enumerate() {
        corpus.add(file as u32, &Analysis::of(&parse(text)), path);
    }
    let mut texts = Texts::default();
    for file in corpus.take_starts().candidates() {
        texts.add(file, &parse(&files[file as usize].1));
    }
    let found = corpus.finish().with_texts(texts);
    let names = |file: u32| files[file as usize].0.to_owned();
    let of = |&file: &u32| {
        let diagnostics = found.of(file, files[file as usize].1.as_bytes(), &names, settings);
        diagnostics.into_iter().map(move |diagnostic| (file, diagnostic))
    };
    found.files().iter().flat_map(of).collect()
}

#[test]
fn corpus_examples_are_reported_and_good_ones_are_not() {
    let mut problems = Vec::new();
    for rule in RULES {
        for example in rule.examples {
            let (files, kinds, settings) = match example {
                Example::BadCorpus { files, kinds } => (*files, *kinds, &only(rule)),
                Example::GoodCorpus(files) => (*files, &[][..], &*EVERYTHING),
                _ => continue,
            };
            let unmarked: Vec<_> = files.iter().map(|(path, text)| (*path, unmarked(text))).collect();
            let spans = unmarked
                .iter()
                .enumerate()
                .flat_map(|(file, (_, (_, spans)))| spans.iter().map(move |span| (file, *span)));
            let expected: Vec<_> =
                kinds.iter().zip(spans).map(|(kind, (file, span))| (file as u32, kind.name, span)).collect();
            let texts: Vec<_> = unmarked.iter().map(|(path, (text, _))| (*path, text.clone())).collect();
            let found = corpus_findings(&texts, settings);
            let found: Vec<_> = found.iter().map(|(file, one)| (*file, one.kind.name, one.span)).collect();
            if found != expected {
                problems.push(format!("{} of {files:?}: found {found:?}, not {expected:?}", rule.code));
            }
        }
    }
    assert_none(&problems);
}

/// Kinds that an option alone brings about. They have a test beside their rule.
const BY_OPTION: [&str; 2] = ["no-final-newline", "final-newline"];

#[test]
fn every_kind_has_four_bad_places() {
    let mut problems = Vec::new();
    for rule in RULES {
        let corpus = rule.examples.iter().flat_map(|example| match example {
            Example::BadCorpus { kinds, .. } => *kinds,
            _ => &[],
        });
        let single: Vec<&Kind> = bad(rule).iter().flat_map(|(_, kinds, ..)| kinds.clone()).collect();
        let shown: Vec<_> = single.iter().chain(corpus).map(|kind| kind.name).collect();
        for kind in rule.kinds.iter().filter(|kind| !BY_OPTION.contains(&kind.name)) {
            let places = shown.iter().filter(|name| **name == kind.name).count();
            if places < 4 {
                problems.push(format!("{} shows {places} places of {}, not 4", rule.code, kind.name));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn every_rule_has_four_bad_and_four_good_examples() {
    let mut problems = Vec::new();
    for rule in RULES {
        let is_good = |example: &&Example| matches!(example, Example::Good(_) | Example::GoodCorpus(_));
        let good = rule.examples.iter().filter(is_good).count();
        for (what, number) in [("bad", rule.examples.len() - good), ("good", good)] {
            if number < 4 {
                problems.push(format!("{} shows {number} {what} examples, not 4", rule.code));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn good_examples_are_clean_of_every_rule() {
    let mut problems = Vec::new();
    for rule in RULES {
        for example in rule.examples {
            if let Example::Good(text) = example {
                for found in lint_bytes(text.as_bytes(), &EVERYTHING) {
                    problems.push(format!("{} of {text:?}: {} {found}", rule.code, found.rule.code));
                }
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn examples_are_fixed_as_shown() {
    let mut problems = Vec::new();
    for rule in RULES {
        for (bytes, kinds, _, expected) in bad(rule) {
            let fixed = fix(&bytes, &only(rule), Fixes::Unsafe);
            let (text, result) = (String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&fixed.bytes));
            let is_right = match expected {
                Some(expected) => result == expected,
                None => fixed.bytes == bytes,
            };
            if !is_right || !fixed.cycling.is_empty() {
                problems.push(format!("{} of {text:?}: {result:?} is not {expected:?}", rule.code));
            }
            if expected.is_some() != kinds.iter().any(|kind| kind.fix.is_some()) {
                problems.push(format!(
                    "{} of {text:?}: its kinds and the example disagree about a fix",
                    rule.code
                ));
            }
        }
    }
    assert_none(&problems);
}

#[test]
fn rules_are_in_order_and_whole() {
    assert!(
        RULES.is_sorted_by(|a, b| a.number() < b.number()),
        "the numbers of the codes are sorted and unique"
    );
    let names: HashSet<_> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names.len(), RULES.len(), "names are unique");
    for rule in RULES {
        assert!(
            rule.code.len() == 4 && rule.code[1..].bytes().all(|byte| byte.is_ascii_digit()),
            "{}",
            rule.code
        );
        assert!(Group::ALL.contains(&rule.group()));
        assert!(rule.summary.ends_with('.') && rule.rationale.ends_with('.'), "{}: sentences end", rule.code);
        let kinds: HashSet<_> = rule.kinds.iter().map(|kind| kind.name).collect();
        assert_eq!(kinds.len(), rule.kinds.len(), "{}: kinds are unique", rule.code);
        assert_eq!(
            rule.fix.is_some(),
            rule.kinds.iter().any(|kind| kind.fix.is_some()),
            "{}: fixes are told",
            rule.code
        );
    }
}

#[test]
fn every_file_of_rules_is_in_the_list() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().replace('_', "-"))
        .filter(|name| name != "mod")
        .collect();
    let mut listed: Vec<_> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    files.sort();
    listed.sort();
    assert_eq!(files, listed, "each rule has a file of its name, and each file is in RULES");
}

/// The rule that reports each kind of syntax error.
fn reporter(kind: SyntaxErrorKind) -> &'static str {
    use SyntaxErrorKind as Kind;
    match kind {
        Kind::ByteOrderMark => "U403",
        Kind::Crlf | Kind::MixedLineEndings => "S008",
        Kind::ControlCharacter => "U401",
        Kind::EmptyFile | Kind::NoSeparators | Kind::OneSeparator => "S003",
        Kind::ConflictMarker => "S002",
        Kind::PaddedSeparator | Kind::MalformedSeparator | Kind::GluedSeparator => "S004",
        Kind::NoCategoryLine
        | Kind::CategoryLines
        | Kind::NoTitleLine
        | Kind::TitleLines
        | Kind::TitleIsSeparator
        | Kind::NoBody => "S006",
        Kind::EmptyName => "C102",
        Kind::UnterminatedCategory => "S007",
        Kind::BlankTail => "S009",
        Kind::TrailingBlankLine => "S010",
        other => panic!("{other:?} has no rule"),
    }
}

/// Pieces of markup that rules look for, and what may stand beside them.
const MARKUP: &[&str] = &[
    "Moss",
    " ",
    "a",
    "1",
    ".",
    "{{",
    "}}",
    "{",
    "}",
    "[[",
    "]]",
    "[",
    "]",
    "(",
    ")",
    "|",
    "||",
    "[http://a.b ",
    "](/c)",
    "https://a.b/c",
    "<ref>",
    "</ref>",
    "<ref name=a/>",
    "<references/>",
    "ref/ref",
    "/ref",
    "[1]",
    "[a]",
    "[edit]",
    "[citation needed]",
    ":12",
    "<br>",
    "<b>",
    "</b>",
    "<",
    ">",
    "<!--",
    "-->",
    "&lt;",
    "&amp;",
    "amp;",
    "&",
    "#38;",
    "&#x7C;",
    "&nbsp;",
    "&lt;&lt;&lt;&lt;",
    "'",
    "''",
    "'''",
    "=",
    "==",
    "*",
    "#",
    ":",
    "•",
    "{|",
    "|}",
    "!",
    "!!",
    "thumb|",
    " 20px ",
    "File:A.jpg",
    "__TOC__",
    "Category:",
    "de:",
    "DEFAULTSORT:",
    "{\\displaystyle",
    "\\frac",
    "class=\"a\"",
    "{color:a}",
    "formula_1",
    "[MATH]",
    "TODO",
    "Lorem ipsum",
    "References",
    "See also: ",
    "Coordinates: 1",
    "1°2′N / 3",
    "(listen)",
    "ⓘ",
    "REDIRECT ",
];

pub(crate) fn texts() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        5 => Just("||||||".to_owned()),
        4 => "(Category:|:)?[A-Ca-c_ ]{0,3}(\\|K)?~?[a-bÉ\u{301} ]{0,3}~?",
        1 => Just(String::new()),
        1 => Just("|||||".to_owned()),
        1 => Just(" |||||| ".to_owned()),
        1 => Just("||||||Glued".to_owned()),
        1 => Just("<<<<<<< HEAD".to_owned()),
        1 => Just("||||||| base".to_owned()),
        1 => Just("All articles with moss~B stubs~A~a~A~ ~".to_owned()),
        4 => prop::collection::vec(prop::sample::select(MARKUP), 1..7).prop_map(|parts| parts.concat()),
        2 => "[ \t\u{A0}\u{200B}\u{FEFF}é日😀\u{7}\u{0}\r\u{2028}~|]{0,5}",
        6 => sentences(),
    ];
    let end = prop_oneof![9 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    prop::collection::vec((line, end), 0..9)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect::<String>())
}

/// Whole seeds, since a scan is quickest to pass over those.
pub(crate) fn seeds() -> impl Strategy<Value = String> {
    let name = "(Category:|:)?[A-Ca-cé日_:;#<|\t \u{1}\u{7F}\u{A0}\u{2003}\u{3000}\u{FEFF}]{1,4}|Moss stubs|from May 2010";
    let names = prop::collection::vec(name, 1..4).prop_map(|names| names.join("~") + "~");
    let title = "[A-Ca-cé日_:;#<|\t~ \u{1}\u{7F}\u{A0}\u{2003}\u{3000}\u{FEFF}]{1,5}|A \\(disambiguation\\)|Talk:A|\\[\\[A\\]\\]";
    let ends = prop::sample::select(
        &["", ".", " :", " may refer to", " may refer to:", "px", "|", "thumb", "File:A.jpg"][..],
    );
    let line = (sentences(), ends).prop_map(|(line, end)| line + end);
    let lines = prop::collection::vec(line, 1..9).prop_map(|lines| lines.join("\n"));
    // Another seed in the same file is none of the first one's business, and must not hide what is wrong with that.
    let further = prop::sample::select(
        &[
            "",
            "",
            "",
            "\nA~\n||||||\nMoss\n||||||\nMoss grows on stones and in the bogs of the north.",
            "\nA~\n||||||\nMoss\n||||||\nMoss grows.\nIt does.\nIt holds water.\nAnd more.\nIt grows.\nIt is green.\nIt is.",
        ][..],
    );
    (names, title, lines, further).prop_map(|(names, title, lines, further)| {
        format!("{names}\n||||||\n{title}\n||||||\n{lines}{further}")
    })
}

/// Lines of what the rules about running text look for.
fn sentences() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(&[
            "the", "of", "and", "in", "word", "Word", "a", "(", ")", "()", "（", "）", "[", "]", "1815", "Greek", "born", "or",
            "ǆ", "é", "e\u{301}", "ა", "日", "Reader", "x",
        ][..]),
        3 => prop::sample::select(&[
            " ", " ", "  ", "\t", "\u{A0}", ",", ";", ":", ".", "..", ". .", "!", "\"", "”", "’", "'", "-", "–", "，", "：", "。", "،", "&", "&nbsp;",
            "[1]", ":12", "|", "/", "@",
        ][..]),
        2 => prop::sample::select(&[
            " ,", " .", " )", "( ", ", )", "(;", "(; )", ": ,", ": )", "(born )", "(Greek: )", "the the", "and and and", "of  of", "of of ",
            "the of ", " of .", "word.Word", "time).The ", "word.Name(x)", "Moss grows on stones and in bogs of the north.",
        ][..]),
    ];
    let wrapped = "Moss grows on the stones and in the bogs of the north, and it\nholds the water of the rain and the melted snow of the spring\nfor long.";
    prop_oneof![
        12 => prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()),
        1 => Just(wrapped.to_owned()),
        1 => Just("Moss grows on the stones and in the bogs of the north.".to_owned()),
    ]
}

/// Letters and digits of a text, in order of code points: what no safe fix may change.
fn letters(text: &[u8]) -> Vec<char> {
    let mut letters: Vec<_> = String::from_utf8_lossy(text).chars().filter(|c| c.is_alphanumeric()).collect();
    letters.sort_unstable();
    letters
}

/// As many cases as `PROPTEST_CASES` says, or else these.
pub(crate) fn cases(unless_set: u32) -> ProptestConfig {
    let set = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(set.unwrap_or(unless_set))
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn findings_are_well_formed(source in texts()) {
        let found = lint(&parse(&source), &EVERYTHING);
        for one in &found {
            let _ = one.span.of(&source);
            prop_assert!(!one.message.ends_with('.') && !one.message.contains('\n'), "{}", one.message);
            prop_assert_eq!(&*printable(&one.message), &*one.message);
            prop_assert_eq!(&*printable(one.help.as_deref().unwrap_or_default()), one.help.as_deref().unwrap_or_default());
            for edit in one.fix.iter().flat_map(|fix| &fix.edits) {
                let _ = edit.span.of(&source);
            }
            let edits = one.fix.as_ref().map_or(&[][..], |fix| &fix.edits);
            prop_assert!(edits.is_sorted_by(|a, b| a.span.start < b.span.start && !a.span.touches(b.span)));
        }
        prop_assert!(found.is_sorted_by_key(|one| one.span));
    }

    #[test]
    fn what_strict_reading_refuses_is_reported(source in texts()) {
        let parse = parse(&source);
        let found = lint(&parse, &DEFAULTS);
        let codes: HashSet<_> = found.iter().map(|found| found.rule.code).collect();
        let conflicted = !parse.document.conflicts().is_empty();
        let mut kinds: HashSet<_> = parse.errors.iter().map(|error| error.kind).collect();
        let swapped = found.iter().any(|found| found.kind.name == "swapped");
        if swapped {
            kinds.remove(&SyntaxErrorKind::UnterminatedCategory);
        }
        for kind in kinds {
            // Structure is not checked beside the markers of a merge, but some damage of characters is.
            let expected = codes.contains(reporter(kind))
                || (conflicted && codes.contains("S002"))
                // A line break of another system is told as that, wherever it stands.
                || (kind == SyntaxErrorKind::BlankTail && codes.contains("U401"));
            prop_assert!(expected, "{:?} of {:?} is not reported: {:?}", kind, source, codes);
        }
    }

    #[test]
    fn fixes_come_to_an_end_and_stay(source in texts()) {
        for fixes in [Fixes::Layout, Fixes::Safe, Fixes::Unsafe] {
            let fixed = fix(source.as_bytes(), &DEFAULTS, fixes);
            prop_assert!(fixed.cycling.is_empty(), "{:?} cycles: {:?}", source, fixed.cycling);
            prop_assert!(fixed.passes <= 8 || fixes == Fixes::Unsafe, "{:?} takes {} passes", source, fixed.passes);
            prop_assert!(!fixed.remaining.iter().any(|found| fixes.include(found)));
            let again = fix(&fixed.bytes, &DEFAULTS, fixes);
            prop_assert_eq!(&again.bytes, &fixed.bytes);
            prop_assert!(std::str::from_utf8(&fixed.bytes).is_ok());
        }
    }

    #[test]
    fn layout_fixes_change_no_letter(source in texts()) {
        let fixed = fix(source.as_bytes(), &DEFAULTS, Fixes::Layout);
        prop_assert_eq!(letters(&fixed.bytes), letters(source.as_bytes()));
    }

    #[test]
    fn any_bytes_will_do(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = fix(&bytes, &EVERYTHING, Fixes::Unsafe);
    }
}

/// What resembles a separator is no paragraph, and none of it must keep B302 from looking at a list.
#[test]
fn near_separators_hide_no_list() {
    let near = "\u{200B}".repeat(80) + "||";
    let alike = ["abcdefghijklmnopqrstuvwxyzabcde"; 4].join(" ");
    for (separator, fourth) in [("||||||", &*alike), ("||||||", ""), ("|||||| ", "")] {
        let source = format!("A~\n||||||\nT\n{separator}\nPalm\nFern\nMoss\nM {fourth}.\nM.\nM.\n{near}\n");
        let found = lint(&parse(&source), &DEFAULTS);
        assert!(found.iter().any(|found| found.rule.code == "B302"), "{source:?}");
    }
}

#[test]
fn selectors_select() {
    let codes = |settings: Settings| -> Vec<&str> {
        RULES.iter().filter(|rule| settings.is_enabled(rule)).map(|rule| rule.code).collect()
    };
    let select = |selectors: &[&str]| codes(Settings::default().select(selectors).unwrap());
    assert_eq!(select(&["S007", "category-markup"]), ["S007", "C106"]);
    assert!(!select(&["C"]).contains(&"C108"), "a group leaves opt-in rules out");
    assert_eq!(select(&["all"]).len(), RULES.len());
    assert!(!codes(Settings::default()).contains(&"C108"));
    let ignored = codes(Settings::default().ignore(&["C", "S010"]).unwrap());
    assert!(ignored.iter().all(|code| !code.starts_with('C') && *code != "S010"));
    for wrong in ["", "s", "S0", "X999", "duplicate"] {
        assert!(Settings::default().select(&[wrong]).is_err(), "{wrong:?} selects something");
    }
    let error = Settings::default().select(&["duplicate-categories"]).unwrap_err().to_string();
    assert_eq!(
        error,
        "no rule, group or name is `duplicate-categories`; did you mean C103 `duplicate-category`?"
    );
}

#[test]
fn options_are_checked() {
    let error = |result: Result<Settings, SettingsError>| result.unwrap_err().to_string();
    assert_eq!(
        error(Settings::default().set_choice("S008", "final-newline", "yes")),
        "the option `final-newline` of S008 takes preserve, always, never, not `yes`"
    );
    assert_eq!(
        error(Settings::default().set_flag("C107", "stub", true)),
        "the rule C107 has no option `stub`; it has extend-maintenance, stubs"
    );
    assert_eq!(
        error(Settings::default().set_flag("S008", "final-newline", true)),
        "the option `final-newline` of S008 takes preserve, always, never"
    );
    assert_eq!(
        error(Settings::default().set_choice("S008", "final-newline", "allways")),
        "the option `final-newline` of S008 takes preserve, always, never, not `allways`; did you mean `always`?"
    );
}
