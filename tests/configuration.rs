//! `seedkit.toml` and what it rules: `lint`, `fmt`, `config`; and the commands that go with a corpus.

use crate::support::{CLEAN, Folder, repository, unterminated};

/// A seed with a warning (S009) and an error (S007).
fn damaged() -> String {
    unterminated() + " "
}

#[test]
fn the_file_sets_severities_and_options() {
    let folder = Folder::with(&[("a.seed", damaged())]);
    folder.write(
        "seedkit.toml",
        "fail-on = \"error\"\n[rules]\nS = \"info\"\nline-ending = { final-newline = \"always\" }\n",
    );
    let run = folder.run(["lint", "--output-format", "concise"]).ends_with(0);
    let _ = run.prints("info[S007]").prints("info[S009]").prints("info[S008] no line feed");
    folder.run(["lint", "--severity", "S009=error"]).ends_with(1);
    folder.run(["lint", "--fail-on", "info"]).ends_with(1);
    folder.run(["lint", "--no-config"]).ends_with(1);
}

#[test]
fn overrides_apply_to_their_files_and_unused_ones_are_told() {
    let folder = Folder::with(&[("a.seed", damaged()), ("stubs/b.seed", damaged())]);
    folder.write(
        "seedkit.toml",
        "[[per-file]]\nfiles = [\"stubs/**\"]\nrules = { S = \"off\" }\n[[per-file]]\nfiles = [\"x/**\"]\n",
    );
    let run = folder.run(["lint", "--output-format", "concise", "--ignore", "X"]).ends_with(1);
    let run = run.prints("a.seed:1:").tells("[[per-file]] 2 (seedkit.toml:5) matches no file");
    assert!(!run.stdout.contains("stubs/b.seed"));
    for command in [&["fmt", "--check"][..], &["stats"], &["lint", "--diff"]] {
        let run = |args: &[&str]| folder.run(command.iter().chain(args)).stderr;
        let told = run(&["."]);
        assert!(told.contains("[[per-file]] 2 (seedkit.toml:5) matches no file of this run"), "{told}");
        assert!(!told.contains("[[per-file]] 1"), "{told}");
        assert!(!run(&["a.seed"]).contains("[[per-file]]"), "named files alone");
    }
    folder.run(["config", "why", "stubs/b.seed"]).ends_with(0).prints("[[per-file]] 1").prints("S007");
}

#[test]
fn what_is_shown_brings_the_same_settings_about() {
    let folder = Folder::with(&[("a.seed", damaged())]);
    let before = folder.run(["lint", "--output-format", "concise"]).ends_with(1);
    let shown = folder.run(["config", "show"]).ends_with(0).stdout;
    folder.write("seedkit.toml", &shown);
    assert_eq!(folder.run(["lint", "--output-format", "concise"]).ends_with(1).stdout, before.stdout);
    let again = folder.run(["config", "show", "--no-config"]).ends_with(0).stdout;
    assert_eq!(again, shown);
}

/// Something of everything that a configuration may say.
const ALL: &str = r#"include = ["corpus/**/*.seed"]
exclude = ["**/a [1].seed", "x\U0000202E"]
fail-on = "error"
baseline = "known.jsonl"
language = "en"
[rules]
S = "info"
C107 = { stubs = false, extend-maintenance = ["^\\u{200b}", "\U0000200B\""] }
[format]
final-newline = "always"
[[per-file]]
files = ["corpus/b/**"]
rules = { S = "off", short-body = { min-letters = 3, severity = "error" }, C107 = {} }
[[per-file]]
files = ["none/**"]
"#;

