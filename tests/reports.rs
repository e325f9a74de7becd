//! Where reports go, what becomes of them when they cannot be written, and what people are spared.
//!
//! What the formats hold is read by programs of others, in `.ci/readers/reports.py`.

use crate::support::{CLEAN, Folder, unterminated};
use std::fs;

pub(crate) const FORMATS: [&str; 14] = [
    "full",
    "concise",
    "grouped",
    "summary",
    "markdown",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "azure",
];

/// A seed with as many findings of B306 as it has paragraphs.
fn spaced(paragraphs: usize) -> String {
    format!("Mosses~\n||||||\nPeat moss\n||||||{}", "\nIt  holds water.".repeat(paragraphs))
}

#[test]
fn a_person_and_files_are_served_by_one_run() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    let args =
        ["lint", "a.seed", "--output-format", "concise", "--output-format", "json=out/deep/report.json"];
    let run = folder.run(args.into_iter().chain(["--output-format", "sarif=report.sarif"])).ends_with(1);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    let json: serde_json::Value = serde_json::from_slice(&folder.read("out/deep/report.json")).unwrap();
    assert_eq!(json["findings"][0]["rule"], "S007");
    let sarif: serde_json::Value = serde_json::from_slice(&folder.read("report.sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "S007");
    // Nothing is left of how they were written.
    assert_eq!(crate::support::names(&folder.files()), ["a.seed", "out/deep/report.json", "report.sarif"]);
}

/// A report in a file is the same wherever it was made.
#[test]
fn a_file_has_no_colour() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    folder.run(["lint", "a.seed", "--color", "always", "--output-format", "full=report"]).ends_with(1);
    assert!(!folder.read("report").contains(&0x1B));
}

#[test]
fn every_report_has_a_place_of_its_own() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    let refused = |args: &[&str], text: &str| {
        let args = ["lint", "a.seed"].into_iter().chain(args.iter().copied());
        let run = folder.run(args).ends_with(2).tells(text);
        assert_eq!(run.stdout, "");
    };
    refused(&["--output-format", "full", "--output-format", "json"], "stdout takes one report");
    refused(
        &["--output-format", "full=x", "--output-format", "json=x"],
        "x: two reports cannot have the same file",
    );
    refused(
        &["--output-format", "full=x", "--output-format", "json=./x"],
        "./x: two reports cannot have the same",
    );
    refused(&["--output-format", "json=a.seed"], "a.seed: the report would replace a file that is checked");
    refused(&["--output-format", "json="], "the name of the file is missing");
    refused(&["--output-format", "jsno"], "a similar value exists: 'json'");
    for report in ["json=x", "json"] {
        refused(&["--diff", "--output-format", report], "--diff shows changes and makes no report");
    }
    refused(&["--diff", "--statistics"], "--diff shows changes and makes no report");
    assert_eq!(folder.read("a.seed"), CLEAN.as_bytes());
    // `-` is stdout.
    folder.run(["lint", "a.seed", "--output-format", "json=-"]).ends_with(0).prints("\"findings\":[]");
}

/// A baseline is not to be had again once a report stands in its place.
#[test]
fn no_report_replaces_what_the_run_reads() {
    let folder = Folder::with(&[("a.seed", unterminated()), ("list", "a.seed\n".to_owned())]);
    folder.run(["baseline", "create", "a.seed"]).ends_with(0);
    fs::write(folder.path("seedkit.toml"), "baseline = \"seedkit-baseline.jsonl\"\n").unwrap();
    for name in ["seedkit.toml", "seedkit-baseline.jsonl", "list"] {
        let old = folder.read(name);
        let format = format!("json=./{name}");
        let run = folder.run(["lint", "--files-from", "list", "--output-format", &format]).ends_with(2);
        run.tells(&format!("./{name}: the report would replace a file that this run reads"));
        assert_eq!(folder.read(name), old);
    }
}

