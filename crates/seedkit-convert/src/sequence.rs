//! Many seeds in one file, one at a time: memory depends on the longest record, never on their number.

use crate::error::{ReadError, WriteError};
use crate::format::{ReadOptions, WriteOptions};
use seedkit_syntax::{Layout, Seed, decode};
use std::error::Error;
use std::fmt;
use std::io::{self, BufRead, Write};
use std::sync::Arc;

/// The longest record of a file with many, in bytes: 128 MiB. What is longer is refused when it is written as when it
/// is read, so that a file that never ends a record does not fill the memory.
pub const MAX_RECORD: usize = 128 << 20;

/// A seed of a file with many.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Where it belongs in a directory, with `/` between the parts. Never empty.
    pub path: Option<String>,
    /// The data.
    pub seed: Seed,
    /// The layout.
    pub layout: Layout,
}

/// How a format holds many seeds a file.
#[derive(Debug)]
pub struct SequenceCodec {
    /// What a record is called in messages: `line`, `document`, `row`.
    pub unit: &'static str,
    /// Whether records can be read and written as they come, from and to a pipe. If not, the file is read at any place.
    pub streams: bool,
    /// Whether rows are compressed as they are written, which takes about as long as making them.
    pub compresses: bool,
    /// Starts reading.
    pub open: OpenRows,
    /// Prepares a row for writing. Any thread may do so, in any order.
    pub encode: fn(Row, &WriteOptions) -> Result<Encoded, WriteError>,
    /// Starts writing.
    pub create: CreateRows,
}

/// Starts reading a file with many seeds.
pub type OpenRows = fn(Source, &ReadOptions) -> Result<Box<dyn ReadRows>, SequenceError>;

/// Starts writing a file with many seeds.
pub type CreateRows = fn(Box<dyn Sink>, &WriteOptions) -> io::Result<Box<dyn WriteRows>>;

/// Where the bytes of a file with many seeds come from.
pub enum Source {
    /// In their order.
    Stream(Box<dyn BufRead + Send>),
    /// At any place.
    Random(Arc<dyn RandomAccess>),
}

/// Bytes that can be read at any place.
pub trait RandomAccess: Send + Sync {
    /// How many bytes there are.
    fn size(&self) -> u64;

    /// Reads some bytes from `offset` on, as [`std::io::Read::read`] does.
    ///
    /// # Errors
    /// Where reading fails.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

/// Where the bytes of a file with many seeds go.
pub trait Sink: Write + Send {
    /// Writes what is still held back. Without it the file is not whole.
    ///
    /// # Errors
    /// Where writing fails.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Takes a file apart into records.
pub trait ReadRows: Send {
    /// The next record.
    ///
    /// # Errors
    /// Where the file cannot be read on.
    fn next(&mut self) -> Result<Option<Frame>, SequenceError>;

    /// How many records there are, where that is known before they are read.
    fn count(&self) -> Option<u64> {
        None
    }

    /// The columns of a file from elsewhere that are left out, where that is known before they are read.
    fn left_out(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Puts a file together from rows.
pub trait WriteRows: Send {
    /// Writes the next row.
    ///
    /// # Errors
    /// Where writing fails.
    fn write(&mut self, row: Encoded) -> io::Result<()>;

    /// Ends the file. Without it the file is not whole.
    ///
    /// # Errors
    /// Where writing fails.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A row that is ready to be written.
#[derive(Debug)]
pub struct Encoded(pub(crate) Content);

#[derive(Debug)]
pub(crate) enum Content {
    Text(String),
    #[cfg_attr(
        not(feature = "parquet"),
        expect(dead_code, reason = "Parquet alone has rows that are no text")
    )]
    Packed(Vec<u8>),
}

impl Encoded {
    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn weight(&self) -> usize {
        match &self.0 {
            Content::Text(text) => text.len(),
            Content::Packed(packed) => packed.len(),
        }
    }

    /// The bytes of this row alone, in a format that writes texts.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.0 {
            Content::Text(text) => Some(text),
            Content::Packed(_) => None,
        }
    }
}

/// A record that was not looked into yet.
#[derive(Debug)]
pub struct Frame {
    /// Which one it is, from 1.
    pub number: u64,
    pub(crate) content: FrameContent,
}

/// Reads one record of a text.
pub(crate) type ReadRecord = fn(&str, &ReadOptions) -> Result<ReadRow, ReadError>;

#[derive(Debug)]
pub(crate) enum FrameContent {
    Text(Vec<u8>, ReadRecord),
    Read(Result<Row, ReadError>),
}

/// A row, and what was left out of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// The row.
    pub row: Row,
    /// The keys of a record from elsewhere that stand for nothing here.
    pub left_out: Vec<String>,
}

