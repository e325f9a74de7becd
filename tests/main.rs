//! t
mod specification;