#[test]
fn everything_is_shown_with_its_place() {
    let folder = Folder::with(&[("sub/seedkit.toml", ALL)]);
    let show = |args: &[&str]| {
        let run = folder.run(["config", "show", "--config", "sub/seedkit.toml"].iter().chain(args));
        run.ends_with(0)
            .stdout
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    };
    let has =
        |lines: &Vec<String>, line: &str| assert!(lines.iter().any(|one| one == line), "{line}: {lines:#?}");
    let lines = show(&[]);
    for line in [
        r#"include = ["corpus/**/*.seed"] # sub/seedkit.toml:1"#,
        r#"exclude = ["**/a [1].seed", "x\U0000202E"] # sub/seedkit.toml:2"#,
        r#"fail-on = "error" # sub/seedkit.toml:3"#,
        r#"baseline = "known.jsonl" # sub/seedkit.toml:4"#,
        r#"language = "en" # sub/seedkit.toml:5"#,
        r#"final-newline = "always" # sub/seedkit.toml:10"#,
        r#"files = ["corpus/b/**"] # sub/seedkit.toml:12"#,
        r#"short-body = { min-letters = 3, severity = "error" } # sub/seedkit.toml:13"#,
        r#"files = ["none/**"] # sub/seedkit.toml:15"#,
    ] {
        has(&lines, line);
    }
    let lines = show(&["--fail-on", "info", "--include", "*.txt", "--no-exclude", "--ignore", "S,B301"]);
    for line in [
        r#"fail-on = "info" # --fail-on"#,
        "exclude = [] # --no-exclude",
        r#"S009 = "off" # edge-whitespace: --ignore"#,
        "# what --ignore says wins over this table",
        r#"include = ["*.txt"] # --include, from the working directory"#,
    ] {
        has(&lines, line);
    }
    let shown = Folder::new().run(["config", "show"]).ends_with(0);
    let _ = shown.prints("# include is not set: default\nexclude = []").prints("# default\n");
}

#[test]
fn what_is_shown_of_everything_brings_the_same_settings_about() {
    let names = ["corpus/a.seed", "corpus/a [1].seed", "corpus/b/c.seed", "corpus/b/d.txt", "none.seed"];
    let folder = Folder::with(&names.map(|name| (name, damaged())));
    folder
        .run(["baseline", "create", "--no-config", "--baseline", "known.jsonl", "corpus/a.seed"])
        .ends_with(0);
    for args in
        [&[][..], &["--include", "**/*.txt", "--exclude", "**/a*"], &["--no-exclude", "--fail-on", "info"]]
    {
        folder.write("seedkit.toml", ALL);
        let seen = |args: &[&str]| {
            let lint = ["lint", "--output-format", "concise", "."];
            let lint = folder.run(lint.iter().chain(args));
            let files = folder.run(["config", "files"].iter().chain(args)).stdout;
            (lint.status, lint.stdout, files)
        };
        let before = seen(args);
        let shown = folder.run(["config", "show"].iter().chain(args)).ends_with(0).stdout;
        folder.write("seedkit.toml", &shown);
        assert_eq!(seen(&[]), before, "{args:?}: {shown}");
        // All but the places is the same once more.
        let settings = |text: &str| -> Vec<String> {
            let lines = text.lines().skip(1).take_while(|line| *line != "[[per-file]]");
            lines.map(|line| line.split(" # ").next().unwrap().trim_end().to_owned()).collect()
        };
        let again = folder.run(["config", "show"]).ends_with(0).stdout;
        assert_eq!(settings(&again), settings(&shown), "{args:?}");
    }
}

#[test]
fn what_is_set_to_what_it_is_anyway_has_its_place() {
    let folder = Folder::with(&[("seedkit.toml", "[rules]\nC108 = \"off\"\nC107 = { stubs = true }\n")]);
    let run = folder.run(["config", "show", "--ignore", "B309"]).ends_with(0);
    let line = |code: &str| run.stdout.lines().find(|line| line.starts_with(code)).unwrap();
    assert!(line("C108").ends_with("seedkit.toml:2") && line("C107").ends_with("seedkit.toml:3"));
    assert!(line("B309").ends_with("--ignore") && line("S009").contains("default"));
}