/// The name of a stream leads to the file that it is redirected to, which is a log with more in it than the report.
#[cfg(target_os = "linux")]
#[test]
fn a_report_to_a_stream_is_added_to_its_file() {
    use std::io::Write as _;
    let folder = Folder::with(&[("a.seed", unterminated())]);
    let mut log = fs::File::create(folder.path("log")).unwrap();
    log.write_all(b"before\n").unwrap();
    let args =
        ["lint", "a.seed", "--output-format", "concise=/dev/stderr", "--output-format", "jsonl=/dev/stdout"];
    let status = folder.command(args).stdout(log.try_clone().unwrap()).stderr(log).status().unwrap();
    assert_eq!(status.code(), Some(1));
    let log = String::from_utf8(folder.read("log")).unwrap();
    let starts = ["before", "a.seed:1:", "{\"rule\":\"S007\"", "seedkit: 1 file: 1 "];
    assert_eq!(log.lines().count(), starts.len(), "{log}");
    assert!(log.lines().zip(starts).all(|(line, start)| line.starts_with(start)), "{log}");
}

/// Whoever reads a report for people or for tools: `--quiet` leaves no numbers, and otherwise they are told once.
#[test]
fn statistics_are_told_once_and_not_to_the_quiet() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    for format in ["full", "grouped", "markdown", "concise", "json"] {
        let args = ["lint", "a.seed", "--statistics", "--output-format", format];
        let run = folder.run(args).ends_with(1);
        let lines = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(lines.matches("1  S007  ").count(), 1, "{lines}");
        let run = folder.run(args.into_iter().chain(["--quiet"])).ends_with(1);
        let lines = format!("{}{}", run.stdout, run.stderr);
        assert_eq!(lines.matches("1  S007  ").count(), 0, "{lines}");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_told_and_the_others_are() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    fs::create_dir(folder.path("directory")).unwrap();
    for place in ["directory", "a.seed/report"] {
        let format = format!("sarif={place}");
        let args = ["lint", "a.seed", "--output-format", "full", "--output-format", &format];
        let run = folder.run(args.into_iter().chain(["--output-format", "json=report.json"])).ends_with(2);
        run.tells(&format!("seedkit: {place}: the report cannot be written: ")).prints("error[S007]");
        let json: serde_json::Value = serde_json::from_slice(&folder.read("report.json")).unwrap();
        assert_eq!(json["findings"][0]["rule"], "S007");
    }
}

/// A disk that is full shows only while the report is written.
#[cfg(target_os = "linux")]
#[test]
fn a_report_that_breaks_off_is_told() {
    let folder = Folder::with(&[("a.seed", spaced(2000))]);
    let args = ["lint", "a.seed", "--output-format", "summary", "--output-format", "json=/dev/full"];
    let run = folder.run(args).ends_with(2).tells("/dev/full: the report cannot be written: ");
    assert_eq!(run.stderr.matches("/dev/full").count(), 1, "{}", run.stderr);
    run.prints("1 file: 2,000 warnings");
}

/// Until a report is complete the old one is there.
#[cfg(unix)]
#[test]
fn a_report_goes_through_links_and_keeps_permissions() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = Folder::with(&[("a.seed", unterminated()), ("old.json", "old".to_owned())]);
    fs::set_permissions(folder.path("old.json"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("old.json", folder.path("link.json")).unwrap();
    folder.run(["lint", "a.seed", "--output-format", "json=link.json"]).ends_with(1);
    assert!(folder.path("link.json").is_symlink());
    assert!(folder.read("old.json").starts_with(b"{\"version\":1"));
    assert_eq!(fs::metadata(folder.path("old.json")).unwrap().permissions().mode() & 0o777, 0o640);
}

/// All that a job says there is one page, so it is added to; every other file is replaced.
#[test]
fn the_summary_of_a_job_is_added_to() {
    let folder = Folder::with(&[("a.seed", unterminated()), ("page.md", "Before.\n\n".to_owned())]);
    let run = |environment: &str| {
        let args = ["lint", "a.seed", "--output-format", "markdown=page.md"];
        let output = folder.command(args).env(environment, "page.md").output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(folder.read("page.md")).unwrap()
    };
    let page = run("GITHUB_STEP_SUMMARY");
    assert!(page.starts_with("Before.\n\n## seedkit\n\n| Where | "), "{page}");
    assert!(page.ends_with("1 file: 1 error; --fix mends 1\n"), "{page}");
    assert!(run("UNUSED").starts_with("## seedkit"));
}

/// Whoever reads stdout goes away: the files are complete all the same.
#[test]
fn a_closed_pipe_spoils_no_file() {
    let folder = Folder::with(&[("a.seed", spaced(3000))]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let args = ["lint", "a.seed", "--output-format", "concise", "--output-format", "jsonl=report"];
    let output = folder.command(args).stdout(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(141));
    let findings = String::from_utf8(folder.read("report")).unwrap().lines().count();
    assert!(findings >= 3000, "{findings}");
}

#[test]
fn every_format_ends_quietly_on_a_closed_pipe() {
    let folder = Folder::with(&[("a.seed", spaced(300))]);
    for format in FORMATS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = folder.command(["lint", "--output-format", format]).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(141), "{format}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{format}");
    }
}

