//! Texts and names that want to be obeyed: by a terminal, by the log of a build, by a reader of Markdown, XML or JSON.
//!
//! What converters write is looked at in `crates/seedkit-convert/src/injection_tests.rs`.

#![expect(clippy::unwrap_used, reason = "only tests use it, and clippy does not see that")]

use crate::hostile::assert_harmless;
use crate::reports::FORMATS;
use crate::support::{Folder, Run};
use quick_xml::Reader;
use quick_xml::XmlVersion::Implicit1_0;
use quick_xml::events::Event;
use serde_json::Value;

/// Texts that mean something to somebody, each without `/`, `~` and line ends, so that names can have them.
const LURES: [&str; 16] = [
    "::error file=x,line=1::pwned",
    "::stop-commands::x",
    "##[add-mask]x",
    "###[set-output name=x]y",
    "##vso[task.setvariable variable=PATH]x",
    "a %0A::error::x",
    "\u{1B}]0;title\u{7}\u{1B}[2J\u{9B}31m",
    "\u{202E}gnp.exe\u{2066}\u{200F}",
    "<script>alert(1)<!-- ]]> &lt;&#27;\"'",
    "|x|`y`[z](javascript:x)![i](http:x)",
    "=cmd()|'x'!A1,\"\"",
    "-rf --force $(touch pwned) `touch pwned`",
    "\u{2028}\u{2029}\u{85}\u{B}\u{C}\u{7F}\u{FEFF}\u{E0041}",
    "{{x}} {% y %} ${{ z }}",
    "]0;x]code=1;type=error",
    "** __x__ ~ # > + - 1. x",
];

/// Seeds with every lure in every part, where rules quote it, and with it as their names.
fn folder() -> Folder {
    let folder = Folder::new();
    for lure in LURES {
        let part = lure.replace('~', "");
        // Words before the lure, so that wherever a line is folded, one of them starts there.
        let names: Vec<_> =
            (0..60).step_by(9).map(|len| format!("Category:[{} {part}]~", "w".repeat(len))).collect();
        let names = names.concat();
        let text = format!(
            "{part}~{part}~{names}{part}\n||||||\n {part} \n||||||\n  {part}  {part}\n\n{part} teh the the \
             {{{{x}}}} [[{part}]]\n{lure}\u{7}\n&amp; <ref>{part}</ref>\n{lure}"
        );
        #[cfg(unix)]
        folder.write(format!("{part}.seed"), &text);
        folder.write(format!("{}.seed", part.len()), text);
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        for name in [&b"a\n::error::b\r\n##[error]c.seed"[..], b"\xFF\x1B[31m##vso[x]\xC3.seed"] {
            // Not every file system takes every name.
            let path = folder.path(std::ffi::OsString::from_vec(name.to_vec()));
            let _ = std::fs::write(path, "A\n||||||\nT \n||||||\nB\u{7}\n");
        }
    }
    folder
}

/// Whether a runner would obey a line.
fn is_command(line: &str) -> bool {
    line.trim_start().starts_with("::") || line.contains("##[") || line.to_lowercase().contains("##vso[")
}

#[track_caller]
pub(crate) fn assert_inert(run: &Run) {
    assert_harmless(run);
    for line in run.all().split(['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}']) {
        assert!(!is_command(line), "a runner obeys this line: {line}");
    }
}

fn report(folder: &Folder, format: &str) -> Run {
    folder
        .run(["lint", "--select", "all", "--max-diagnostics", "0", "--output-format", format, "."])
        .ends_with(1)
}

fn findings(folder: &Folder) -> Vec<Value> {
    let report: Value = serde_json::from_str(&report(folder, "json").stdout).unwrap();
    report["findings"].as_array().unwrap().clone()
}

#[test]
fn no_report_has_what_a_terminal_or_a_runner_obeys() {
    let folder = folder();
    for format in FORMATS {
        let run = report(&folder, format);
        assert!(!run.stdout.is_empty(), "{format}");
        assert_harmless(&run);
        if !matches!(format, "github" | "azure") {
            assert_inert(&run);
        }
    }
    for format in ["full", "concise", "grouped"] {
        let run = folder.run(["lint", "--color", "always", "--output-format", format, "."]).ends_with(1);
        for line in run.stdout.lines() {
            assert!(!is_command(line), "{format}: {line}");
        }
    }
}

