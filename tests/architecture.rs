//! Who may import whom, and who may touch the world outside.

use crate::support::{files_below, repository};
use cargo_metadata::{Dependency, DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every package of the workspace and its level. Imports go down only, never sideways.
const LEVELS: &[(&str, u8)] = &[
    ("seedkit-syntax", 0),
    ("seedkit-lint", 1),
    ("seedkit-convert", 1),
    ("seedkit-bench", 2),
    ("seedkit", 3),
];

/// Who may use what. Any package may use what is not listed.
const RESERVED: &[(&str, &[&str])] = &[
    ("clap", &["seedkit"]),
    ("ignore", &["seedkit"]),
    ("miette", &["seedkit", "seedkit-lint"]),
    ("nom", &["seedkit-syntax"]),
    ("serde_yaml", &["seedkit-convert"]),
    ("tempfile", &["seedkit"]),
    ("terminal_size", &["seedkit"]),
];

/// What reads, writes or asks the world outside: not for libraries. Word for word as code has it.
const IO: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time",
    "io::stderr",
    "io::stdin",
    "io::stdout",
    "dbg!(",
    "eprint!(",
    "eprintln!(",
    "print!(",
    "println!(",
    // Hides what it names from this list.
    "use std::{",
];

fn metadata() -> Metadata {
    let manifest = repository().join("Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo metadata answers")
}

fn level(package: &str) -> u8 {
    let known = LEVELS.iter().find(|(name, _)| *name == package);
    known.unwrap_or_else(|| panic!("{package} has no level: give it one in {}", file!())).1
}

/// The name that a dependency has in code.
fn name(dependency: &Dependency) -> &str {
    dependency.rename.as_deref().unwrap_or(&dependency.name)
}

fn dependency<'p>(package: &'p Package, wanted: &str) -> Option<&'p Dependency> {
    package.dependencies.iter().find(|dependency| name(dependency) == wanted)
}

fn libraries(metadata: &Metadata) -> impl Iterator<Item = &Package> {
    metadata.workspace_packages().into_iter().filter(|package| package.name.as_str() != "seedkit")
}

#[test]
fn imports_go_down_only() {
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    assert_eq!(packages.len(), LEVELS.len(), "a package of the list is gone");
    for package in packages {
        let own = level(&package.name);
        for used in package.dependencies.iter().filter(|used| used.name.starts_with("seedkit")) {
            assert!(level(&used.name) < own, "{} must not depend on {}", package.name, used.name);
        }
    }
}

#[test]
fn some_dependencies_are_reserved() {
    let metadata = metadata();
    for (wanted, users) in RESERVED {
        for package in metadata.workspace_packages() {
            let uses = dependency(package, wanted).is_some();
            let may = users.contains(&package.name.as_str());
            assert!(may || !uses, "{} must not depend on {wanted}", package.name);
            assert!(uses || !may, "{} does not use {wanted}: take it off the list", package.name);
        }
    }
}

/// The graphical reports of miette are the business of the binary.
#[test]
fn the_linter_takes_miette_without_features() {
    let metadata = metadata();
    for package in libraries(&metadata) {
        if let Some(miette) = dependency(package, "miette") {
            assert!(!miette.uses_default_features, "{} takes the default features", package.name);
            assert_eq!(miette.features, [""; 0], "of {}", package.name);
        }
    }
}

/// `docs/architecture.md` has a line for each direct dependency, below its package, and for no other one.
#[test]
fn every_dependency_has_its_reason() {
    let page = fs::read_to_string(repository().join("docs/architecture.md")).expect("the page can be read");
    let (_, section) = page.split_once("\n## Dependencies\n").expect("the page has the section");
    let (section, _) = section.split_once("\n## ").expect("a section follows");
    let mut given = BTreeSet::new();
    let mut heading = "";
    for line in section.lines() {
        if let Some(entry) = line.strip_prefix("- ") {
            let (names, reason) = entry.split_once(':').expect("a name has a reason");
            assert!(!reason.trim().is_empty(), "{heading}: {names} has no reason");
            // Every other piece stands between backticks; the first ones up to a comma are names.
            let names = names.split(" which ").next().unwrap_or_default().split('`').skip(1).step_by(2);
            given.extend(names.map(|name| (heading, name)));
        } else if let Some(name) = line.strip_suffix(':') {
            heading = name.trim_matches('`');
        }
    }
    let metadata = metadata();
    let mut direct = BTreeSet::new();
    for package in metadata.workspace_packages() {
        for used in package.dependencies.iter().filter(|used| !used.name.starts_with("seedkit")) {
            let heading = match (used.kind, package.name.as_str()) {
                (DependencyKind::Development, _) => "For tests alone",
                (_, "seedkit") => "The binary",
                (_, library) => library,
            };
            direct.insert((heading, name(used)));
        }
    }
    let difference: Vec<_> = given.symmetric_difference(&direct).collect();
    assert!(difference.is_empty(), "docs/architecture.md and the manifests differ: {difference:?}");
}

#[test]
fn libraries_do_no_input_or_output() {
    let metadata = metadata();
    for package in libraries(&metadata) {
        let sources = package.manifest_path.parent().expect("a manifest stands in a folder").join("src");
        let found: Vec<_> = files_below(sources.as_std_path())
            .iter()
            .filter(|(file, _)| Path::new(file).file_name().is_some_and(|name| name != "tests.rs"))
            .flat_map(|(file, bytes)| io_in(file, &String::from_utf8_lossy(bytes)))
            .collect();
        assert!(
            found.is_empty(),
            "{}: a library reads and prints nothing:\n{}",
            package.name,
            found.join("\n")
        );
    }
}

/// The places of a source at which code that is no test names something of [`IO`].
fn io_in(file: &str, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = source.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            skip_item(&mut lines);
            continue;
        }
        let code = line.split("//").next().unwrap_or_default();
        let named = IO.iter().filter(|io| code.contains(**io));
        found.extend(named.map(|io| format!("{file}:{number}: {io}")));
    }
    found
}

/// Skips one item, as rustfmt writes it: up to its `;`, or to the closing brace below its first letter.
fn skip_item<'s>(lines: &mut impl Iterator<Item = (&'s str, usize)>) {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let Some((first, _)) = lines.by_ref().find(|(line, _)| !line.trim_start().starts_with("#[")) else {
        return;
    };
    if !first.ends_with(';') && !first.ends_with('}') {
        lines.find(|(line, _)| indent(line) == indent(first) && line.trim_start().starts_with('}'));
    }
}

/// The scan itself: it sees code, and neither tests nor comments.
#[test]
fn the_scan_sees_code_alone() {
    let clean =
        "//! println!(\"x\")\n#[cfg(test)]\nmod tests;\n#[cfg(test)]\nmod more {\n    use std::fs;\n}\n";
    assert_eq!(io_in("a.rs", clean), [""; 0]);
    let dirty = format!("{clean}use std::fs;\nfn f() {{\n    eprintln!(\"x\"); // told\n}}\n");
    assert_eq!(io_in("a.rs", &dirty), ["a.rs:8: std::fs", "a.rs:10: eprintln!(", "a.rs:10: println!("]);
}
