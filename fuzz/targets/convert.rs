//! Every seed comes back from every format, whatever its text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedkit_fuzz::assert_comes_back;
use seedkit_syntax::{Acceptance, Seed, parse};

fuzz_target!(|text: &str| {
    if let Ok((seed, layout)) = parse(text).read(Acceptance::Lenient) {
        assert_comes_back(&seed, &layout);
    }
    // What is no seed file has data all the same: categories, a title, and paragraphs by line.
    let mut lines = text.split('\n');
    let categories = lines.next().unwrap_or_default().split('~');
    let title = lines.next().unwrap_or_default();
    let seed = Seed::new(categories, title, lines).expect("no part holds marks");
    assert_comes_back(&seed, &seed.canonical_layout());
});
