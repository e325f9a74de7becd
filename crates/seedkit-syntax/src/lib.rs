//! The seed format: one document in a plain-text file.
//!
//! ```text
//! Botany~Plant reproduction~
//! ||||||
//! Seed dispersal
//! ||||||
//! Seed dispersal is the movement of seeds away from the parent plant.
//! Plants rely on wind, water, animals and gravity.
//! ```
//!
//! Categories, each ended by `~`; a line of six pipes; a title; a line of six pipes; a body, one paragraph a line.
//! The specification is `docs/format.md` of the repository.
//!
//! # A tour
//!
//! * [`parse()`] takes any text and never fails. It gives a [`Document`], whose parts know their bytes and tile the
//!   text, and every [`SyntaxError`]: exactly what strict reading refuses. [`parse_bytes`] does so for bytes.
//! * [`Parse::read`] makes data of it: a [`Seed`] and the [`Layout`], the few bytes that carry no data. *Lenient*
//!   reading accepts whatever these two can keep; *strict* reading accepts the grammar.
//! * [`serialise`] writes the two as text again, byte for byte as it was read. A [`Seed`] alone prints as its
//!   canonical text.
//! * [`LineIndex`] turns offsets into lines and columns.
//!
//! # Example
//!
//! ```
//! use seedkit_syntax::{Acceptance, parse, serialise};
//!
//! let text = "Botany~\r\n||||||\r\nSeed dispersal\r\n||||||\r\nSeeds travel.";
//! let parse = parse(text);
//! assert_eq!(parse.document.title(), "Seed dispersal");
//!
//! // Windows line ends: not a seed in the strict sense, but nothing that could not be kept.
//! let error = parse.read(Acceptance::Strict).unwrap_err();
//! assert_eq!(error.kind.name(), "crlf");
//! let (seed, layout) = parse.read(Acceptance::Lenient)?;
//! assert_eq!(seed.categories(), ["Botany"]);
//! assert_eq!(layout.to_string(), "crlf");
//! assert_eq!(serialise(&seed, &layout)?, text);
//! assert_eq!(seed.to_string(), text.replace('\r', ""));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod document;
mod error;
mod grammar;
mod line_index;
mod lines;
mod parse;
mod recover;
#[cfg(test)]
mod recover_tests;
mod seed;
mod span;
#[cfg(test)]
mod tests;

pub use document::{Category, Document, Line, Paragraph, Parts, Role, Structure};
pub use error::{EncodingError, EncodingErrorKind, SyntaxError, SyntaxErrorKind};
pub use line_index::{LineIndex, Position};
pub use parse::{Acceptance, Parse, decode, parse, parse_bytes};
pub use seed::{Layout, LayoutError, Part, Reason, Seed, Unrepresentable, serialise};
pub use span::Span;

/// The version of the format that this crate reads and writes.
pub const FORMAT_VERSION: &str = "1.0";

/// U+FEFF: a byte order mark at the start of a file.
pub const BOM: char = '\u{FEFF}';

/// The separator: six pipes, alone on a line.
pub const SEPARATOR: &str = grammar::SEPARATOR;

/// The longest text, in bytes, that spans can address: 4 GiB less one byte.
pub const MAX_LEN: usize = u32::MAX as usize;

/// Whether a text has nothing but white space (the Unicode property), or nothing at all.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}
