//! Fixing comes to an end and stays, and safe fixes change no letter.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedkit_fuzz::{DEFAULTS, EVERYTHING, assert_ends, letters};
use seedkit_lint::{Fixes, Settings, Severity, fix};
use seedkit_syntax::{Acceptance, parse_bytes};
use std::sync::LazyLock;

/// Rules whose safe fixes take away or replace letters, as their pages say: markup around a name or around none, what
/// stands there twice, marks of citations, references to characters, and letters with accents in one piece.
const CHANGES_LETTERS: [&str; 8] = ["C102", "C103", "C106", "B305", "U405", "M504", "M506", "M512"];

/// All rules but those.
static KEEPING: LazyLock<Settings> =
    LazyLock::new(|| EVERYTHING.clone().ignore(&CHANGES_LETTERS).expect("they are rules"));

fuzz_target!(|data: &[u8]| {
    for fixes in [Fixes::Safe, Fixes::Unsafe] {
        assert_ends(data, &EVERYTHING, fixes);
        let fixed = assert_ends(data, &DEFAULTS, fixes);
        if !fixed.remaining.iter().any(|one| one.severity == Severity::Error) {
            let read = parse_bytes(&fixed.bytes).expect("no error is left").read(Acceptance::Strict);
            assert!(read.is_ok(), "no error is left, but strict reading says: {read:?}");
        }
    }
    if std::str::from_utf8(data).is_ok() {
        assert_eq!(letters(&fix(data, &KEEPING, Fixes::Safe).bytes), letters(data));
    }
});