#[test]
fn files_that_no_walk_comes_to_are_told_with_the_reason() {
    let all = ["a.seed", "left/out/b.seed", ".hidden/c.seed", ".d.seed", "shown/.e.seed"];
    let folder = Folder::with(&all.map(|name| (name, CLEAN)));
    folder.write(".gitignore", "left/\n!shown/.e.seed\n");
    for (name, why) in all.into_iter().zip([
        "in: its name ends in .seed",
        "because git ignores `left`",
        "because `.hidden` is hidden",
        "because `.d.seed` is hidden",
        "in: its name ends in .seed",
    ]) {
        folder.run(["config", "why", name]).ends_with(0).prints(why);
    }
    // The same as what is linted.
    folder.run(["lint", ".", "--ignore", "X"]).ends_with(0).prints("2 files: no findings");
    assert_eq!(folder.run(["config", "files"]).ends_with(0).stdout, "a.seed\nshown/.e.seed\n");
    let run = folder.run(["config", "files", "-0", "--exclude", "shown/**", ".", ".d.seed"]).ends_with(0);
    assert_eq!(run.stdout, ".d.seed\0a.seed\0");
    folder.write("-x.seed", CLEAN);
    assert_eq!(folder.run(["config", "files", "--include=-*", ".", "-"]).ends_with(0).stdout, "./-x.seed\n");
    folder.run(["config", "files", "none"]).ends_with(2).tells("none: no such file");
}

#[test]
fn any_tag_of_english_is_english() {
    let folder = Folder::with(&[("a.seed", CLEAN.replace("the first", "the the first"))]);
    let findings = |language: &str| {
        folder.write("seedkit.toml", format!("language = {language:?}"));
        folder.run(["lint", "--output-format", "concise"]).stdout
    };
    assert!(findings("en").contains("B310"), "{}", findings("en"));
    assert!(["EN", "en-US", "en_GB"].iter().all(|tag| findings(tag) == findings("en")));
    assert!(["de", "eng-x", ""].iter().all(|tag| findings(tag) != findings("en")));
}

#[test]
fn what_is_wrong_on_the_command_line_is_not_blamed_on_the_file() {
    let folder = Folder::with(&[("a.seed", CLEAN), ("seedkit.toml", "fail-on = \"error\"")]);
    for option in ["--select", "--ignore", "--severity"] {
        let run = folder.run(["lint", "a.seed", option, "Z9=off"]).ends_with(2);
        let run = run.tells(&format!("seedkit: {option}: "));
        assert!(!run.stderr.contains("seedkit.toml"), "{}", run.stderr);
    }
}

#[test]
fn excluded_files_are_left_alone_even_when_named() {
    let folder = Folder::with(&[("drafts/a.seed", damaged())]);
    folder.write("seedkit.toml", "exclude = [\"drafts/**\"]\n");
    folder.run(["lint", "drafts/a.seed"]).ends_with(0).tells("excluded by `drafts/**`");
    folder.run(["lint", "drafts/a.seed", "--no-exclude"]).ends_with(1);
    folder.run(["lint", "."]).ends_with(0);
}

#[test]
fn include_takes_the_place_of_guessing() {
    let folder = Folder::with(&[("a.text", damaged()), ("b.seed", damaged())]);
    let run = folder.run(["lint", "--include", "*.text", "--output-format", "concise"]).ends_with(1);
    assert!(run.stdout.contains("a.text") && !run.stdout.contains("b.seed"));
}

