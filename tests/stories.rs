//! Nasty stories, from one end to the other: what happens where several things that are well tested alone come together.

use crate::injection::assert_inert;
use crate::support::{CLEAN, Folder, SEEDKIT, has_git, names, skip, unterminated};
use std::fs;
use std::process::{Command, Stdio};

fn many(folder: &Folder, number: usize) {
    for index in 0..number {
        let text = unterminated().replace("Ada Byron\n", &format!("Ada Byron {index}\n"));
        folder.write(format!("in/{}/{index}.seed", index % 7), text);
    }
}

/// An editor and a hook mend one directory at once: whoever comes first, every file is mended, whole, and no run fails
/// because another one did its work.
#[test]
fn two_runs_mend_the_same_files() {
    let folder = Folder::new();
    many(&folder, 120);
    let args = ["lint", "--select", "S", "--fix", "--output-format", "concise", "in"];
    let runs: Vec<_> = (0..3).map(|_| folder.command(args).spawn().unwrap()).collect();
    for run in runs {
        let run = crate::support::Run::of(run.wait_with_output().unwrap());
        assert!(run.status == 0, "{}{}", run.stdout, run.stderr);
    }
    for (name, content) in folder.files() {
        assert!(!name.contains(".seedkit-"), "{name} is left");
        assert!(content.starts_with(b"Mathematicians~Programmers~\n||||||\nAda Byron "), "{name}");
    }
    folder.run(["lint", "--select", "S", "in"]).ends_with(0);
}

/// Two conversions into one file: it is one of the two, whole, whichever ends last.
#[test]
fn two_conversions_want_one_file() {
    let folder = Folder::new();
    many(&folder, 60);
    folder.write("other/a.seed", CLEAN);
    let whole = |from: &str| {
        let output = format!("{from}.jsonl");
        folder.run(["convert", from, "-o", &output]).ends_with(0);
        folder.read(&output)
    };
    let wholes = [whole("in"), whole("other")];
    for _ in 0..5 {
        let run = |from| folder.command(["convert", from, "-o", "out.jsonl", "--force"]).spawn().unwrap();
        for child in [run("in"), run("other")] {
            let output = child.wait_with_output().unwrap();
            // Where the other one was quicker, this one says so and leaves it.
            assert!(matches!(output.status.code(), Some(0 | 2)), "{output:?}");
        }
        assert!(wholes.contains(&folder.read("out.jsonl")));
    }
    assert!(!names(&folder.files()).iter().any(|name| name.contains(".seedkit-")));
}

/// The directory of a run is deleted below its feet.
#[cfg(unix)]
#[test]
fn the_working_directory_is_gone() {
    for args in
        ["lint", "lint .", "fmt", "stats", "convert . -o out.jsonl", "config show", "init", "baseline create"]
    {
        let folder = Folder::with(&[("gone/a.seed", CLEAN)]);
        let script = format!("cd gone && rm -r ../gone && exec {SEEDKIT} {args}");
        let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
        let run = crate::support::Run::of(output);
        assert!(run.status <= 2 && !run.all().is_empty(), "{args}: {}", run.all());
        assert_eq!(names(&folder.files()), [""; 0], "{args}");
    }
}

/// Streams that are closed, not just redirected: the first file that is opened takes the number of one of them, and
/// what is told must not end up in it.
#[cfg(unix)]
#[test]
fn closed_streams_do_not_write_into_files() {
    for closed in [">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"] {
        for args in
            ["lint --fix a.seed", "convert a.seed -o b.jsonl", "convert a.seed -o b.json", "lint a.seed"]
        {
            let folder = Folder::with(&[("a.seed", unterminated())]);
            let script = format!("exec {SEEDKIT} {args} {closed}");
            let output =
                Command::new("sh").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
            assert!(output.status.code().is_some(), "{args} {closed}: {output:?}");
            for (name, content) in folder.files() {
                let text = String::from_utf8(content).unwrap();
                let is_whole = match name.as_str() {
                    "a.seed" => text == CLEAN || text == unterminated(),
                    _ => text.starts_with('{') && text.ends_with("}\n"),
                };
                assert!(is_whole, "{args} {closed}: {name}: {text}");
            }
        }
    }
}

