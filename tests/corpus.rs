//! Whole corpora through the binary: lint, and to every format and back.

use crate::support::{Folder, Run, files_below, names, seeds, shared};
use seedkit_syntax::{Acceptance, parse_bytes};
use std::path::{Path, PathBuf};

const FORMATS: [(&str, &str); 4] = [("yaml", "yaml"), ("json", "json"), ("markdown", "md"), ("seed", "seed")];

/// Files with many seeds.
const MANY: [&str; 5] = ["all.jsonl", "all.jsonl.gz", "all.ndjson.zst", "all.yaml", "all.parquet"];

pub(crate) type Files = Vec<(String, Vec<u8>)>;

/// The files of a folder whose names end so and that lenient reading accepts, and how many it refuses.
fn accepted(root: &Path, extensions: &[&str]) -> (Files, usize) {
    let is_meant = |name: &str| {
        let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    };
    let files: Vec<_> = files_below(root).into_iter().filter(|(name, _)| is_meant(name)).collect();
    let all = files.len();
    let is_accepted =
        |bytes: &[u8]| parse_bytes(bytes).is_ok_and(|parse| parse.read(Acceptance::Lenient).is_ok());
    let accepted: Vec<_> = files.into_iter().filter(|(_, bytes)| is_accepted(bytes)).collect();
    let refused = all - accepted.len();
    (accepted, refused)
}

fn convert(folder: &Folder, from: &str, input: &str, to: &str, output: &str) -> Run {
    folder.run(["convert", "--from", from, input, "--to", to, "--output", output]).ends_with(0)
}

/// Converts the files to every format and back, each way in one run, and compares the bytes.
#[track_caller]
pub(crate) fn files_come_back(files: &Files) {
    let folder = Folder::new();
    for (name, bytes) in files {
        folder.write(Path::new("in").join(name).with_extension("seed"), bytes);
    }
    let original = files_below(&folder.path("in"));
    assert_eq!(original.len(), files.len(), "no two files have one name");
    for (format, extension) in FORMATS {
        let (there, back) = (format!("{format}/"), format!("{format}-back/"));
        convert(&folder, "seed", "in", format, &there).tells("written");
        let written = files_below(&folder.path(&there));
        assert_eq!(written.len(), original.len());
        assert!(
            names(&written).iter().all(|name| Path::new(name).extension().is_some_and(|e| e == extension))
        );
        convert(&folder, format, &there, "seed", &back);
        for ((name, before), (same, after)) in original.iter().zip(files_below(&folder.path(&back))) {
            assert!(*name == same && *before == after, "{name} does not come back from {format}");
        }
    }
    for file in MANY.into_iter().filter(|file| cfg!(feature = "parquet") || !file.ends_with("parquet")) {
        folder.run(["convert", "in", "--output", file]).ends_with(0).tells("1 file written");
        let back = format!("{file}-back/");
        folder.run(["convert", file, "--to", "seed", "--output", &back]).ends_with(0);
        assert!(files_below(&folder.path(&back)) == original, "not all come back from {file}");
    }
}

/// A folder lints clean: status 0, one line, nothing on stderr.
#[track_caller]
fn folder_is_clean(root: &Path) {
    let run = Folder::new().run([Path::new("lint"), root]).ends_with(0);
    let line = run.stdout.strip_suffix(": no findings\n");
    assert!(line.is_some_and(|line| !line.contains('\n')), "{}", run.stdout);
    assert_eq!(run.stderr, "");
}

#[test]
fn our_seeds_lint_clean() {
    folder_is_clean(&seeds());
}

#[test]
fn our_seeds_come_back_from_every_format() {
    let (files, refused) = accepted(&seeds(), &["seed"]);
    assert!(files.len() > 20);
    assert_eq!(refused, 0);
    files_come_back(&files);
}

/// The example seeds are read strictly too.
#[test]
fn our_seeds_are_strictly_valid() {
    let (folder, seeds) = (Folder::new(), seeds());
    let args = ["convert", "--strict", "--to", "json", "--output", "out/"].map(PathBuf::from);
    folder.run(args.iter().chain([&seeds])).ends_with(0);
}

#[test]
fn shared_seeds_lint_clean() {
    if let Some(shared) = shared("seeds of others lint clean") {
        folder_is_clean(&shared.join("seeds"));
    }
}

