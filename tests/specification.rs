//! `docs/format.md` specifies the format, and its examples are tests.
//!
//! Every fenced block of the document has an info string that says how to check it; section 0.1 of the document
//! says how the blocks are written. Besides, what the document lists, it lists completely: the errors, the reasons
//! why something cannot be written, the grammar.

use std::collections::BTreeSet;

use seedkit_syntax::{
    Acceptance, Layout, LineIndex, Parse, Reason, Seed, SyntaxErrorKind, parse, parse_bytes, serialise,
};
use serde_json::{Value, json};

const SPECIFICATION: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/format.md"));
const GRAMMAR: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/crates/seedkit-syntax/src/grammar.rs"));

/// A fenced block.
struct Block<'d> {
    info: &'d str,
    /// Number of its first line, the fence.
    number: usize,
    lines: Vec<&'d str>,
}

/// The fenced blocks of a document. A block that is not closed reaches to the end.
fn blocks(document: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = document.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let inside = lines.by_ref().map(|(line, _)| line).take_while(|line| !line.starts_with("```"));
            blocks.push(Block { info, number, lines: inside.collect() });
        }
    }
    blocks
}

/// What is wrong with the blocks of a document, each complaint with the line of its block.
fn failures(document: &str) -> Vec<String> {
    let complaint = |block: Block<'_>| {
        let error = check(&block).err()?;
        Some(format!("docs/format.md:{}: {}: {error}", block.number, block.info))
    };
    blocks(document).into_iter().filter_map(complaint).collect()
}

fn check(block: &Block<'_>) -> Result<(), String> {
    match block.info {
        "seed-example" => check_example(&block.lines),
        "seed-write" => check_write(&block.lines),
        "seed-bytes" => block.lines.iter().try_for_each(|line| check_bytes(line)),
        "json" => serde_json::from_str(&block.lines.concat()).map(|_: Value| ()).map_err(|e| e.to_string()),
        // The grammar has a test of its own; the rest is for people.
        "abnf" | "gitattributes" | "markdown" | "text" | "yaml" => Ok(()),
        _ => Err("no such kind of block".to_owned()),
    }
}

/// A text, then its errors and its data.
fn check_example(lines: &[&str]) -> Result<(), String> {
    let (input, expected) = halves(lines)?;
    let source = unmark(input)?;
    let parse = parse(&source);
    let (expected_errors, expected_data) = match expected {
        [errors @ .., data] if data.starts_with('{') => (errors, Some(value(data)?)),
        errors => (errors, None),
    };
    same(&errors(&source, &parse), expected_errors)?;
    let lenient = parse.read(Acceptance::Lenient).ok();
    same(&lenient.as_ref().map(|(seed, layout)| to_json(seed, *layout)), &expected_data)?;
    same(&parse.read(Acceptance::Strict).is_ok(), &expected_errors.is_empty())?;
    match lenient {
        Some((seed, layout)) => same(&serialise(&seed, &layout), &Ok(source.clone())),
        None => Ok(()),
    }
}

/// Data, then the text that is written, or why there is none.
fn check_write(lines: &[&str]) -> Result<(), String> {
    let (input, expected) = halves(lines)?;
    let written = write(&value(&input.concat())?)?;
    match expected {
        [error] if error.starts_with("error: ") => {
            same(&written.map_err(|reason| format!("error: {reason}")), &Err((*error).to_owned()))
        }
        text => same(&written, &Ok(unmark(text)?)),
    }
}

/// Bytes as hexadecimal numbers, ` . `, and whether they are UTF-8.
fn check_bytes(line: &str) -> Result<(), String> {
    let (bytes, expected) = line.split_once(" . ").ok_or("no ` . `")?;
    let bytes: Result<Vec<u8>, _> =
        bytes.split_whitespace().map(|byte| u8::from_str_radix(byte, 16)).collect();
    let result = match parse_bytes(&bytes.map_err(|error| error.to_string())?) {
        Ok(_) => "accepted".to_owned(),
        Err(error) => format!("error: {error}"),
    };
    same(&result.as_str(), &expected)
}

/// What stands before and after the line with a full stop.
fn halves<'l, 'd>(lines: &'l [&'d str]) -> Result<(&'l [&'d str], &'l [&'d str]), String> {
    let dot = lines.iter().position(|&line| line == ".").ok_or("no line with a full stop")?;
    Ok((&lines[..dot], &lines[dot + 1..]))
}

