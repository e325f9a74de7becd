//! The pages: each is reached from the README, each link leads somewhere, and each command runs.
//!
//! A comment before a fence says how its commands are tested:
//!
//! * none: here, each block by itself, all of a page in one folder that is a git repository;
//! * `<!-- test: machine -->`: on a machine with nothing on it, by `.ci/readme/check.py`;
//! * `<!-- test: clone -->`: in the repository, by `.ci/run`, which has the same commands;
//! * `<!-- test: prints -->`, before a block of text: it is what some command of the page prints.

use crate::support::{Folder, SEEDKIT, files_below, has_git, repository};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// The pages of the repository, by their paths.
fn pages() -> BTreeSet<PathBuf> {
    let mut pages: BTreeSet<PathBuf> = ["tests/README.md".into()].into();
    let markdown = |name: &str| Path::new(name).extension().is_some_and(|extension| extension == "md");
    for entry in fs::read_dir(repository()).expect("the repository can be read") {
        let name = entry.expect("an entry can be read").file_name().into_string().expect("names are UTF-8");
        pages.extend(markdown(&name).then(|| name.into()));
    }
    for folder in ["docs", "crates"] {
        let files = files_below(&repository().join(folder));
        pages.extend(
            files.iter().filter(|(name, _)| markdown(name)).map(|(name, _)| Path::new(folder).join(name)),
        );
    }
    pages
}

fn text(page: &Path) -> String {
    let path = repository().join(page);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines of a page that are no code.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    page.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    })
}

/// What the links of a page name, without those to elsewhere.
fn links(page: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in prose(page) {
        // Code may hold what looks like a link.
        let line: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        for rest in line.split("](").skip(1) {
            let target = rest.split(')').next().unwrap_or_default();
            if !target.contains("://") && !target.starts_with("mailto:") {
                links.push(target.to_owned());
            }
        }
    }
    links
}

/// The anchors of a page, made of its headings as GitHub makes them.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for heading in prose(page).filter(|line| line.starts_with('#')) {
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = heading.chars().filter(|&c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let again = (1..).map(|number| format!("{anchor}-{number}"));
        let free = std::iter::once(anchor.clone()).chain(again).find(|name| !anchors.contains(name));
        anchors.extend(free);
    }
    anchors
}

/// The file that a link of a page names, from the root of the repository.
fn resolve(page: &Path, target: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for part in page.parent().unwrap_or(Path::new("")).join(target).components() {
        match part {
            Component::ParentDir => assert!(path.pop(), "{}: {target} leads out", page.display()),
            Component::CurDir => {}
            part => path.push(part),
        }
    }
    path
}

