//! Parsing is total, tiles the text, and strict reading is the grammar and lies within lenient reading.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedkit_syntax::{Acceptance, BOM, LineIndex, SEPARATOR, parse, parse_bytes, serialise};

fuzz_target!(|data: &[u8]| {
    match parse_bytes(data) {
        Ok(_) => check(std::str::from_utf8(data).expect("what is parsed is UTF-8")),
        Err(error) => assert!(error.offset <= data.len() && !error.to_string().is_empty()),
    }
});

fn check(text: &str) {
    let parse = parse(text);
    let document = &parse.document;
    let mut at = document.bom().map_or(0, |span| span.end);
    for line in document.lines() {
        assert_eq!((line.span.start, line.terminator().start), (at, line.span.end));
        assert!(["", "\n", "\r\n"].contains(&document.text(line.terminator())));
        at = line.end;
    }
    assert_eq!(at as usize, text.len(), "lines tile the text");
    let index = LineIndex::new(text);
    for error in &parse.errors {
        assert!(text.get(error.span.start as usize..error.span.end as usize).is_some(), "{error:?}");
        let place = index.position(error.span.start as usize);
        assert!(place.line <= index.lines() && place.column <= place.column_bytes);
    }
    assert!(parse.errors.is_sorted_by_key(|error| error.span.start));
    for category in document.categories() {
        assert_eq!(document.text(category.span), category.name);
    }
    for paragraph in document.paragraphs() {
        assert_eq!(document.text(paragraph.span), paragraph.text);
    }

    let strict = parse.read(Acceptance::Strict);
    assert_eq!(strict.is_ok(), is_strict(text));
    assert_eq!(strict.is_ok(), parse.errors.is_empty());
    let lenient = parse.read(Acceptance::Lenient);
    if strict.is_ok() {
        assert_eq!(strict, lenient);
    }
    if let Ok((seed, layout)) = lenient {
        assert_eq!(serialise(&seed, &layout).as_deref(), Ok(text));
        let canonical = seed.to_string();
        let again = seedkit_syntax::parse(&canonical).read(Acceptance::Lenient);
        assert_eq!(again, Ok((seed.clone(), seed.canonical_layout())));
    }
}

/// The grammar of docs/format.md, written a second time, without the parser.
fn is_strict(text: &str) -> bool {
    let is_char = |c: char| c == '\t' || c == '\n' || (c >= ' ' && c != '\u{7F}');
    let mut parts = text.splitn(5, '\n');
    let [Some(categories), Some(first), Some(title), Some(second), Some(body)] =
        [(); 5].map(|()| parts.next())
    else {
        return false;
    };
    let paragraphs = body.strip_suffix('\n').unwrap_or(body);
    !text.starts_with(BOM)
        && text.chars().all(is_char)
        && (categories.is_empty() || categories.ends_with('~'))
        && !categories.starts_with('~')
        && !categories.contains("~~")
        && (first, second) == (SEPARATOR, SEPARATOR)
        && title != SEPARATOR
        && (body.is_empty() || !(paragraphs.is_empty() || paragraphs.ends_with('\n')))
}