#[test]
fn shared_seeds_come_back_from_every_format() {
    if let Some(shared) = shared("seeds of others come back") {
        let (files, refused) = accepted(&shared.join("seeds"), &["seed", "txt"]);
        println!("{} seeds come back, {refused} are refused", files.len());
        assert!(!files.is_empty());
        files_come_back(&files);
    }
}

#[test]
fn shared_corpora_come_back_from_every_format() {
    if let Some(shared) = shared("corpora come back") {
        let (files, refused) = accepted(&shared.join("corpora"), &["seed", "txt"]);
        println!("{} files of the corpora come back, {refused} are refused", files.len());
        assert!(!files.is_empty());
        files_come_back(&files);
    }
}

/// Fixing corpora, unsafe fixes too, comes to an end and leaves nothing to fix.
#[test]
fn shared_corpora_can_be_fixed() {
    if let Some(shared) = shared("corpora can be fixed") {
        let folder = Folder::new();
        for (name, bytes) in files_below(&shared.join("corpora")) {
            folder.write(Path::new("seeds").join(name), bytes);
        }
        folder.run(["lint", "--fix", "--unsafe-fixes", "--fail-on", "never"]).ends_with(0);
        let fixed = folder.files();
        folder.run(["lint", "--diff", "--unsafe-fixes"]).ends_with(0).tells("nothing to fix");
        folder.run(["lint", "--fix", "--unsafe-fixes", "--fail-on", "never"]).ends_with(0);
        assert!(folder.files() == fixed, "fixing twice changes nothing more");
    }
}

/// A seed with a body.
fn with_body(title: &str, body: &str) -> String {
    format!("Mosses~\n||||||\n{title}\n||||||\n{body}")
}

#[test]
fn texts_that_start_alike_are_told_apart_by_all_of_them() {
    let start =
        "Peat moss holds water, which keeps the ground wet and the trees away, and grows on what it was";
    let folder = Folder::new();
    for (name, end) in [("a", " before."), ("b", " before."), ("c", " once."), ("d", " then.")] {
        folder.write(format!("{name}.seed"), with_body(name, &format!("{start}{end}")));
    }
    let run = folder.run(["lint", "--output-format", "concise", "."]).ends_with(1);
    let lines: Vec<_> = run.stdout.lines().filter(|line| line.contains("X602")).collect();
    assert_eq!(lines.len(), 2, "{}", run.stdout);
    assert!(lines[0].starts_with("a.seed:") && lines[1].starts_with("b.seed:"), "{}", run.stdout);
}

#[test]
fn what_comes_from_stdin_is_compared_too() {
    let body = "Peat moss holds water, which keeps the ground wet.";
    let folder = Folder::with(&[("a.seed", with_body("Peat moss", body))]);
    let seed = with_body("Bog moss", &body.to_uppercase());
    let args = ["lint", "--corpus", "--output-format", "concise", "a.seed", "-"];
    let run = folder.run_with_stdin(args, seed.as_bytes()).ends_with(1);
    let found = run.stdout.lines().find(|line| line.contains("X602")).unwrap_or_default();
    assert!(found.starts_with("a.seed:") && found.contains("that of `<stdin>`"), "{}", run.stdout);
}

/// What was in a pipe is not there again, and to open it a second time would never end.
#[cfg(unix)]
#[test]
fn what_comes_from_a_pipe_is_read_once_and_compared() {
    let body = "Peat moss holds water, which keeps the ground wet and the trees away, and it grows there.";
    let other = body.replace("grows there", "is alive");
    for (body, findings) in [(body, 1), (&other, 0)] {
        let folder = Folder::with(&[("a.seed", with_body("Peat moss", body))]);
        let pipe = folder.path("pipe.seed");
        if !std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
            println!("skipped: there is no mkfifo here");
            return;
        }
        let seed = with_body(
            "Bog moss",
            "Peat moss holds water, which keeps the ground wet and the trees away, and it grows there.",
        );
        let writer = std::thread::spawn(move || std::fs::write(pipe, seed));
        let args = ["lint", "--corpus", "--select", "X", "--output-format", "concise", "pipe.seed", "a.seed"];
        let run = folder.run(args);
        assert!(writer.join().unwrap().is_ok());
        let lines: Vec<_> = run.stdout.lines().filter(|line| line.contains("X602")).collect();
        assert_eq!(lines.len(), findings, "{}", run.stdout);
        assert!(lines.iter().all(|line| line.starts_with("a.seed:") && line.contains("`pipe.seed`")));
    }
}
