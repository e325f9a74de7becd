//! Findings that were there before: the story of a corpus that adopts seedkit, and what may come in between.

use crate::support::{CLEAN, Folder, unterminated};
use std::process::Command;

/// A corpus with four findings in two files, none of which concerns both, and its configuration.
fn corpus() -> Folder {
    let spaced = CLEAN.replace("Ada Byron", "Grace Hopper").replace("a mathematician", "a  mathematician");
    Folder::with(&[
        ("seeds/ada.seed", unterminated().replace("the first", "the  first")),
        ("seeds/grace.seed", spaced.replace("Analytical Engine", "Mark  I")),
        ("seedkit.toml", "baseline = \"seedkit-baseline.jsonl\"\n".to_owned()),
    ])
}

fn edit(folder: &Folder, name: &str, from: &str, to: &str) {
    let text = String::from_utf8(folder.read(name)).expect("a seed is UTF-8");
    assert!(text.contains(from), "{name} lacks {from:?}");
    folder.write(name, text.replacen(from, to, 1));
}

#[test]
fn a_corpus_adopts_seedkit() {
    let folder = corpus();
    folder
        .run(["lint"])
        .ends_with(2)
        .tells("seedkit-baseline.jsonl: the baseline cannot be read: no such file");
    folder.run(["lint", "--no-baseline"]).ends_with(1).prints("2 files: 1 error, 3 warnings");

    folder.run(["baseline", "create"]).ends_with(0).tells("seedkit-baseline.jsonl: 4 entries\n");
    let run = folder.run(["lint"]).ends_with(0);
    assert_eq!(run.all(), "2 files: no new findings; the baseline knows 4 more\n");
    folder.run(["baseline", "status"]).ends_with(0).prints("4 entries: 4 found, 0 stale; 0 findings are new");

    // One new finding, in a file that has old ones: it alone is named.
    edit(&folder, "seeds/grace.seed", "Programmers~", "Programmers");
    let run = folder.run(["lint", "--output-format", "concise"]).ends_with(1);
    assert_eq!(
        run.stdout,
        "seeds/grace.seed:1:27: error[S007] the last category, `Programmers`, is not ended by `~`\n"
    );
    run.tells("2 files: 1 error in 1 file; --fix mends 1; the baseline knows 4 more");
    let status = folder.run(["baseline", "status"]).ends_with(1).prints("4 found, 0 stale; 1 finding is new");
    assert!(status.stdout.starts_with("new: seeds/grace.seed: S007 "), "{}", status.stdout);
    // `update` adds nothing unless it is told to.
    let before = folder.read("seedkit-baseline.jsonl");
    folder
        .run(["baseline", "update"])
        .ends_with(0)
        .tells("0 dropped, 0 added, 4 entries now; 1 new left out");
    assert_eq!(folder.read("seedkit-baseline.jsonl"), before);
    folder.run(["lint"]).ends_with(1);

    // It is mended, and the others are left alone.
    folder.run(["lint", "--fix"]).ends_with(0).prints("1 finding fixed in 1 file, no new findings left");
    assert_eq!(folder.read("seedkit-baseline.jsonl"), before);
    folder.run(["lint"]).ends_with(0);

    // An old one is mended: its entry is stale.
    edit(&folder, "seeds/ada.seed", "the  first", "the first");
    let stale = "1 entry of seedkit-baseline.jsonl matches nothing any more; `seedkit baseline update`";
    folder.run(["lint"]).ends_with(0).tells(stale).prints("the baseline knows 3 more");
    folder.run(["lint", "--strict-baseline"]).ends_with(1).tells(stale);
    folder.run(["lint", "--strict-baseline", "--quiet"]).ends_with(1).tells(stale);
    let status = folder.run(["baseline", "status"]).ends_with(1).prints("4 entries: 3 found, 1 stale");
    assert!(status.stdout.starts_with("stale: seeds/ada.seed: B306 "), "{}", status.stdout);
    folder.run(["baseline", "update"]).ends_with(0).tells("1 dropped, 0 added, 3 entries now");
    let run = folder.run(["lint", "--strict-baseline"]).ends_with(0);
    assert_eq!(run.all(), "2 files: no new findings; the baseline knows 3 more\n");

    // A file that is gone has no entries; one that is new has some if that is accepted.
    std::fs::remove_file(folder.path("seeds/ada.seed")).unwrap();
    folder.write("seeds/new.seed", CLEAN.replacen("~\n", "\n", 1).replace("Ada Byron", "Mary Somerville"));
    folder
        .run(["baseline", "update", "--accept-new"])
        .ends_with(0)
        .tells("1 dropped, 1 added, 3 entries now");
    folder.run(["lint", "--strict-baseline"]).ends_with(0);
}

