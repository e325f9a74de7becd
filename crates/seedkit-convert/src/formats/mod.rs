//! The formats, one a file.

mod json;
mod jsonl;
mod markdown;
#[cfg(feature = "parquet")]
mod parquet;
mod seed;
mod yaml;

#[cfg(feature = "parquet")]
pub use parquet::parquet_schema;

use crate::error::{ReadError, WriteError};
use crate::format::Format;
use seedkit_syntax::{BOM, Layout, Seed, serialise};

pub(crate) use yaml::read_front_matter;

/// Every format, in the order in which lists of them are shown.
pub static FORMATS: &[&Format] = &[
    &seed::FORMAT,
    &json::FORMAT,
    &jsonl::FORMAT,
    &yaml::FORMAT,
    &markdown::FORMAT,
    #[cfg(feature = "parquet")]
    &parquet::FORMAT,
];

/// Reads what follows a byte order mark, if there is one, and puts the places of errors right.
fn after_bom<T>(text: &str, read: impl FnOnce(&str) -> Result<T, ReadError>) -> Result<T, ReadError> {
    let rest = text.strip_prefix(BOM).unwrap_or(text);
    read(rest).map_err(|error| error.shifted(text.len() - rest.len()))
}

/// Refuses what no seed file can hold, so that every format holds the same.
fn check(seed: &Seed, layout: &Layout) -> Result<(), WriteError> {
    serialise(seed, layout).map(drop).map_err(WriteError::from)
}