/// One command a finding, each of which says only what seedkit means.
#[test]
fn reports_for_runners_have_their_own_commands_alone() {
    let folder = folder();
    let all = findings(&folder);
    let azure = report(&folder, "azure").stdout;
    assert_eq!(azure.lines().count(), all.len());
    for line in azure.lines() {
        let (properties, data) =
            line.strip_prefix("##vso[task.logissue ").and_then(|line| line.split_once(']')).expect(line);
        let names: Vec<_> =
            properties.trim_end_matches(';').split(';').map(|one| one.split('=').next()).collect();
        assert_eq!(names, ["type", "sourcepath", "linenumber", "columnnumber", "code"].map(Some), "{line}");
        assert!(!data.contains(['\r', '\n']));
    }
    let github = report(&folder, "github").stdout;
    // Ten errors and ten warnings, nine of the least and the line that tells of the rest.
    assert_eq!(github.lines().count(), 30);
    for line in github.lines() {
        let (head, data) = line[2..].split_once("::").expect(line);
        let (level, properties) = head.split_once(' ').expect(line);
        assert!(line.starts_with("::") && matches!(level, "error" | "warning" | "notice"), "{line}");
        for property in properties.split(',') {
            let name = property.split('=').next().unwrap();
            assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&name), "{line}");
        }
        assert!(!data.is_empty());
    }
}

/// Whoever reads JSON reads the names as they are.
#[test]
fn reports_in_json_hold_the_names_as_they_are() {
    let folder = folder();
    let all = findings(&folder);
    let count = all.len();
    #[cfg(unix)]
    for lure in LURES.map(|lure| lure.replace('~', "") + ".seed") {
        assert!(all.iter().any(|one| one["path"] == lure.as_str()), "{lure:?}");
    }
    let jsonl = report(&folder, "jsonl").stdout;
    let lines: Vec<Value> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines, all);
    let length = |format: &str, pointer: &str| {
        let value: Value = serde_json::from_str(&report(&folder, format).stdout).unwrap();
        value.pointer(pointer).unwrap().as_array().unwrap().len()
    };
    assert_eq!(length("sarif", "/runs/0/results"), count);
    assert_eq!(length("gitlab", ""), count);
    assert_eq!(length("rdjson", "/diagnostics"), count);
}

/// The elements and attributes of XML, in order, and all of its text.
fn xml(text: &str) -> (Vec<String>, Vec<(String, String)>, String) {
    let mut reader = Reader::from_str(text);
    let (mut elements, mut attributes, mut content) = (Vec::new(), Vec::new(), String::new());
    loop {
        match reader.read_event().expect("it is XML") {
            Event::Start(element) | Event::Empty(element) => {
                elements.push(String::from_utf8(element.name().as_ref().to_vec()).unwrap());
                for attribute in element.attributes() {
                    let attribute = attribute.unwrap();
                    let name = String::from_utf8(attribute.key.as_ref().to_vec()).unwrap();
                    let value = attribute.normalized_value(Implicit1_0).unwrap();
                    attributes.push((name, value.into_owned()));
                }
            }
            Event::Text(text) => content.push_str(&text.decode().unwrap()),
            Event::GeneralRef(_) | Event::End(_) | Event::Decl(_) => {}
            Event::Eof => return (elements, attributes, content),
            other => panic!("what is this for? {other:?}"),
        }
    }
}

#[test]
fn reports_in_xml_have_their_own_elements_alone() {
    let folder = folder();
    let all = findings(&folder);
    let (elements, attributes, _) = xml(&report(&folder, "checkstyle").stdout);
    assert_eq!(elements.iter().filter(|name| *name == "error").count(), all.len());
    assert!(elements.iter().all(|name| ["checkstyle", "file", "error"].contains(&name.as_str())));
    let names = ["version", "name", "line", "column", "severity", "message", "source"];
    assert!(attributes.iter().all(|(name, _)| names.contains(&name.as_str())));
    #[cfg(unix)]
    for lure in ["##[add-mask]x", "\u{202E}gnp.exe\u{2066}\u{200F}", "<script>alert(1)<!-- ]]> &lt;&#27;\"'"]
    {
        assert!(attributes.contains(&("name".to_owned(), format!("{lure}.seed"))), "{lure:?}");
    }
    let (elements, ..) = xml(&report(&folder, "junit").stdout);
    assert_eq!(elements.iter().filter(|name| *name == "testcase").count(), all.len());
    let known = ["testsuites", "testsuite", "testcase", "failure", "skipped"];
    assert!(elements.iter().all(|name| known.contains(&name.as_str())), "{elements:?}");
}

