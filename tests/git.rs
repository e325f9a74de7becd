//! Runs that ask git which files changed: `--staged` and `--since`; and lists of files: `--files-from`.

use crate::support::{CLEAN, Folder, Run, has_git, unterminated};
use std::process::Command;

/// Runs git in a folder, with settings that do not depend on who runs the tests. Nothing where there is no git.
fn git(folder: &Folder, args: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]);
    command.args(["-c", "core.hooksPath=", "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false"]);
    let output = command.args(args).current_dir(folder.path("")).output().expect("git runs");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository with one commit of these files.
fn repository<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Folder {
    let folder = Folder::with(files);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "--allow-empty", "--message", "first"]);
    folder
}

fn lint(folder: &Folder, args: &[&str]) -> Run {
    folder.run([&["lint", "--output-format", "concise", "--no-config"], args].concat())
}

/// The names of the files that a concise report is about.
fn reported(run: &Run) -> Vec<&str> {
    let mut names: Vec<_> = run.stdout.lines().filter_map(|line| line.split(':').next()).collect();
    // What is said of files together comes after what is said of each.
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn staged_content_counts_and_not_the_file() {
    if !has_git() {
        return;
    }
    let folder = repository(&[("a.seed", CLEAN)]);
    folder.write("a.seed", unterminated());
    lint(&folder, &["--staged"]).ends_with(0).tells("no seed is staged");
    git(&folder, &["add", "a.seed"]);
    folder.write("a.seed", CLEAN);
    let run = lint(&folder, &["--staged"]).ends_with(1).prints("a.seed:1:");
    assert_eq!(reported(&run), ["a.seed"]);
    // What is on the disk does not matter, not even that it is gone.
    std::fs::remove_file(folder.path("a.seed")).unwrap();
    lint(&folder, &["--staged"]).ends_with(1).prints("a.seed:1:");
    // The other way round: the file is broken, and what is staged is not.
    git(&folder, &["checkout", "--quiet", "HEAD", "--", "a.seed"]);
    folder.write(
        "a.seed",
        CLEAN.replace("Ada Byron\n", "Grace Hopper\n").replace("Ada Byron was", "Grace Hopper was"),
    );
    git(&folder, &["add", "a.seed"]);
    folder.write("a.seed", unterminated());
    lint(&folder, &["--staged"]).ends_with(0).tells("1 file");
}

#[test]
fn staged_files_are_chosen_as_in_a_directory() {
    if !has_git() {
        return;
    }
    let folder = repository(&[
        ("gone.seed", unterminated()),
        ("old.seed", unterminated()),
        ("same.seed", unterminated()),
    ]);
    let bad = unterminated();
    for name in ["new.seed", "seeds/in.txt", "pipes.txt", ".hidden/x.seed", "we,ird \"ü\n.seed", "out.md"] {
        if cfg!(windows) && name.contains('"') {
            continue;
        }
        folder.write(name, &bad);
    }
    folder.write("notes.txt", "Some notes.\n");
    folder.write("untracked.seed", &bad);
    git(&folder, &["rm", "--quiet", "gone.seed"]);
    git(&folder, &["mv", "old.seed", "renamed.seed"]);
    git(&folder, &["add", "--", "new.seed", "seeds", "pipes.txt", ".hidden", "out.md", "notes.txt", "we*"]);
    let run = lint(&folder, &["--staged"]).ends_with(1).tells("1 text file staged without a line of pipes");
    let mut expected = vec!["new.seed", "pipes.txt", "renamed.seed", "seeds/in.txt"];
    if !cfg!(windows) {
        expected.push("we,ird \"ü␊.seed");
    }
    assert_eq!(reported(&run), expected);
    // Named ones are taken, whatever they are called.
    let run = lint(&folder, &["--staged", "seeds", "out.md"]).ends_with(1);
    assert_eq!(reported(&run), ["out.md", "seeds/in.txt"]);
    // One that is there and not staged has nothing to say; one that is nowhere is an error.
    lint(&folder, &["--staged", "same.seed"]).ends_with(0).tells("no seed is staged");
    lint(&folder, &["--staged", "nowhere.seed"]).ends_with(2).tells("nowhere.seed: no such file");
    lint(&folder, &["--staged", "--exclude", "*.seed", "new.seed"])
        .ends_with(0)
        .tells("new.seed: excluded by");
}

#[test]
fn names_are_seen_from_the_working_directory() {
    if !has_git() {
        return;
    }
    let folder = repository(&[("a/in.seed", unterminated())]);
    folder.write("a/b/deep.seed", unterminated());
    folder.write("c/beside.seed", unterminated());
    git(&folder, &["add", "."]);
    let in_a = |args: &[&str]| {
        let args = [&["lint", "--output-format", "concise", "--staged"], args].concat();
        Run::of(folder.command(args).current_dir(folder.path("a")).output().unwrap()).ends_with(1)
    };
    assert_eq!(reported(&in_a(&[])), ["b/deep.seed"]);
    assert_eq!(reported(&in_a(&[".."])), ["../c/beside.seed", "b/deep.seed"]);
}

#[test]
fn a_repository_without_commits_has_staged_files() {
    if !has_git() {
        return;
    }
    let folder = Folder::with(&[("a.seed", unterminated())]);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    assert_eq!(reported(&lint(&folder, &["--staged"]).ends_with(1)), ["a.seed"]);
    lint(&folder, &["--since", "HEAD"]).ends_with(2).tells("git knows no commit `HEAD`");
}

#[test]
fn many_staged_files_are_read_by_one_git() {
    if !has_git() {
        return;
    }
    let folder = repository::<&str>(&[]);
    for number in 0..300 {
        let name = format!("{number:03}.seed");
        folder.write(name, if number % 7 == 0 { unterminated() } else { CLEAN.to_owned() });
    }
    git(&folder, &["add", "."]);
    let run = lint(&folder, &["--staged", "--ignore", "X"]).ends_with(1);
    assert_eq!(reported(&run).len(), 43);
    lint(&folder, &["--staged", "--corpus"]).ends_with(1).prints("X602");
}

#[test]
fn a_merge_that_is_not_done_is_told() {
    if !has_git() {
        return;
    }
    let folder = repository(&[("a.seed", CLEAN)]);
    git(&folder, &["checkout", "--quiet", "-b", "other"]);
    folder.write("a.seed", CLEAN.replace("Programmers", "Engineers"));
    git(&folder, &["commit", "--quiet", "--all", "--message", "other"]);
    git(&folder, &["checkout", "--quiet", "main"]);
    folder.write("a.seed", CLEAN.replace("Programmers", "Writers"));
    git(&folder, &["commit", "--quiet", "--all", "--message", "main"]);
    let merge = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "merge", "--quiet", "other"])
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    assert!(!merge.status.success(), "the merge has no conflict");
    lint(&folder, &["--staged"]).ends_with(2).tells("a.seed: a merge left it in several versions");
}

