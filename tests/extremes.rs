//! Sizes and shapes that are out of all proportion: deep directories, loops of links, very many categories, files over
//! the limit, small files that unfold to large ones, patterns made to be slow.
//!
//! That a run comes to its end is what these tests ask for; how long it takes decides nothing.

#![expect(clippy::unwrap_used, reason = "only tests use it, and clippy does not see that")]

use crate::support::{CLEAN, Folder, Run, names, repository};
use std::fs;
use std::path::PathBuf;

/// A directory with so many below it, one in the other, and a seed in the last one and in the first.
///
/// No path of it may be longer than the system takes, so it is put together from short ones, and taken apart again.
#[cfg(unix)]
struct Deep<'f> {
    folder: &'f Folder,
    pieces: usize,
}

#[cfg(unix)]
impl<'f> Deep<'f> {
    const PIECE: usize = 100;

    fn new(folder: &'f Folder, levels: usize) -> Self {
        folder.write("0/last.seed", CLEAN);
        let mut deep = Self { folder, pieces: 0 };
        while deep.pieces * Self::PIECE < levels {
            let next = deep.pieces + 1;
            fs::create_dir_all(deep.end(next).parent().unwrap()).unwrap();
            fs::rename(folder.path(deep.pieces.to_string()), deep.end(next)).unwrap();
            deep.pieces = next;
        }
        folder.write(format!("{}/first.seed", deep.pieces), CLEAN);
        deep
    }

    fn end(&self, piece: usize) -> PathBuf {
        self.folder.path(format!("{piece}/{}", "d/".repeat(Self::PIECE)).trim_end_matches('/'))
    }
}

#[cfg(unix)]
impl Drop for Deep<'_> {
    fn drop(&mut self) {
        for piece in (1..=self.pieces).rev() {
            let _ = fs::rename(self.end(piece), self.folder.path((piece - 1).to_string()));
            let _ = fs::remove_dir_all(self.folder.path(piece.to_string()));
        }
    }
}

#[cfg(unix)]
#[test]
fn ten_thousand_directories_deep_there_is_an_end() {
    let folder = Folder::new();
    let deep = Deep::new(&folder, 10_000);
    let directory = deep.pieces.to_string();
    for (args, told) in [
        (&["lint"][..], "1 file: no findings"),
        (&["convert", "--to", "json", "-o", "out/"], "1 file written"),
    ] {
        let run = folder.run(args.iter().copied().chain([directory.as_str()]));
        // What lies deeper than the longest path is told; what comes before it is looked at all the same.
        let run = run.ends_with(2).tells("File name too long");
        assert!(run.all().contains(told) && run.all().len() < 100_000, "{args:?}: {}", run.all().len());
    }
}

#[cfg(unix)]
#[test]
fn loops_of_links_are_no_loops() {
    use std::os::unix::fs::symlink;
    let folder = Folder::with(&[("in/a.seed", CLEAN), ("in/deep/b.seed", CLEAN)]);
    for (target, link) in [
        (".", "in/self"),
        ("..", "in/deep/up"),
        ("loop.seed", "in/loop.seed"),
        ("two.seed", "in/one.seed"),
        ("one.seed", "in/two.seed"),
        ("gone.seed", "in/nothing.seed"),
    ] {
        symlink(target, folder.path(link)).unwrap();
    }
    let run = folder.run(["lint", "--ignore", "X", "in"]).ends_with(0).prints("2 files: no findings");
    for link in ["in/loop.seed", "in/one.seed", "in/two.seed", "in/nothing.seed"] {
        assert!(run.stderr.contains(&format!("{link}: a link to nothing; passed over")), "{}", run.stderr);
    }
    folder.run(["lint", "in/self/self/self/a.seed"]).ends_with(0);
    folder.run(["lint", "in/loop.seed"]).ends_with(2).tells("in/loop.seed: ");
    folder.run(["convert", "in", "--to", "json", "-o", "out/"]).ends_with(0).tells("2 files written");
}

