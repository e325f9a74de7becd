//! The integration tests, one binary. `tests/README.md` says what is where.

mod architecture;
mod baseline;
mod cli;
mod configuration;
mod conformance;
mod corpus;
mod documentation;
mod extremes;
#[cfg(unix)]
mod faults;
mod git;
mod hostile;
mod init;
mod injection;
mod laws;
mod many;
mod pages;
mod pipeline;
mod reference;
mod reporting;
mod reports;
mod schemas;
mod seen;
mod specification;
mod stories;
mod support;
mod writing;
