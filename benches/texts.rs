//! The texts that benchmarks run on.
#![expect(clippy::unwrap_used, reason = "a benchmark without its texts has nothing to measure")]

use seedkit_bench::Corpus;

/// The texts of a name: `seeds` and `seeds-ascii` are the examples of the repository, the others are made, so many of them;
/// of `longer` ones, a tenth, each of ten times the size.
pub(crate) fn texts(name: &str, count: usize) -> Vec<String> {
    let corpus = Corpus::default();
    let corpus = match name {
        "seeds" => return seeds(),
        "seeds-ascii" => return seeds().into_iter().filter(|text| text.is_ascii()).collect(),
        "ascii" => Corpus { others: 0, ..corpus },
        "longer" => Corpus { mean: 10 * corpus.mean, ..corpus },
        "others" => Corpus { others: 100, ..corpus },
        "dirty-1-in-5" => Corpus { dirty: 20, ..corpus },
        "dirty" => Corpus { dirty: 100, ..corpus },
        _ => corpus,
    };
    let texts = (0..).map(|index| corpus.document(index).seed().unwrap());
    let count = if name == "longer" { count / 10 } else { count };
    texts.filter(|text| name != "ascii" || text.is_ascii()).take(count).collect()
}

fn seeds() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../seeds");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

pub(crate) fn len(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum()
}