#[test]
fn since_takes_what_changed_after_the_branch_parted() {
    if !has_git() {
        return;
    }
    let bad = unterminated();
    let folder = repository(&[("old.seed", &bad), ("changed.seed", &bad), ("gone.seed", &bad)]);
    folder.write(".gitignore", "ignored.seed\n");
    git(&folder, &["checkout", "--quiet", "-b", "topic"]);
    folder.write("committed.seed", &bad);
    git(&folder, &["rm", "--quiet", "gone.seed"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "--message", "topic"]);
    // The branch it came from goes on: that is no change of this one.
    git(&folder, &["checkout", "--quiet", "main"]);
    folder.write("elsewhere.seed", &bad);
    git(&folder, &["add", "elsewhere.seed"]);
    git(&folder, &["commit", "--quiet", "--message", "main"]);
    git(&folder, &["checkout", "--quiet", "topic"]);
    folder.write("changed.seed", format!("{bad}\nOne more.\n"));
    folder.write("staged.seed", &bad);
    git(&folder, &["add", "staged.seed"]);
    folder.write("untracked.seed", &bad);
    folder.write("ignored.seed", &bad);
    let run = lint(&folder, &["--since", "main"]).ends_with(1);
    assert_eq!(reported(&run), ["changed.seed", "committed.seed", "staged.seed", "untracked.seed"]);
    let run = lint(&folder, &["--since", "HEAD"]).ends_with(1);
    assert_eq!(reported(&run), ["changed.seed", "staged.seed", "untracked.seed"]);
    // Fixes go to the files.
    lint(&folder, &["--since", "main", "--fix"]).ends_with(0);
    assert_eq!(folder.read("committed.seed"), CLEAN.as_bytes());
    assert_eq!(folder.read("old.seed"), bad.as_bytes());
    folder
        .run(["fmt", "--since", "main", "--check"])
        .ends_with(0)
        .tells("0 files would be formatted, 4 unchanged");
    folder.run(["stats", "--since", "HEAD"]).ends_with(0);
}