#[test]
fn what_is_wrong_in_it_is_told_with_its_place() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    for (text, what, place) in [
        ("fail_on = 1", "did you mean `fail-", "seedkit.toml:1:1"),
        ("[rules]\nS099 = \"off\"", "did you mean S009", "seedkit.toml:2:1"),
        ("[rules]\nS009 = \"loud\"", "`loud` is no severity", "seedkit.toml:2:8"),
        ("[rules]\nS009 = { depth = 2 }", "no option `depth`", "seedkit.toml:2:10"),
        (
            "[rules]\nS009 = \"off\"\nedge-whitespace = \"error\"",
            "are the same: set it once",
            "seedkit.toml:3:1",
        ),
        ("[rules]\nS = \"off\"\n\" S\" = \"error\"", "are the same: set it once", "seedkit.toml:3:1"),
        (
            "[rules]\nB301 = { min-letters = 99999999999999999999 }",
            "99999999999999999999",
            "seedkit.toml:2:24",
        ),
        ("fail-on = \"warn\"", "did you mean `warning`?", "seedkit.toml:1:11"),
        ("[rules]\nB301 = { min-leters = 3 }", "did you mean `min-letters`?", "seedkit.toml:2:10"),
        (
            "[rules]\nS009 = { severty = \"off\" }",
            "it has severity; did you mean `severity`?",
            "seedkit.toml:2:10",
        ),
        ("[rules]\nB301 = \"wraning\"", "did you mean `warning`?", "seedkit.toml:2:8"),
        ("[rules]\nB301 = { severity = \"of\" }", "did you mean `off`?", "seedkit.toml:2:21"),
        ("[rules]\nB301 = { severity = 3 }", "takes off, info, warning or error", "seedkit.toml:2:21"),
        ("[rules]\nB301 = { min-letters = 1e3 }", "B301 takes a whole number", "seedkit.toml:2:24"),
        ("[rules]\nB301 = { min-letters = -1 }", "B301 takes a whole number", "seedkit.toml:2:24"),
        ("[rules]\nC107 = { stubs = 1 }", "C107 takes true or false", "seedkit.toml:2:18"),
        ("[rules.S008]\nfinal-newline = \"alwys\"", "did you mean `always`?", "seedkit.toml:2:17"),
        (
            "[format]\nfinal-newline = \"never\"\n[rules]\nS008 = { final-newline = \"always\" }",
            "the same setting",
            "seedkit.toml:4:26",
        ),
        (
            "rules.line-ending.final-newline = \"always\"\nformat.final-newline = \"never\"",
            "the same setting",
            "seedkit.toml:2:24",
        ),
        ("[rules]\nS = { depth = 2 }", "`S` is a group", "seedkit.toml:2:7"),
        ("[rules]\nS009 = 3", "expected a severity", "seedkit.toml:2:8"),
        ("[rules]\nS009 = 2020-01-01", "expected a severity", "seedkit.toml:2:8"),
        ("fail-on = \"warnng\"", "did you mean `warning`?", "seedkit.toml:1:11"),
        ("fail-on = 3", "expected a string", "seedkit.toml:1:11"),
        ("[format]\nfinal-newline = \"nevr\"", "did you mean `never`?", "seedkit.toml:2:17"),
        ("[[per-file]]\nfiles = [\"a\", \"[\"]", "is no glob", "seedkit.toml:2:15"),
        ("[[per-file]]\nfiles = []\nrules.B301 = { x = 1 }", "no option `x`", "seedkit.toml:3:16"),
        ("[rules", "unclosed table", "seedkit.toml:1:7"),
    ] {
        folder.write("seedkit.toml", text);
        // The frame breaks the sentence into lines.
        let run = folder.run(["lint"]).ends_with(2).tells(place);
        let sentence = run.stderr.replace("\n  │", "");
        assert!(sentence.contains(what), "{what}: {sentence}");
    }
}

#[test]
fn the_example_of_the_documentation_is_a_configuration() {
    let page = std::fs::read_to_string(repository().join("docs/configuration.md")).unwrap();
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let folder = Folder::new();
    folder.write("seedkit.toml", example);
    let shown = folder.run(["config", "show"]).ends_with(0);
    let shown = shown.prints("C108 = \"warning\"").prints("S009 = \"off\"").prints("seedkit.toml:");
    // What is shown is a configuration again, with the same effect.
    let again = Folder::new();
    again.write("seedkit.toml", shown.stdout.as_bytes());
    again.run(["config", "show"]).ends_with(0).prints("C108 = \"warning\"");
}

#[test]
fn fmt_lays_out_and_leaves_alone_what_it_cannot_read() {
    let folder = Folder::with(&[("a.seed", damaged()), ("b.seed", "A~\n|||||\nT\n||||||\nB".to_owned())]);
    folder.run(["fmt", "--check"]).ends_with(2).prints("a.seed").tells("b.seed: left alone");
    assert_eq!(folder.read("a.seed"), damaged().as_bytes());
    folder.run(["fmt"]).ends_with(2).tells("1 file formatted");
    assert_eq!(folder.read("a.seed"), CLEAN.as_bytes());
    assert_eq!(folder.read("b.seed"), b"A~\n|||||\nT\n||||||\nB");
    folder.run(["fmt", "a.seed"]).ends_with(0).tells("0 files formatted, 1 unchanged");
    folder.run(["fmt", "--check", "a.seed"]).ends_with(0);
    let merge = "A~\n||||||\nT \n||||||\n<<<<<<< a\nB \n=======\nC \n>>>>>>> b";
    folder.write("c.seed", merge);
    folder.run(["fmt", "c.seed"]).ends_with(2).tells("c.seed: left alone, because of markers of a merge");
    assert_eq!(folder.text("c.seed"), merge);
}