/// The page as GitHub shows it: a table with a row a finding, and in its cells text, no markup.
#[test]
fn reports_in_markdown_show_text_alone() {
    let folder = folder();
    let count = findings(&folder).len();
    let page = report(&folder, "markdown").stdout;
    let mut options = comrak::Options::default();
    let on = &mut options.extension;
    (on.table, on.autolink, on.strikethrough, on.footnotes, on.math_dollars) = (true, true, true, true, true);
    (on.superscript, on.wikilinks_title_after_pipe) = (true, true);
    options.render.r#unsafe = true;
    let html = comrak::markdown_to_html(&page, &options);
    let mut tags: Vec<&str> =
        html.split('<').skip(1).map(|tag| tag.split(['>', ' ']).next().unwrap_or_default()).collect();
    assert_eq!(tags.iter().filter(|tag| **tag == "td").count() % 4, 0);
    let rows = tags.iter().filter(|tag| **tag == "tr").count() - 1;
    let folded: usize = page
        .lines()
        .filter_map(|line| line.rsplit_once("(and ")?.1.split(' ').next()?.parse::<usize>().ok())
        .sum();
    assert_eq!(rows + folded, count);
    tags.sort_unstable();
    tags.dedup();
    let table =
        ["/h2", "/p", "/table", "/tbody", "/td", "/th", "/thead", "/tr", "h2", "p", "table", "tbody", "td"];
    assert_eq!(tags, [&table[..], &["th", "thead", "tr"]].concat(), "{html}");
}

/// What else shows text or names.
#[test]
fn no_command_prints_what_a_terminal_or_a_runner_obeys() {
    let folder = folder();
    let two = format!("{}\n{}", crate::support::CLEAN, crate::support::CLEAN);
    folder.write("two.txt", &two);
    #[cfg(unix)]
    folder.write("::error::two.txt", &two);
    folder.write("seedkit.toml", "exclude = [\"::x ##[y]\"]\n[rules]\nC107 = { severity = \"::error::\" }\n");
    let shown = folder.run(["lint", "."]).ends_with(2);
    assert_inert(&shown);
    folder.write("seedkit.toml", "exclude = [\"::x ##[y]\"]\n");
    let lure = "::error::x ##vso[y] ##[z]\n::error::y";
    let commands: [&[&str]; 21] = [
        &["lint", "--diff", "."],
        &["lint", "--diff", "--unsafe-fixes", "--select", "all", "."],
        &["fmt", "--diff", "."],
        &["fmt", "--check", "."],
        &["stats", "."],
        &["stats", "--output-format", "json", "."],
        &["config", "show"],
        &["config", "why", "two.txt"],
        &["baseline", "create", "."],
        &["baseline", "status", "--select", "all", "."],
        &["convert", ".", "--to", "json", "--output", "out/", "--dry-run"],
        &["convert", ".", "--to", "json", "--output", "out/"],
        &["convert", ".", "--strict", "--to", "jsonl", "--output", "out.jsonl"],
        &["convert", ".", "--strict", "--to", "json", "--output", "strict/"],
        &["split", "--dry-run", "two.txt"],
        &["init", "--dry-run"],
        &["lint", lure],
        &["lint", "--select", lure],
        &["lint", "--output-format", lure],
        &["explain", lure],
        &[lure],
    ];
    for args in commands {
        let run = folder.run(args);
        assert!(!run.all().is_empty(), "{args:?}");
        assert_inert(&run);
    }
    #[cfg(unix)]
    for args in [
        &["split", "::error::two.txt"][..],
        &["split", "--dry-run", "::error::two.txt"],
        &["config", "why", "::error::two.txt"],
        &["baseline", "status", "--baseline", "::error::two.txt"],
        &["convert", "-f", "jsonl", "::error::two.txt", "-o", "::out.yaml"],
        &["lint", "--fix", "--unsafe-fixes", "."],
    ] {
        assert_inert(&folder.run(args));
    }
}

/// The card has the name of the file in YAML, and in a command that people copy.
#[cfg(unix)]
#[test]
fn a_card_holds_the_name_as_one_argument() {
    let name = "-x'$(touch pwned)`touch pwned`\"; touch pwned #.jsonl";
    let folder = Folder::with(&[("in/a.seed", crate::support::CLEAN)]);
    folder.run(["convert", "in", "-o", &format!("./{name}"), "--card"]).ends_with(0);
    let card = folder.text("README.md");
    let command = card.lines().find_map(|line| line.strip_prefix("seedkit ")).unwrap();
    let script = format!("{} {command}", crate::support::SEEDKIT);
    let run = std::process::Command::new("sh").arg("-c").arg(script).current_dir(folder.path("")).output();
    assert!(run.unwrap().status.success(), "{card}");
    assert_eq!(folder.text("seeds/a.seed"), crate::support::CLEAN);
    assert!(!folder.path("pwned").exists());
    folder.run(["convert", "in", "-o", "a\n---\nx: y\n```\nb.jsonl", "--card", "--force"]).ends_with(0);
    let card = folder.text("README.md");
    assert_eq!(card.lines().filter(|line| line.starts_with("---")).count(), 2, "{card}");
    assert_eq!(card.lines().filter(|line| line.starts_with("```")).count(), 2, "{card}");
}
