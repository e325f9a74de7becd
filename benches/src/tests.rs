//! The corpus is as clean and as damaged as it says.

use crate::{Chance, Corpus, DAMAGES, Document};
use seedkit_lint::{Analysis, Corpus as Together, Settings, lint_bytes};
use seedkit_syntax::parse_bytes;
use std::collections::BTreeSet;

fn codes(document: &Document) -> BTreeSet<&'static str> {
    let text = document.seed().unwrap();
    lint_bytes(text.as_bytes(), &Settings::default()).iter().map(|found| found.rule.code).collect()
}

#[test]
fn undamaged_documents_are_clean() {
    let corpus = Corpus { others: 50, ..Corpus::default() };
    for index in 0..400 {
        let document = corpus.document(index);
        assert_eq!(codes(&document), BTreeSet::new(), "{}", document.seed().unwrap());
    }
    assert_eq!(codes(&corpus.one(50_000)), BTreeSet::new());
}

#[test]
fn undamaged_documents_share_nothing() {
    let corpus = Corpus::default();
    let mut together = Together::default();
    for index in 0..400 {
        let text = corpus.document(index).seed().unwrap();
        let parse = parse_bytes(text.as_bytes()).unwrap();
        together.add(index as u32, &Analysis::of(&parse), &Document::path(index));
    }
    assert_eq!(together.take_starts().candidates(), [0; 0]);
    assert_eq!(together.finish().files(), [0; 0]);
}

#[test]
fn damage_is_reported() {
    let corpus = Corpus { others: 50, ..Corpus::default() };
    for damage in &DAMAGES {
        for index in 0..12 {
            let mut document = corpus.document(index);
            damage.apply(&mut document, &mut Chance::new(1, index));
            for code in &document.damage {
                assert!(codes(&document).contains(code), "{code}: {}", document.seed().unwrap());
            }
        }
    }
}

#[test]
fn damaged_documents_have_findings() {
    let corpus = Corpus { dirty: 20, ..Corpus::default() };
    let documents: Vec<_> = (0..400).map(|index| corpus.document(index)).collect();
    for document in &documents {
        assert_eq!(document.damage.is_empty(), codes(document).is_empty(), "{}", document.seed().unwrap());
    }
    let damaged = documents.iter().filter(|document| !document.damage.is_empty()).count();
    assert!((60..100).contains(&damaged), "{damaged} of 400");
    let blank_line = documents.iter().filter(|document| document.damage.contains(&"S010")).count();
    assert!(blank_line * 10 > damaged * 4, "{blank_line} of {damaged}");
}

#[test]
fn sizes_are_as_asked() {
    let corpus = Corpus::default();
    let sizes: Vec<usize> = (0..2000).map(|index| corpus.document(index).seed().unwrap().len()).collect();
    let mean = sizes.iter().sum::<usize>() / sizes.len();
    assert!((1100..1350).contains(&mean), "{mean}");
    let one = corpus.one(500_000).seed().unwrap().len();
    assert!((499_000..502_000).contains(&one), "{one}");
}

#[test]
fn documents_depend_on_their_number_alone() {
    let corpus = Corpus { dirty: 20, ..Corpus::default() };
    assert_eq!(corpus.document(7).seed(), corpus.document(7).seed());
    assert_ne!(corpus.document(7).seed(), corpus.document(8).seed());
    assert_ne!(corpus.document(7).seed(), Corpus { seed: 2, ..corpus }.document(7).seed());
}