#[test]
fn split_gives_the_same_bytes_in_parts() {
    let folder = Folder::with(&[("all.seed", format!("{CLEAN}\n{CLEAN}\n\n{CLEAN}"))]);
    folder.run(["split", "all.seed", "-o", "parts"]).ends_with(0).tells("3 seeds");
    let parts = ["parts/all-1.seed", "parts/all-2.seed", "parts/all-3.seed"].map(|name| folder.read(name));
    assert_eq!(parts.concat(), folder.read("all.seed"));
    assert_eq!(parts[2], CLEAN.as_bytes());
    folder.write("parts/all-1.seed", "mine");
    folder.run(["split", "all.seed", "-o", "parts"]).ends_with(2).tells("--force");
    folder.run(["split", "parts/all-3.seed"]).ends_with(0).tells("no second seed");
    folder
        .run_with_stdin(["split", "-", "-o", "stdin"], &folder.read("all.seed"))
        .ends_with(0)
        .tells("<stdin>: 3 seeds");
    assert_eq!(folder.read("stdin/seed-2.seed"), folder.read("parts/all-2.seed"));
}

#[test]
fn only_clean_seeds_are_converted_if_asked() {
    let folder = Folder::with(&[("a.seed", CLEAN.to_owned()), ("b.seed", damaged())]);
    folder.run(["convert", ".", "-t", "json", "-o", "out/", "--only-clean"]).ends_with(0).tells("1 left out");
    assert!(folder.path("out/a.json").exists() && !folder.path("out/b.json").exists());
    // What cannot be read has findings, too.
    folder.write("c.seed", "A~");
    folder.write("d.seed", b"\xFF");
    folder.run(["convert", ".", "-o", "out.jsonl", "--only-clean"]).ends_with(0).tells("3 left out");
    folder.run(["convert", ".", "-o", "no.jsonl", "--only-clean=never"]).ends_with(1).tells("2 refused");
    // The rules are those of the configuration and the command line.
    folder.write("other.toml", "[rules]\nS = \"off\"\n");
    folder.write("seedkit.toml", "[rules]\nS = \"info\"\n");
    let convert = |args: &[&str]| {
        folder.run(["convert", "b.seed", "-t", "json"].iter().chain(args)).ends_with(0).stdout.is_empty()
    };
    assert!(!convert(&["--only-clean"]) && convert(&["--only-clean=info"]));
    assert!(
        convert(&["--only-clean", "--no-config"])
            && !convert(&["--only-clean=info", "--config", "other.toml"])
    );
    assert!(convert(&["--only-clean", "--severity", "S007=error"]));
    assert!(
        !convert(&["--only-clean=info", "--ignore", "S"])
            && !convert(&["--only-clean=info", "--select", "B"])
    );
    for option in
        [&["--no-config"][..], &["--config", "other.toml"], &["--select", "S"], &["--severity", "S=off"]]
    {
        let run = folder.run(["convert", "b.seed", "-t", "json"].iter().chain(option)).ends_with(2);
        assert!(run.stderr.contains("--only-clean"), "{}", run.stderr);
    }
}

#[test]
fn stats_count() {
    let folder = Folder::with(&[("a.seed", CLEAN.to_owned()), ("b.seed", damaged())]);
    let run = folder.run(["stats", "--output-format", "json", "--ignore", "X"]).ends_with(0);
    let stats: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&stats["seeds"], &stats["clean_seeds"]), (&2.into(), &1.into()));
    assert_eq!(stats["top_categories"][0]["count"], 2);
    assert_eq!(stats["findings_by_rule"][0]["rule"], "S007");
    folder.run(["stats"]).ends_with(0).prints("seeds").prints("S007 unterminated-category");
    // Both have the same title.
    let run = folder.run(["stats", "--select", "X601"]).ends_with(0);
    run.prints(" 0  of them without findings (0 %)").prints(" 2            2  X601 duplicate-title");
    let run = folder.run(["stats", "a.seed", "b.seed"]).ends_with(0).prints("(50 %)");
    run.tells("did not run: name a directory\n");
    folder
        .run_with_stdin(["stats", "-"], damaged().as_bytes())
        .ends_with(0)
        .prints("1  seeds")
        .prints("S007");
}

