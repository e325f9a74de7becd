//! Files that want to break something: the terminal, the excerpt, the memory, the program.

use crate::support::{Folder, Run};
use std::fs;
use std::path::PathBuf;
use unicode_width::UnicodeWidthStr as _;

const HEAD: &str = "Categories~\n||||||\nTitle\n||||||\n";

/// Numbers that look random and are the same on every run.
struct Noise(u64);

impl Noise {
    fn bytes(&mut self, len: usize) -> Vec<u8> {
        let step = |_| {
            // The constants of Knuth's MMIX.
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 56) as u8
        };
        (0..len).map(step).collect()
    }
}

/// Whether a terminal would obey the character, or text would hide or run backwards behind it.
fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[track_caller]
pub(crate) fn assert_harmless(run: &Run) {
    for (stream, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        assert!(!text.contains(is_dangerous), "{stream} holds raw controls: {text:?}");
    }
}

/// Runs every command on a file that is no seed for sure; each has to say something, and nothing may panic.
#[track_caller]
fn every_command_answers(folder: &Folder, file: &str) {
    let commands: [&[&str]; 14] = [
        &["lint"],
        &["lint", "--output-format", "concise"],
        &["lint", "--select", "all"],
        &["lint", "--diff", "--unsafe-fixes"],
        &["fmt", "--diff"],
        &["convert", "--from", "seed", "--to", "markdown"],
        &["convert", "--from", "json", "--to", "seed"],
        &["convert", "--from", "markdown", "--to", "seed"],
        &["convert", "--from", "yaml", "--to", "seed"],
        &["stats"],
        &["stats", "--output-format", "json"],
        &["split", "--dry-run"],
        &["fmt"],
        &["lint", "--fix", "--unsafe-fixes"],
    ];
    for args in commands {
        let run = folder.run(args.iter().copied().chain([file]));
        assert!(!run.all().is_empty(), "{args:?} {file} says nothing");
        assert!((0..=2).contains(&run.status), "{args:?} {file} ends with {}", run.status);
        assert_harmless(&run);
    }
}

/// A paragraph of 2,000 characters with a control character as number 1,500.
fn long_paragraph(words: &str) -> String {
    let mut paragraph: Vec<char> = words.chars().cycle().take(2000).collect();
    paragraph[1499] = '\u{7}';
    paragraph.into_iter().collect()
}

#[test]
fn a_long_paragraph_shows_a_readable_excerpt() {
    let texts =
        ["plain words and more ", "漢字と仮名の文章", "é\u{301}ñ👩‍🚀 ", "العربية من اليمين ", "\t\t|||||| "];
    for words in texts {
        let folder = Folder::with(&[("long.seed", format!("{HEAD}{}", long_paragraph(words)))]);
        let run =
            folder.run(["lint", "--select", "U401", "long.seed"]).ends_with(1).prints("[long.seed:5:1500]");
        let excerpt = run.stdout.lines().find(|line| line.starts_with(" 5 │")).expect("the line is shown");
        assert!(excerpt.contains("…") && excerpt.contains('␇') && excerpt.width() > 50, "{excerpt}");
        for line in run.stdout.lines() {
            assert!(line.width() <= 80, "{} columns: {line}", line.width());
        }
    }
}

/// The mark stands below the character that is meant.
#[test]
fn the_mark_stands_below_its_place() {
    for words in ["plain words and more ", "漢字と仮名の文章"] {
        let folder = Folder::with(&[("long.seed", format!("{HEAD}{}", long_paragraph(words)))]);
        let run = folder.run(["lint", "--select", "U401", "long.seed"]);
        let mut lines = run.stdout.lines().skip_while(|line| !line.starts_with(" 5 │"));
        let (excerpt, mark) = (lines.next().unwrap(), lines.next().unwrap());
        let (before, _) = excerpt.split_once('␇').unwrap();
        let (blank, _) = mark.split_once('─').unwrap();
        assert_eq!(before.width(), blank.width(), "\n{excerpt}\n{mark}");
    }
}

/// Escape sequences, BEL, NUL, a C1 control, and characters that turn text around.
const NASTY: &str = "\u{1B}[31mred\u{1B}]0;title\u{7}\0\u{9B}5m\u{202E}back\u{2066}\u{200F}";

#[test]
fn reports_pass_no_control_on() {
    let content = format!("{NASTY}~b{NASTY}~\n||||||\n{NASTY} \n||||||\n{NASTY}  \n\n{NASTY}");
    let folder = Folder::with(&[("nasty.seed", &content)]);
    for format in ["full", "concise"] {
        for select in ["S", "C", "U401", "all"] {
            let args = ["lint", "--output-format", format, "--select", select, "nasty.seed"];
            assert_harmless(&folder.run(args));
        }
    }
    assert_harmless(&folder.run(["lint", "nasty.seed"]).ends_with(1).prints("␛[31m"));
    assert_harmless(&folder.run(["lint", "--diff", "nasty.seed"]).ends_with(1).prints("<U+202E>"));
    assert_harmless(&folder.run(["lint", "--diff", "--unsafe-fixes", "nasty.seed"]).ends_with(1));
    let from_stdin =
        folder.run_with_stdin(["lint", "--stdin-filename", "\u{1B}[2J", "-"], content.as_bytes());
    assert_harmless(&from_stdin.ends_with(1).prints("␛[2J"));
}