#[test]
fn what_git_cannot_answer_is_told() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    if has_git() {
        folder.run(["lint", "--staged"]).ends_with(2).tells("--staged: git says: not a git repository");
        git(&folder, &["init", "--quiet"]);
        git(&folder, &["add", "."]);
        git(&folder, &["commit", "--quiet", "--message", "first"]);
        folder.run(["lint", "--since", "nowhere"]).ends_with(2).tells("git knows no commit `nowhere`");
        folder.run(["lint", "--since", "--upload-pack=x"]).ends_with(2);
        folder.run(["lint", "--since=--output=x"]).ends_with(2).tells("git knows no commit `--output=x`");
        git(&folder, &["checkout", "--quiet", "--orphan", "apart"]);
        git(&folder, &["commit", "--quiet", "--message", "apart"]);
        folder.run(["lint", "--since", "main"]).ends_with(2).tells("have no commit in common");
    }
    let run = folder.command(["lint", "--staged"]).env("PATH", folder.path("")).output().unwrap();
    Run::of(run).ends_with(2).tells("there is no `git` command");
    folder.run(["lint", "--staged", "-"]).ends_with(2).tells("stdin is none");
    folder.run(["lint", "--staged", "--fix"]).ends_with(2).tells("cannot be used with");
    folder.run(["fmt", "--staged"]).ends_with(2).tells("--staged goes with --check or --diff");
}

#[test]
fn fmt_looks_at_staged_content() {
    if !has_git() {
        return;
    }
    let folder = repository(&[("a.seed", unterminated())]);
    folder.write("b.seed", unterminated());
    git(&folder, &["add", "."]);
    folder.write("b.seed", CLEAN);
    let run = folder.run(["fmt", "--staged", "--check"]).ends_with(1);
    assert_eq!(run.stdout, "b.seed\n");
    folder.run(["fmt", "--staged", "--diff"]).ends_with(1).prints("+Mathematicians~Programmers~");
    assert_eq!(folder.read("b.seed"), CLEAN.as_bytes());
}

#[test]
fn lists_of_files() {
    let bad = unterminated();
    let folder =
        Folder::with(&[("a.seed", &bad), ("b c.seed", &bad), ("d/e.seed", &bad), ("other.seed", &bad)]);
    let from = |list: &[u8]| {
        let args = ["lint", "--output-format", "concise", "--files-from", "-"];
        folder.run_with_stdin(args, list)
    };
    assert_eq!(reported(&from(b"b c.seed\na.seed\nd\n").ends_with(1)), ["a.seed", "b c.seed", "d/e.seed"]);
    assert_eq!(reported(&from(b"b c.seed\0a.seed\0").ends_with(1)), ["a.seed", "b c.seed"]);
    assert_eq!(reported(&from(b"b c.seed\0a.seed").ends_with(1)), ["a.seed", "b c.seed"]);
    from(b"").ends_with(0).tells("no file was checked");
    from(b"a.seed\nnowhere.seed\n").ends_with(2).tells("nowhere.seed: no such file").prints("a.seed:1:");
    from(b"-\n").ends_with(2).tells("entry 1 is `-`");
    folder.write("list", "a.seed\n");
    assert_eq!(reported(&lint(&folder, &["--files-from", "list"]).ends_with(1)), ["a.seed"]);
    lint(&folder, &["--files-from", "nowhere"]).ends_with(2).tells("--files-from: nowhere: no such file");
    lint(&folder, &["--files-from", "list", "a.seed"]).ends_with(2).tells("cannot be used with");
    folder.run(["fmt", "--files-from", "list"]).ends_with(0);
    assert_eq!(folder.read("a.seed"), CLEAN.as_bytes());
    folder.run(["stats", "--files-from", "list"]).ends_with(0);
}

#[cfg(unix)]
#[test]
fn a_name_in_a_list_may_hold_a_line_feed_and_any_byte() {
    use std::os::unix::ffi::OsStrExt as _;
    let name = std::ffi::OsStr::from_bytes(b"a\nb\xff.seed");
    let folder = Folder::new();
    if std::fs::write(folder.path(name), unterminated()).is_err() {
        println!("skipped: the file system takes no such name");
        return;
    }
    let args = ["lint", "--output-format", "concise", "--files-from", "-"];
    folder.run_with_stdin(args, b"a\nb\xff.seed\0").ends_with(1).prints(".seed:1:");
}