#[test]
fn the_report_is_the_same_whatever_the_threads_and_the_order_of_names() {
    let names: Vec<String> = (0..40).map(|index| format!("{index:02}.seed")).collect();
    let files: Vec<(&str, String)> = names.iter().map(|name| (&**name, damaged())).collect();
    let folder = Folder::with(&files);
    let lint = |more: &[&str]| {
        let args = ["lint", "--corpus", "--output-format", "concise"].into_iter().chain(more.iter().copied());
        folder.run(args).ends_with(1).prints("X601").stdout
    };
    let forwards: Vec<&str> = names.iter().map(|name| &**name).collect();
    let backwards: Vec<&str> = forwards.iter().rev().copied().collect();
    let expected = lint(&["."]);
    for more in [vec!["-j1", "."], vec!["-j7", "."], forwards, backwards] {
        assert_eq!(lint(&more), expected, "{more:?}");
    }
}

#[test]
fn files_of_subdirectories_and_very_long_ones_have_their_place() {
    let seed = |body: &str| format!("A~\n||||||\nMoss\n||||||\nMoss grows in bogs. {body} \n");
    let short = seed("It is green.");
    // Longer than what is looked at beside other files.
    let long = seed(&"It is green, and soft. ".repeat(500_000));
    let names =
        ["a/0.seed", "a/b/c.seed", "a/b.d/e.seed", "a/b.seed", "a/c.seed", "a.seed", "a.d/f.seed", "z.seed"];
    let of = |name: &&'static str| (*name, if *name == "a/b.seed" { long.clone() } else { short.clone() });
    let files: Vec<(&str, String)> = names.iter().map(of).collect();
    let folder = Folder::with(&files);
    let mut in_order: Vec<&std::path::Path> = names.iter().map(std::path::Path::new).collect();
    in_order.sort();
    for jobs in ["-j1", "-j2", "-j5"] {
        let args = ["lint", "--select", "S009", "--output-format", "concise", jobs, "."];
        let found = folder.run(args).ends_with(1).stdout;
        let found: Vec<&str> =
            found.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
        let found: Vec<&std::path::Path> = found.into_iter().map(std::path::Path::new).collect();
        assert_eq!(found, in_order, "{jobs}");
    }
}

#[test]
fn final_newline_may_be_set_in_both_places_to_the_same() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    folder.write("seedkit.toml", "format.final-newline = \"never\"\nrules.S008.final-newline = \"never\"\n");
    folder.run(["lint", "a.seed"]).ends_with(0);
    // A table for some files says otherwise of them.
    folder.write(
        "seedkit.toml",
        "format.final-newline = \"never\"\n[[per-file]]\nfiles = [\"*\"]\nrules.S008.final-newline = \"always\"\n",
    );
    folder.run(["fmt", "a.seed"]).ends_with(0);
    assert_eq!(folder.text("a.seed"), format!("{CLEAN}\n"));
}

#[test]
fn rules_about_several_files_that_were_selected_and_did_not_run_are_told() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    let told = |args: &[&str]| {
        let run = folder.run_with_stdin(["lint", "--select"].iter().chain(args), CLEAN.as_bytes());
        run.ends_with(0).stderr.contains("X601 to X604, about files together, did not run")
    };
    for selector in ["X601", "duplicate-title", "X", "S009,x602"] {
        assert!(told(&[selector, "a.seed"]) && told(&[selector, "-"]), "{selector}");
        assert!(!told(&[selector, "."]) && !told(&[selector, "a.seed", "--corpus"]), "{selector}");
    }
    assert!(!told(&["all", "a.seed"]) && !told(&["S", "-"]) && !told(&["X601", "a.seed", "--ignore", "X"]));
}
