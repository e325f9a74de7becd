//! JSON Lines: one object a line, the same keys in each.

use super::json::{Object, format_with, read_object};
use super::{after_bom, check};
use crate::error::{ReadError, WriteError};
use crate::format::{Format, ReadOptions, WriteOptions};
use crate::record::{Column, Keys};
use crate::sequence::{
    Encoded, Frame, FrameContent, Lines, ReadRow, ReadRows, Row, SequenceCodec, SequenceError, Source,
    create_text, some_path, within_limit,
};
use memchr::memchr3;
use serde_json::ser::Formatter;
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "jsonl",
    aliases: &["ndjson"],
    extensions: &["jsonl", "ndjson"],
    media_type: "application/jsonl",
    summary: "JSON Lines: one object a line; also .gz and .zst",
    document: None,
    sequence: Some(SequenceCodec {
        unit: "line",
        streams: true,
        compresses: false,
        open,
        encode,
        create: create_text,
    }),
    import: None,
};

const COLUMNS: &[Column] =
    &[Column::Path, Column::Categories, Column::Title, Column::Body, Column::Text, Column::Seed];

#[expect(clippy::needless_pass_by_value, reason = "all formats have one signature")]
fn encode(row: Row, options: &WriteOptions) -> Result<Encoded, WriteError> {
    check(&row.seed, &row.layout)?;
    let object = Object {
        path: Some(row.path.as_deref().unwrap_or_default()),
        seed: &row.seed,
        layout: row.layout,
        // Readers that guess a schema from the first rows stumble over a key that comes later.
        always_layout: true,
        text_key: options.text_key.as_deref(),
    };
    let mut text = format_with(&object, OneLine);
    text.push('\n');
    within_limit(text)
}

/// Escapes what ends a line for some program, beside what JSON asks for.
struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        let is_escaped = |c: char| matches!(c, '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}');
        let mut rest = fragment;
        // The first bytes of these characters, and of a few others.
        let mut looked = 0;
        while let Some(at) = memchr3(0x7F, 0xC2, 0xE2, &rest.as_bytes()[looked..]) {
            let at = looked + at;
            let c = rest[at..].chars().next().unwrap_or_default();
            looked = at + c.len_utf8();
            if is_escaped(c) {
                write!(out, "{}\\u{:04x}", &rest[..at], u32::from(c))?;
                rest = &rest[looked..];
                looked = 0;
            }
        }
        out.write_all(rest.as_bytes())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "all formats have one signature")]
fn open(source: Source, options: &ReadOptions) -> Result<Box<dyn ReadRows>, SequenceError> {
    Ok(Box::new(JsonLines { lines: Lines::open(source), pass_over_blank: options.blank_lines }))
}

struct JsonLines {
    lines: Lines,
    pass_over_blank: bool,
}

impl ReadRows for JsonLines {
    fn next(&mut self) -> Result<Option<Frame>, SequenceError> {
        loop {
            let mut line = Vec::new();
            if !self.lines.read(&mut line)? {
                return Ok(None);
            }
            if line.ends_with(b"\n") {
                line.pop();
            }
            let number = self.lines.number;
            if line.trim_ascii().is_empty() {
                if self.pass_over_blank {
                    continue;
                }
                let message = "the line is blank: remove it, or read leniently";
                let content = FrameContent::Read(Err(ReadError::new(message, None)));
                return Ok(Some(Frame { number, content }));
            }
            return Ok(Some(Frame { number, content: FrameContent::Text(line, read_row) }));
        }
    }
}

fn read_row(text: &str, options: &ReadOptions) -> Result<ReadRow, ReadError> {
    let keys = Keys::named(COLUMNS, options);
    after_bom(text, |text| {
        let mut record = read_object(text, &keys)?;
        let path = some_path(record.path.take());
        let left_out = std::mem::take(&mut record.left_out);
        let (seed, layout) = record.into_seed(&keys)?;
        Ok(ReadRow { row: Row { path, seed, layout }, left_out })
    })
}