/// No home, no place for temporary files, a strange terminal, a locale that is none: for every command.
#[test]
fn the_environment_makes_no_sense() {
    let folder = Folder::with(&[("a.seed", unterminated()), ("in/b.seed", CLEAN.to_owned())]);
    for args in [
        &["lint"][..],
        &["lint", "--color", "always"],
        &["lint", "a.seed", "--fix", "--diff"],
        &["stats"],
        &["convert", "a.seed", "--to", "yaml"],
        &["convert", "in", "--to", "jsonl"],
        &["convert", "in", "-o", "out.parquet", "--force"],
        &["fmt", "--check"],
    ] {
        let mut command = folder.command(args);
        command
            .env_clear()
            .env("TERM", "\u{1B}[2J")
            .env("COLUMNS", "-1")
            .env("LINES", "x")
            .env("LC_ALL", "xx_YY.zz");
        command
            .env("HOME", "/dev/null")
            .env("TMPDIR", "/dev/null/x")
            .env("XDG_CONFIG_HOME", "\n")
            .env("CI", "");
        command.env("NO_COLOR", "").env("CLICOLOR_FORCE", "\u{1B}").env("GITHUB_STEP_SUMMARY", "");
        let run = crate::support::Run::of(command.output().unwrap());
        assert!(run.status <= 2, "{args:?}");
        // Without a place for it, one kind of work cannot be done, and says why.
        if args == ["convert", "in", "--to", "jsonl"] {
            assert!(run.status == 2 && run.stderr.contains("<stdout>: "), "{}", run.all());
        }
    }
}

/// Everything at once through every format, and back: the bytes are the same at the end.
#[test]
fn a_corpus_goes_through_all_formats_in_a_row() {
    let folder = Folder::new();
    for (index, text) in [
        CLEAN.to_owned(),
        format!("\u{FEFF}{CLEAN}\n").replace('\n', "\r\n"),
        "\n||||||\n\n||||||\n".to_owned(),
        "~\n||||||\n \n||||||".to_owned(),
        "null~~-~\n||||||\n---\n||||||\n...\n\n||||||\n# x\n\u{1B}[2J\u{202E}\n\u{85}\u{2028}\0\n=1+1\n"
            .to_owned(),
        "é~e\u{301}\n||||||\n<!--\n||||||\n-->\n```\n$$\n{{x}}\n\u{E0041}\u{10FFFF}\u{FFFE}".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        folder.write(format!("0/{index}/a b,\"é\".seed"), text);
    }
    let mut steps = vec![
        ("0", "json", "1/"),
        ("1", "yaml", "2/"),
        ("2", "markdown", "3/"),
        ("3", "jsonl", "4.jsonl.zst"),
    ];
    steps.extend([
        ("4.jsonl.zst", "yaml", "5.yaml"),
        ("5.yaml", "jsonl", "6.jsonl.gz"),
        ("6.jsonl.gz", "seed", "7/"),
    ]);
    if cfg!(feature = "parquet") {
        steps.extend([
            ("7", "parquet", "8.parquet"),
            ("8.parquet", "jsonl", "9.jsonl"),
            ("9.jsonl", "seed", "10/"),
        ]);
    }
    let mut from = "seed";
    for (input, to, output) in &steps {
        folder.run(["convert", input, "--from", from, "--to", to, "-o", output]).ends_with(0);
        from = to;
    }
    let last = steps.last().unwrap().2.trim_end_matches('/');
    let (first, back) = (folder.path("0"), folder.path(last));
    assert!(crate::support::files_below(&first) == crate::support::files_below(&back));
}

/// Fewer files at once than there are threads to open them.
#[cfg(unix)]
#[test]
fn there_are_hardly_any_file_descriptors() {
    let folder = Folder::new();
    many(&folder, 150);
    let limited = |args: &str| {
        let script = format!("ulimit -n 24; exec {SEEDKIT} {args}");
        let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
        crate::support::Run::of(output)
    };
    limited("lint --select S -j 4 --output-format summary in").ends_with(1).prints("150  S007");
    limited("convert in -j 4 --to json -o out/").ends_with(0).tells("150 files written");
    limited("convert in -j 4 -o all.jsonl").ends_with(0).tells("150 seeds");
    limited("convert all.jsonl -j 4 --to seed -o back/").ends_with(0).tells("150 files written");
    // With fewer than that even a start is hard; what is said is an error, and nothing is half done.
    let kept = folder.files();
    for number in 3..10 {
        let script = format!("ulimit -n {number}; exec {SEEDKIT} lint --fix -j 4 in");
        let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
        for (name, content) in folder.files() {
            let old =
                &kept.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name} is left")).1;
            let text = String::from_utf8_lossy(old).replacen("Programmers\n", "Programmers~\n", 1);
            assert!(content == *old || content == text.as_bytes(), "{number}: {name}: {output:?}");
        }
    }
}

