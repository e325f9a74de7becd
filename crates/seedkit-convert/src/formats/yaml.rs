//! YAML, written by rules of our own and read through a library.
//!
//! Readers of YAML disagree on which bare scalars are strings, on what ends a line, and on which characters may
//! stand as they are. So a scalar is bare only where all of them agree, and in double quotes, on one line,
//! otherwise.

use super::{after_bom, check};
use crate::error::{ReadError, WriteError, excerpt};
use crate::format::{DocumentCodec, Format, ReadOptions, WriteOptions};
use crate::record::{Column, Keys, Record, RecordReader};
use crate::sequence::{
    Encoded, Frame, FrameContent, Lines, ReadRow, ReadRows, Row, SequenceCodec, SequenceError, Source,
    create_text, some_path, within_limit,
};
use seedkit_syntax::{Layout, Seed};
use serde::de::DeserializeSeed;
use std::fmt::Write as _;

pub(super) static FORMAT: Format = Format {
    name: "yaml",
    aliases: &[],
    extensions: &["yaml", "yml"],
    media_type: "application/yaml",
    summary: "YAML: a mapping, or a stream of them, the body a list of paragraphs",
    document: Some(DocumentCodec { read, write }),
    sequence: Some(SequenceCodec {
        unit: "document",
        streams: true,
        compresses: false,
        open,
        encode,
        create: create_text,
    }),
    import: None,
};

const COLUMNS: &[Column] = &[Column::Categories, Column::Title, Column::Body, Column::Seed];

/// In a stream.
const ROW_COLUMNS: &[Column] = &[Column::Path, Column::Categories, Column::Title, Column::Body, Column::Seed];

/// What a document of a stream starts with.
const MARKER: &str = "---";

/// How many times a text may open a bracket or start a directive, unless every line is as we write it. The time
/// the library takes grows with the square of how deeply brackets nest and of how many directives there are.
const MAX_OPENED: usize = 1000;

fn write(seed: &Seed, layout: &Layout, _: &WriteOptions) -> Result<String, WriteError> {
    check(seed, layout)?;
    let mut text = String::new();
    write_seed(seed, *layout, &mut text);
    Ok(text)
}

fn write_seed(seed: &Seed, layout: Layout, out: &mut String) {
    write_list("categories", seed.categories(), out);
    write_text("title", seed.title(), out);
    write_list("body", seed.body(), out);
    write_layout(layout, out);
}

#[expect(clippy::needless_pass_by_value, reason = "all formats have one signature")]
fn encode(row: Row, _: &WriteOptions) -> Result<Encoded, WriteError> {
    check(&row.seed, &row.layout)?;
    let mut text = format!("{MARKER}\n");
    if let Some(path) = &row.path {
        write_text(Column::Path.name(), path, &mut text);
    }
    write_seed(&row.seed, row.layout, &mut text);
    within_limit(text)
}

/// Writes the key `seed`, unless the layout is canonical.
pub(super) fn write_layout(layout: Layout, out: &mut String) {
    if !layout.is_canonical() {
        write_text("seed", &layout.to_string(), out);
    }
}

/// Writes a key and its text.
pub(super) fn write_text(key: &str, text: &str, out: &mut String) {
    out.push_str(key);
    out.push_str(": ");
    write_scalar(text, out);
    out.push('\n');
}

/// Writes a key and its list.
pub(super) fn write_list(key: &str, items: &[String], out: &mut String) {
    out.push_str(key);
    out.push_str(if items.is_empty() { ": []\n" } else { ":\n" });
    for item in items {
        out.push_str("  - ");
        write_scalar(item, out);
        out.push('\n');
    }
}