#[test]
fn errors_pass_no_control_on() {
    let folder = Folder::new();
    folder.write("nasty.seed", NASTY);
    folder.write("nasty.json", format!("{{\"{NASTY}\": 1}}"));
    folder.write("key.json", "{\"\\u001b[31m\\u202e\": 1}");
    folder.write("nasty.yaml", format!("categories: [{NASTY}"));
    folder.write("key.yaml", "\"\\e[31m\\u202e\": 1");
    folder.write("nasty.md", format!("---\n{NASTY}: x\n---\n"));
    for file in ["nasty.seed", "nasty.json", "key.json", "nasty.yaml", "key.yaml", "nasty.md"] {
        for from in ["seed", "json", "yaml", "markdown"] {
            let run = folder.run(["convert", "--from", from, "--to", "seed", file]).ends_with(1);
            assert!(!run.stderr.is_empty());
            assert_harmless(&run);
        }
    }
    assert_harmless(&folder.run(["explain", "\u{1B}[31m\u{202E}"]).ends_with(2));
    assert_harmless(&folder.run(["lint", "--select", "\u{1B}[31m\u{202E}"]).ends_with(2));
    assert_harmless(&folder.run(["lint", "\u{1B}[31m\u{202E}"]).ends_with(2).tells("␛[31m<U+202E>"));
}

/// Names of files may hold anything but `/` and NUL on Unix.
#[cfg(unix)]
#[test]
fn names_of_files_pass_no_control_on() {
    let name = NASTY.replace('\0', "");
    let folder = Folder::new();
    let seed = format!("{name}.seed");
    folder.write(&seed, "A\n||||||\nT \n||||||\nB\u{7}\n");
    folder.write(format!("{name}/a.txt"), "text");
    for args in [
        ["lint", "--output-format", "full"].as_slice(),
        &["lint", "--output-format", "concise"],
        &["lint", "--diff"],
        &["convert", "--strict", "--to", "json"],
        &["convert", "--from", "yaml", "--to", "json"],
        &["convert", "--to", "json", "--output", "taken/"],
        &["lint", "--fix"],
    ] {
        folder.write(format!("taken/{name}.json"), "taken");
        let run = folder.run(args.iter().copied().chain([seed.as_str()]));
        assert_ne!(run.status, 0, "{args:?}");
        assert_harmless(&run);
    }
    assert_harmless(&folder.run(["lint", &name]).tells("no seeds"));
    assert_harmless(&folder.run(["convert", &seed, &format!("./{seed}x"), "--to", "yaml"]).ends_with(2));
    assert_harmless(&folder.run(["convert", &seed, "--output", &seed]).ends_with(2).tells("is an input"));
}

#[test]
fn a_thousand_findings_in_twelve_megabytes_are_all_reported() {
    let paragraph = format!("{}\u{7}end\n", "words ".repeat(2000));
    let folder = Folder::with(&[("large.seed", format!("{HEAD}{}", paragraph.repeat(1000)))]);
    let full = folder
        .run(["lint", "--select", "U401", "--max-diagnostics", "0", "large.seed"])
        .ends_with(1)
        .prints("1,000 errors");
    assert_eq!(full.stdout.lines().filter(|line| line.starts_with("error[U401]")).count(), 1000);
    let places = (5..1005).filter(|line| full.stdout.contains(&format!("[large.seed:{line}:12001]")));
    assert_eq!(places.count(), 1000);
    assert!(full.stdout.lines().all(|line| line.width() <= 80));
}

/// What is read once cannot be put off until its turn comes.
#[cfg(unix)]
#[test]
fn nine_megabytes_of_a_pipe_are_read() {
    let text = format!("{HEAD}{}The\u{7} end.\n", format!("{}\n", "words ".repeat(2000)).repeat(720));
    let args = ["lint", "--select", "U401,X602", "--corpus", "--output-format", "concise"];
    let folder = Folder::with(&[("large.seed", &text)]);
    let run = folder.run_with_stdin([&args[..], &["-"]].concat(), text.as_bytes()).ends_with(1);
    assert_eq!(run.prints(":725:4:").stdout.lines().count(), 1);
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.seed")).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: there is no mkfifo here");
        return;
    }
    std::thread::scope(|scope| {
        scope.spawn(|| std::fs::write(folder.path("pipe.seed"), &text));
        // The other one is put off.
        let run = folder.run([&args[..], &["large.seed", "pipe.seed"]].concat()).ends_with(1);
        run.prints("large.seed:725:4:").prints("pipe.seed:725:4:").prints("X602");
    });
}

