//! Markdown is read or refused, with loss and without, and what is read comes back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedkit_fuzz::assert_reads;

fuzz_target!(|text: &str| assert_reads("markdown", text));