/// Files of patterns that never end: a pipe, and a device that a link leads to.
#[cfg(unix)]
#[test]
fn patterns_that_never_end_are_not_waited_for() {
    let folder = Folder::with(&[("in/a.seed", CLEAN), ("in/below/b.seed", CLEAN)]);
    let pipe = |name: &str| {
        assert!(std::process::Command::new("mkfifo").arg(folder.path(name)).status().unwrap().success());
    };
    pipe("in/below/.gitignore");
    let told = "in/below/.gitignore: not a regular file";
    folder.run(["lint", "--ignore", "X", "in"]).ends_with(2).tells(told).prints("1 file: no findings");
    folder.run(["lint", "--ignore", "X", "in/below"]).ends_with(2).tells(told);
    fs::remove_file(folder.path("in/below/.gitignore")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", folder.path("in/.gitignore")).unwrap();
    folder.run(["lint", "--ignore", "X", "in"]).ends_with(2).tells("in/.gitignore: not a regular file");
    folder.run(["lint", "--ignore", "X", "in/below"]).ends_with(2).tells("in/.gitignore: not a regular file");
    fs::remove_file(folder.path("in/.gitignore")).unwrap();
    // A directory of that name has no patterns, and a pipe of the name of the configuration is none.
    fs::create_dir(folder.path("in/.gitignore")).unwrap();
    pipe("in/seedkit.toml");
    folder.run(["lint", "--ignore", "X", "in"]).ends_with(0).prints("2 files: no findings");
}

/// As many categories as are asked for, all of them different, unsorted, and the last one unterminated.
fn categories(number: usize) {
    let mut text = String::with_capacity(number * 12);
    for index in 0..number {
        text.extend(["Name ", &((index * 7919) % number).to_string(), "~"]);
    }
    text.pop();
    let folder =
        Folder::with(&[("a.seed", format!("{text}\n||||||\nTitle\n||||||\nTitle is a word of some words."))]);
    folder.run(["lint", "--output-format", "jsonl", "a.seed"]).ends_with(1).prints("S007");
    folder.run(["stats", "a.seed"]).ends_with(0).prints("categories");
    for format in ["json", "yaml", "markdown"] {
        let file = format!("a.{format}");
        folder.run(["convert", "a.seed", "--to", format, "-o", &file]).ends_with(0);
        folder
            .run(["convert", &file, "--from", format, "--to", "seed", "-o", "b.seed", "--force"])
            .ends_with(0);
        assert!(folder.read("b.seed") == folder.read("a.seed"), "{format}");
    }
    folder.run(["lint", "--fix", "--output-format", "summary", "a.seed"]);
    let mended = folder.text("a.seed");
    let names: Vec<_> = mended.split('\n').next().unwrap().split_terminator('~').collect();
    assert_eq!(names.len(), number);
    folder.run(["lint", "--select", "S,C104", "a.seed"]).ends_with(0);
}

#[test]
fn fifty_thousand_categories_are_read_and_mended() {
    categories(50_000);
}

/// `.ci/full` runs it.
#[test]
#[ignore = "takes a minute"]
fn a_million_categories_are_read_and_mended() {
    categories(1_000_000);
}

/// A file that says that it is longer than any seed, without a byte on the disk.
#[test]
fn a_file_over_the_limit_is_refused_at_once() {
    let folder = Folder::with(&[("in/a.seed", CLEAN)]);
    let long = fs::File::create(folder.path("in/long.seed")).unwrap();
    if let Err(error) = long.set_len(u64::from(u32::MAX) + 1) {
        return crate::support::skip(&format!("a file of 4 GiB: {error}"));
    }
    let limit = "the file has 4 GiB or more; seeds are smaller";
    for args in [
        &["lint", "in"][..],
        &["lint", "--fix", "in/long.seed"],
        &["lint", "--diff", "in/long.seed"],
        &["fmt", "in/long.seed"],
        &["stats", "in"],
        &["split", "in/long.seed"],
        &["convert", "in/long.seed", "--to", "json"],
        &["convert", "in", "-o", "out.jsonl"],
        &["convert", "in", "--to", "yaml", "-o", "out/"],
    ] {
        folder.run(args).ends_with(2).tells("in/long.seed: ").tells(limit);
    }
    // The others are done where each stands for itself.
    let files = fs::read_dir(folder.path("out")).unwrap();
    assert_eq!(files.map(|file| file.unwrap().file_name()).collect::<Vec<_>>(), ["a.yaml"]);
    fs::remove_file(folder.path("in/long.seed")).unwrap();
}

/// A few bytes of YAML that stand for more text than there is memory.
#[test]
fn a_bomb_of_aliases_is_refused() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (before, name) in ('a'..'p').zip('b'..) {
        let aliases = vec![format!("*{before}"); 10].join(", ");
        let line = format!("{name}: &{name} [{aliases}]\n");
        bomb.push_str(&line);
    }
    let seed = |categories: &str| format!("categories: {categories}\ntitle: t\nbody: []\n");
    let strings: Vec<_> = ('a'..'p').map(|name| format!("- &{name} [*{name}]\n")).collect();
    let folder = Folder::with(&[
        ("keys.yaml", format!("{bomb}{}", seed("*p"))),
        ("inside.yaml", seed(&format!("\n{}", bomb.replace(": &", " &").replace('\n', "\n  ")))),
        ("itself.yaml", seed("&a [*a]")),
        ("merge.yaml", format!("x: &x {{<<: *x}}\n{}", seed("[]"))),
        ("strings.yaml", strings.concat()),
        ("many.yaml", seed(&format!("[&a {}, {}]", "x".repeat(1000), vec!["*a"; 100_000].join(", ")))),
    ]);
    let all = ["keys.yaml", "inside.yaml", "itself.yaml", "merge.yaml", "strings.yaml"];
    for file in all {
        let run = folder.run(["convert", file, "--to", "seed"]);
        assert!(matches!(run.status, 1 | 2), "{file}: {}", run.stderr);
        assert!(run.stdout.is_empty() && run.stderr.len() < 2000, "{file}: {}", run.stderr);
    }
    // A hundred thousand names of a thousand letters, for three letters each, is a hundred megabytes.
    let run = folder.run(["convert", "many.yaml", "--to", "seed"]);
    assert!(
        run.stdout.len() < 10_000_000,
        "{} bytes of {}",
        run.stdout.len(),
        folder.read("many.yaml").len()
    );
}

