//! The laws of the parser, as properties.

use crate::lines::Lines;
use crate::*;
use proptest::prelude::*;

/// Text near the format: its lines, damaged ones, and what trips readers.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => Just("||||||".to_owned()),
        3 => "[A-C]{0,2}~?[a-b ]{0,3}~?",
        1 => Just(String::new()),
        1 => Just("|||||".to_owned()),
        1 => Just("|||||| ".to_owned()),
        1 => Just("||||||Glued".to_owned()),
        1 => Just("| | | | | |".to_owned()),
        1 => Just("|||||| ||||||".to_owned()),
        1 => Just("<<<<<<< HEAD".to_owned()),
        1 => Just("=======".to_owned()),
        1 => Just("||||||| base".to_owned()),
        1 => Just(">>>>>>> theirs".to_owned()),
        1 => "[ \t\u{A0}\u{200B}\u{FEFF}é日😀\u{7}\u{0}\r~|]{0,4}",
    ];
    let end = prop_oneof![9 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    let lines = (prop::collection::vec((line, end), 0..9), any::<bool>(), 0..12u8, 0..12u8).prop_map(
        |(lines, ended, bom, crlf)| {
            let mut text = if bom == 0 { BOM.to_string() } else { String::new() };
            for (index, (line, end)) in lines.iter().enumerate() {
                text.push_str(line);
                if ended || index + 1 < lines.len() {
                    text.push_str(if crlf == 0 { "\r\n" } else { end });
                }
            }
            text
        },
    );
    // Half of them have the separators where they belong.
    let shaped = (
        prop::collection::vec("[^\n~]{0,4}", 0..4),
        ".{0,4}",
        prop::collection::vec(".{0,5}", 0..4),
        layouts(),
    )
        .prop_map(|(categories, title, body, layout)| {
            let seed = Seed::new(categories, title, body).unwrap();
            serialise(&seed, &layout).unwrap_or_else(|_| seed.to_string())
        });
    prop_oneof![lines, shaped, any::<String>()]
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

fn seeds() -> impl Strategy<Value = Seed> {
    let part =
        || prop_oneof![3 => "[^\n~]{0,3}", 1 => Just("||||||".to_owned()), 1 => "[\r\u{FEFF} \t]{0,2}"];
    let body =
        prop_oneof![part(), Just("A~".to_owned()), Just("=======".to_owned()), Just("|||||".to_owned())];
    (prop::collection::vec(part(), 0..4), part(), prop::collection::vec(body, 0..4))
        .prop_map(|(categories, title, body)| Seed::new(categories, title, body).unwrap())
}

/// As many cases as `PROPTEST_CASES` says, or else these.
fn cases(unless_set: u32) -> ProptestConfig {
    let set = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(set.unwrap_or(unless_set))
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn parts_tile_the_source(source in texts()) {
        let parse = parse(&source);
        let document = &parse.document;
        let mut tiles = document.bom().map_or("", |span| document.text(span)).to_owned();
        for line in document.lines() {
            tiles.push_str(document.text(line.span));
            prop_assert!(["", "\n", "\r\n"].contains(&document.text(line.terminator())));
            tiles.push_str(document.text(line.terminator()));
        }
        prop_assert_eq!(&tiles, &source);
        // Slicing panics where a span is not on a character boundary.
        for error in &parse.errors {
            let _ = document.text(error.span);
        }
        for category in document.categories() {
            prop_assert_eq!(document.text(category.span), category.name);
        }
        for paragraph in document.paragraphs() {
            prop_assert_eq!(document.text(paragraph.span), paragraph.text);
        }
        prop_assert!(parse.errors.is_sorted_by_key(|error| error.span.start));
    }

    #[test]
    fn strict_reading_is_the_grammar(source in texts()) {
        prop_assert_eq!(parse(&source).errors.is_empty(), is_valid(&source));
        prop_assert_eq!(is_strict(&source), is_valid(&source));
    }

    #[test]
    fn recovery_agrees_with_the_grammar(source in texts()) {
        if is_strict(&source) {
            prop_assert_eq!(recover::document(&source, Lines::of(&source)), parse(&source));
        }
    }

    #[test]
    fn reading_loses_nothing(source in texts()) {
        let parse = parse(&source);
        if let Ok((seed, layout)) = parse.read(Acceptance::Lenient) {
            prop_assert_eq!(serialise(&seed, &layout), Ok(source.clone()));
        }
        if let Ok(strict) = parse.read(Acceptance::Strict) {
            prop_assert_eq!(parse.read(Acceptance::Lenient), Ok(strict.clone()));
            prop_assert_eq!(Layout { final_newline: false, ..strict.1 }, Layout::default());
        }
    }

    #[test]
    fn what_is_written_is_read_back(seed in seeds(), layout in layouts()) {
        if let Ok(text) = serialise(&seed, &layout) {
            prop_assert_eq!(parse(&text).read(Acceptance::Lenient), Ok((seed.clone(), layout)));
        }
        let canonical = seed.to_string();
        prop_assert_eq!(parse(&canonical).read(Acceptance::Lenient), Ok((seed.clone(), seed.canonical_layout())));
        prop_assert_eq!(serialise(&seed, &seed.canonical_layout()), Ok(canonical));
    }

    #[test]
    fn a_pair_that_cannot_be_written_would_not_be_read_back(seed in seeds(), layout in layouts()) {
        if serialise(&seed, &layout).is_err() {
            let mut text = String::new();
            seed::tests_write(&seed, &layout, &mut text);
            prop_assert_ne!(parse(&text).read(Acceptance::Lenient), Ok((seed, layout)));
        }
    }

    #[test]
    fn layouts_print_and_parse(layout in layouts()) {
        prop_assert_eq!(layout.to_string().parse(), Ok(layout));
        prop_assert_eq!(layout.is_canonical(), layout.to_string().is_empty());
    }

    /// Each flag of the canonical layout is one without which the seed cannot be written.
    #[test]
    fn a_canonical_layout_has_no_flag_to_spare(seed in seeds()) {
        let layout = seed.canonical_layout();
        prop_assert!(!layout.unterminated && !layout.no_body);
        for less in [
            Layout { bom: false, ..layout },
            Layout { crlf: false, ..layout },
            Layout { final_newline: false, ..layout },
        ] {
            prop_assert!(less == layout || serialise(&seed, &less).is_err(), "{:?} {:?}", seed, layout);
        }
    }

    #[test]
    fn bytes_and_text_agree(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        match std::str::from_utf8(&bytes) {
            Ok(text) => if let Ok(parse_of_bytes) = parse_bytes(&bytes) {
                prop_assert_eq!(parse_of_bytes, parse(text));
            },
            Err(error) => {
                let ours = parse_bytes(&bytes).unwrap_err();
                prop_assert!(ours.kind != EncodingErrorKind::InvalidByte || ours.offset == error.valid_up_to());
            }
        }
    }
}

#[test]
fn what_is_no_layout_is_named() {
    for text in ["crlf bom", "bom bom", " bom", "bom ", "bom  crlf", "BOM", "é"] {
        let error = text.parse::<Layout>().unwrap_err();
        assert!(error.to_string().starts_with(&format!("{text:?} is no layout")), "{error}");
    }
}

#[test]
fn what_cannot_be_written_is_told_by_part_and_reason() {
    let seed = |categories: &[&str], title: &str, body: &[&str]| {
        Seed::new(categories.iter().copied(), title, body.iter().copied())
    };
    let of = |layout: &str| layout.parse::<Layout>().unwrap();
    let write = |categories: &[&str], title: &str, body: &[&str], layout| {
        serialise(&seed(categories, title, body).unwrap(), &of(layout)).unwrap_err()
    };
    let refused = [
        (seed(&["A", "B\nC"], "", &[]).unwrap_err(), Part::Category(1), Reason::LineFeed),
        (seed(&["A~"], "", &[]).unwrap_err(), Part::Category(0), Reason::Tilde),
        (seed(&[], "\n", &[]).unwrap_err(), Part::Title, Reason::LineFeed),
        (seed(&[], "", &["a", "b\n"]).unwrap_err(), Part::Paragraph(1), Reason::LineFeed),
        (write(&["\u{FEFF}A"], "", &[], ""), Part::Category(0), Reason::ByteOrderMark),
        (write(&["A", " "], "", &[], "unterminated"), Part::Categories, Reason::NothingToLeaveUnterminated),
        (write(&[], "", &[], "unterminated"), Part::Categories, Reason::NothingToLeaveUnterminated),
        (write(&[], "", &["a"], "no-body"), Part::Body, Reason::BodyPresent),
        (write(&[], "", &[], "final-newline"), Part::Body, Reason::NoParagraphToEnd),
        (write(&[], "", &["a", ""], ""), Part::Paragraph(1), Reason::EmptyLastParagraph),
        (write(&["A", "B\r"], "", &[], "unterminated"), Part::Category(1), Reason::CarriageReturn),
        (write(&[], "T\r", &[], ""), Part::Title, Reason::CarriageReturn),
        (write(&[], "", &["a", "b\r", "c"], ""), Part::Paragraph(1), Reason::CarriageReturn),
        (write(&[], "", &["a", "b\r"], "final-newline"), Part::Paragraph(1), Reason::CarriageReturn),
    ];
    for (error, part, reason) in refused {
        assert_eq!((error.part, error.reason), (part, reason));
        let message = error.to_string();
        let rest = message.strip_prefix(&format!("{part} ")).unwrap_or_default();
        // Indices are counted from 1 where people read them.
        let (name, number) = match part {
            Part::Category(index) => ("category", Some(index + 1)),
            Part::Categories => ("the list of categories", None),
            Part::Title => ("the title", None),
            Part::Paragraph(index) => ("paragraph", Some(index + 1)),
            Part::Body => ("the body", None),
        };
        assert_eq!(part.to_string(), number.map_or(name.to_owned(), |number| format!("{name} {number}")));
        assert!(rest.contains(' '), "{message}");
    }
    // What ends no line, or what a `~` follows, may end in CR.
    for (categories, body) in [(&["A\r"][..], &["a"][..]), (&["A"], &["a", "b\r"])] {
        assert!(serialise(&seed(categories, "T", body).unwrap(), &Layout::default()).is_ok());
    }
    let whole = seed(&["A", "B"], "T", &["a"]).unwrap();
    let parts = (whole.categories().to_vec(), whole.title().to_owned(), whole.body().to_vec());
    assert_eq!(whole.into_parts(), parts);
}

/// Whether the grammar accepts a text.
fn is_strict(source: &str) -> bool {
    Lines::of(source).plain(source).is_some_and(|text| grammar::document(text).is_ok())
}

/// Whether a text is a seed, by what docs/format.md says and without the parser.
fn is_valid(source: &str) -> bool {
    let parts: Vec<&str> = source.splitn(5, '\n').collect();
    let &[categories, "||||||", title, "||||||", body] = &parts[..] else { return false };
    let names = categories.strip_suffix('~').map(|names| names.split('~').all(|name| !name.is_empty()));
    let last = body.strip_suffix('\n').unwrap_or(body).split('\n').next_back();
    let is_char = |c: char| matches!(c, '\t' | '\n' | ' '..) && c != '\x7F';
    source.chars().all(is_char)
        && !source.starts_with(BOM)
        && (categories.is_empty() || names == Some(true))
        && title != SEPARATOR
        && (body.is_empty() || last.is_some_and(|last| !last.is_empty()))
}

/// The kinds of the errors of a text.
fn kinds(source: &str) -> Vec<SyntaxErrorKind> {
    parse(source).errors.iter().map(|error| error.kind).collect()
}

#[test]
fn every_kind_of_error_is_found() {
    use SyntaxErrorKind as Kind;
    let cases: &[(&str, &[Kind])] = &[
        ("\u{FEFF}A~\n||||||\nT\n||||||\nB", &[Kind::ByteOrderMark]),
        ("A~\r\n||||||\r\nT\r\n||||||\r\nB", &[Kind::Crlf]),
        ("A~\r\n||||||\nT\n||||||\nB", &[Kind::MixedLineEndings]),
        ("A~\n||||||\nT\n||||||\nB\u{7}\u{1B}[m\r", &[Kind::ControlCharacter, Kind::ControlCharacter]),
        ("", &[Kind::EmptyFile]),
        (" \n\n\t", &[Kind::EmptyFile]),
        ("<<<<<<< HEAD\nA~\n=======\nB~\n>>>>>>> x\n||||||\nT\n||||||\nB", &[Kind::ConflictMarker]),
        ("A~\nT\nB", &[Kind::NoSeparators]),
        ("A~\n||||||\nT\nB", &[Kind::OneSeparator]),
        ("||||||", &[Kind::OneSeparator]),
        ("A~\n||||||\u{200B}\nT", &[Kind::PaddedSeparator, Kind::OneSeparator]),
        ("A~\n|||| ||\n||||||\nB", &[Kind::MalformedSeparator, Kind::NoTitleLine]),
        ("A~\n|||||\nT\n||||||\nB\n=======\nC", &[Kind::MalformedSeparator]),
        ("A~\n|||||| \nT\n||||||\nB", &[Kind::PaddedSeparator]),
        ("A~\n|||||\nT\n｜｜｜｜｜｜\nB", &[Kind::MalformedSeparator, Kind::MalformedSeparator]),
        ("A~\n||||||T\n||||||\nB", &[Kind::GluedSeparator]),
        ("||||||\nT\n||||||\nB", &[Kind::NoCategoryLine]),
        ("A~\nB~\n||||||\nT\n||||||\nB", &[Kind::CategoryLines]),
        ("~A~~\n||||||\nT\n||||||\nB", &[Kind::EmptyName, Kind::EmptyName]),
        ("A~B\n||||||\nT\n||||||\nB", &[Kind::UnterminatedCategory]),
        ("A~ \n||||||\nT\n||||||\nB", &[Kind::BlankTail]),
        ("A~\n||||||\n||||||\nB", &[Kind::NoTitleLine]),
        ("A~\n||||||\n\n\n||||||\nB", &[Kind::NoTitleLine]),
        ("A~\n||||||\nT\nU\n||||||\nB", &[Kind::TitleLines]),
        ("A~\n||||||\n||||||\n||||||\nB", &[Kind::TitleIsSeparator]),
        ("A~\n||||||\nT\n||||||", &[Kind::NoBody]),
        ("A~\n||||||\nT\n||||||\nB\n\n", &[Kind::TrailingBlankLine]),
        (
            "\u{FEFF}A\r\n|||||\r\nT\r\n||||||\r\n\r\n",
            &[
                Kind::ByteOrderMark,
                Kind::UnterminatedCategory,
                Kind::Crlf,
                Kind::MalformedSeparator,
                Kind::TrailingBlankLine,
            ],
        ),
    ];
    let mut seen = std::collections::HashSet::new();
    for (source, expected) in cases {
        assert_eq!(kinds(source), *expected, "{source:?}");
        seen.extend(expected.iter().copied());
    }
    assert_eq!(seen.len(), SyntaxErrorKind::ALL.len(), "a kind of error has no case here");
}

#[test]
fn every_empty_name_is_told() {
    for (categories, number) in [("A~~B~", 1), ("A~~B~~", 2), ("~A~", 1), ("A~~~", 2), ("~", 1), ("A~B~", 0)]
    {
        let found = kinds(&format!("{categories}\n||||||\nT\n||||||\nB"));
        assert_eq!(found, vec![SyntaxErrorKind::EmptyName; number], "{categories}");
    }
}

#[test]
fn a_control_is_told_wherever_it_stands() {
    let told = |text: &str| kinds(text).contains(&SyntaxErrorKind::ControlCharacter);
    for len in [1, 63, 64, 65, 128, 200] {
        let plain = "x".repeat(len);
        assert!(!told(&format!("{plain}~\n||||||\n{plain}\n||||||\n{plain}")), "{len}");
        let all = "\u{1}".repeat(len);
        for part in (0..len).map(|at| format!("{}\u{1}{}", &plain[..at], &plain[at + 1..])).chain([all]) {
            assert!(told(&format!("{part}~\n||||||\nT\n||||||\nB")), "{part:?}");
            assert!(told(&format!("A~\n||||||\n{part}\n||||||\nB")), "{part:?}");
            assert!(told(&format!("A~\n||||||\nT\n||||||\n{part}")), "{part:?}");
        }
    }
}

#[test]
fn parts_are_found_through_damage() {
    for source in [
        "A~B~\n|||||\nTitle\n||||||\nText.",
        "A~B~\n\\|\\|\\|\\|\\|\\|\nTitle\n\\|\\|\\|\\|\\|\\|\nText.\n||||||\n||||||",
        "A~B~\n||||||Title\n||||||\nText.",
        "\nA~B~\n||||||\n\nTitle\n||||||\nText.",
        "A~B\r\n||||||\nTitle\n||||||\r\nText.",
    ] {
        let parse = parse(source);
        let document = &parse.document;
        let names: Vec<_> = document.categories().map(|category| category.name).collect();
        assert_eq!((names, document.title()), (vec!["A", "B"], "Title"), "{source:?}");
        assert_eq!(document.paragraphs().next().map(|paragraph| paragraph.text), Some("Text."), "{source:?}");
    }
}

#[test]
fn markers_in_a_body_are_text_and_told() {
    let source = "A~\n||||||\nT\n||||||\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> x";
    let parse = parse(source);
    assert!(parse.errors.is_empty());
    assert_eq!(parse.document.conflicts().len(), 3);
}

#[test]
fn other_encodings_are_told() {
    use EncodingErrorKind as Kind;
    let utf16: Vec<u8> = "Physicists~".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let swapped: Vec<u8> = "Physicists~".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let cases: [(&[u8], Kind, usize); 8] = [
        (b"\xFF\xFEA", Kind::Utf16Le, 0),
        (b"\xFE\xFF\0A", Kind::Utf16Be, 0),
        (b"\xFF\xFE\0\0A\0\0\0", Kind::Utf32Le, 0),
        (b"\0\0\xFE\xFF\0\0\0A", Kind::Utf32Be, 0),
        (&utf16, Kind::Utf16LeWithoutBom, 0),
        (&swapped, Kind::Utf16BeWithoutBom, 0),
        (b"Caf\xE9~", Kind::InvalidByte, 3),
        (b"A\xED\xA0\x80", Kind::InvalidByte, 1),
    ];
    for (bytes, kind, offset) in cases {
        assert_eq!(parse_bytes(bytes).unwrap_err(), EncodingError { kind, offset }, "{bytes:?}");
    }
}
