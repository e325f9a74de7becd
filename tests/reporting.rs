//! Which files are looked at, what goes to which stream, and with which status it ends.

use crate::support::{CLEAN, Folder, unterminated};
use std::process::Stdio;

/// A seed with one finding of the severity info: C104.
fn unsorted() -> String {
    CLEAN.replacen("Mathematicians~Programmers~", "Programmers~Mathematicians~", 1)
}

/// A seed with one finding of the severity warning: C101.
fn uncategorised() -> String {
    CLEAN.replacen("Mathematicians~Programmers~", "", 1)
}

#[test]
fn the_status_follows_the_worst_finding() {
    let folder = Folder::with(&[
        ("clean.seed", CLEAN.to_owned()),
        ("info.seed", unsorted()),
        ("warning.seed", uncategorised()),
        ("error.seed", unterminated()),
    ]);
    let table = [
        ("clean.seed", [0, 0, 0, 0]),
        ("info.seed", [0, 1, 0, 0]),
        ("warning.seed", [1, 1, 0, 0]),
        ("error.seed", [1, 1, 1, 0]),
        (".", [1, 1, 1, 0]),
    ];
    for (file, expected) in table {
        let status = |fail_on| {
            folder
                .run(["lint", "--select", "S,C", "--output-format", "concise", "--fail-on", fail_on, file])
                .status
        };
        assert_eq!(["warning", "info", "error", "never"].map(status), expected, "{file}");
        assert_eq!(folder.run(["lint", "--select", "S,C", file]).status, expected[0], "{file}");
    }
}

/// What was mended is no reason to fail; what is left is.
#[test]
fn the_status_of_fixing_is_that_of_what_is_left() {
    let folder = Folder::with(&[("a.seed", unterminated()), ("b.seed", uncategorised())]);
    folder.run(["lint", "--fix", "a.seed"]).ends_with(0);
    folder.run(["lint", "--fix", "b.seed"]).ends_with(1);
}

#[test]
fn a_diff_fails_where_it_shows_something() {
    let folder = Folder::with(&[("a.seed", unsorted()), ("b.seed", uncategorised())]);
    let run = folder.run(["lint", "--select", "S,C", "--diff", "a.seed"]).ends_with(1);
    assert!(run.stdout.starts_with("--- a.seed\n+++ a.seed (fixed)\n@@ "), "{}", run.stdout);
    let run =
        folder.run(["lint", "--select", "S,C", "--diff", "b.seed"]).ends_with(0).tells("nothing to fix");
    assert_eq!(run.stdout, "");
}

#[test]
fn what_is_missing_is_told_and_the_others_are_reported() {
    let folder = Folder::with(&[("a.seed", unterminated()), ("empty/notes.md", String::new())]);
    let run = folder.run(["lint", "missing.seed", "a.seed", "empty"]).ends_with(2);
    assert_eq!(
        run.stderr,
        "seedkit: missing.seed: no such file or directory\nseedkit: empty: no seeds in this directory\n"
    );
    run.prints("[a.seed:1:27]").prints("1 file: 1 error");
    folder.run(["lint", "empty"]).ends_with(0).prints("no file was checked");
}

/// Root reads everything, so as root there is nothing to see.
#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_told() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::with(&[("in/a.seed", CLEAN.to_owned()), ("in/b.seed", unterminated())]);
    fs::set_permissions(folder.path("in/a.seed"), Permissions::from_mode(0o000)).unwrap();
    if fs::read(folder.path("in/a.seed")).is_ok() {
        println!("skipped: this user reads files whatever their permissions");
        return;
    }
    for args in [["lint", "in"].as_slice(), &["lint", "in/a.seed", "in/b.seed"], &["lint", "--fix", "in"]] {
        let run = folder.run(args).ends_with(2).tells("in/a.seed: permission denied");
        assert!(run.stdout.contains("2 files: "), "the other one is reported: {}", run.stdout);
    }
    let run = folder.run(["convert", "in", "--to", "yaml", "--output", "out/"]).ends_with(2);
    run.tells("in/a.seed: permission denied").tells("1 file written, 1 failed");
}

#[test]
fn a_file_that_is_named_twice_is_reported_once() {
    let folder = Folder::with(&[("in/a.seed", unterminated())]);
    let run = folder.run(["lint", "in/a.seed", "./in//a.seed", "in", "in/", "./in/."]).ends_with(1);
    assert_eq!(run.stdout.matches("error[S007]").count(), 1, "{}", run.stdout);
    run.prints("1 file: 1 error");
}