#[test]
fn brackets_without_end_are_refused() {
    let deep = 200_000;
    let folder = Folder::with(&[
        ("a.json", "[".repeat(deep)),
        ("b.json", format!("{{\"categories\":{}", "[".repeat(deep))),
        ("c.json", "{\"a\":".repeat(deep)),
        ("d.yaml", "[".repeat(deep)),
        ("e.yaml", format!("categories: {}", "- ".repeat(deep))),
        ("f.yaml", "{a: ".repeat(deep)),
        ("g.md", format!("---\ncategories: {}\n---\n", "[".repeat(deep))),
        ("h.jsonl", format!("{{\"path\":{}\n", "[".repeat(deep))),
        ("seedkit.toml", format!("include = {}", "[".repeat(deep))),
    ]);
    for file in ["a.json", "b.json", "c.json", "d.yaml", "e.yaml", "f.yaml", "g.md"] {
        let run = folder.run(["convert", file, "--to", "seed"]).ends_with(1);
        assert!(run.stderr.len() < 4000, "{file}: {} bytes", run.stderr.len());
    }
    folder.run(["convert", "h.jsonl", "-o", "out.yaml"]).ends_with(1);
    assert!(folder.run(["lint"]).ends_with(2).stderr.len() < 4000);
    fs::remove_file(folder.path("seedkit.toml")).unwrap();
    // Markdown of others may have any depth that it likes.
    for (name, mark) in [("quote.md", "> "), ("list.md", "- "), ("emphasis.md", "*a "), ("link.md", "[")] {
        folder.write(name, format!("# t\n\n{}\n", mark.repeat(20_000)));
        let run = folder.run(["convert", name, "--to", "json", "--lossy"]);
        assert!(run.status <= 1, "{name}: {}", run.stderr);
    }
}

