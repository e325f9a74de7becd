//! Parquet is read or refused, and what is read comes back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seedkit_fuzz::assert_rows_read;
use std::panic;

fuzz_target!(
    init: {
        // The fuzzer ends at any panic. Those of the Parquet library are caught and told as errors.
        let end = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !seedkit_convert::panic_is_caught() {
                end(panic);
            }
        }));
    },
    |data: &[u8]| assert_rows_read("parquet", data)
);
