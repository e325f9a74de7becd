//! The conformance suite, against the libraries. `tests/conformance/run.py` asks the same of any program.

#![expect(clippy::unwrap_used, reason = "only tests use it, and clippy does not see that")]

use crate::support::{files_below, repository};
use seedkit_convert::{ReadOptions, WriteOptions, by_name, convert};
use seedkit_syntax::{Acceptance, LineIndex, SEPARATOR, Seed, decode, parse, serialise};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A line of the manifest.
struct Case(Value);

impl Case {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_default()
    }

    fn path(&self) -> PathBuf {
        suite().join(self.text("file"))
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).unwrap_or_else(|error| panic!("{}: {error}", self.text("file")))
    }

    /// The file beside it with another extension.
    fn companion(&self, extension: &str) -> Vec<u8> {
        let path = self.path().with_extension(extension);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

fn suite() -> PathBuf {
    repository().join("tests/conformance")
}

fn manifest() -> Vec<Case> {
    let text = fs::read_to_string(suite().join("manifest.jsonl")).unwrap();
    text.lines().map(|line| Case(serde_json::from_str(line).unwrap())).collect()
}

/// Runs a check on every case of a class and collects what fails.
#[track_caller]
fn every(class: &str, check: impl Fn(&Case) -> Result<(), String>) {
    let cases: Vec<_> = manifest().into_iter().filter(|case| case.text("class") == class).collect();
    assert!(!cases.is_empty());
    let failures: Vec<_> = cases
        .iter()
        .filter_map(|case| check(case).err().map(|error| format!("{}: {error}", case.text("id"))))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn same<T: PartialEq + std::fmt::Debug>(given: &T, expected: &T) -> Result<(), String> {
    if given == expected { Ok(()) } else { Err(format!("expected {expected:?}, got {given:?}")) }
}

/// Reads the bytes of a seed.
fn read(bytes: &[u8], acceptance: Acceptance) -> Option<(Seed, String)> {
    let text = decode(bytes).ok()?;
    let (seed, layout) = parse(text).read(acceptance).ok()?;
    Some((seed, layout.to_string()))
}

/// The data of a file of JSON, by a reader that is not ours.
fn data(bytes: &[u8]) -> (Seed, String) {
    let value: Value = serde_json::from_slice(bytes).unwrap();
    let texts = |key: &str| -> Vec<String> {
        value[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    };
    let seed = Seed::new(texts("categories"), value["title"].as_str().unwrap(), texts("body")).unwrap();
    (seed, value["seed"].as_str().unwrap_or_default().to_owned())
}

/// The kinds of all errors, and the place of the first one.
fn errors(bytes: &[u8]) -> (Vec<String>, Option<Vec<u64>>) {
    let Ok(text) = decode(bytes) else { return (vec!["not-utf-8".to_owned()], None) };
    let index = LineIndex::new(text);
    let mut errors: Vec<_> = parse(text)
        .errors
        .iter()
        .map(|error| {
            let place = index.position(error.span.start as usize);
            ([place.line as u64, place.column as u64], error.kind.name().to_owned())
        })
        .collect();
    errors.sort();
    let first = errors.first().map(|(place, _)| place.to_vec());
    (errors.into_iter().map(|(_, kind)| kind).collect(), first)
}

fn expected_errors(case: &Case) -> (Vec<String>, Option<Vec<u64>>) {
    let codes = case.0["codes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let at = case.0["at"].as_array().map(|at| at.iter().filter_map(Value::as_u64).collect());
    (codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect(), at)
}

#[test]
fn valid_texts_are_accepted() {
    every("valid", |case| {
        let (bytes, expected) = (case.bytes(), data(&case.companion("json")));
        same(&read(&bytes, Acceptance::Strict), &Some(expected.clone()))?;
        same(&read(&bytes, Acceptance::Lenient), &Some(expected.clone()))?;
        same(&serialise(&expected.0, &expected.1.parse().unwrap()).unwrap().into_bytes(), &bytes)
    });
}

#[test]
fn lenient_texts_are_accepted_leniently() {
    every("lenient", |case| {
        let (bytes, expected) = (case.bytes(), data(&case.companion("json")));
        same(&read(&bytes, Acceptance::Strict), &None)?;
        same(&read(&bytes, Acceptance::Lenient), &Some(expected.clone()))?;
        same(&serialise(&expected.0, &expected.1.parse().unwrap()).unwrap().into_bytes(), &bytes)?;
        same(&expected.0.to_string().into_bytes(), &case.companion("canonical.seed"))?;
        same(&errors(&bytes), &expected_errors(case))
    });
}

#[test]
fn invalid_texts_are_refused() {
    every("invalid", |case| {
        let bytes = case.bytes();
        same(&read(&bytes, Acceptance::Strict), &None)?;
        same(&read(&bytes, Acceptance::Lenient), &None)?;
        same(&errors(&bytes), &expected_errors(case))
    });
}

#[test]
fn what_cannot_be_written_is_refused() {
    every("unrepresentable", |case| {
        let text = String::from_utf8(case.bytes()).unwrap();
        let (json, seed) = (by_name("json").unwrap(), by_name("seed").unwrap());
        let written = convert(&text, json, seed, &ReadOptions::default(), &WriteOptions::default());
        if written.is_err() { Ok(()) } else { Err(format!("it was written: {written:?}")) }
    });
}

#[test]
fn conversions_are_exact() {
    let (reading, writing) = (ReadOptions::default(), WriteOptions::default());
    every("convert", |case| {
        let bytes = case.bytes();
        let seed = by_name("seed").unwrap();
        for (name, extension) in [("json", "json"), ("yaml", "yaml"), ("markdown", "md")] {
            let format = by_name(name).unwrap();
            let other = String::from_utf8(case.companion(extension)).unwrap();
            let text = decode(&bytes).map_err(|error| error.to_string())?;
            let there = convert(text, seed, format, &reading, &writing).map_err(|error| error.to_string())?;
            same(&there, &other).map_err(|error| format!("to {name}: {error}"))?;
            let back =
                convert(&other, format, seed, &reading, &writing).map_err(|error| error.to_string())?;
            same(&back.as_bytes(), &bytes.as_slice()).map_err(|error| format!("from {name}: {error}"))?;
        }
        Ok(())
    });
}

#[test]
fn what_others_wrote_is_read() {
    every("import", |case| {
        let text = String::from_utf8(case.bytes()).unwrap();
        let (from, seed) = (by_name(case.text("format")).unwrap(), by_name("seed").unwrap());
        let read = convert(&text, from, seed, &ReadOptions::default(), &WriteOptions::default());
        if case.text("read") == "reject" {
            return if read.is_err() { Ok(()) } else { Err("it was accepted".to_owned()) };
        }
        same(&read.map_err(|error| error.to_string())?.into_bytes(), &case.companion("seed"))
    });
}

/// The manifest, the list of the version and the files say the same.
#[test]
fn the_suite_is_whole() {
    let cases = manifest();
    let ids: BTreeSet<_> = cases.iter().map(|case| case.text("id").to_owned()).collect();
    assert_eq!(ids.len(), cases.len(), "every id is there once");
    for (class, least) in
        [("valid", 60), ("lenient", 40), ("invalid", 60), ("unrepresentable", 15), ("convert", 30)]
    {
        let number = cases.iter().filter(|case| case.text("class") == class).count();
        assert!(number >= least, "{number} cases of {class}");
    }
    let listed: BTreeSet<_> = cases.iter().map(|case| case.text("file").to_owned()).collect();
    let of_version = fs::read_to_string(suite().join("files-seed-1.0.txt")).unwrap();
    assert_eq!(listed, of_version.lines().map(str::to_owned).collect());
    let without_extension = |name: &str| {
        let name = name.strip_suffix(".canonical.seed").unwrap_or(name);
        Path::new(name).with_extension("").to_string_lossy().into_owned()
    };
    for (name, _) in files_below(&suite()) {
        let folder = name.split('/').next().unwrap_or_default();
        if ["valid", "lenient", "invalid", "unrepresentable", "convert"].contains(&folder) {
            assert!(ids.contains(&without_extension(&name)), "{name} is not in the manifest");
        }
    }
    // What the specification lists, the suite has: every kind of error.
    let codes: BTreeSet<_> = cases.iter().flat_map(|case| expected_errors(case).0).collect();
    for kind in seedkit_syntax::SyntaxErrorKind::ALL {
        assert!(codes.contains(kind.name()), "no case has the error {}", kind.name());
    }
    assert_eq!(SEPARATOR.len(), 6);
}