/// The outputs of the last run lie among the inputs of this one.
#[test]
fn outputs_come_to_be_inputs() {
    let folder = Folder::with(&[("a.seed", CLEAN), ("b/c.seed", CLEAN)]);
    let convert = ["convert", ".", "--to", "seed", "--canonical", "-o", "out/"];
    folder.run(convert).ends_with(0).tells("2 files written");
    for round in 0..3 {
        let before = folder.files().len();
        let run = folder.run(convert);
        assert!(run.status <= 2 && !run.stderr.contains("failed"), "{round}: {}", run.stderr);
        // Nothing is lost, and nothing that was there is changed.
        assert!(folder.files().len() >= before && folder.text("out/a.seed") == CLEAN);
    }
    // One file of all is no seed, however often it is made.
    let gather = ["convert", ".", "-o", "out/all.jsonl", "--force"];
    folder.run(gather).ends_with(0);
    let first = folder.read("out/all.jsonl");
    folder.run(gather).ends_with(0);
    assert_eq!(folder.read("out/all.jsonl"), first);
}

/// The first `git` in the path is none: it talks too much, not at all, or dies.
#[cfg(unix)]
#[test]
fn git_lies() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::with(&[("a.seed", unterminated())]);
    let noise = "printf '::error::x ##vso[y]\\033[2J\\0'";
    for script in [
        "exit 1",
        "exit 0",
        &format!("{noise} >&2; exit 128"),
        &format!("{noise}; exit 0"),
        "yes :100644 | head -c 200000",
        "kill -9 $$",
        "case $* in *show-prefix*) echo;; *cat-file*) echo blob 99999999999999999999;; *) printf ':000000 100644 0 1 A\\0a.seed\\0';; esac",
        "case $* in *show-prefix*) echo ../../..;; *) printf ':000000 100644 0 1 A\\0../../../../etc/passwd\\0';; esac",
    ] {
        folder.write("bin/git", format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(folder.path("bin/git"), fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", folder.path("bin").display(), std::env::var("PATH").unwrap());
        for args in [&["lint", "--staged"][..], &["lint", "--since", "HEAD"], &["fmt", "--check", "--staged"]]
        {
            let output = folder.command(args).env("PATH", &path).stdin(Stdio::null()).output().unwrap();
            let run = crate::support::Run::of(output);
            assert!(run.status <= 2, "{script}");
            assert_inert(&run);
        }
        assert_eq!(folder.text("a.seed"), unterminated());
    }
}

/// Files with the names of options, of streams and of nothing at all.
#[cfg(unix)]
#[test]
fn names_look_like_options() {
    let hostile =
        ["--fix", "-", "--help", "-rf.seed", "--output-format=json=x", "~", " ", "\n", "$HOME", "*", "C:x"];
    let folder = Folder::new();
    for name in hostile {
        folder.write(name, unterminated());
    }
    let kept = folder.files();
    let named: Vec<_> = hostile.iter().map(|name| if *name == "-" { "./-" } else { name }).collect();
    let lint = ["lint", "--select", "S", "--output-format", "summary", "--"];
    let run = folder.run(lint.iter().chain(&named)).ends_with(1);
    run.prints(&format!("{}  S007", hostile.len()));
    folder.write("list", named.join("\0"));
    let run = folder.run(["lint", "--select", "S", "--output-format", "summary", "--files-from", "list"]);
    run.ends_with(1).prints(&format!("{}  S007", hostile.len()));
    fs::remove_file(folder.path("list")).unwrap();
    assert_eq!(folder.files(), kept);
    if has_git() {
        let git = |args: &[&str]| {
            let mut command = Command::new("git");
            command.current_dir(folder.path("")).args(["-c", "core.autocrlf=false"]).args(args);
            assert!(command.output().unwrap().status.success(), "{args:?}");
        };
        git(&["init", "--quiet"]);
        git(&["add", "--all"]);
        // Only one of them has the name of a seed; in a directory that counts.
        folder.run(["lint", "--select", "S", "--staged"]).ends_with(1).prints("[-rf.seed:1:27]");
    }
    folder.run([&["lint", "--select", "S", "--fix", "--"], &named[..]].concat()).ends_with(0);
    for name in hostile {
        assert_eq!(folder.text(name), CLEAN, "{name:?}");
    }
}

/// A baseline and a configuration of somebody who wants to see the tool fall.
#[test]
fn what_configures_is_hostile() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    let head = "{\"seedkit-baseline\":1}\n";
    let entry = |path: &str, print: &str| {
        format!(
            "{{\"path\":{path},\"rule\":\"S007\",\"fingerprint\":\"{print}\",\"message\":\"::x ##[y]\"}}\n"
        )
    };
    let print = "0".repeat(32);
    for baseline in [
        String::new(),
        "\0".repeat(1000),
        head.repeat(1000),
        format!("{head}{}", "[".repeat(100_000)),
        format!("{head}{}", entry("\"../../../../etc/passwd\"", &print)),
        format!("{head}{}", entry("\"\\u0000\\u001b[2J%2e%2e%ff\"", &print)),
        format!("{head}{}", entry(&format!("\"{}\"", "a/".repeat(100_000)), &print)),
        format!("{head}{}", entry("\"a.seed\"", &"é".repeat(16))),
        format!("{head}{}", entry("\"a.seed\"", &print).repeat(10_000)),
        format!("\u{FEFF}{head}"),
        "{\"seedkit-baseline\":99999999999999999999}\n".to_owned(),
    ] {
        folder.write("seedkit-baseline.jsonl", &baseline);
        for args in [&["lint", "--baseline", "seedkit-baseline.jsonl"][..], &["baseline", "status"]] {
            let run = folder.run(args);
            assert!(matches!(run.status, 1 | 2), "{args:?}: {}", run.all());
            assert!(run.all().len() < 500_000, "{args:?}: {} bytes", run.all().len());
            assert_inert(&run);
        }
        assert_eq!(folder.text("seedkit-baseline.jsonl"), baseline);
    }
    fs::remove_file(folder.path("seedkit-baseline.jsonl")).unwrap();
    let stars = format!("exclude = [\"{}\"]", "**/*{a,b}".repeat(40));
    let braces = format!("exclude = [\"{}\"]", "{a,".repeat(2000));
    let alternatives = format!("exclude = [\"{}\"]", "{a,b,c,d,e,f,g,h}".repeat(200));
    for config in [
        "\0",
        "\u{FEFF}fail-on = \"error\"",
        "exclude = [\"[\"]",
        "exclude = [\"../../**\"]",
        "baseline = \"/dev/stdin\"",
        "baseline = \"\\u001B[2J::error::\"",
        "\"::error::\" = 1",
        "language = \"##vso[x]\"",
        "[rules]\n\"\\u202E\" = \"off\"",
        "[[per-file]]\nfiles = [\"::x\"]\nrules = { S007 = \"##[y]\" }",
        &format!("[rules.{}]", "a.".repeat(10_000)),
        &stars,
        &braces,
        &alternatives,
    ] {
        folder.write("seedkit.toml", config);
        for args in [
            &["lint"][..],
            &["config", "show"],
            &["lint", "--fix", "--diff"],
            &["convert", "a.seed", "--only-clean", "-t", "json"],
        ] {
            let run = folder.run(args);
            assert!(run.status <= 2, "{config}");
            assert!(run.all().len() < 200_000, "{} bytes", run.all().len());
            assert_inert(&run);
        }
    }
    assert_eq!(folder.text("a.seed"), unterminated());
}

