//! Lossless conversions between the seed format and JSON, JSON Lines, YAML, Markdown and Parquet.
//!
//! # A tour
//!
//! * [`FORMATS`] lists every [`Format`]; [`by_name`] and [`by_extension`] find one.
//! * [`Format::read`] makes a [`Seed`] and its [`Layout`] of a text, [`Format::write`] a text of the two. What one
//!   writes the other reads back, for everything that a seed can hold; everything else is refused by both, with
//!   an error that says which part stands in the way.
//! * A [`SequenceCodec`] reads and writes files with many seeds, a [`Row`] at a time: JSON Lines, streams of YAML, and
//!   Parquet, with the feature `parquet`. It works on traits of [`std::io`]; which file is meant is the caller's
//!   business.
//! * An [`ImportDocument`] reads any Markdown, with loss, and tells what it flattened.
//! * [`convert`] reads in one format and writes in another; [`Format::verify`] proves that nothing was lost.
//!
//! The layout, bytes of a seed that carry no data, travels along: under the key `seed`, absent where it is
//! canonical. So a seed file that goes to another format and back has the same bytes again.
//!
//! # Example
//!
//! ```
//! use seedkit_convert::{ReadOptions, WriteOptions, by_extension, by_name, convert};
//!
//! let seed = by_name("seed").ok_or("no such format")?;
//! let yaml = by_extension("yml").ok_or("no such format")?;
//! let (reading, writing) = (ReadOptions::default(), WriteOptions::default());
//!
//! let text = "Norway~\n||||||\nNO\n||||||\nA country.\n";
//! let written = convert(text, seed, yaml, &reading, &writing)?;
//! assert_eq!(
//!     written,
//!     "categories:\n  - Norway\ntitle: \"NO\"\nbody:\n  - A country.\nseed: final-newline\n"
//! );
//! assert_eq!(convert(&written, yaml, seed, &reading, &writing)?, text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Adding a format
//!
//! A format is a `static` in its own file below `formats/`, both directions in it, and two lines of
//! `formats/mod.rs`.
//!
//! [`Seed`]: seedkit_syntax::Seed
//! [`Layout`]: seedkit_syntax::Layout

mod error;
mod format;
mod formats;
mod import;
#[cfg(test)]
mod injection_tests;
mod record;
mod sequence;
#[cfg(test)]
mod sequence_tests;
#[cfg(test)]
mod tests;

pub use error::{ConvertError, ReadError, VerifyError, WriteError};
pub use format::{
    DocumentCodec, Format, ImportDocument, Imported, MarkdownTitle, ReadDocument, ReadOptions, WriteDocument,
    WriteOptions, by_extension, by_name, convert,
};
pub use formats::FORMATS;
#[cfg(feature = "parquet")]
pub use formats::{panic_is_caught, parquet_schema};
pub use record::{Column, Columns, ColumnsError};
pub use sequence::{
    CreateRows, Encoded, Frame, MAX_RECORD, OpenRows, RandomAccess, ReadRow, ReadRows, Row, SequenceCodec,
    SequenceError, Sink, Source, WriteRows,
};