impl Frame {
    /// Reads the record. Any thread may do so, in any order.
    ///
    /// # Errors
    /// Where it is no seed. The places of errors are bytes of [`Frame::bytes`].
    pub fn read(self, options: &ReadOptions) -> Result<ReadRow, ReadError> {
        match self.content {
            FrameContent::Read(row) => row.map(|row| ReadRow { row, left_out: Vec::new() }),
            FrameContent::Text(bytes, read) => {
                let text = decode(&bytes).map_err(|error| ReadError::new(error.to_string(), None))?;
                read(text, options)
            }
        }
    }

    /// The bytes of the record, in a format that is text.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            FrameContent::Text(bytes, _) => bytes,
            FrameContent::Read(_) => b"",
        }
    }

    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn weight(&self) -> usize {
        match &self.content {
            FrameContent::Text(bytes, _) => bytes.len(),
            FrameContent::Read(Ok(row)) => row.weight(),
            FrameContent::Read(Err(_)) => 0,
        }
    }
}

impl Row {
    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn weight(&self) -> usize {
        let texts = self.seed.categories().iter().chain(self.seed.body());
        texts.map(|text| text.len() + size_of::<String>()).sum::<usize>() + self.seed.title().len()
    }
}

/// Why a file with many seeds cannot be read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SequenceError {
    /// What is wrong and what to do, as one sentence.
    pub message: String,
}

impl SequenceError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for SequenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for SequenceError {}

impl From<io::Error> for SequenceError {
    fn from(error: io::Error) -> Self {
        Self::new(error.to_string())
    }
}

/// A path that is no empty text.
pub(crate) fn some_path(path: Option<String>) -> Option<String> {
    path.filter(|path| !path.is_empty())
}

/// Writes rows that are texts, one after the other.
#[expect(clippy::unnecessary_wraps, reason = "all formats have one signature")]
pub(crate) fn create_text(sink: Box<dyn Sink>, _: &WriteOptions) -> io::Result<Box<dyn WriteRows>> {
    Ok(Box::new(TextRows(sink)))
}

struct TextRows(Box<dyn Sink>);

impl WriteRows for TextRows {
    fn write(&mut self, row: Encoded) -> io::Result<()> {
        match row.0 {
            Content::Text(text) => self.0.write_all(text.as_bytes()),
            Content::Packed(_) => Err(io::Error::other("the row was prepared for another format")),
        }
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.finish()
    }
}

/// A text that is short enough to be read back.
pub(crate) fn within_limit(text: String) -> Result<Encoded, WriteError> {
    if text.len() > MAX_RECORD {
        Err(WriteError::TooLong(text.len()))
    } else {
        Ok(Encoded(Content::Text(text)))
    }
}

/// Reads lines, none longer than a record may be.
pub(crate) struct Lines {
    source: Box<dyn BufRead + Send>,
    /// How many lines were read.
    pub(crate) number: u64,
}

impl Lines {
    pub(crate) fn open(source: Source) -> Self {
        let source = match source {
            Source::Stream(source) => source,
            Source::Random(random) => Box::new(io::BufReader::new(Sequential { random, at: 0 })),
        };
        Self { source, number: 0 }
    }

    /// Adds the next line to `line`, with its line feed if it has one. False at the end.
    pub(crate) fn read(&mut self, line: &mut Vec<u8>) -> Result<bool, SequenceError> {
        let from = line.len();
        loop {
            let buffer = match self.source.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let after = self.number;
                    let reason = match error.kind() {
                        io::ErrorKind::UnexpectedEof => {
                            format!("the compressed data end too early ({error})")
                        }
                        _ => error.to_string(),
                    };
                    return Err(SequenceError::new(format!(
                        "after line {after} it cannot be read: {reason}"
                    )));
                }
            };
            if buffer.is_empty() {
                self.number += u64::from(line.len() > from);
                return Ok(line.len() > from);
            }
            let end = memchr::memchr(b'\n', buffer);
            let taken = end.map_or(buffer.len(), |end| end + 1);
            if line.len() + taken > MAX_RECORD {
                return Err(SequenceError::new(format!(
                    "line {} makes a record of more than {} MiB, which is the limit: is this the right format?",
                    self.number + 1,
                    MAX_RECORD >> 20
                )));
            }
            line.extend_from_slice(&buffer[..taken]);
            self.source.consume(taken);
            if end.is_some() {
                self.number += 1;
                return Ok(true);
            }
        }
    }
}

/// Bytes at any place, read in their order.
pub(crate) struct Sequential {
    pub(crate) random: Arc<dyn RandomAccess>,
    pub(crate) at: u64,
}

impl io::Read for Sequential {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.random.read_at(self.at, buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}
