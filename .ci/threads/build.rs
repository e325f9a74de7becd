//! Gives the source of the queue the locks and threads of Shuttle. What stands there may change as it likes, as long as
//! locks and threads are those of `std` by name.

use std::path::Path;
use std::{env, fs};

fn main() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/seedkit/ordered.rs");
    println!("cargo::rerun-if-changed={}", source.display());
    let text = fs::read_to_string(&source).expect("the source is there");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code = code.replace("std::sync", "shuttle::sync").replace("std::thread", "shuttle::thread");
    // Few items have to be several batches.
    let small = code.replace("const BATCH: usize = 64;", "const BATCH: usize = 2;");
    assert!(small != code, "the size of a batch is set in another way");
    let code = small;
    // A model has as many processors as a test says.
    let code = code.replace("thread::available_parallelism().ok()", "None::<NonZeroUsize>");
    assert!(!code.contains("available_parallelism"), "the number of processors is asked for in another way");
    assert!(code.contains("shuttle::sync") && code.contains("shuttle::thread"), "nothing is left of the threads");
    let code: Vec<_> = code.lines().filter(|line| !line.starts_with("//!")).collect();
    let out = env::var_os("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&out).join("ordered.rs"), code.join("\n")).expect("it can be written");
}