#[test]
fn directories_give_their_seeds() {
    let bars = "no seed, but a line of bars\n  ||||  \n";
    let folder = Folder::with(&[
        ("a.seed", "x"),
        ("B.SEED", "x"),
        ("bars.txt", bars),
        ("bars.md", bars),
        ("notes.txt", "x"),
        ("below/seeds/deep/c.txt", "x"),
        (".hidden/d.seed", "x"),
        ("target/e.seed", "x"),
        (".gitignore", "target/\n"),
    ]);
    let run = folder.run(["lint", "--select", "S", "--output-format", "concise"]).ends_with(1);
    let mut files: Vec<_> = run.stdout.lines().filter_map(|line| line.split(':').next()).collect();
    files.dedup();
    assert_eq!(files, ["B.SEED", "a.seed", "bars.txt", "below/seeds/deep/c.txt"]);
    run.tells(".: 1 text file without a line of pipes passed over; name a file to have it read");
    // What is named is read.
    folder.run(["lint", "notes.txt", "bars.md", "target/e.seed"]).ends_with(1).prints("3 files:");
}

/// Whatever the number of threads and the order of work.
#[test]
fn reports_come_in_the_order_of_names() {
    let folder = Folder::new();
    let mut names: Vec<_> = (0..200).map(|number| format!("{}/{}.seed", number % 7, number)).collect();
    for name in &names {
        folder.write(name, unterminated());
    }
    names.sort();
    let run = folder.run(["lint", "--select", "S", "--output-format", "concise"]).ends_with(1);
    let reported: Vec<_> = run.stdout.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(reported, names);
    assert_eq!(run.stderr, "seedkit: 200 files: 200 errors in 200 files; --fix mends 200\n");
}

#[test]
fn stdin_is_linted_under_its_name() {
    let folder = Folder::new();
    let lint = |args: &[&str]| folder.run_with_stdin(args, unterminated().as_bytes()).ends_with(1);
    lint(&["lint", "-"]).prints("[<stdin>:1:27]");
    lint(&["lint", "--stdin-filename", "notes/a.seed", "-"]).prints("[notes/a.seed:1:27]");
    let concise = lint(&["lint", "--output-format", "concise", "--stdin-filename", "a.seed", "-"]);
    assert!(concise.stdout.starts_with("a.seed:1:27: error[S007] "), "{}", concise.stdout);
}

/// The summary belongs to the report for people; machines read stdout without it.
#[test]
fn stdout_has_the_report_alone() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    let full = folder.run(["lint"]).ends_with(0);
    assert_eq!((full.stdout.as_str(), full.stderr.as_str()), ("1 file: no findings\n", ""));
    let concise = folder.run(["lint", "--output-format", "concise"]).ends_with(0);
    assert_eq!((concise.stdout.as_str(), concise.stderr.as_str()), ("", "seedkit: 1 file: no findings\n"));
    let converted = folder.run(["convert", "a.seed", "--to", "seed"]).ends_with(0);
    assert_eq!((converted.stdout.as_str(), converted.stderr.as_str()), (CLEAN, ""));
}

#[test]
fn colour_is_used_where_it_is_asked_for() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    let has_colour = |args: &[&str], variable: &str| {
        let output = folder.command(args).env(variable, "1").output().unwrap();
        output.stdout.contains(&0x1B)
    };
    assert!(!has_colour(&["lint"], "UNUSED"), "a pipe is no terminal");
    assert!(has_colour(&["lint", "--color", "always"], "UNUSED"));
    assert!(has_colour(&["lint", "--color", "always"], "NO_COLOR"));
    assert!(has_colour(&["lint"], "CLICOLOR_FORCE"));
    assert!(!has_colour(&["lint", "--color", "never"], "CLICOLOR_FORCE"));
    assert!(!has_colour(&["lint", "--output-format", "concise"], "NO_COLOR"));
}

/// As a program that dies of SIGPIPE: quiet, but not as if all had been well.
#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    let commands: [&[&str]; 8] = [
        &["lint"],
        &["lint", "--diff"],
        &["lint", "--output-format", "concise"],
        &["convert", "a.seed", "--to", "yaml"],
        &["rules"],
        &["explain", "S007"],
        &["--help"],
        &[],
    ];
    for args in commands {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = folder.command(args).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(141), "{args:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stderr.contains("panicked") && !stderr.contains("pipe"), "{args:?}: {stderr}");
    }
}

#[test]
fn a_closed_stderr_does_no_harm() {
    let folder = Folder::with(&[("a.seed", unterminated()), ("b.seed", "no seed".to_owned())]);
    let commands: [(&[&str], i32); 3] = [
        (&["lint", "missing"], 2),
        (&["lint", "--output-format", "concise"], 1),
        (&["convert", "b.seed", "--to", "yaml"], 1),
    ];
    for (args, status) in commands {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = folder.command(args).stderr(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{args:?}");
    }
}

/// A full disk is no closed pipe.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    for args in [["lint"].as_slice(), &["convert", "a.seed", "--to", "json"], &["rules"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = folder.command(args).stdout(full).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains("cannot write to stdout"), "{args:?}: {stderr}");
    }
}