/// gzip and zstd of one line, and of very many that are none.
#[test]
fn what_unfolds_is_read_as_far_as_a_seed_can_be() {
    let gzip = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut encoder, bytes).unwrap();
        encoder.finish().unwrap()
    };
    let folder = Folder::new();
    // Compressed texts one after the other are one text.
    let piece = gzip("a".repeat(1 << 20).as_bytes()).repeat(130);
    folder.write("line.jsonl.gz", &piece);
    let lines = "[]\n".repeat(1 << 15);
    folder.write("lines.jsonl.gz", gzip(lines.as_bytes()));
    assert!(fs::metadata(folder.path("line.jsonl.gz")).unwrap().len() < 300_000);
    let told = "makes a record of more than 128 MiB";
    folder.run(["convert", "line.jsonl.gz", "-o", "out.jsonl"]).ends_with(2).tells(told);
    folder
        .run(["convert", "lines.jsonl.gz", "-t", "seed", "-o", "out/"])
        .ends_with(2)
        .tells("1,000 lines cannot");
    let run = folder.run(["convert", "lines.jsonl.gz", "-t", "seed", "-o", "out/", "--skip-invalid"]);
    run.ends_with(0).tells("32,768 left out because they cannot be converted");
    // Compressed twice, or with something after the end.
    let twice = gzip(&folder.read("lines.jsonl.gz"));
    folder.write("twice.jsonl.gz", twice);
    folder.run(["convert", "twice.jsonl.gz", "-o", "out.jsonl"]).ends_with(1);
    let mut more = gzip(b"{\"categories\":[],\"title\":\"t\",\"body\":[]}\n");
    more.extend_from_slice(b"more");
    folder.write("more.jsonl.gz", more);
    folder.run(["convert", "more.jsonl.gz", "-o", "out.jsonl"]).ends_with(2).tells("nothing was written");
    assert!(!names(&folder.files()).iter().any(|name| name.starts_with("out")));
}

fn with_patterns(patterns: &str, categories: &str) -> Run {
    let config = format!("[rules.C107]\nseverity = \"warning\"\nextend-maintenance = {patterns}\n");
    let text = format!("{categories}\n||||||\nTitle\n||||||\nTitle is a word of some words in a row.");
    let folder = Folder::with(&[("seedkit.toml", config), ("a.seed", text)]);
    folder.run(["lint", "--select", "C107", "--output-format", "concise", "a.seed"])
}

/// With backtracking, the first of these would not come to its end before the sun does.
#[test]
fn no_pattern_is_slow() {
    let text = format!("{}b~{}~", "a".repeat(300_000), "x".repeat(300_000));
    for pattern in
        ["(a*)*c", "(a|a)*c", "(a|aa)+$c", "(x+x+)+y", "(.*)*(.*)*(.*)*z", "((a?){50}){20}z", "(a+)+$"]
    {
        with_patterns(&format!("['{pattern}']"), &text).ends_with(0);
    }
    // They do match what they mean.
    with_patterns("['^(a*)*b$', '(x+x+)+x$']", &text).ends_with(1);
}

#[test]
fn a_pattern_that_is_too_large_is_refused() {
    for pattern in [r"\w{1000}{1000}", r"((\p{L}{100}){100}){100}", "(((((x{99}){99}){99}){99}){99})"] {
        let run = with_patterns(&format!("['{pattern}']"), "A~").ends_with(2);
        assert!(run.stderr.contains("size limit") && run.stderr.len() < 2000, "{}", run.stderr);
    }
    with_patterns(&format!("['{}a{}']", "(".repeat(5000), ")".repeat(5000)), "A~").ends_with(2).tells("nest");
    with_patterns(r"['(a)\1']", "A~").ends_with(2).tells("backreferences are not supported");
    with_patterns("['(?=a)']", "A~").ends_with(2).tells("look-around");
}

/// Engines that go back and try again are not even in the tree.
#[test]
fn every_regular_expression_is_of_an_engine_without_backtracking() {
    let lock = fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    let names: Vec<_> =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(names.contains(&"regex"));
    for engine in ["fancy-regex", "pcre", "pcre2", "pcre2-sys", "onig", "onig_sys", "regress", "hyperscan"] {
        assert!(!names.contains(&engine), "{engine}");
    }
}