fn write_scalar(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
        return;
    }
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            // Writing to a string does not fail. No surrogate pairs: half of the readers refuse them.
            c if must_escape(c) && c < '\u{10000}' => _ = write!(out, "\\u{:04x}", u32::from(c)),
            c if must_escape(c) => _ = write!(out, "\\U{:08x}", u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Whether every reader takes `text` for a string, and for this one, when it stands bare.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf", "infinity"];
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic() || c >= '\u{A1}');
    let is_word = || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
    let is_exponent = || {
        let digits = text.strip_prefix(['e', 'E']).unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !starts_well || text.ends_with([' ', ':']) || is_word() || is_exponent() {
        return false;
    }
    let mut before = '\0';
    text.chars().all(|c| {
        let ends = matches!((before, c), (':', ' ') | (' ', '#'));
        before = c;
        !(ends || must_escape(c) || is_unicode_space(c))
    })
}

/// Controls, invisible characters and non-characters: some reader refuses them, drops them or breaks a line there.
fn must_escape(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}'
        | '\u{7F}'..='\u{A0}'
        | '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}'
    ) || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Spaces beyond ASCII and Latin-1, which some readers trim.
pub(super) fn is_unicode_space(c: char) -> bool {
    matches!(c, '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

fn read(text: &str, _: &ReadOptions) -> Result<(Seed, Layout), ReadError> {
    let keys = Keys::of(COLUMNS);
    after_bom(text, |text| read_record(text, &keys)?.into_seed(&keys))
}

#[expect(clippy::unnecessary_wraps, reason = "all formats have one signature")]
fn open(source: Source, _: &ReadOptions) -> Result<Box<dyn ReadRows>, SequenceError> {
    Ok(Box::new(Documents { lines: Lines::open(source), number: 0, next: Vec::new(), state: State::Before }))
}

/// Takes a stream apart at its markers. A line that starts with `---` or `...` and a blank is one wherever it stands:
/// YAML lets no text have such a line.
struct Documents {
    lines: Lines,
    number: u64,
    /// The lines of the next document that were read so far.
    next: Vec<u8>,
    state: State,
}

/// What was read of the next document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing but blank lines, comments and directives.
    Before,
    /// Its marker.
    Marked,
    /// Some of its lines.
    Within,
}

impl ReadRows for Documents {
    fn next(&mut self) -> Result<Option<Frame>, SequenceError> {
        loop {
            let from = self.next.len();
            if !self.lines.read(&mut self.next)? {
                let document = std::mem::take(&mut self.next);
                let ended = std::mem::replace(&mut self.state, State::Before);
                return Ok((ended != State::Before).then(|| self.frame(document)));
            }
            let line = &self.next[from..];
            let line = if self.lines.number == 1 {
                line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(line)
            } else {
                line
            };
            let marks = |marker: &str| {
                line.strip_prefix(marker.as_bytes())
                    .is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace))
            };
            if marks(MARKER) {
                let ended = std::mem::replace(&mut self.state, State::Marked);
                if ended != State::Before {
                    let rest = self.next.split_off(from);
                    let document = std::mem::replace(&mut self.next, rest);
                    return Ok(Some(self.frame(document)));
                }
            } else if marks("...") {
                let ended = std::mem::replace(&mut self.state, State::Before);
                let document = std::mem::take(&mut self.next);
                if ended != State::Before {
                    return Ok(Some(self.frame(document)));
                }
            } else if self.state == State::Before {
                let first = line.trim_ascii_start().first();
                if !matches!(first, None | Some(b'#' | b'%')) {
                    self.state = State::Within;
                }
            } else {
                self.state = State::Within;
            }
        }
    }
}

impl Documents {
    fn frame(&mut self, document: Vec<u8>) -> Frame {
        self.number += 1;
        Frame { number: self.number, content: FrameContent::Text(document, read_row) }
    }
}

fn read_row(text: &str, _: &ReadOptions) -> Result<ReadRow, ReadError> {
    let keys = Keys::of(ROW_COLUMNS);
    after_bom(text, |text| {
        let mut record = read_record(text, &keys)?;
        let path = some_path(record.path.take());
        let (seed, layout) = record.into_seed(&keys)?;
        Ok(ReadRow { row: Row { path, seed, layout }, left_out: Vec::new() })
    })
}

/// Reads the front matter of others, in which one string may stand for a list of one.
pub(crate) fn read_front_matter(text: &str, keys: &Keys<'_>) -> Result<Record, ReadError> {
    read_mapping(text, keys, true)
}

