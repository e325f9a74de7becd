//! With every rule on, findings lie on boundaries of characters and say what a terminal may show.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedkit_fuzz::{DEFAULTS, EVERYTHING, assert_well_formed};
use seedkit_lint::{Analysis, Corpus, Severity, fingerprints, lint_bytes};
use seedkit_syntax::{Acceptance, parse_bytes};
use std::collections::HashSet;

fuzz_target!(|data: &[u8]| {
    let found = lint_bytes(data, &EVERYTHING);
    for one in &found {
        assert_well_formed(one, data);
    }
    assert!(found.is_sorted_by_key(|one| one.span));
    let Ok(parse) = parse_bytes(data) else {
        assert!(found.iter().any(|one| one.severity == Severity::Error));
        return;
    };
    let text = std::str::from_utf8(data).expect("what is parsed is UTF-8");

    let prints: HashSet<_> = fingerprints(b"a.seed", text, &found).into_iter().collect();
    assert_eq!(prints.len(), found.len(), "a fingerprint is of one finding");

    let found = lint_bytes(data, &DEFAULTS);
    assert!(parse.read(Acceptance::Strict).is_ok() || !found.is_empty(), "strict reading refuses it");
    let is_error = found.iter().any(|one| one.severity == Severity::Error);
    assert!(parse.read(Acceptance::Lenient).is_ok() || is_error, "lenient reading refuses it");

    // The same file twice: whatever the rules about a corpus can say of it, they say.
    let names = ["a.seed", "b/A.seed"];
    let mut corpus = Corpus::default();
    for (number, name) in (0..).zip(names) {
        corpus.add(number, &Analysis::of(&parse), name);
    }
    let corpus = corpus.finish();
    for &file in corpus.files() {
        for one in corpus.of(file, data, &|file| names[file as usize].to_owned(), &EVERYTHING) {
            assert_well_formed(&one, data);
        }
    }
});
