//! The integration tests of seedkit, as one binary. `tests/README.md` says what is where.

mod reference;
mod specification;
