//! Linting and fixing, beside parsing, which linting does too: `cargo bench -p seedkit-bench --bench lint`.

mod texts;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use seedkit_lint::{Analysis, Corpus, Fixes, Settings, fix, lint_bytes};
use seedkit_syntax::parse_bytes;
use texts::{len, texts};

fn main() {
    divan::main();
}

const COUNT: usize = 500;
const NAMES: [&str; 8] =
    ["seeds", "seeds-ascii", "mixed", "longer", "ascii", "others", "dirty-1-in-5", "dirty"];

#[divan::bench(args = NAMES)]
fn parsing(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts(name, COUNT);
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        for text in &texts {
            let _ = black_box(parse_bytes(black_box(text.as_bytes())));
        }
    });
}

/// All default rules about one file.
#[divan::bench(args = NAMES)]
fn linting(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts(name, COUNT);
    let settings = Settings::default();
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        for text in &texts {
            let found = lint_bytes(black_box(text.as_bytes()), &settings);
            assert!(found.is_empty() || name.starts_with("dirty"));
        }
    });
}

/// What rules about several files take of each.
#[divan::bench(args = NAMES)]
fn digest(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts(name, COUNT);
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        let mut corpus = Corpus::default();
        for (number, text) in (0..).zip(&texts) {
            if let Ok(parse) = parse_bytes(black_box(text.as_bytes())) {
                corpus.add(number, &Analysis::of(&parse), "0000/0000000.seed");
            }
        }
        black_box(corpus);
    });
}

/// All safe fixes, until nothing is left to fix.
#[divan::bench(args = ["mixed", "dirty-1-in-5", "dirty"])]
fn fixing(bencher: Bencher<'_, '_>, name: &str) {
    let texts = texts(name, COUNT);
    let settings = Settings::default();
    bencher.counter(BytesCount::new(len(&texts))).bench(|| {
        for text in &texts {
            black_box(fix(black_box(text.as_bytes()), &settings, Fixes::Safe));
        }
    });
}
