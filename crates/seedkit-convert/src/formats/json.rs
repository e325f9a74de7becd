//! JSON.

use super::{after_bom, check};
use crate::error::{ReadError, WriteError, excerpt};
use crate::format::{DocumentCodec, Format, ReadOptions, WriteOptions};
use crate::record::{Column, Keys, Record, RecordReader};
use seedkit_syntax::{Layout, Seed, Span};
use serde::de::DeserializeSeed;
use serde::ser::{Serialize, SerializeMap, Serializer as SerializeTo};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

pub(super) static FORMAT: Format = Format {
    name: "json",
    aliases: &[],
    extensions: &["json"],
    media_type: "application/json",
    summary: "JSON: one object, the body a list of paragraphs",
    document: Some(DocumentCodec { read, write }),
    sequence: None,
    import: None,
};

const COLUMNS: &[Column] = &[Column::Categories, Column::Title, Column::Body, Column::Text, Column::Seed];

/// The keys in the order in which they are written.
pub(super) struct Object<'s> {
    /// In rows alone.
    pub(super) path: Option<&'s str>,
    pub(super) seed: &'s Seed,
    pub(super) layout: Layout,
    /// Whether the key `seed` stands in it even if the layout is canonical.
    pub(super) always_layout: bool,
    pub(super) text_key: Option<&'s str>,
}

impl Serialize for Object<'_> {
    fn serialize<S: SerializeTo>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(path) = self.path {
            map.serialize_entry(Column::Path.name(), path)?;
        }
        map.serialize_entry(Column::Categories.name(), self.seed.categories())?;
        map.serialize_entry(Column::Title.name(), self.seed.title())?;
        map.serialize_entry(Column::Body.name(), self.seed.body())?;
        if let Some(key) = self.text_key {
            map.serialize_entry(key, &self.seed.body().join("\n"))?;
        }
        if self.always_layout || !self.layout.is_canonical() {
            map.serialize_entry(Column::Seed.name(), &self.layout.to_string())?;
        }
        map.end()
    }
}

fn write(seed: &Seed, layout: &Layout, options: &WriteOptions) -> Result<String, WriteError> {
    check(seed, layout)?;
    let text_key = options.text_key.as_deref();
    let object = Object { path: None, seed, layout: *layout, always_layout: false, text_key };
    let indent = " ".repeat(options.json_indent.into());
    let mut text = if indent.is_empty() {
        format_with(&object, CompactFormatter)
    } else {
        format_with(&object, PrettyFormatter::with_indent(indent.as_bytes()))
    };
    text.push('\n');
    Ok(text)
}

pub(super) fn format_with(object: &Object<'_>, formatter: impl Formatter) -> String {
    let parts = object.seed.categories().iter().chain(object.seed.body());
    let mut bytes = Vec::with_capacity(parts.map(|part| part.len() + 8).sum::<usize>() + 256);
    // Strings written to memory do not fail, and JSON of strings is UTF-8.
    let _ = object.serialize(&mut Serializer::with_formatter(&mut bytes, formatter));
    String::from_utf8(bytes).unwrap_or_default()
}

fn read(text: &str, options: &ReadOptions) -> Result<(Seed, Layout), ReadError> {
    let keys = Keys::named(COLUMNS, options);
    after_bom(text, |text| read_object(text, &keys)?.into_seed(&keys))
}

/// Reads one object with no keys but these.
pub(super) fn read_object(text: &str, keys: &Keys<'_>) -> Result<Record, ReadError> {
    let reader = RecordReader::new(keys, true, text.len());
    let mut json = serde_json::Deserializer::from_str(text);
    let record = reader.deserialize(&mut json).and_then(|record| json.end().map(|()| record));
    record.map_err(|error| {
        let offset = offset(text, &error);
        match reader.into_refusal() {
            // The library names the place a little after it.
            Some(refusal) if refusal.is_null => {
                let null = text[..offset].rfind("null").map(|at| Span::new(at, at + "null".len()));
                ReadError::new(refusal.message, null)
            }
            Some(refusal) => ReadError::at(refusal.message, text, offset),
            None => ReadError::at(format!("the JSON cannot be read: {}", reason(&error)), text, offset),
        }
    })
}

/// What the library says, without the place.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    excerpt(text.strip_suffix(&place).unwrap_or(&text))
}

