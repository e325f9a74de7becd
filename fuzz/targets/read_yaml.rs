//! YAML, of one document and of many, is read or refused, and what is read comes back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedkit_fuzz::{assert_reads, assert_rows_read};

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        assert_reads("yaml", text);
    }
    assert_rows_read("yaml", data);
});