/// Reads one mapping with no keys but these.
pub(super) fn read_record(text: &str, keys: &Keys<'_>) -> Result<Record, ReadError> {
    read_mapping(text, keys, false)
}

fn read_mapping(text: &str, keys: &Keys<'_>, or_text: bool) -> Result<Record, ReadError> {
    if opened(text) > MAX_OPENED && !text.lines().all(is_our_line) {
        let message = format!(
            "the YAML has over {MAX_OPENED} brackets that may open lists: write every text in double quotes on one line"
        );
        return Err(ReadError::new(message, None));
    }
    let reader = RecordReader::new(keys, or_text, text.len());
    reader.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| {
        let offset = offset(&error);
        match reader.into_refusal() {
            Some(refusal) if refusal.is_null => ReadError::new(refusal.message, None),
            Some(refusal) => ReadError::at(refusal.message, text, offset.unwrap_or(text.len())),
            None => {
                let message = format!("the YAML cannot be read: {}", reason(&error));
                match offset {
                    Some(offset) => ReadError::at(message, text, offset),
                    None => ReadError::new(message, None),
                }
            }
        }
    })
}

/// How many brackets may open a collection in `text`, and how many lines may be directives. Knows nothing of
/// quotes, and therefore counts at least as many as there are.
fn opened(text: &str) -> usize {
    let mut count = 0;
    // The last character that is no blank, and whether blanks and a word with a tag or an anchor come before.
    let (mut before, mut blank, mut tagged) = ('\n', false, false);
    for c in text.chars() {
        if matches!(c, ' ' | '\t') {
            blank = true;
            continue;
        }
        let starts_line = matches!(before, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let starts_node = starts_line || "[{,:-?".contains(before) || (blank && tagged);
        count += usize::from((matches!(c, '[' | '{') && starts_node) || (c == '%' && starts_line));
        tagged = matches!(c, '!' | '&') || (tagged && !blank);
        (before, blank) = (c, false);
    }
    count
}

/// Whether a line is one that we write: nothing in it opens a collection, whatever its text.
fn is_our_line(line: &str) -> bool {
    let line = line.trim_end_matches([' ', '\t', '\r']);
    let value = line.strip_prefix("  - ").or_else(|| {
        let (key, value) = line.split_once(':')?;
        key.bytes().all(|byte| byte.is_ascii_lowercase()).then_some(value.trim_start_matches(' '))
    });
    match value {
        None => false,
        Some("" | "[]") => true,
        Some(value) => is_plain(value) || is_quoted(value),
    }
}

/// Whether `value` is one string in double quotes.
fn is_quoted(value: &str) -> bool {
    let Some(inner) = value.strip_prefix('"') else { return false };
    let mut escaped = false;
    let end = inner.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.is_some_and(|end| end + 1 == inner.len())
}

/// The byte of the text that the library names.
fn offset(error: &serde_yaml::Error) -> Option<usize> {
    // For characters that YAML does not allow, the place is in the message alone.
    match error.to_string().split_once(" at position ") {
        Some((_, position)) => position.parse().ok(),
        None => error.location().map(|location| location.index()),
    }
}

/// What the library says, without the places: in front matter they would be wrong.
fn reason(error: &serde_yaml::Error) -> String {
    let text = error.to_string();
    if text.contains("more than one document") {
        return "there is more than one document in it; a file holds one seed".to_owned();
    }
    let text = text.split_once(" at position ").map_or(text.as_str(), |(text, _)| text);
    let mut pieces = text.split(" at line ");
    let mut reason = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let line_and_column = |c: char| c.is_ascii_digit() || " column".contains(c);
        reason.push_str(piece.trim_start_matches(line_and_column));
    }
    excerpt(&reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(text: &str) -> String {
        let mut out = String::new();
        write_scalar(text, &mut out);
        out
    }

    fn read_ok(text: &str) -> (Seed, Layout) {
        read(text, &ReadOptions::default()).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// The message, and the text that the error points to.
    fn error(text: &str) -> (String, &str) {
        let error = read(text, &ReadOptions::default()).unwrap_err();
        (error.message, error.span.map_or("", |span| span.of(text)))
    }

    #[test]
    fn bare_only_where_all_readers_agree() {
        let bare =
            ["Moss", "Peat moss", "a:b", "C#", "Émile", "日本", "yes sir", "it's [1]", "a\u{2019}b", "x1"];
        for text in bare {
            assert_eq!(scalar(text), text);
        }
        let quoted = [
            "",
            " a",
            "a ",
            "a:",
            "a: b",
            "a #b",
            "#a",
            "- a",
            "-",
            "1977",
            "NO",
            "Null",
            "y",
            "Infinity",
            "e10",
            "~",
            "<<",
            "=",
            "2019-01-01",
            "1:30",
            "[a]",
            "{a}",
            "&a",
            "*a",
            "!a",
            "|",
            "'a'",
            "%a",
            "@a",
            "`a`",
            "a\u{3000}b",
        ];
        for text in quoted {
            assert_eq!(scalar(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn escapes_are_those_all_readers_know() {
        assert_eq!(scalar("\"\\\t\r\n"), r#""\"\\\t\r\n""#);
        assert_eq!(scalar("a\0\u{85}\u{A0}\u{2028}\u{FEFF}"), r#""a\u0000\u0085\u00a0\u2028\ufeff""#);
        assert_eq!(scalar("a\u{1FFFE}\u{E0001}😀"), "\"a\\U0001fffe\\U000e0001😀\"");
    }

    #[test]
    fn layout_comes_last() {
        let seed = Seed::new(["A", "1"], "", [""; 0]).unwrap();
        let layout = Layout { no_body: true, bom: true, ..Layout::default() };
        assert_eq!(
            write(&seed, &layout, &WriteOptions::default()).unwrap(),
            "categories:\n  - A\n  - \"1\"\ntitle: \"\"\nbody: []\nseed: bom no-body\n"
        );
    }

    #[test]
    fn scalars_are_read_as_they_stand() {
        let text = "\u{FEFF}title: 1977\r\nbody: [NO, 2019-01-01, 1.50, 0x1F, true, '~', \"null\"]\r\n\
                    categories: &c\r\n- !!str 007 # a comment\r\n- 'it''s'\r\n- |-\r\n  block\r\n...\r\n";
        let body = ["NO", "2019-01-01", "1.50", "0x1F", "true", "~", "null"];
        let seed = Seed::new(["007", "it's", "block"], "1977", body).unwrap();
        assert_eq!(read_ok(text), (seed, Layout::default()));
    }

    #[test]
    fn errors_say_what_and_where() {
        let keys = "`categories`, `title`, `body`, `seed`";
        let cases = [
            ("title:\ncategories: []", "the title has no value: write `\"\"` for an empty one", ""),
            ("title: ~", "the title has no value: write `\"\"` for an empty one", ""),
            ("seed: null", "the key `seed` has no value: write `\"\"` for an empty one", ""),
            ("categories: null", "the list of categories has no value: write `[]` for an empty one", ""),
            ("categories:\n- a\n-\n", "category 2 has no value: write `\"\"` for an empty one", ""),
            ("body:", "the body has no value: write `[]` for an empty one", ""),
            ("title: a\ntitle: b", "the key `title` stands here a second time: remove one", "t"),
            ("title: a\n\"title\" : b", "the key `title` stands here a second time: remove one", "\""),
            ("É: a", &format!("the key \"É\" is unknown: the keys are {keys}"), "É"),
            ("title: a\n<<: {}", &format!("the key \"<<\" is unknown: the keys are {keys}"), "<"),
            ("title: [é]", "the YAML cannot be read: title: invalid type: sequence, expected a string", "["),
            (
                "body: é",
                "the YAML cannot be read: body: invalid type: string \"é\", expected a list of strings",
                "é",
            ),
            (
                "title: é\nbody: 'é",
                "the YAML cannot be read: found unexpected end of stream, while scanning a quoted scalar",
                "",
            ),
            ("title: é\u{7F}", "the YAML cannot be read: control characters are not allowed", "\u{7F}"),
            (
                "title: \"\\ud83d\\ude00\"",
                "the YAML cannot be read: found invalid Unicode character escape code, while parsing a quoted scalar",
                "d",
            ),
            (
                "title: a\n---\ntitle: b",
                "the YAML cannot be read: there is more than one document in it; a file holds one seed",
                "",
            ),
            ("", &format!("there is no data: a seed has the keys {keys}"), ""),
            ("# nothing", &format!("there is no data: a seed has the keys {keys}"), ""),
            ("title: a", "the key `categories` is missing: add it", ""),
            (
                "- a",
                &format!(
                    "the YAML cannot be read: invalid type: sequence, expected the keys {keys} with their values"
                ),
                "-",
            ),
            (
                "title: a\ncategories: [a~]\nbody: []",
                "category 1 holds `~`, which ends a category and cannot be escaped",
                "",
            ),
        ];
        for (text, message, place) in cases {
            assert_eq!(error(text), (message.to_owned(), place), "{text}");
        }
    }

    #[test]
    fn aliases_do_not_blow_up() {
        let mut laughs = "a: &a [lol, lol]\n".to_owned();
        for pair in (b'a'..=b'y').collect::<Vec<_>>().windows(2) {
            let (last, next) = (char::from(pair[0]), char::from(pair[1]));
            writeln!(laughs, "{next}: &{next} [*{last}, *{last}, *{last}, *{last}, *{last}]").unwrap();
        }
        assert!(error(&laughs).0.starts_with("the key \"a\" is unknown"));
        let nested = laughs.replacen("a: &a", "categories: &a", 1).replacen("b: &b", "body: &b", 1);
        assert!(error(&nested).0.contains("invalid type: sequence, expected a string"));

        let flat = format!("title: &t {}\nbody: [{}]", "long ".repeat(20_000), "*t, ".repeat(20_000));
        let message = "aliases make far more text of the file than it has: write it out";
        assert_eq!(error(&flat).0, message);
        let (seed, _) = read_ok("title: &t Moss\ncategories: &c [*t]\nbody: *c");
        assert_eq!(seed, Seed::new(["Moss"], "Moss", ["Moss"]).unwrap());
    }

    #[test]
    fn brackets_that_may_open_a_list_are_counted() {
        let cases = [
            ("[a, [b], {c: [d]}]", 4),
            ("- [a]\n? {b}", 2),
            ("%YAML 1.2\n", 1),
            ("a [b] {c}", 0),
            ("a % [b]", 0),
            ("!a [b", 1),
            ("a: &b {c", 1),
            ("!a b [c", 0),
        ];
        for (text, number) in cases {
            assert_eq!(opened(text), number, "{text}");
        }
    }

    #[test]
    fn brackets_beyond_reason_are_refused_unless_they_are_text() {
        for open in ["[", "{", "[\n", "{a: ", "{\"a\":!t ", "[!a:b ", "[&a ", "[ # c\n", "['x', ", "[? "] {
            let text = format!("title: {}", open.repeat(5000));
            assert!(error(&text).0.contains("over 1000 brackets"), "{open:?}");
        }
        let lists = |number| format!("title: {}{}", "[".repeat(number), "]".repeat(number));
        assert!(!error(&lists(MAX_OPENED)).0.contains("over 1000 brackets"));
        assert!(error(&lists(MAX_OPENED + 1)).0.contains("over 1000 brackets"));
        let mut directives = String::new();
        for number in 0..2000 {
            writeln!(directives, "%TAG !a{number}! b").unwrap();
        }
        assert!(error(&format!("{directives}---\ntitle: a")).0.contains("over 1000 brackets"));

        let texts = ["[".repeat(5000), ", [ \"".repeat(5000), "a [[{[".repeat(5000)];
        let seed = Seed::new(texts.clone(), "[".repeat(5000), texts).unwrap();
        let text = write(&seed, &Layout::default(), &WriteOptions::default()).unwrap();
        assert!(opened(&text) > MAX_OPENED);
        assert_eq!(read_ok(&text).0, seed);
    }
}