/// One processor, and not much memory: the same comes of it as with all there is.
#[cfg(target_os = "linux")]
#[test]
fn one_processor_and_little_memory_are_enough() {
    let folder = Folder::new();
    many(&folder, 200);
    let all = folder.run(["lint", "-j", "8", "--output-format", "jsonl", "in"]).ends_with(1);
    let limited = |limit: &str, args: &str| {
        let script = format!("{limit} {SEEDKIT} {args}");
        let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
        crate::support::Run::of(output)
    };
    let has_taskset = Command::new("taskset").arg("-V").output().is_ok();
    if has_taskset {
        let one = limited("exec taskset -c 0", "lint --output-format jsonl in").ends_with(1);
        assert_eq!(one.stdout, all.stdout);
    } else {
        skip("one processor: there is no taskset");
    }
    // In KiB; a thread alone takes 2 MiB, and the system gives each an arena of 64 MiB to grow in.
    let few = limited("ulimit -v 400000; exec", "lint -j 2 --output-format jsonl in").ends_with(1);
    assert_eq!(few.stdout, all.stdout);
    limited("ulimit -v 400000; exec", "convert in -j 2 -o all.jsonl").ends_with(0).tells("200 seeds");
    // With so little that it cannot do its work it ends, and writes nothing that is not whole.
    folder.write("large.seed", format!("{}\n{}", unterminated(), "Words and words.\n".repeat(2_000_000)));
    let kept = folder.read("large.seed");
    let script = format!("ulimit -v 60000; exec {SEEDKIT} lint --fix -j 1 large.seed");
    let output = Command::new("sh").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
    assert!(!output.status.success());
    assert!(folder.read("large.seed") == kept);
    folder.run(["lint", "--select", "S", "--fix", "large.seed"]).ends_with(0);
    assert!(!names(&folder.files()).iter().any(|name| name.contains(".seedkit-")));
}
