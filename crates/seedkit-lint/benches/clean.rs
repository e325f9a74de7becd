//! What linting clean text costs beside parsing it: `cargo bench -p seedkit-lint --bench clean`.
#![expect(clippy::unwrap_used, reason = "a benchmark without its seeds has nothing to measure")]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use seedkit_lint::{Settings, lint};
use seedkit_syntax::parse;

fn main() {
    divan::main();
}

/// The example seeds of the repository, all clean.
fn seeds() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Those in English.
fn english() -> Vec<String> {
    seeds().into_iter().filter(|seed| seed.is_ascii()).collect()
}

fn bytes(seeds: &[String]) -> BytesCount {
    BytesCount::new(seeds.iter().map(String::len).sum::<usize>())
}

#[divan::bench(args = ["all", "ascii"])]
fn parsing(bencher: Bencher<'_, '_>, which: &str) {
    let seeds = if which == "all" { seeds() } else { english() };
    bencher.counter(bytes(&seeds)).bench(|| {
        for seed in &seeds {
            black_box(parse(black_box(seed)));
        }
    });
}

#[divan::bench(args = ["all", "ascii"])]
fn linting(bencher: Bencher<'_, '_>, which: &str) {
    let seeds = if which == "all" { seeds() } else { english() };
    let settings = Settings::default();
    bencher.counter(bytes(&seeds)).bench(|| {
        for seed in &seeds {
            let found = lint(&parse(black_box(seed)), &settings);
            assert!(found.is_empty());
        }
    });
}