/// What was not looked at is not stale: files that were not named, rules that did not run.
#[test]
fn a_part_of_the_corpus_makes_nothing_stale() {
    let folder = corpus();
    folder.run(["baseline", "create"]).ends_with(0);
    for args in [
        ["lint", "--strict-baseline", "seeds/ada.seed"].as_slice(),
        &["lint", "--strict-baseline", "--select", "S"],
        &["lint", "--strict-baseline", "--ignore", "B306"],
        &["lint", "--strict-baseline", "--exclude", "seeds/ada.seed"],
    ] {
        let run = folder.run(args).ends_with(0);
        assert!(!run.stderr.contains("match"), "{args:?}: {}", run.stderr);
    }
    folder
        .run(["baseline", "update", "seeds/ada.seed"])
        .ends_with(0)
        .tells("0 dropped, 0 added, 4 entries now");
    folder
        .run(["baseline", "status", "seeds/ada.seed"])
        .ends_with(0)
        .prints("2 found, 0 stale, 2 not looked at");
}

/// The path from the root of the repository counts, not the one that was typed.
#[test]
fn it_does_not_matter_from_where() {
    let folder = corpus();
    folder.write(".git/HEAD", "");
    folder.run(["baseline", "create"]).ends_with(0);
    let below = folder.command(["lint", "."]).current_dir(folder.path("seeds")).output().unwrap();
    assert_eq!(below.status.code(), Some(0), "{}", String::from_utf8_lossy(&below.stdout));
    let absolute = folder.path("seeds/ada.seed");
    folder.run([std::ffi::OsStr::new("lint"), absolute.as_os_str()]).ends_with(0);
    let stdin = folder.read("seeds/ada.seed");
    folder.run_with_stdin(["lint", "--stdin-filename", "seeds/ada.seed", "-"], &stdin).ends_with(0);
}

/// Fixes leave alone what the baseline knows, also when they move it.
#[test]
fn fixes_leave_known_findings_alone() {
    let folder = corpus();
    folder.run(["baseline", "create"]).ends_with(0);
    // A new finding far before an old one, in the same paragraph.
    edit(&folder, "seeds/ada.seed", "Ada Byron was", "Ada Byron  was");
    folder.run(["lint", "--diff"]).ends_with(1).tells("1 finding would be fixed in 1 file");
    folder.run(["lint", "--fix"]).ends_with(0).prints("1 finding fixed in 1 file");
    let text = String::from_utf8(folder.read("seeds/ada.seed")).unwrap();
    assert!(text.contains("Ada Byron was") && text.contains("the  first"), "{text}");
    assert!(text.starts_with("Mathematicians~Programmers\n"), "{text}");
}

#[test]
fn what_is_known_is_marked_for_programs() {
    let folder = corpus();
    folder.run(["baseline", "create"]).ends_with(0);
    edit(&folder, "seeds/grace.seed", "Programmers~", "Programmers");
    let json = |format: &str| -> serde_json::Value {
        serde_json::from_str(&folder.run(["lint", "--output-format", format]).ends_with(1).stdout).unwrap()
    };
    let report = json("json");
    let states = |state: &str| {
        report["findings"].as_array().unwrap().iter().filter(|one| one["baseline"] == state).count()
    };
    assert_eq!((states("new"), states("suppressed")), (1, 4));
    assert_eq!(report["summary"]["suppressed"], 4);
    assert_eq!(report["summary"]["errors"], 1);
    let sarif = json("sarif");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let known = |one: &&serde_json::Value| {
        one["suppressions"][0]["kind"] == "external" && one["baselineState"] == "unchanged"
    };
    assert_eq!(results.iter().filter(known).count(), 4);
    assert_eq!(json("gitlab").as_array().unwrap().len(), 1);
}

