//! Reading seeds, beside reading the same documents as JSON: `cargo bench -p seedkit-bench --bench parse`.
//!
//! All speeds are in bytes of the seeds, so that those of one set compare by their ratio.
#![expect(clippy::unwrap_used, reason = "a text that cannot be read has nothing to measure")]

mod texts;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use seedkit_syntax::{Acceptance, parse};
use texts::{len, texts};

fn main() {
    divan::main();
}

const COUNT: usize = 500;
const NAMES: [&str; 4] = ["seeds", "mixed", "ascii", "others"];

/// Places of all parts, in a text that is borrowed.
#[divan::bench(args = NAMES)]
fn parsing(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts(name, COUNT);
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        for text in &texts {
            black_box(parse(black_box(text)));
        }
    });
}

/// Data that is owned.
#[divan::bench(args = NAMES)]
fn reading(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts(name, COUNT);
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        for text in &texts {
            black_box(parse(black_box(text)).read(Acceptance::Lenient).unwrap());
        }
    });
}

/// The same data, from JSON.
#[derive(serde::Deserialize)]
#[expect(dead_code, reason = "it is read to be owned")]
struct Record {
    categories: Vec<String>,
    title: String,
    body: Vec<String>,
}

#[divan::bench(args = NAMES)]
fn serde_json(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts(name, COUNT);
    let json: Vec<String> = texts
        .iter()
        .map(|text| {
            let (seed, _) = parse(text).read(Acceptance::Lenient).unwrap();
            let (categories, title, body) = seed.into_parts();
            serde_json::json!({ "categories": categories, "title": title, "body": body }).to_string()
        })
        .collect();
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        for text in &json {
            black_box(serde_json::from_str::<Record>(black_box(text)).unwrap());
        }
    });
}
