//! What can go wrong.

use crate::sequence::MAX_RECORD;
use seedkit_syntax::{Span, Unrepresentable};
use std::error::Error;
use std::fmt;

/// How many characters of foreign text a message shows at most.
const EXCERPT: usize = 160;

/// Why a text could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong and what to do, as one sentence.
    pub message: String,
    /// Where: bytes of the text as it was given. `None` where the sentence says all there is to say.
    pub span: Option<Span>,
}

impl ReadError {
    pub(crate) fn new(message: impl Into<String>, span: Option<Span>) -> Self {
        Self { message: message.into(), span }
    }

    /// An error at the character that holds the byte `offset` of `text`, or at the end of it.
    pub(crate) fn at(message: impl Into<String>, text: &str, offset: usize) -> Self {
        let start = text.floor_char_boundary(offset);
        let len = text[start..].chars().next().map_or(0, char::len_utf8);
        Self::new(message, Some(Span::new(start, start + len)))
    }

    /// The same error, for a text with `bytes` more in front.
    pub(crate) fn shifted(mut self, bytes: usize) -> Self {
        let shift = |span: Span| Span::new(span.start as usize + bytes, span.end as usize + bytes);
        self.span = self.span.map(shift);
        self
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for ReadError {}

/// The data cannot be expressed as a seed.
impl From<Unrepresentable> for ReadError {
    fn from(obstacle: Unrepresentable) -> Self {
        Self::new(obstacle.to_string(), None)
    }
}

/// Why a seed could not be written.
///
/// Every format refuses what the seed format cannot express, so that whatever is written can be converted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError {
    /// No seed file has these data with this layout.
    Unrepresentable(Unrepresentable),
    /// The format with this name holds many seeds a file, and was asked for one.
    ManySeeds(&'static str),
    /// A record would be longer than [`MAX_RECORD`]; this is its length in bytes.
    TooLong(usize),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unrepresentable(obstacle) => obstacle.fmt(f),
            Self::ManySeeds(format) => write!(f, "{format} holds many seeds a file: write it row by row"),
            Self::TooLong(len) => write!(
                f,
                "the record has {len} bytes, and {MAX_RECORD} is the limit: convert it into a file of its own"
            ),
        }
    }
}

impl Error for WriteError {}

impl From<Unrepresentable> for WriteError {
    fn from(obstacle: Unrepresentable) -> Self {
        Self::Unrepresentable(obstacle)
    }
}

/// Why a text could not be converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConvertError {
    /// It could not be read.
    Read(ReadError),
    /// What was read could not be written.
    Write(WriteError),
}

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Write(error) => error.fmt(f),
        }
    }
}

impl Error for ConvertError {}

/// Why a written text is not what was to be written: a defect of this crate, or of what handled the text since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifyError {
    /// It cannot be read.
    Read(ReadError),
    /// It reads as other data, or with another layout.
    Different,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => write!(f, "the written text cannot be read back: {error}"),
            Self::Different => f.write_str("the written text reads back as another seed"),
        }
    }
}

impl Error for VerifyError {}

/// `text`, or its start where it is long.
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