#[test]
fn a_baseline_is_not_replaced_unasked() {
    let folder = corpus();
    folder.write("seedkit-baseline.jsonl", "mine");
    folder.run(["baseline", "create"]).ends_with(2).tells("seedkit-baseline.jsonl: it exists; ");
    assert_eq!(folder.read("seedkit-baseline.jsonl"), b"mine");
    folder.run(["lint"]).ends_with(2).tells("seedkit-baseline.jsonl: no baseline: the first line");
    folder.run(["baseline", "create", "--force"]).ends_with(0);
    // What could not be read may have findings: better none than half a one.
    let run =
        folder.run(["baseline", "create", "--baseline", "other.jsonl", "seeds", "missing.seed"]).ends_with(2);
    run.tells("other.jsonl: not written, because not every file could be read");
    assert!(!folder.path("other.jsonl").exists());
    folder
        .run(["lint", "--no-config", "--strict-baseline"])
        .ends_with(2)
        .tells("--strict-baseline needs a baseline");
    folder
        .run(["baseline", "status", "--baseline", "none.jsonl"])
        .ends_with(2)
        .tells("`seedkit baseline create`");
}

#[test]
fn what_is_wrong_in_a_baseline_is_told_with_its_line() {
    let folder = corpus();
    folder.run(["baseline", "create"]).ends_with(0);
    let text = String::from_utf8(folder.read("seedkit-baseline.jsonl")).unwrap();
    let told = |text: &str, message: &str| {
        folder.write("seedkit-baseline.jsonl", text);
        let run = folder.run(["lint"]).ends_with(2).tells(message);
        assert_eq!(run.stdout, "");
    };
    told("", "no baseline: the first line of one is {\"seedkit-baseline\":1}");
    told("{\"seedkit-baseline\":2}\n", "version 2 of baselines is newer than this seedkit");
    told(
        &text.replacen("{\"path\"", "{\"apth\"", 1),
        "seedkit-baseline.jsonl:2: no entry of a baseline: missing field `path`",
    );
    told(&format!("{text}<<<<<<< ours\n"), "seedkit-baseline.jsonl:6: a merge conflict is not resolved");
    told(&text.replacen("\"fingerprint\":\"", "\"fingerprint\":\"x", 1), "is no fingerprint");
    // The order does not matter, nor does what is there twice or from a newer version.
    let mut lines: Vec<_> = text.lines().collect();
    lines[1..].reverse();
    let other = "{\"path\":\"seeds/ada.seed\",\"rule\":\"Z999\",\"fingerprint\":\"00000000000000000000000000000000\",\"message\":\"\"}";
    lines.extend([lines[0], lines[1], other]);
    folder.write("seedkit-baseline.jsonl", lines.join("\r\n"));
    folder.run(["lint", "--strict-baseline"]).ends_with(0);
}

/// Two branches accept findings of different files, and git merges what they wrote.
#[test]
fn git_merges_baselines() {
    let folder = Folder::new();
    let git = |args: &[&str]| {
        let settings =
            ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"];
        let output = Command::new("git").args(settings).args(args).current_dir(folder.path("")).output();
        output.map(|output| output.status.success())
    };
    match git(&["init", "--quiet"]) {
        Ok(true) => {}
        other => {
            println!("skipped: git cannot be run: {other:?}");
            return;
        }
    }
    let seed = |name: &str| unterminated().replace("Ada Byron", name);
    for letter in ["a", "c", "e", "g"] {
        folder.write(format!("{letter}.seed"), seed(letter).replace("It", letter));
    }
    let args = |command: &'static str| ["baseline", command, "--select", "S", "--baseline", "b.jsonl"];
    folder.run(args("create")).ends_with(0);
    let commit = || assert!(git(&["add", "."]).unwrap() && git(&["commit", "--quiet", "-m", "x"]).unwrap());
    commit();
    for (branch, name) in [("one", "b"), ("two", "f")] {
        assert!(git(&["checkout", "--quiet", "-b", branch, "main"]).unwrap());
        folder.write(format!("{name}.seed"), seed(name));
        folder.run(args("update").into_iter().chain(["--accept-new"])).ends_with(0).tells("1 added");
        commit();
    }
    assert!(git(&["merge", "--quiet", "-m", "merge", "one"]).unwrap(), "git does not merge it cleanly");
    folder.run(args("status")).ends_with(0).prints("6 entries: 6 found, 0 stale; 0 findings are new");
}
