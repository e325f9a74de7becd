//! The integration tests, one binary. `tests/README.md` says what is where.

mod architecture;
mod cli;
mod configuration;
mod corpus;
mod documentation;
mod git;
mod hostile;
mod init;
mod laws;
mod reference;
mod reporting;
mod seen;
mod specification;
mod support;
mod writing;