/// The text that lines with marks stand for.
fn unmark(lines: &[&str]) -> Result<String, String> {
    let marked: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    let marked = marked.strip_suffix("∎\n").unwrap_or(&marked);
    let mut text = String::new();
    let mut rest = marked.chars();
    while let Some(c) = rest.next() {
        text.push(match c {
            '→' => '\t',
            '←' => '\r',
            '⇔' => '\u{FEFF}',
            '␀' => '\0',
            '␛' => '\u{1B}',
            '␣' => ' ',
            '⟨' => {
                let digits: String = rest.by_ref().take_while(|&c| c != '⟩').collect();
                let number = u32::from_str_radix(&digits, 16).ok();
                number.and_then(char::from_u32).ok_or_else(|| format!("⟨{digits}⟩ is no character"))?
            }
            '∎' => return Err("text after ∎".to_owned()),
            c => c,
        });
    }
    Ok(text)
}

/// The errors, as the document writes them.
fn errors(source: &str, parse: &Parse<'_>) -> Vec<String> {
    let index = LineIndex::new(source);
    let line = |error: &seedkit_syntax::SyntaxError| {
        let place = index.position(error.span.start as usize);
        format!("error: {} {}:{}", error.kind.name(), place.line, place.column)
    };
    parse.errors.iter().map(line).collect()
}

/// Data and layout, as the document writes them.
fn to_json(seed: &Seed, layout: Layout) -> Value {
    let mut value = json!({ "categories": seed.categories(), "title": seed.title(), "body": seed.body() });
    if !layout.is_canonical() {
        value["seed"] = layout.to_string().into();
    }
    value
}

/// The text of data and layout, or why there is none.
fn write(value: &Value) -> Result<Result<String, String>, String> {
    let title = value["title"].as_str().ok_or("no title")?;
    let seed = Seed::new(strings(&value["categories"])?, title, strings(&value["body"])?);
    let layout = value["seed"].as_str().unwrap_or_default().parse();
    Ok(match (seed, layout) {
        (Ok(seed), Ok(layout)) => serialise(&seed, &layout).map_err(|reason| reason.to_string()),
        (Err(reason), _) => Err(reason.to_string()),
        (_, Err(no_layout)) => Err(no_layout.to_string()),
    })
}

fn strings(value: &Value) -> Result<Vec<&str>, String> {
    let strings = value.as_array().and_then(|items| items.iter().map(Value::as_str).collect());
    strings.ok_or_else(|| format!("{value} is no list of strings"))
}

fn value(json: &str) -> Result<Value, String> {
    serde_json::from_str(json).map_err(|error| format!("{json}: {error}"))
}

fn same<A: PartialEq<B> + std::fmt::Debug, B: std::fmt::Debug + ?Sized>(
    actual: &A,
    expected: &B,
) -> Result<(), String> {
    if actual == expected { Ok(()) } else { Err(format!("expected {expected:?}\n    but got {actual:?}")) }
}

/// The cells of the rows of a table, white space and back quotes around the cells taken off.
fn table<'d>(document: &'d str, header: &str) -> Vec<Vec<&'d str>> {
    let rows = document.lines().skip_while(|line| *line != header).skip(2);
    let cell = |cell: &'d str| cell.trim();
    rows.map_while(|row| Some(row.strip_prefix('|')?.strip_suffix('|')?.split('|').map(cell).collect()))
        .collect()
}

/// The lines of ABNF among some lines, white space folded.
fn productions<'d>(lines: impl IntoIterator<Item = &'d str>) -> BTreeSet<String> {
    lines.into_iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// All lines of expectation of one kind of block.
fn expectations(info: &str) -> Vec<&'static str> {
    let of_kind = blocks(SPECIFICATION).into_iter().filter(|block| block.info == info);
    of_kind.flat_map(|block| halves(&block.lines).expect("a line with a full stop").1.to_vec()).collect()
}

