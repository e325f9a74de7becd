//! Any text is a baseline or is refused, and a baseline that is written reads back.
//!
//! The command line is a binary without a library. What reads and writes the text of a baseline touches no file and
//! needs nothing else of the binary, so its modules are compiled here once more.

#![no_main]

#[path = "../../crates/seedkit/baseline_file.rs"]
mod baseline_file;
#[path = "../../crates/seedkit/commands.rs"]
mod commands;
#[path = "../../crates/seedkit/json.rs"]
mod json;

use baseline_file::{parse, write};
use libfuzzer_sys::fuzz_target;
use seedkit_lint::printable;

fuzz_target!(|text: &str| {
    match parse(text) {
        Ok(entries) => {
            let written = write(entries.values()).expect("entries are JSON");
            assert_eq!(parse(&written).as_ref(), Ok(&entries));
            assert_eq!(write(entries.values()).expect("entries are JSON"), written, "in one order");
            for line in written.lines() {
                assert_eq!(printable(line), line, "a terminal may show it");
            }
        }
        Err(error) => assert_eq!(printable(&error), error),
    }
});
