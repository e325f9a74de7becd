//! The laws of conversion, as properties.

use crate::*;
use proptest::prelude::*;
use seedkit_syntax::{Acceptance, Layout, Seed, parse, serialise};

/// What trips readers and writers of one format or another.
const FRAGMENTS: &[&str] = &[
    // YAML: other types, indicators, comments.
    "null",
    "~",
    "True",
    "no",
    "NO",
    "1977",
    "0x1f",
    "1e5",
    "e5",
    ".inf",
    "2020-02-29",
    "12:34:56",
    "1_0",
    "=",
    "<<",
    ": ",
    ":",
    " #",
    "#",
    "- ",
    "-",
    "? ",
    "!t ",
    "&a ",
    "*a",
    "|",
    ">",
    "%",
    "@",
    "{a: ",
    "[b, ",
    "]",
    "}",
    "---",
    "...",
    "'",
    "''",
    "\"",
    "\\\"",
    "\\n",
    "\\u0041",
    // Markdown: blocks, inlines, references, links, templates.
    "## ",
    "> ",
    "+ ",
    "1. ",
    "23) ",
    "* ",
    "***",
    "__x__",
    "_",
    "snake_case",
    "`",
    "``",
    "~~",
    "$",
    "$$",
    "^",
    "==",
    "%%",
    "{{",
    "{%",
    "[l](u)",
    "![",
    "[^1]",
    "<i>",
    "</i>",
    "<!-- -->",
    "<!",
    "<?",
    "&lt;",
    "&",
    "&#97;",
    "&#xA;",
    "http://",
    "HTTPS://a.b/c_d",
    "ftp://x",
    "www.",
    "mailto:a@b.c",
    "xmpp:",
    "\\",
    "\\\\",
    "||",
    "= ",
    "(c)",
    // White space, invisible and control characters, characters that end a line somewhere.
    " ",
    "  ",
    "\t",
    "\r",
    "\u{B}",
    "\u{C}",
    "\u{85}",
    "\u{A0}",
    "\u{2028}",
    "\u{2029}",
    "\u{3000}",
    "\u{2003}",
    "\u{FEFF}",
    "\u{200B}",
    "\u{AD}",
    "\u{202E}",
    "\u{0}",
    "\u{1B}[m",
    "\u{7F}",
    "\u{9B}",
    "\u{FFFE}",
    "\u{1FFFF}",
    "\u{E0041}",
    "\u{FFFD}",
    // Seeds.
    "||||||",
    "|||||",
    // Text.
    "a",
    "Z",
    "word",
    "é",
    "E\u{301}",
    "日本",
    "שלום",
    "😀",
    "½",
    "0",
    "9",
    ".",
    ",",
    "(",
    ")",
    "!",
    "?",
    "/",
    ";",
];

pub(crate) fn texts() -> impl Strategy<Value = String> {
    let fragments = prop::collection::vec(prop::sample::select(FRAGMENTS), 0..7);
    prop_oneof![4 => fragments.prop_map(|parts| parts.concat()), 1 => "[^\n]{0,8}"]
}

fn layouts() -> impl Strategy<Value = Layout> {
    any::<[bool; 5]>().prop_map(|[bom, crlf, unterminated, final_newline, no_body]| Layout {
        bom,
        crlf,
        unterminated,
        final_newline,
        no_body,
    })
}

/// Seeds with layouts that can express them.
pub(crate) fn documents() -> impl Strategy<Value = (Seed, Layout)> {
    let name = texts().prop_map(|text| text.replace('~', "-"));
    let parts = (prop::collection::vec(name, 0..4), texts(), prop::collection::vec(texts(), 0..4), layouts());
    parts.prop_map(|(categories, title, body, mut layout)| {
        let seed = Seed::new(categories, title, body).unwrap();
        // Turn on what the data need and off what they rule out.
        let needed = seed.canonical_layout();
        layout.bom |= needed.bom;
        layout.final_newline = needed.final_newline || (layout.final_newline && !seed.body().is_empty());
        layout.no_body &= seed.body().is_empty();
        layout.unterminated &= seed.categories().last().is_some_and(|name| !seedkit_syntax::is_blank(name));
        layout.crlf |= serialise(&seed, &layout).is_err();
        (seed, layout)
    })
}