/// The byte of `text` that the library names. It counts lines from 1, and columns in bytes from 1.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let before = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    before.map(str::len).sum::<usize>() + error.column().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed(body: &[&str]) -> Seed {
        Seed::new(["A"], "T", body.iter().copied()).unwrap()
    }

    fn written(indent: u8, seed: &Seed, layout: &Layout) -> String {
        write(seed, layout, &WriteOptions { json_indent: indent, ..WriteOptions::default() }).unwrap()
    }

    fn read_ok(text: &str) -> (Seed, Layout) {
        read(text, &ReadOptions::default()).unwrap()
    }

    /// The message, and the text that the error points to.
    fn error(text: &str) -> (String, &str) {
        let error = read(text, &ReadOptions::default()).unwrap_err();
        (error.message, error.span.map_or("", |span| span.of(text)))
    }

    #[test]
    fn keys_are_in_order() {
        let layout = Layout { crlf: true, final_newline: true, ..Layout::default() };
        assert_eq!(
            written(2, &seed(&["One.", "\u{7}\"\\"]), &Layout::default()),
            "{\n  \"categories\": [\n    \"A\"\n  ],\n  \"title\": \"T\",\n  \"body\": [\n    \"One.\",\n    \
             \"\\u0007\\\"\\\\\"\n  ]\n}\n"
        );
        assert_eq!(
            written(0, &seed(&["One."]), &layout),
            "{\"categories\":[\"A\"],\"title\":\"T\",\"body\":[\"One.\"],\"seed\":\"crlf final-newline\"}\n"
        );
        assert!(written(1, &seed(&[]), &Layout::default()).contains("\n \"body\": []\n"));
    }

    #[test]
    fn the_body_may_be_one_string() {
        let canonical = Layout::default();
        for (body, expected) in
            [(r#""body":"""#, &[][..]), (r#""body":"a\n\nb""#, &["a", "", "b"]), (r#""text":"a""#, &["a"])]
        {
            let text = format!(r#"{{"title":"T",{body},"categories":["A"]}}"#);
            assert_eq!(read_ok(&text), (seed(expected), canonical), "{text}");
        }
        let both =
            |text: &str| format!(r#"{{"categories":["A"],"title":"T","body":["a","b"],"text":{text}}}"#);
        assert_eq!(read_ok(&both(r#""a\nb""#)), (seed(&["a", "b"]), canonical));
        assert_eq!(
            error(&both(r#""a b""#)).0,
            "`text` is not the paragraphs of `body` joined by line feeds: remove one of the two"
        );
    }

    #[test]
    fn a_byte_order_mark_is_no_data() {
        let text = written(2, &seed(&["One."]), &Layout::default());
        assert_eq!(read_ok(&format!("\u{FEFF}{text}")), (seed(&["One."]), Layout::default()));
        let error = read("\u{FEFF}{]", &ReadOptions::default()).unwrap_err();
        assert_eq!(error.span, Some(Span::new(4, 5)));
    }

    #[test]
    fn errors_say_what_and_where() {
        let object = |inner: &str| format!("{{\n\"categories\": [], \"title\": \"É\", {inner}}}");
        let keys = "`categories`, `title`, `body`, `text`, `seed`";
        let cases = [
            (object(r#""boddy": []"#), format!("the key \"boddy\" is unknown: the keys are {keys}"), "\""),
            (
                object(r#""title": "x""#),
                "the key `title` stands here a second time: remove one".to_owned(),
                "\"",
            ),
            (
                object(r#""body": null"#),
                "the body has no value: write `[]` for an empty one".to_owned(),
                "null",
            ),
            (
                object(r#""body": ["a", null]"#),
                "paragraph 2 has no value: write `\"\"` for an empty one".to_owned(),
                "null",
            ),
            (
                object(r#""body": [5]"#),
                "the JSON cannot be read: invalid type: integer `5`, expected a string".to_owned(),
                "5",
            ),
            (
                object(r#""body": {}"#),
                "the JSON cannot be read: invalid type: map, expected a list of strings, or one string"
                    .to_owned(),
                "}",
            ),
            (
                object(r#""body": "\ud83d""#),
                "the JSON cannot be read: unexpected end of hex escape".to_owned(),
                "\"",
            ),
            (
                object(r#""body": "\udc00 ""#),
                "the JSON cannot be read: lone leading surrogate in hex escape".to_owned(),
                "0",
            ),
            (object(r#""body": []"#) + " x", "the JSON cannot be read: trailing characters".to_owned(), "x"),
            (object(r#""body": ["#), "the JSON cannot be read: expected value".to_owned(), "}"),
            ("null".to_owned(), format!("there is no data: a seed has the keys {keys}"), "l"),
            (
                "[]".to_owned(),
                format!(
                    "the JSON cannot be read: invalid type: sequence, expected the keys {keys} with their values"
                ),
                "]",
            ),
            (String::new(), "the JSON cannot be read: EOF while parsing a value".to_owned(), ""),
            ("{}".to_owned(), "the key `categories` is missing: add it".to_owned(), ""),
            (
                object(r#""body": ["a\nb"]"#),
                "paragraph 1 holds a line feed, which a seed cannot express".to_owned(),
                "",
            ),
            (
                object(r#""body": ["a", ""]"#),
                "paragraph 2 is the last one and empty, which needs the layout flag `final-newline`"
                    .to_owned(),
                "",
            ),
        ];
        for (text, message, place) in cases {
            assert_eq!(error(&text), (message, place), "{text}");
        }
        let (message, _) = error(&object(r#""body": [], "seed": "crlf bom""#));
        assert!(message.starts_with("\"crlf bom\" is no layout: write the flags"), "{message}");
    }

    #[test]
    fn depth_does_not_overflow() {
        for text in
            ["[".repeat(200_000), "{\"body\":".repeat(200_000), format!("{{\"{}", "[".repeat(200_000))]
        {
            let (message, _) = error(&text);
            assert!(message.len() < 400, "{message}");
        }
    }

    #[test]
    fn what_no_seed_file_can_hold_is_not_written() {
        let error = write(&seed(&[""]), &Layout::default(), &WriteOptions::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "paragraph 1 is the last one and empty, which needs the layout flag `final-newline`"
        );
    }
}
