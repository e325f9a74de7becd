//! The integration tests, one binary. `tests/README.md` says what is where.

mod architecture;
mod baseline;
mod cli;
mod configuration;
mod corpus;
mod hostile;
mod laws;
mod reference;
mod reporting;
mod reports;
mod seen;
mod specification;
mod support;
mod writing;