#[test]
fn small_files_that_are_no_seeds_are_told() {
    let nuls = "भा".to_owned() + &"\0".repeat(20);
    let files: [(&str, &[u8], &str); 8] = [
        ("empty.seed", b"", "the file has no text"),
        ("utf-16.seed", b"\xFF\xFEA", "UTF-16"),
        ("nul.seed", b"\0", "S003"),
        ("nuls.seed", nuls.as_bytes(), "UTF-16"),
        ("separator.seed", b"||||||", "only one line of six pipes"),
        ("separators.seed", b"||||||\n||||||\n||||||\n||||||", "S006"),
        ("bom.seed", b"\xEF\xBB\xBF", "S003"),
        ("cut.seed", b"A~\n||||||\nT\n||||||\n\xE2\x82", "S001"),
    ];
    let folder = Folder::new();
    for (file, content, told) in files {
        folder.write(file, content);
        folder.run(["lint", file]).ends_with(1).prints(told);
        every_command_answers(&folder, file);
    }
}

#[test]
fn a_directory_with_the_name_of_a_seed_is_searched() {
    let folder = Folder::with(&[("dir.seed/inner.seed", "x")]);
    folder.run(["lint", "dir.seed"]).ends_with(1).prints("[dir.seed/inner.seed:1:1]");
    folder.run(["lint", "."]).ends_with(1).prints("1 file:");
    folder.run(["convert", "dir.seed", "--to", "json"]).ends_with(2).tells("a directory needs a directory");
    folder.run(["convert", "dir.seed/inner.seed", "--output", "dir.seed"]).ends_with(2);
}

#[cfg(unix)]
#[test]
fn the_null_device_is_an_empty_file() {
    let folder = Folder::new();
    folder.run(["lint", "/dev/null"]).ends_with(1).prints("the file has no text");
    folder.run(["lint", "--fix", "/dev/null"]).ends_with(1);
    folder.run(["convert", "/dev/null", "--to", "yaml"]).ends_with(2).tells("which format is this?");
    let named = folder.run(["convert", "--from", "seed", "/dev/null", "--to", "yaml"]);
    named.ends_with(1).tells("the file has no text");
}

#[test]
fn a_line_of_twenty_megabytes_is_no_seed() {
    let folder = Folder::with(&[("line.seed", "x".repeat(20_000_000))]);
    for args in [["lint", "line.seed"].as_slice(), &["convert", "line.seed", "--to", "json"]] {
        let run = folder.run(args).ends_with(1);
        assert!(run.all().contains("there is no line of six pipes"));
        assert!(run.all().len() < 2000, "the line is not shown as a whole");
    }
}

#[test]
fn a_paragraph_of_twenty_megabytes_is_converted() {
    let paragraph = "word ".repeat(4_000_000);
    let folder = Folder::with(&[("line.seed", format!("{HEAD}{paragraph}"))]);
    let run = folder.run(["lint", "--select", "S", "line.seed"]).ends_with(1);
    assert!(run.prints("[line.seed:5:20000000]").stdout.len() < 2000);
    let run = folder.run(["convert", "line.seed", "--to", "json", "--no-verify"]).ends_with(0);
    assert!(run.stdout.contains(&paragraph));
}

#[test]
fn ten_megabytes_of_noise_are_told() {
    let noise = Noise(42).bytes(10_000_000);
    let folder = Folder::with(&[("noise.seed", &noise), ("less.seed", &noise[..200_000].to_vec())]);
    folder.run(["lint", "noise.seed"]).ends_with(1).prints("S001");
    folder.run(["lint", "--fix", "--unsafe-fixes", "noise.seed"]).ends_with(1).prints("S001");
    assert_eq!(folder.read("noise.seed"), noise, "what cannot be mended is left as it is");
    folder.run(["convert", "noise.seed", "--to", "yaml"]).ends_with(1).tells("not UTF-8");
    every_command_answers(&folder, "less.seed");
}

/// Noise of the characters that mean something, in many small files.
#[test]
fn noise_of_marks_is_answered() {
    const MARKS: [&str; 12] =
        ["|", "||||||", "\n", "\r\n", "~", " ", "A", "\u{FEFF}", "\0", "---\n", "<<<<<<< x\n", "\u{1B}"];
    let mut noise = Noise(7);
    let folder = Folder::new();
    let mut files: Vec<PathBuf> = Vec::new();
    for number in 0..300 {
        let bytes = noise.bytes(1 + number % 40);
        let text: String = bytes.iter().map(|byte| MARKS[usize::from(*byte) % MARKS.len()]).collect();
        let name = format!("{number}.seed");
        folder.write(&name, text);
        files.push(folder.path(&name));
    }
    for args in [["lint", "--diff", "--unsafe-fixes", "."], ["lint", "--fix", "--unsafe-fixes", "."]] {
        let run = folder.run(args);
        assert!(run.status <= 1, "{}", run.stderr);
        assert_harmless(&run);
    }
    let fixed: Vec<_> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    assert_harmless(&folder.run(["lint", "--fix", "--unsafe-fixes", "."]));
    let again: Vec<_> = files.iter().map(|file| fs::read(file).unwrap()).collect();
    assert!(fixed == again, "fixing twice changes nothing more");
    assert_harmless(&folder.run(["convert", ".", "--to", "yaml", "--output", "out/"]).ends_with(1));
}