/// Every way to write.
fn ways() -> impl Iterator<Item = (&'static Format, WriteOptions)> {
    let options = |markdown_title, json_indent, text_key: Option<&str>| WriteOptions {
        markdown_title,
        json_indent,
        text_key: text_key.map(str::to_owned),
    };
    let all = [
        options(MarkdownTitle::Both, 2, None),
        options(MarkdownTitle::Heading, 0, Some("text")),
        options(MarkdownTitle::FrontMatter, 9, Some("whole")),
    ];
    let formats = FORMATS.iter().filter(|format| format.document.is_some());
    formats.flat_map(move |format| all.clone().map(|options| (*format, options)))
}

/// As many cases as `PROPTEST_CASES` says, or else these.
pub(crate) fn cases(unless_set: u32) -> ProptestConfig {
    let set = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(set.unwrap_or(unless_set))
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn what_is_written_is_read_back((seed, layout) in documents()) {
        for (format, options) in ways() {
            let text = format.write(&seed, &layout, &options).unwrap();
            let read = format.read(&text, &options.reading());
            prop_assert_eq!(read, Ok((seed.clone(), layout)), "{}: {}", format.name, text);
            prop_assert_eq!(format.verify(&text, &seed, &layout, &options), Ok(()));
        }
    }

    #[test]
    fn a_seed_file_comes_back_with_the_same_bytes((seed, layout) in documents()) {
        let file = serialise(&seed, &layout).unwrap();
        let (reading, from) = (ReadOptions::default(), by_name("seed").unwrap());
        for (format, writing) in ways() {
            let there = convert(&file, from, format, &reading, &writing).unwrap();
            prop_assert_eq!(convert(&there, format, from, &writing.reading(), &writing), Ok(file.clone()), "{}", there);
        }
    }

    #[test]
    fn every_format_refuses_what_a_seed_file_cannot_hold((seed, _) in documents(), layout in layouts()) {
        let refusal = serialise(&seed, &layout).err().map(WriteError::from);
        for (format, options) in ways() {
            prop_assert_eq!(format.write(&seed, &layout, &options).err(), refusal, "{}", format.name);
        }
    }

    #[test]
    fn markdown_survives_editors_and_git((seed, layout) in documents(), end in "[ \t]{0,2}\r?\n", blank in "[ \t]{0,2}\n") {
        let markdown = by_name("md").unwrap();
        for (_, options) in ways().filter(|(format, _)| format.name == markdown.name) {
            let text = markdown.write(&seed, &layout, &options).unwrap();
            let changed = text.replace("\n\n", &format!("\n{blank}\n")).replace('\n', &end);
            prop_assert_eq!(markdown.verify(&changed, &seed, &layout, &options), Ok(()), "{}", changed);
            prop_assert_eq!(markdown.verify(text.trim_end_matches('\n'), &seed, &layout, &options), Ok(()));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(
        pieces in prop::collection::vec(prop_oneof![
            4 => prop::sample::select(FRAGMENTS),
            3 => prop::sample::select(&[
                "\n", "\n\n", "---\n", "  - ", "categories:", "title: ", "body:", "seed: ", " []", " bom", "crlf",
                "{\"categories\":[", "\"title\":\"", "\",\"body\":[", "\"", "]}", ",", "# ", "||||||\n", "A~\n", "\r\n",
            ][..]),
        ], 0..16),
    ) {
        let text = pieces.concat();
        let options = WriteOptions::default();
        for format in FORMATS.iter().filter(|format| format.document.is_some()) {
            match format.read(&text, &ReadOptions::default()) {
                Ok((seed, layout)) => {
                    let written = format.write(&seed, &layout, &options).unwrap();
                    prop_assert_eq!(format.verify(&written, &seed, &layout, &options), Ok(()));
                }
                Err(error) => {
                    // Slicing panics where a span is not on a character boundary.
                    let _ = error.span.map(|span| span.of(&text));
                    prop_assert!(!error.message.is_empty() && !error.message.contains('\n'), "{:?}", error.message);
                }
            }
        }
    }
}

#[test]
fn every_file_below_formats_is_listed() {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/formats")).unwrap();
    // A long one has a directory beside its file.
    let files = files.map(Result::unwrap).filter(|file| file.file_type().unwrap().is_file());
    let names = files.map(|file| file.file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name != "mod.rs").collect();
    let mut listed: Vec<_> = FORMATS.iter().map(|format| format!("{}.rs", format.name)).collect();
    if cfg!(not(feature = "parquet")) {
        listed.push("parquet.rs".to_owned());
    }
    names.sort();
    listed.sort();
    assert_eq!(names, listed);
}

#[test]
fn names_and_extensions_are_unique_and_found() {
    let names: Vec<_> = FORMATS.iter().flat_map(|format| [&[format.name], format.aliases].concat()).collect();
    let extensions: Vec<_> = FORMATS.iter().flat_map(|format| format.extensions).copied().collect();
    for list in [&names, &extensions] {
        let unique: std::collections::HashSet<_> = list.iter().collect();
        assert_eq!(unique.len(), list.len(), "{list:?}");
    }
    for format in FORMATS {
        assert_eq!(by_name(format.name).map(|found| found.name), Some(format.name));
        for extension in format.extensions {
            let upper = extension.to_uppercase();
            assert_eq!(by_extension(&upper).map(|found| found.name), Some(format.name));
        }
    }
    assert!(by_name("yml").is_none() && by_name("").is_none() && by_extension("html").is_none());
}

#[test]
fn verify_tells_loss() {
    let seed = Seed::new(["A"], "T", ["B"]).unwrap();
    let yaml = by_name("yaml").unwrap();
    let options = WriteOptions::default();
    let text = yaml.write(&seed, &Layout::default(), &options).unwrap();
    let crlf = Layout { crlf: true, ..Layout::default() };
    assert_eq!(yaml.verify(&text, &seed, &crlf, &options), Err(VerifyError::Different));
    let error = yaml.verify("- a", &seed, &crlf, &options).unwrap_err();
    assert!(error.to_string().starts_with("the written text cannot be read back: the YAML"), "{error}");
}

#[test]
fn strict_reading_is_for_seeds() {
    let text = "A~\r\n||||||\r\nT\r\n||||||\r\nB";
    let seed = by_name("seed").unwrap();
    let strict = ReadOptions { acceptance: Acceptance::Strict, ..ReadOptions::default() };
    let error = convert(text, seed, seed, &strict, &WriteOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "every line ends in CR LF instead of LF; `seedkit fmt` mends it");
    assert!(matches!(error, ConvertError::Read(_)));
}

#[test]
fn long_documents_come_back() {
    let paragraphs = FRAGMENTS.iter().map(|fragment| format!("a{}", format!("{fragment}b").repeat(3000)));
    let seed = Seed::new(["A"], "T", paragraphs).unwrap();
    for (format, options) in ways() {
        let text = format.write(&seed, &Layout::default(), &options).unwrap();
        assert_eq!(format.verify(&text, &seed, &Layout::default(), &options), Ok(()), "{}", format.name);
    }
}

/// Strings that other readers and writers got wrong, kept outside the repository.
#[test]
fn strings_that_broke_others_come_back() {
    let Ok(folder) = std::env::var("SEEDKIT_SHARED") else {
        println!("skipped: SEEDKIT_SHARED is not set");
        return;
    };
    let text = std::fs::read_to_string(format!("{folder}/prototypes/nasty.json")).unwrap();
    let lists: std::collections::HashMap<String, Vec<String>> = serde_json::from_str(&text).unwrap();
    for string in lists.values().flatten().flat_map(|string| string.split('\n')) {
        let name = string.replace('~', "");
        let seed = Seed::new([name.as_str(), "b"], string, [string, "mid", string]).unwrap();
        let mut layout = seed.canonical_layout();
        layout.crlf |= serialise(&seed, &layout).is_err();
        let file = serialise(&seed, &layout).unwrap();
        assert_eq!(parse(&file).read(Acceptance::Lenient), Ok((seed.clone(), layout)));
        for (format, options) in ways() {
            let text = format.write(&seed, &layout, &options).unwrap();
            assert_eq!(format.verify(&text, &seed, &layout, &options), Ok(()), "{}: {text}", format.name);
        }
    }
}