/// A file is found, and gone when its turn comes: nobody asked for this very one.
#[cfg(unix)]
#[test]
fn a_file_that_vanishes_is_told_and_passed_over() {
    let folder = Folder::with(&[("later/a.seed", unterminated()), ("later/b.seed", unterminated())]);
    let pipe = folder.path("first.seed");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let args = ["lint", "-j", "1", "--ignore", "X", "--output-format", "concise", "first.seed", "later"];
    let child = folder.command(args).spawn().unwrap();
    // Opens only once it is read, which is after the directories were walked.
    let first = fs::File::options().write(true).open(&pipe).unwrap();
    fs::remove_file(folder.path("later/a.seed")).unwrap();
    drop(first);
    let run = crate::support::Run::of(child.wait_with_output().unwrap()).ends_with(1);
    assert!(run.stdout.contains("later/b.seed:1:27: error[S007]"), "{}", run.stdout);
    run.tells("later/a.seed: gone before it could be read; passed over").tells("2 files:");
}

#[test]
fn people_are_shown_so_many_and_programs_all() {
    let folder = Folder::with(&[("a.seed", spaced(230)), ("b.seed", spaced(10))]);
    let lint = |args: &[&str]| folder.run(["lint", "--select", "B306"].iter().chain(args)).ends_with(1);
    let full = lint(&[])
        .prints("40 more findings are not shown; --max-diagnostics 0 shows all\n\n2 files: 240 warnings");
    assert_eq!(full.stdout.matches("warning[B306]").count(), 200);
    let all = lint(&["--max-diagnostics", "0"]);
    assert_eq!(all.stdout.matches("warning[B306]").count(), 240);
    assert!(!all.stdout.contains("not shown"));
    let grouped = lint(&["--max-diagnostics", "239", "--output-format", "grouped"])
        .prints("1 more finding is not shown");
    assert_eq!(grouped.stdout.matches("B306").count(), 239);
    let jsonl = lint(&["--max-diagnostics", "1", "--output-format", "jsonl"]);
    assert_eq!(jsonl.stdout.lines().count(), 240);
    lint(&["--max-diagnostics", "1", "--output-format", "summary"]).prints("240  B306  stray-space");
}

/// One cause, one report.
#[test]
fn findings_of_one_rule_in_a_paragraph_are_shown_together() {
    let paragraph = "It  holds  its  own  weight  in  water.";
    let folder =
        Folder::with(&[("a.seed", format!("Mosses~\n||||||\nPeat moss\n||||||\n{paragraph}\nIt  holds."))]);
    let full = folder.run(["lint", "--select", "B306"]).ends_with(1);
    assert_eq!(full.stdout.matches("warning[B306]").count(), 2, "{}", full.stdout);
    full.prints("5 more in this paragraph, at column 10, 15, 20, 28, 32").prints("1 file: 7 warnings");
    folder
        .run(["lint", "--select", "B306", "--output-format", "grouped"])
        .prints("(and 5 more in this paragraph)");
    let concise = folder.run(["lint", "--select", "B306", "--output-format", "concise"]);
    assert_eq!(concise.stdout.lines().count(), 7);
}

#[test]
fn quiet_leaves_findings_and_errors() {
    let folder = Folder::with(&[("a.seed", unterminated()), ("notes.txt", String::new())]);
    let run = folder.run(["lint", "-q", ".", "missing.seed"]).ends_with(2);
    assert_eq!(run.stderr, "seedkit: missing.seed: no such file or directory\n");
    assert!(run.stdout.contains("error[S007]") && !run.stdout.contains("1 file:"), "{}", run.stdout);
    folder.write("a.seed", CLEAN);
    let run = folder.run(["-q", "lint", "."]).ends_with(0);
    assert_eq!(run.all(), "");
}

