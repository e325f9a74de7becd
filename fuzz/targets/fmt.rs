//! Formatting is idempotent, leaves no finding of layout, changes no letter, and keeps what can be read readable.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedkit_fuzz::{DEFAULTS, assert_ends, letters};
use seedkit_lint::{Fixes, Settings, lint_bytes};
use seedkit_syntax::{Acceptance, parse_bytes};
use std::sync::LazyLock;

/// Each way to end the last line.
static WAYS: LazyLock<[Settings; 3]> = LazyLock::new(|| {
    ["preserve", "always", "never"].map(|way| {
        DEFAULTS.clone().set_choice("S008", "final-newline", way).expect("the rule has the option")
    })
});

fuzz_target!(|data: &[u8]| {
    for settings in WAYS.iter() {
        let fixed = assert_ends(data, settings, Fixes::Layout);
        let left = lint_bytes(&fixed.bytes, settings);
        assert!(!left.iter().any(|one| one.kind.layout && one.fix.is_some()), "layout is left: {left:?}");
        let (Ok(before), Ok(after)) = (parse_bytes(data), parse_bytes(&fixed.bytes)) else { continue };
        assert_eq!(letters(&fixed.bytes), letters(data));
        if let Ok((seed, _)) = before.read(Acceptance::Lenient) {
            let (formatted, _) = after.read(Acceptance::Lenient).expect("it can still be read");
            assert_eq!(formatted.title().trim(), seed.title().trim());
        }
    }
});
