//! The work that `benches/guard` counts the instructions of: `workloads NAME`, below callgrind.
#![expect(clippy::unwrap_used, reason = "a workload that fails has nothing to count")]
#![expect(clippy::print_stdout, reason = "this is a command")]

mod texts;

use seedkit_convert::{Row, WriteOptions, by_name};
use seedkit_lint::{Fixes, Settings, fix, lint_bytes};
use seedkit_syntax::{Acceptance, parse};
use std::hint::black_box;
use texts::{len, texts};

/// Enough that no single document matters, few enough for seconds below callgrind.
const COUNT: usize = 200;

/// What callgrind counts is this function, so that making the texts, tables that are built once and the end of the
/// program are left out.
#[inline(never)]
fn measured(work: &dyn Fn()) {
    work();
    // Something has to come after, or the call would be a jump and the function over before the work is.
    black_box(());
}

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    let texts = texts(
        match &*name {
            "parse" | "jsonl" => "mixed",
            "lint-ascii" => "ascii",
            "lint-others" => "others",
            "lint-dirty" | "fix" => "dirty",
            _ => panic!("the workloads are parse, lint-ascii, lint-others, lint-dirty, fix and jsonl"),
        },
        COUNT,
    );
    let settings = Settings::default();
    let each = |work: &dyn Fn(&str)| {
        let all = || texts.iter().for_each(|text| work(text));
        all();
        measured(&all);
    };
    match &*name {
        "parse" => each(&|text| {
            black_box(parse(text));
        }),
        "fix" => each(&|text| {
            black_box(fix(text.as_bytes(), &settings, Fixes::Safe));
        }),
        "jsonl" => {
            let encode = by_name("jsonl").unwrap().sequence.as_ref().unwrap().encode;
            each(&|text| {
                let (seed, layout) = parse(text).read(Acceptance::Lenient).unwrap();
                let row = Row { path: Some("0000/0000000.seed".to_owned()), seed, layout };
                black_box(encode(row, &WriteOptions::default()).unwrap());
            });
        }
        _ => each(&|text| {
            black_box(lint_bytes(text.as_bytes(), &settings));
        }),
    }
    println!("{}", len(&texts));
}