#[test]
fn every_block_holds() {
    let failures = failures(SPECIFICATION);
    assert!(failures.is_empty(), "{} blocks fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_kind_of_error_has_an_example() {
    let expected = expectations("seed-example");
    for kind in SyntaxErrorKind::ALL {
        let line = format!("error: {} ", kind.name());
        assert!(expected.iter().any(|error| error.starts_with(&line)), "{} has no example", kind.name());
    }
}

#[test]
fn every_reason_has_an_example_and_a_row() {
    let reasons = [
        Reason::LineFeed,
        Reason::Tilde,
        Reason::ByteOrderMark,
        Reason::CarriageReturn,
        Reason::NothingToLeaveUnterminated,
        Reason::EmptyLastParagraph,
        Reason::NoParagraphToEnd,
        Reason::BodyPresent,
    ];
    let expected = expectations("seed-write");
    let rows = table(SPECIFICATION, "| Pair | Sentence |");
    assert_eq!(rows.len(), reasons.len());
    for reason in reasons {
        let part = seedkit_syntax::Part::Title;
        let sentence = seedkit_syntax::Unrepresentable { part, reason }.to_string();
        let sentence = sentence.strip_prefix("the title ").unwrap();
        assert!(expected.iter().any(|error| error.ends_with(sentence)), "{reason:?} has no example");
        assert!(rows.iter().any(|row| row[1].ends_with(sentence)), "{reason:?} has no row");
    }
}

#[test]
fn the_table_of_diagnostics_is_the_code() {
    let rows = table(SPECIFICATION, "| Kind | Sentence | Lenient | Place | Rule |");
    let listed: Vec<_> = rows.iter().map(|row| (row[0].trim_matches('`'), row[1], row[2])).collect();
    let lenient = |kind: SyntaxErrorKind| if kind.is_lenient() { "accepts" } else { "refuses" };
    let actual: Vec<_> =
        SyntaxErrorKind::ALL.iter().map(|kind| (kind.name(), kind.sentence(), lenient(*kind))).collect();
    assert_eq!(listed, actual);
}

#[test]
fn the_grammar_is_the_one_of_the_parser() {
    let comments: String = GRAMMAR
        .lines()
        .filter_map(|line| line.strip_prefix("///"))
        .flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"])
        .collect();
    let of = |document| {
        productions(blocks(document).iter().filter(|b| b.info == "abnf").flat_map(|b| b.lines.clone()))
    };
    assert_eq!(of(SPECIFICATION), of(&comments));
    assert!(of(&comments).len() > 5);
}

/// The checker itself: what is wrong is told.
#[test]
fn wrong_blocks_fail() {
    let example = "A~\n||||||\nT\n||||||\nB\n.\n";
    let data = r#"{"categories":["A"],"title":"T","body":["B"],"seed":"final-newline"}"#;
    let write = r#"{"categories":["A"],"title":"T","body":["B"]}"#;
    let right = [
        ("seed-example", format!("{example}{data}")),
        ("seed-write", format!("{write}\n.\nA~\n||||||\nT\n||||||\nB∎")),
        ("seed-bytes", "41 7E . accepted".to_owned()),
    ];
    let wrong = [
        ("seed-example", format!("{example}error: crlf 1:3\n{data}")),
        ("seed-example", format!("{example}{}", data.replace("\"B\"", "\"C\""))),
        ("seed-example", format!("{example}{}", data.replace(",\"seed\":\"final-newline\"", ""))),
        ("seed-example", example.to_owned()),
        ("seed-example", format!("∎A{example}{data}")),
        ("seed-example", format!("A{example}{data}")),
        ("seed-example", "A~".to_owned()),
        ("seed-example", ".\nerror: empty-file 1:2".to_owned()),
        ("seed-example", ".\nerror: no-separators 1:1".to_owned()),
        ("seed-write", format!("{write}\n.\nA~\n||||||\nT\n||||||\nB")),
        ("seed-write", format!("{write}\n.\nerror: the title holds a line feed")),
        ("seed-write", "{}\n.\n∎".to_owned()),
        ("seed-bytes", "41 . error: the byte at offset 0 is not UTF-8".to_owned()),
        ("seed-bytes", "FF . error: the byte at offset 1 is not UTF-8".to_owned()),
        ("seed-bytes", "41".to_owned()),
        ("json", "{".to_owned()),
        ("seed-exampel", String::new()),
        ("", String::new()),
    ];
    let document = |(info, text): &(&str, String)| format!("Text.\n\n```{info}\n{text}\n```\n");
    for block in &right {
        assert_eq!(failures(&document(block)), [""; 0], "{block:?}");
    }
    for block in &wrong {
        let told = failures(&document(block));
        assert!(told.len() == 1 && told[0].starts_with("docs/format.md:3: "), "{block:?}: {told:?}");
    }
}
