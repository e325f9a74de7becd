//! What holds for every text, through the commands: folders of random files, nasty ones, and the binary itself.

use crate::corpus::files_come_back;
use crate::hostile::assert_harmless;
use crate::laws;
use crate::support::{Folder, Run};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use seedkit_syntax::{Acceptance, parse_bytes};

/// How many files a folder has. A run of the binary costs more than a file, so there are many files a run.
const FILES: usize = 20;

/// Pieces that rules look for, that formats escape, and that trip terminals, shells and readers.
const PIECES: &[&str] = &[
    "Category:",
    "~",
    "|",
    "||||||",
    "|||||| ",
    "<<<<<<< HEAD",
    "{{",
    "}}",
    "[[",
    "]]",
    "[1]",
    "( )",
    "(;",
    " ,",
    "..",
    "<ref>",
    "</ref>",
    "<br>",
    "<!--",
    "-->",
    "&amp;",
    "&lt;",
    "&#x7C;",
    "&nbsp;",
    "'''",
    "==",
    "{|",
    "File:A.jpg",
    "__TOC__",
    "DEFAULTSORT:",
    "REDIRECT ",
    "References",
    "https://a.b/c",
    "---",
    "...",
    "null",
    "NO",
    "1977",
    "1e5",
    ": ",
    " #",
    "- ",
    "? ",
    "%",
    "@",
    "\"",
    "'",
    "\\",
    "`",
    "```",
    "*",
    "_",
    "> ",
    "$(id)",
    "=cmd()",
    ";",
    "%0A::error::",
    "\t",
    "  ",
    "\r",
    "\u{0}",
    "\u{7}",
    "\u{1B}[31m",
    "\u{7F}",
    "\u{85}",
    "\u{9B}",
    "\u{A0}",
    "\u{AD}",
    "\u{200B}",
    "\u{2028}",
    "\u{202E}",
    "\u{2066}",
    "\u{3000}",
    "\u{FEFF}",
    "\u{FFFD}",
    "\u{FFFE}",
    "\u{1FFFF}",
    "\u{E0041}",
    "e\u{301}",
    "Ã©",
    "bоg",
    "日本語",
    "שלום",
    "👩‍🚀",
    "Moss",
    "the",
    "the",
    "Peat moss holds water.",
    " ",
    " ",
    " ",
];

/// A file: almost a seed, pieces in the shape of one, or any bytes.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let line = || vec(select(PIECES), 0..8).prop_map(|pieces| pieces.concat());
    let end = || prop_oneof![12 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\n\n")];
    let shaped = (line(), line(), vec((line(), end()), 0..6), end(), any::<bool>());
    let shaped = shaped.prop_map(|(categories, title, body, end, is_ended)| {
        let separator = format!("{end}||||||{end}");
        let mut text = categories + &separator + &title + &separator;
        text.extend(body.into_iter().flat_map(|(line, end)| [line, end.to_owned()]));
        if is_ended { text } else { text.trim_end_matches(['\r', '\n']).to_owned() }
    });
    // One byte of a text that is something else.
    let damaged = (laws::text(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|(text, at, byte)| {
        let mut bytes = text.into_bytes();
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    });
    prop_oneof![
        6 => laws::text().prop_map(String::into_bytes),
        6 => shaped.prop_map(String::into_bytes),
        2 => damaged,
        1 => vec(any::<u8>(), 0..60),
    ]
}

fn files() -> impl Strategy<Value = Vec<Vec<u8>>> {
    vec(file(), FILES)
}

/// A folder with these files, all of which the commands take for seeds.
fn folder(files: &[Vec<u8>]) -> Folder {
    let folder = Folder::new();
    for (bytes, number) in files.iter().zip(10..) {
        folder.write(format!("in/{number}.seed"), bytes);
    }
    folder
}

/// Two folders for each property, and more where `PROPTEST_CASES` asks for more cases than usual.
fn folders() -> ProptestConfig {
    let set = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse::<u32>().ok());
    let cases = set.map_or(2, |cases| cases.div_ceil(256));
    // Smaller files are found by runs of the binary, which take their time.
    ProptestConfig { cases, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() }
}

/// Ways to fix.
const FIXES: [&[&str]; 2] = [&["--fix"], &["--fix", "--unsafe-fixes"]];

fn lint(folder: &Folder, args: &[&str]) -> Run {
    folder.run([&["lint", "in", "--output-format", "concise"], args].concat())
}

