//! What the rules find in real corpora, and what their safe fixes do there.
//!
//! `seen.tsv` holds the counts that were looked through by hand. A rule that finds more or less than before shows
//! here, and the sample must be read before the table is changed.
#![expect(clippy::unwrap_used, reason = "only tests use it, and clippy does not see that")]

use crate::support::{files_below, repository, shared};
use seedkit_lint::{Analysis, Corpus, Diagnostic, Fixes, RULES, Settings, Texts, apply, fix, lint_bytes};
use seedkit_syntax::parse_bytes;
use std::collections::BTreeMap;
use std::path::Path;

type Counts = BTreeMap<String, Vec<usize>>;

/// The names of the corpora, and the counts of each rule in them.
fn expected() -> (Vec<String>, Counts) {
    let table = std::fs::read_to_string(repository().join("tests/seen.tsv")).unwrap();
    let mut lines = table.lines().filter(|line| !line.starts_with('#'));
    let corpora = lines.next().unwrap().split('\t').skip(1).map(str::to_owned).collect();
    let row = |line: &str| {
        let mut cells = line.split('\t');
        let rule = cells.next().unwrap().to_owned();
        (rule, cells.map(|cell| cell.parse().unwrap()).collect())
    };
    (corpora, lines.map(row).collect())
}

/// How many files of a folder each rule reports, rules about files together included.
fn documents_by_rule(folder: &Path) -> BTreeMap<&'static str, usize> {
    let settings = Settings::default().select(&["all"]).unwrap();
    let files = files_below(folder);
    let mut corpus = Corpus::default();
    let mut counts = BTreeMap::new();
    let mut count = |found: &[Diagnostic]| {
        for rule in RULES.iter().filter(|rule| found.iter().any(|one| one.rule == **rule)) {
            *counts.entry(rule.code).or_default() += 1;
        }
    };
    for (file, (name, bytes)) in files.iter().enumerate() {
        count(&lint_bytes(bytes, &settings));
        if let Ok(parse) = parse_bytes(bytes) {
            corpus.add(file as u32, &Analysis::of(&parse), name);
        }
    }
    let mut texts = Texts::default();
    for file in corpus.take_starts().candidates() {
        texts.add(file, &parse_bytes(&files[file as usize].1).unwrap());
    }
    let together = corpus.finish().with_texts(texts);
    for &file in together.files() {
        let name = |file: u32| files[file as usize].0.clone();
        count(&together.of(file, &files[file as usize].1, &name, &settings));
    }
    counts
}

#[test]
fn seen_counts_of_documents_are_those_of_the_table() {
    let Some(shared) = shared("the counts of findings in corpora") else { return };
    let (corpora, expected) = expected();
    let found: Vec<_> =
        corpora.iter().map(|name| documents_by_rule(&shared.join("corpora").join(name))).collect();
    println!("rule\t{}", corpora.join("\t"));
    let mut wrong = Vec::new();
    for rule in RULES {
        let counts: Vec<usize> =
            found.iter().map(|corpus| corpus.get(rule.code).copied().unwrap_or_default()).collect();
        let line = counts.iter().map(ToString::to_string).collect::<Vec<_>>().join("\t");
        if counts.iter().any(|&count| count > 0) {
            println!("{}\t{line}", rule.code);
        }
        let none = vec![0; corpora.len()];
        if *expected.get(rule.code).unwrap_or(&none) != counts {
            wrong.push(rule.code);
        }
    }
    assert!(
        wrong.is_empty(),
        "other counts than in tests/seen.tsv: {wrong:?}; read the samples before you change it"
    );
}

/// The rules whose safe fixes change white space, order and marks, but no letter and no digit.
const LETTERS_STAY: [&str; 11] =
    ["S004", "S007", "S008", "S009", "S010", "B306", "B308", "C104", "C105", "U403", "S006"];

/// Letters and digits of a text, by code point.
fn letters(text: &[u8]) -> Vec<char> {
    let mut letters: Vec<_> = String::from_utf8_lossy(text).chars().filter(|c| c.is_alphanumeric()).collect();
    letters.sort_unstable();
    letters
}

#[test]
fn safe_fixes_of_corpora_settle_and_keep_letters() {
    let Some(shared) = shared("the safe fixes of corpora") else { return };
    let settings = Settings::default();
    let (mut documents, mut passes) = (0, [0; 21]);
    for (name, bytes) in files_below(&shared.join("corpora")) {
        let fixed = fix(&bytes, &settings, Fixes::Safe);
        assert!(fixed.cycling.is_empty(), "{name}: the fixes of {:?} go on for ever", fixed.cycling);
        assert!(fixed.passes <= 3, "{name}: {} passes", fixed.passes);
        assert!(!fixed.remaining.iter().any(|one| Fixes::Safe.include(one)), "{name}: something is left");
        assert_eq!(
            fix(&fixed.bytes, &settings, Fixes::Safe).bytes,
            fixed.bytes,
            "{name}: a second run changes it"
        );
        for one in lint_bytes(&bytes, &settings) {
            if Fixes::Safe.include(&one) && LETTERS_STAY.contains(&one.rule.code) {
                let after = apply(&bytes, &[&one]);
                assert_eq!(letters(&after), letters(&bytes), "{name}: {} changes a letter", one.rule.code);
            }
        }
        documents += 1;
        passes[fixed.passes] += 1;
    }
    println!("{documents} documents; by passes: {:?}", &passes[..4]);
}
