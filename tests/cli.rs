//! Runs the cases in `tests/cli/`: commands, and what they print.

use crate::support::{Folder, SEEDKIT, repository};
use std::fs;
use std::path::Path;

#[test]
fn the_cases_print_what_they_say() {
    trycmd::TestCases::new()
        .register_bin("seedkit", Path::new(SEEDKIT))
        .env("TERM", "xterm")
        .env("NO_COLOR", "1")
        .env("CLICOLOR_FORCE", "")
        .env("RUST_BACKTRACE", "0")
        .case("tests/cli/*.md")
        .case("tests/cli/*.toml");
}

/// A folder that belongs to no case would be tested by nothing.
#[test]
fn every_folder_of_files_belongs_to_a_case() {
    for entry in fs::read_dir(repository().join("tests/cli")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let case = ["md", "toml"].iter().any(|extension| path.with_extension(extension).is_file());
            assert!(case, "{} belongs to no case", path.display());
        }
    }
}

/// `convert.in/markup.*` hold one document, full of what is markup elsewhere. No case of trycmd can say so, because
/// trycmd takes every backslash for the slash of a path.
#[test]
fn markup_is_converted_byte_for_byte() {
    let markup = |extension| {
        let path = repository().join("tests/cli/convert.in/markup").with_extension(extension);
        fs::read_to_string(path).unwrap()
    };
    for from in ["seed", "yaml", "json", "md"] {
        for to in ["seed", "yaml", "json", "md"] {
            let run = Folder::new()
                .run_with_stdin(["convert", "--from", from, "--to", to], markup(from).as_bytes())
                .ends_with(0);
            assert_eq!(run.stdout, markup(to), "{from} to {to}");
            assert_eq!(run.stderr, "");
        }
    }
}