#[test]
fn statistics_come_with_the_report() {
    let folder = Folder::with(&[("a.seed", spaced(12))]);
    let lint = |format: &str| {
        folder.run(["lint", "--select", "B306,C101", "--statistics", "--output-format", format]).ends_with(1)
    };
    let table = "12  B306  stray-space  --fix mends 12\n";
    lint("full").prints(&format!("\n{table}\n1 file: 12 warnings"));
    lint("markdown").prints(&format!("```text\n{table}```\n"));
    let jsonl = lint("jsonl").tells(&format!("seedkit: {table}"));
    assert!(jsonl.stdout.lines().all(|line| line.starts_with('{')));
}

#[test]
fn codes_are_links_where_the_terminal_has_links() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    let stdout = |args: &[&str], force: &str| {
        let args = ["lint"].iter().chain(args);
        let output = folder.command(args).env("FORCE_HYPERLINK", force).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let link =
        "\x1b]8;;https://github.com/OWNER/seedkit/blob/main/docs/rules.md#s007-unterminated-category\x1b\\";
    for format in ["full", "concise", "grouped"] {
        let args = ["--output-format", format, "--color", "always"];
        assert!(stdout(&args, "1").contains(link), "{format}");
        assert!(!stdout(&args, "0").contains(link), "{format}");
        // Who wants no colour wants no escape sequences.
        assert!(!stdout(&["--output-format", format, "--color", "never"], "1").contains('\x1b'), "{format}");
    }
}

/// Colour is decided for the stream that is written to: with a document on stdout, that is stderr.
#[test]
fn what_is_told_beside_a_document_goes_to_stderr() {
    let folder = Folder::new();
    let text = CLEAN.replacen("Mathematicians~", "Mathematicians~{{x}}~", 1);
    let args = ["lint", "--fix", "--output-format", "full", "--output-format", "json=report.json", "-"];
    let run = folder.run_with_stdin(args, text.as_bytes()).ends_with(1).tells("error[C102]").tells("1 file:");
    assert!(run.stdout.contains("||||||") && !run.stdout.contains("C102"), "{}", run.stdout);
    assert!(folder.read("report.json").starts_with(b"{\"version\":1"));
}

/// An error that is no finding: the report says that it is not complete.
#[test]
fn a_report_says_whether_all_files_were_read() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    let report = |args: &[&str]| -> serde_json::Value {
        serde_json::from_str(&folder.run(["lint", "--output-format"].iter().chain(args)).stdout).unwrap()
    };
    assert_eq!(report(&["json", "a.seed"])["summary"]["complete"], true);
    assert_eq!(report(&["json", "a.seed", "missing.seed"])["summary"]["complete"], false);
    let invocation = &report(&["sarif", "a.seed", "missing.seed"])["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
}

/// Paths are from the root of the repository, wherever in it the run starts; what is outside has a whole one.
#[test]
fn paths_are_from_the_root_of_the_repository() {
    let folder =
        Folder::with(&[("repository/.git/HEAD", ""), ("repository/below/a.seed", "x"), ("b.seed", "x")]);
    let uris = |directory: &str, args: &[&str]| -> Vec<String> {
        let args = ["lint", "--select", "S003", "--output-format", "sarif"].iter().chain(args);
        let output = folder.command(args).current_dir(folder.path(directory)).output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let results = report["runs"][0]["results"].as_array().unwrap().iter();
        let location =
            |one: &serde_json::Value| one["locations"][0]["physicalLocation"]["artifactLocation"].clone();
        results.map(|one| location(one)["uri"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(uris("repository/below", &["a.seed"]), ["below/a.seed"]);
    assert_eq!(uris("repository", &["./below/../below/a.seed"]), ["below/a.seed"]);
    assert_eq!(
        uris("repository", &[folder.path("repository/below/a.seed").to_str().unwrap()]),
        ["below/a.seed"]
    );
    let outside = uris("repository", &["../b.seed"]);
    assert!(outside[0].starts_with("file:///") && outside[0].ends_with("/b.seed"), "{outside:?}");
}