#[test]
fn every_link_leads_somewhere() {
    for page in pages() {
        let source = text(&page);
        for link in links(&source) {
            let (target, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let file = if target.is_empty() { page.clone() } else { resolve(&page, target) };
            assert!(repository().join(&file).exists(), "{}: {link} leads nowhere", page.display());
            if !anchor.is_empty() {
                let anchors = anchors(&text(&file));
                assert!(anchors.contains(anchor), "{}: {link}: no such heading", page.display());
            }
        }
    }
}

#[test]
fn every_page_is_reached_from_the_readme() {
    let all = pages();
    assert!(all.len() >= 12, "{all:?}");
    let mut reached = BTreeSet::new();
    let mut next = vec![PathBuf::from("README.md")];
    while let Some(page) = next.pop() {
        if !reached.insert(page.clone()) {
            continue;
        }
        for link in links(&text(&page)) {
            let target = link.split('#').next().unwrap_or_default();
            let file = resolve(&page, target);
            // A folder is shown with its README.
            next.extend([file.join("README.md"), file].into_iter().filter(|file| all.contains(file)));
        }
    }
    let missed: Vec<_> = all.difference(&reached).collect();
    assert!(missed.is_empty(), "not to be reached from the README: {missed:?}");
}

/// A fenced block.
#[derive(Debug)]
struct Block {
    line: usize,
    language: String,
    /// What the comment before it says.
    test: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut test = String::new();
    let mut open = None;
    for (line, number) in page.lines().zip(1..) {
        let fence = line.trim_start();
        match (&mut open, fence.strip_prefix("```")) {
            (None, Some(language)) => {
                let block = Block {
                    line: number,
                    language: language.to_owned(),
                    test: std::mem::take(&mut test),
                    text: String::new(),
                };
                open = Some((block, line.len() - fence.len()));
            }
            (Some(_), Some("")) => blocks.extend(open.take().map(|(block, _)| block)),
            (Some((block, indent)), _) => {
                block.text += line.get(*indent..).unwrap_or_default();
                block.text.push('\n');
            }
            (None, None) if line.is_empty() => {}
            (None, None) => {
                let comment = line.strip_prefix("<!-- test: ").and_then(|rest| rest.strip_suffix(" -->"));
                comment.unwrap_or_default().clone_into(&mut test);
            }
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

/// The pages with commands.
fn pages_with_commands() -> impl Iterator<Item = (PathBuf, Vec<Block>)> {
    pages()
        .into_iter()
        .map(|page| (page.clone(), blocks(&text(&page))))
        .filter(|(_, blocks)| blocks.iter().any(|block| block.language == "sh"))
}

/// Commands may find something, and then end with 1; anything else is a wrong page.
const RULES: &str = r#"
set -u -o pipefail
check() {
    local status=$? command=$1
    if ((status == 1)) && [[ $command =~ ^(exec\ )?seedkit\  ]]; then return; fi
    printf 'status %s: %s\n' "$status" "$command" >&2
    exit 99
}
trap 'check "$BASH_COMMAND"' ERR
"#;

#[cfg(unix)]
#[test]
fn every_command_runs() {
    if !has_git() {
        return;
    }
    let mut run = 0;
    for (page, blocks) in pages_with_commands() {
        let folder = Folder::new();
        let home = Folder::new();
        let path = std::env::var("PATH").expect("there is a PATH");
        let path = format!("{}:{path}", Path::new(SEEDKIT).parent().expect("it is in a folder").display());
        let bash = |script: &str| {
            let mut command = Command::new("bash");
            command.arg("-c").arg(script).current_dir(folder.path("")).env("PATH", &path);
            command
                .env("HOME", home.path(""))
                .env("TERM", "xterm")
                .env("NO_COLOR", "1")
                .env_remove("CLICOLOR_FORCE")
                .env_remove("GIT_DIR");
            command.output().expect("bash runs")
        };
        bash("git init --quiet");
        let mut printed = String::new();
        let mut shown = Vec::new();
        for block in blocks {
            let place = format!("{}:{}", page.display(), block.line);
            match (&*block.language, &*block.test) {
                ("sh", "") if block.text.contains("| jq ") && !bash("command -v jq").status.success() => {
                    crate::support::skip(&format!("{place}: there is no jq"));
                }
                ("sh", "") => {
                    let output = bash(&format!("{RULES}{}", block.text));
                    let status = output.status.code();
                    let prints = String::from_utf8_lossy(&output.stdout);
                    let errors = String::from_utf8_lossy(&output.stderr);
                    assert!(matches!(status, Some(0 | 1)), "{place}: {status:?}\n{prints}\n{errors}");
                    printed += &prints;
                    run += 1;
                }
                (_, "prints") => shown.push((place, block.text)),
                _ => {}
            }
        }
        for (place, text) in shown {
            assert!(printed.contains(text.trim_end()), "{place}: the commands of the page print\n{printed}");
        }
    }
    assert!(run >= 6, "only {run} blocks were run");
}

/// What is not run here is run by a script that knows the page, or has the command.
#[test]
fn what_is_not_run_here_is_run_in_ci() {
    let script = text(Path::new(".ci/run"));
    let machine = text(Path::new(".ci/readme/check.py"));
    for (page, blocks) in pages_with_commands() {
        for block in blocks {
            let place = format!("{}:{}", page.display(), block.line);
            match &*block.test {
                "" | "prints" => {}
                "machine" => {
                    let name = page.to_string_lossy().replace('\\', "/");
                    assert!(
                        machine.contains(&format!("\"{name}\"")),
                        "{place}: .ci/readme/check.py does not know the page"
                    );
                }
                "clone" => {
                    for command in block.text.lines().filter(|line| !line.is_empty()) {
                        // The script itself needs no one else to run it.
                        let is_itself = command == "bash .ci/run";
                        assert!(
                            is_itself || script.contains(command),
                            "{place}: .ci/run does not have `{command}`"
                        );
                    }
                }
                other => panic!("{place}: no way to test is named {other}"),
            }
        }
    }
}

/// Whether a source has a test of this name: a function right below the attribute, comments apart.
fn has_test(source: &str, name: &str) -> bool {
    let head = format!("fn {name}(");
    let lines: Vec<_> = source.lines().map(str::trim_start).collect();
    lines.iter().enumerate().filter(|(_, line)| line.starts_with(&head)).any(|(index, _)| {
        let before = lines[..index].iter().rev();
        let mut attributes = before.take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        attributes.any(|line| *line == "#[test]")
    })
}

/// `docs/testing.md` names tests in links: each stands in the file that the link leads to.
#[test]
fn every_test_that_is_named_exists() {
    let page = Path::new("docs/testing.md");
    let source = text(page);
    let mut named = BTreeSet::new();
    for part in source.split("[`").skip(1) {
        let (name, rest) = part.split_once("`](").expect("code in brackets is a link");
        let (target, _) = rest.split_once(')').expect("a link ends");
        // A target of the fuzzer is a file.
        if !target.contains("/fuzz/") {
            assert!(has_test(&text(&resolve(page, target)), name), "{target} has no test `{name}`");
            named.insert(name);
        }
    }
    assert!(named.len() > 80, "only {} tests are named", named.len());
    let own = text(Path::new("tests/pages.rs"));
    assert!(!has_test(&own, "has_test") && !has_test(&own, "no_such_test"), "what is no test is told apart");
}
