//! Lint rules for the seed format.
//!
//! * [`lint`] looks at a parsed text, [`lint_bytes`] at any bytes. What is on and with what options is in
//!   [`Settings`]; what comes out are [`Diagnostic`]s, which implement [`miette::Diagnostic`].
//! * [`fix`](fn@fix) applies the fixes of the findings, safe ones or all, and lints again until nothing is left to
//!   fix.
//! * [`RULES`] is the list of all rules. A [`Rule`] is data: its code, its documentation, its examples (which are its
//!   tests) and the function that looks.
//!
//! Nothing here reads files or prints.
//!
//! # Example
//!
//! ```
//! use seedkit_lint::{Fixes, Settings, fix, lint_bytes};
//!
//! let text = b"Category:Mosses~\n||||||\nPeat moss\n||||||\nPeat moss holds many times its own weight in water.";
//! let settings = Settings::default().ignore(&["U"])?;
//! for found in lint_bytes(text, &settings) {
//!     println!("{} {}: {found}", found.severity, found.rule.code);
//! }
//! let fixed = fix(text, &settings, Fixes::Safe);
//! assert!(fixed.bytes.starts_with(b"Mosses~\n"));
//! assert!(fixed.remaining.is_empty());
//! # Ok::<(), seedkit_lint::SettingsError>(())
//! ```

mod bitmap;
mod category;
mod chars;
mod context;
mod corpus;
mod diagnostic;
mod engine;
mod findings;
mod fingerprint;
mod fix;
mod glance;
mod hashes;
mod locale;
mod markup;
mod masks;
mod mojibake;
mod nfc;
mod nibble_sets;
mod pair_sets;
mod pairs;
mod paragraph;
mod pass;
mod places;
mod prose;
mod rule;
mod rules;
mod sample;
mod scan;
#[cfg(test)]
mod scan_tests;
mod settings;
mod spans;
mod strings;
#[cfg(test)]
mod tests;
mod text;
#[cfg(test)]
mod trigger_tests;
mod triggers;
mod words;

pub use context::Context;
pub use corpus::{Corpus, CorpusContext, CorpusFindings, Starts, Texts};
pub use diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity};
pub use engine::{Analysis, lint, lint_bytes};
pub use findings::{Finding, Findings};
pub use fingerprint::{Fingerprint, fingerprints};
pub use fix::{Fixed, Fixes, apply, fix, fix_except};
pub use rule::{Check, Example, Group, Kind, OptionDefault, OptionSpec, Rule, Trigger};
pub use rules::RULES;
pub use settings::{Language, RuleState, Settings, SettingsError, did_you_mean, find_rule};
pub use text::{printable, toml_string};
