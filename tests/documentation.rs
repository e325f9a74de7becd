//! The commands of `docs/conversions.md` print what the page shows.

#![cfg(all(unix, feature = "parquet"))]
#![expect(clippy::unwrap_used, reason = "only tests use it, and clippy does not see that")]

use crate::support::{Folder, SEEDKIT, repository};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The fenced blocks of a page: the words after the fence, and the text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let inside = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n"));
            blocks.push((info.to_owned(), inside.collect()));
        }
    }
    blocks
}

/// A block as it should be: what its commands print now, in this folder.
fn run(folder: &Folder, block: &str) -> String {
    let mut shown = String::new();
    for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let search =
            format!("{}:{}", Path::new(SEEDKIT).parent().unwrap().display(), std::env::var("PATH").unwrap());
        let script = format!("{{ {command}\n}} 2>&1");
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(folder.path(""))
            .env("PATH", search)
            .env("TERM", "xterm")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        shown.push_str("$ ");
        shown.push_str(command);
        shown.push('\n');
        shown += &String::from_utf8(output.stdout).unwrap();
    }
    shown
}

#[test]
fn the_page_on_conversions_shows_what_is_printed() {
    let path = repository().join("docs/conversions.md");
    let page = fs::read_to_string(&path).unwrap();
    let folder = Folder::new();
    let mut updated = page.clone();
    for (info, text) in blocks(&page) {
        match info.split_once(' ') {
            Some((_, name)) => folder.write(name, &text),
            None if info == "console" => {
                let now = run(&folder, &text);
                if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
                    updated = updated.replace(&text, &now);
                } else {
                    assert_eq!(now, text, "TRYCMD=overwrite writes what is printed now into the page");
                }
            }
            None => {}
        }
    }
    if updated != page {
        fs::write(&path, updated).unwrap();
    }
}