/// `fmt --check` has no file to name; what cannot be read it tells on stderr.
fn assert_formatted(folder: &Folder) -> Result<(), TestCaseError> {
    let check = folder.run(["fmt", "--check", "in"]);
    prop_assert!(matches!(check.status, 0 | 2), "{}", check.all());
    prop_assert_eq!(check.stdout, "");
    Ok(())
}

proptest! {
    #![proptest_config(folders())]

    /// Fixing a second time changes no byte, has nothing to show as a difference, and reports the same.
    #[test]
    fn fixing_twice_is_fixing_once(files in files()) {
        for fixes in FIXES {
            let folder = folder(&files);
            let first = lint(&folder, fixes);
            let once = folder.files();
            let report = lint(&folder, &[]);
            prop_assert_eq!(&report.stdout, &first.stdout, "what --fix leaves is what lint finds");
            let again = lint(&folder, fixes);
            prop_assert_eq!(&again.stdout, &report.stdout);
            prop_assert!(folder.files() == once, "{:?} twice", fixes);
            let mut diff = fixes.to_vec();
            diff[0] = "--diff";
            prop_assert_eq!(folder.run([&["lint", "in"], &*diff].concat()).stdout, "");
        }
    }

    /// Formatting a second time changes no byte, and `--check` has nothing to say then.
    #[test]
    fn formatting_twice_is_formatting_once(files in files()) {
        let folder = folder(&files);
        folder.run(["fmt", "in"]);
        let once = folder.files();
        assert_formatted(&folder)?;
        folder.run(["fmt", "in"]);
        prop_assert!(folder.files() == once, "fmt twice");
        prop_assert_eq!(folder.run(["fmt", "--diff", "in"]).stdout, "");
    }

    /// Fixes leave nothing to format.
    #[test]
    fn what_is_fixed_is_formatted(files in files()) {
        for fixes in FIXES {
            let folder = folder(&files);
            lint(&folder, fixes);
            assert_formatted(&folder)?;
        }
    }

    /// After formatting, linting finds nothing of layout.
    #[test]
    fn what_is_formatted_lints_without_layout(files in files()) {
        let folder = folder(&files);
        let left = folder.run(["fmt", "in"]).stderr;
        let run = folder.run(["lint", "in", "--output-format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("the report is JSON");
        let layout = seedkit_lint::RULES.iter().flat_map(|rule| {
            rule.kinds.iter().filter(|kind| kind.layout).map(|kind| (rule.code, kind.name))
        });
        let layout: Vec<_> = layout.collect();
        for found in report["findings"].as_array().expect("a report has findings") {
            let text = |key: &str| found[key].as_str().unwrap_or_default();
            let is_layout = layout.contains(&(text("rule"), text("kind"))) && !found["fix"].is_null();
            // What fmt cannot read it leaves alone, and says so.
            prop_assert!(!is_layout || left.contains(text("path")), "{}", found);
        }
    }

    /// What lenient reading accepts comes back from every format byte for byte; what it refuses is never written.
    #[test]
    fn what_can_be_read_comes_back_through_the_commands(files in files()) {
        let is_seed = |bytes: &&Vec<u8>| parse_bytes(bytes).is_ok_and(|parse| parse.read(Acceptance::Lenient).is_ok());
        let seeds: Vec<_> = files.iter().filter(is_seed).cloned().collect();
        let folder = folder(&files);
        let run = folder.run(["convert", "in", "--to", "json", "--output", "json/"]);
        prop_assert_eq!(run.status, i32::from(seeds.len() < files.len()));
        let written = folder.files().iter().filter(|(name, _)| name.starts_with("json/")).count();
        prop_assert_eq!(written, seeds.len());
        let names = (10..).map(|number| format!("{number}.seed"));
        files_come_back(&names.zip(seeds).collect());
    }

    /// Reports show nothing that a terminal obeys, whatever the text.
    #[test]
    fn reports_are_harmless(files in files()) {
        let folder = folder(&files);
        for format in ["full", "concise", "json", "sarif", "github", "checkstyle"] {
            assert_harmless(&folder.run(["lint", "in", "--select", "all", "--output-format", format]));
        }
        assert_harmless(&folder.run(["lint", "in", "--diff", "--unsafe-fixes"]));
        assert_harmless(&folder.run(["convert", "in", "--to", "yaml", "--output", "out/"]));
        assert_harmless(&folder.run(["stats", "in"]));
    }
}
