//! Markdown that seedkit did not write.
use crate::error::ReadError;
use crate::format::Imported;
pub(crate) fn import(_: &str) -> Result<Imported, ReadError> { Err(ReadError::new("x", None)) }
