//! What several targets hold.

#![forbid(unsafe_code)]

mod laws;
mod readers;

pub use laws::{DEFAULTS, EVERYTHING, assert_ends, assert_well_formed, letters};
pub use readers::{assert_comes_back, assert_reads, assert_rows_read};
