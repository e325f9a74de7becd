//! Many seeds in one file, and back: what is planned, what is refused, what is left of a run that ends too early.

use crate::support::{CLEAN, Folder, SEEDKIT, names};
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// A line of JSON Lines.
fn line(path: &str, body: &str) -> String {
    format!("{{\"path\":{path:?},\"categories\":[],\"title\":\"t\",\"body\":[{body:?}],\"seed\":\"\"}}\n")
}

/// Spreading these lines is refused, and nothing is written.
#[track_caller]
fn nothing_comes_of(lines: &[String], told: &str) {
    let folder = Folder::with(&[("in.jsonl", lines.concat())]);
    folder.run(["convert", "in.jsonl", "--to", "seed", "--output", "out/"]).ends_with(1).tells(told);
    assert_eq!(names(&folder.files()), ["in.jsonl"]);
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    nothing_comes_of(&[line("a", "b"), line("../x.seed", "b")], "line 2: the path \"../x.seed\" leads out");
    nothing_comes_of(&[line("/x.seed", "b")], "line 1: the path \"/x.seed\" is absolute");
    nothing_comes_of(&[line("C:\\x", "b")], "is absolute");
    nothing_comes_of(&[line("a/CON.seed", "b")], "which Windows keeps for a device");
    nothing_comes_of(&[line("aNULb", "b").replace("NUL", "\\u0000")], "holds NUL");
    nothing_comes_of(&[line("a.seed", "b"), line("A.seed", "c")], "line 2: its output out/A.seed is taken");
    nothing_comes_of(&[line("a.seed", "b"), line("a", "c")], "line 2: its output out/a.seed is taken");
    nothing_comes_of(
        &[line("a.seed/b", "b"), line("a.seed", "c")],
        "would have to be a file and a directory",
    );
    nothing_comes_of(&["{}\n".to_owned()], "line 1: the key `categories` is missing: add it");
    nothing_comes_of(&[line("a", "b"), "\n".to_owned()], "line 2: the line is blank");
    nothing_comes_of(&["x\n".to_owned()], "line 1: column 1: the JSON cannot be read");
}

#[test]
fn cases_can_be_told_apart() {
    let folder = Folder::with(&[("in.jsonl", [line("a.seed", "b"), line("A.seed", "c")].concat())]);
    folder.run(["convert", "in.jsonl", "-t", "seed", "-o", "out/", "--case-sensitive"]).ends_with(0);
    assert_eq!(names(&folder.files()), ["in.jsonl", "out/A.seed", "out/a.seed"]);
}

#[test]
fn invalid_rows_are_told_and_left_out_only_when_asked_to() {
    let lines = [line("a", "b"), "[]\n".to_owned(), line("a", "c"), line("d", "e\n")].concat();
    let folder = Folder::with(&[("in.jsonl", lines)]);
    folder.run(["convert", "in.jsonl", "-o", "out.yaml"]).ends_with(1).tells("nothing was written");
    assert_eq!(names(&folder.files()), ["in.jsonl"]);
    let run = folder.run(["convert", "in.jsonl", "-t", "seed", "-o", "out/", "--skip-invalid"]).ends_with(0);
    let run =
        run.tells("line 2: ").tells("line 3: its output out/a.seed is taken").tells("line 4: paragraph 1");
    run.tells("1 file written, 3 left out because they cannot be converted");
    assert_eq!(names(&folder.files()), ["in.jsonl", "out/a.seed"]);
    assert_eq!(folder.read("out/a.seed"), b"\n||||||\nt\n||||||\nb");
    folder.run(["convert", "in.jsonl", "-o", "out.yaml", "--skip-invalid"]).ends_with(0).tells("2 seeds");
}

/// As rows are.
#[test]
fn invalid_files_are_told_and_left_out_when_asked_to() {
    let folder = Folder::with(&[("a.seed", "x"), ("b.seed", CLEAN)]);
    let run = folder.run(["convert", ".", "-o", "out.jsonl", "--skip-invalid"]).ends_with(0);
    run.tells("no line of six pipes").tells("1 left out because they cannot be converted");
    assert_eq!(folder.text("out.jsonl").lines().count(), 1);
    folder.run(["convert", ".", "none", "-o", "none.jsonl", "--skip-invalid"]).ends_with(2);
    assert_eq!(names(&folder.files()), ["a.seed", "b.seed", "out.jsonl"]);
}

#[test]
fn many_invalid_rows_are_not_told_one_by_one() {
    let folder = Folder::with(&[("in.jsonl", "[]\n".repeat(30))]);
    let run = folder
        .run(["convert", "in.jsonl", "-t", "seed", "-o", "out/"])
        .ends_with(1)
        .tells("and 10 lines more");
    assert_eq!(run.stderr.matches("invalid type").count(), 20);
    folder.write("in.jsonl", "[]\n".repeat(100_000));
    folder.run(["convert", "in.jsonl", "-t", "seed", "-o", "out/"]).ends_with(2).tells("1,000 lines cannot");
    folder.run(["convert", "in.jsonl", "-o", "out.yaml"]).ends_with(2).tells("1,000 lines are no seeds");
}

#[test]
fn inputs_are_never_outputs() {
    let folder = Folder::with(&[("a/x.seed", CLEAN), ("b/x.seed", CLEAN), ("x.md", "# x")]);
    let kept = folder.files();
    folder.run(["convert", "x.md", "-o", "x.md"]).ends_with(2).tells("x.md is an input");
    folder.run(["convert", "a", "-t", "seed", "-o", "a/"]).ends_with(2).tells("is an input");
    folder
        .run(["convert", "a", "-f", "seed", "-t", "jsonl", "-o", "a/x.seed"])
        .ends_with(2)
        .tells("is an input");
    folder
        .run(["convert", "a/x.seed", "b/x.seed", "-t", "json", "-o", "o/"])
        .ends_with(2)
        .tells("same output");
    folder.run(["convert", "a", "b", "-o", "o.jsonl"]).ends_with(2).tells("is taken by an earlier one");
    folder
        .run(["convert", "a", "-t", "jsonl", "-o", "o/"])
        .ends_with(2)
        .tells("name the file, such as -o o/seeds.jsonl");
    assert_eq!(folder.files(), kept);
}

/// The path of a row can name the file that the row is in.
#[test]
fn no_row_takes_the_place_of_its_file() {
    let document = |path: &str| format!("---\npath: {path}\ncategories: []\ntitle: t\nbody: []\n");
    let folder = Folder::with(&[("in.yaml", [document("in.yaml"), document("b.yaml")].concat())]);
    let kept = folder.files();
    for output in [".", "./"] {
        let run = folder.run(["convert", "in.yaml", "-t", "yaml", "-o", output, "--force"]);
        run.ends_with(2).tells("in.yaml is an input: an output cannot take its place");
        assert_eq!(folder.files(), kept);
    }
}

#[test]
fn quiet_leaves_out_what_was_done() {
    let folder = Folder::with(&[("a/x.seed", CLEAN), ("a/y.seed", CLEAN), ("b.seed", "x")]);
    for arguments in [&["convert", "a", "-o", "s.jsonl", "-q"][..], &["fmt", "a", "-q"]] {
        assert_eq!(folder.run(arguments).ends_with(0).stderr, "");
    }
    let run =
        folder.run(["convert", "b.seed", "-o", "b.json", "-q"]).ends_with(1).tells("no line of six pipes");
    assert!(!run.stderr.contains("0 files"), "{}", run.stderr);
}

#[test]
fn advice_is_given_where_it_helps() {
    let folder = Folder::with(&[("a/x.seed", CLEAN), ("b/x.seed", CLEAN), ("c.jsonl", "x"), ("e.seed", "x")]);
    for (inputs, helps) in [(&["a", "b"][..], false), (&["c.jsonl"], true), (&["e.seed", "a"], true)] {
        let run = folder.run([&["convert", "-o", "o.jsonl"], inputs].concat()).tells("nothing was written");
        assert_eq!(run.stderr.contains("--skip-invalid"), helps, "{}", run.stderr);
    }
    folder.run(["convert", "a", "-t", "json", "-o", "j/"]).ends_with(0);
    folder.run(["convert", "j", "-t", "seed", "-o", "k/"]).tells("such as --from json");
}

#[test]
fn nothing_is_overwritten_unasked() {
    let folder = Folder::with(&[("a/x.seed", CLEAN), ("o.jsonl", "mine"), ("o/x.json", "mine")]);
    let kept = folder.files();
    folder
        .run(["convert", "a", "-o", "o.jsonl"])
        .ends_with(2)
        .tells("o.jsonl: it exists; --force replaces it");
    folder.run(["convert", "a", "-t", "json", "-o", "o/"]).ends_with(2).tells("--force replaces it");
    folder.run(["convert", "a", "-o", "o.jsonl", "--skip-existing"]).ends_with(0).tells("1 left alone");
    folder
        .run(["convert", "a", "-t", "json", "-o", "o/", "--skip-existing"])
        .ends_with(0)
        .tells("1 left alone");
    let dry = folder.run(["convert", "a", "-t", "json", "-o", "p/", "--dry-run"]).ends_with(0);
    assert_eq!(dry.stdout, "a/x.seed -> p/x.json\n");
    assert_eq!(
        folder.run(["convert", "a", "-o", "p.jsonl", "--dry-run"]).ends_with(0).stdout,
        "a/x.seed -> p.jsonl\n"
    );
    assert_eq!(folder.files(), kept);
    folder.run(["convert", "a", "-o", "o.jsonl", "--force"]).ends_with(0).tells("1 file written, 1 seed");
    let rows = folder.run(["convert", "o.jsonl", "-t", "seed", "-o", "p/", "--dry-run"]).ends_with(0);
    assert_eq!(rows.stdout, "o.jsonl: line 1 -> p/x.seed\n");
    assert!(!folder.path("p").exists());
}

#[test]
fn damaged_archives_are_told() {
    let folder = Folder::new();
    for number in 0..40 {
        folder.write(format!("in/{number}.seed"), format!("{CLEAN}{number}{}", "é".repeat(number * 50)));
    }
    for file in ["x.jsonl.gz", "x.jsonl.zst"] {
        folder.run(["convert", "in", "-o", file]).ends_with(0);
        let bytes = folder.read(file);
        folder.write(format!("cut-{file}"), &bytes[..bytes.len() - 20]);
        let run = folder.run(["convert", &format!("cut-{file}"), "-t", "seed", "-o", "out/"]).ends_with(2);
        run.tells("nothing was written");
        assert!(!folder.path("out").exists());
        let run = folder.run(["convert", &format!("cut-{file}"), "-o", "out.yaml"]).ends_with(2);
        run.tells("nothing was written");
        assert!(!folder.path("out.yaml").exists());
        // What it is tells how it is read, not what it is called.
        folder.write("renamed.jsonl", &bytes);
        folder.run(["convert", "renamed.jsonl", "-t", "seed", "-o", &format!("{file}-back/")]).ends_with(0);
    }
}

/// A few kilobytes that unfold to a line of 200 MB, and such a line as it is.
#[test]
fn a_bomb_is_no_seed() {
    let folder = Folder::new();
    // A frame of zstd, with a window of 1 MiB, in blocks that each say: 128 KiB of `a`.
    let mut bomb = vec![0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x50];
    for block in 0..1600_u32 {
        let header = u32::from(block == 1599) | 1 << 1 | (1 << 17) << 3;
        bomb.extend_from_slice(&header.to_le_bytes()[..3]);
        bomb.push(b'a');
    }
    folder.write("bomb.jsonl.zst", &bomb);
    fs::File::create(folder.path("line.jsonl")).unwrap().set_len(200_000_000).unwrap();
    for file in ["bomb.jsonl.zst", "line.jsonl"] {
        let told = "line 1 makes a record of more than 128 MiB";
        folder.run(["convert", file, "-t", "seed", "-o", "out/"]).ends_with(2).tells(told);
        folder.run(["convert", file, "-o", "out/x.yaml"]).ends_with(2).tells(told);
        assert!(!folder.path("out").exists());
    }
}

#[cfg(feature = "parquet")]
#[test]
fn columns_of_others_are_told() {
    let folder = Folder::with(&[("in.jsonl", line("a.seed", "b"))]);
    folder.run(["convert", "in.jsonl", "-o", "x.parquet", "--text-key", "page"]).ends_with(0);
    let run = folder.run(["convert", "x.parquet", "-t", "seed", "-o", "out/"]).ends_with(2);
    run.tells("the column \"page\" is unknown").tells("`--map` reads a file with other ones");
    let run =
        folder.run(["convert", "x.parquet", "-t", "seed", "-o", "out/", "--map", "title=name"]).ends_with(2);
    run.tells("the column `name` is missing");
    assert!(!folder.path("out").exists());
    let map = "title=page,body=page,path=";
    folder
        .run(["convert", "x.parquet", "-o", "y.jsonl", "--map", map])
        .ends_with(2)
        .tells("names a column a second time");
    let run =
        folder.run(["convert", "x.parquet", "-t", "seed", "-o", "out/", "--map", "title=page"]).ends_with(0);
    run.tells("columns left out: title");
    assert_eq!(folder.read("out/a.seed"), b"\n||||||\nb\n||||||\nb");
    folder.write("no.parquet", "PAR1 is not all PAR1");
    folder
        .run(["convert", "no.parquet", "-o", "z.jsonl"])
        .ends_with(2)
        .tells("the Parquet file cannot be read");
}

/// Whatever byte is wrong, reading ends with an error or with seeds, and with nothing of a panic on the terminal.
#[cfg(feature = "parquet")]
#[test]
fn damaged_parquet_is_told() {
    let folder = Folder::with(&[("in.jsonl", [line("a.seed", "b"), line("c.seed", "d")].concat())]);
    folder.run(["convert", "in.jsonl", "-o", "x.parquet"]).ends_with(0);
    let whole = folder.read("x.parquet");
    for at in (0..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x4A;
        folder.write("y.parquet", bytes);
        let run = folder.run(["convert", "y.parquet", "-t", "jsonl", "-j", "1"]);
        assert!(matches!(run.status, 0..=2) && !run.stderr.contains("panicked"), "byte {at}: {}", run.stderr);
    }
}

#[test]
fn rows_without_a_path_are_numbered() {
    let row = "{\"name\":\"N\",\"text\":\"one\\ntwo\",\"tags\":\"A~B\",\"id\":7}\n";
    let folder = Folder::with(&[("dump.jsonl", row.repeat(2))]);
    let map = "title=name,body=text,categories=tags";
    let run = folder.run(["convert", "dump.jsonl", "-t", "seed", "-o", "out/", "--map", map]).ends_with(0);
    run.tells("columns left out: id");
    assert_eq!(names(&folder.files()), ["dump.jsonl", "out/dump-000001.seed", "out/dump-000002.seed"]);
    assert_eq!(folder.read("out/dump-000002.seed"), b"A~B~\n||||||\nN\n||||||\none\ntwo");
    let run = folder.run(["convert", "out", "-t", "json", "-o", "x/", "--map", map]).ends_with(2);
    run.tells("--map is for JSON Lines and Parquet");
}

#[test]
fn a_list_names_the_files() {
    let folder = Folder::with(&[("a/x.seed", CLEAN), ("b/x.seed", CLEAN), ("b/y z\n.seed", CLEAN)]);
    folder.write("list", "a/x.seed\0b/x.seed\0b/y z\n.seed");
    folder
        .run(["convert", "--files-from", "list", "-t", "json", "-o", "out/"])
        .ends_with(0)
        .tells("3 files written");
    folder
        .run_with_stdin(["convert", "--files-from", "-", "-o", "x.jsonl"], b"b/x.seed\0gone.seed\0")
        .ends_with(2)
        .tells("gone.seed: no such file");
    assert!(!folder.path("x.jsonl").exists(), "it would not be whole");
    let names_now =
        ["a/x.seed", "b/x.seed", "b/y z\n.seed", "list", "out/a/x.json", "out/b/x.json", "out/b/y z\n.json"];
    assert_eq!(names(&folder.files()), names_now);
}

#[test]
fn streams_go_through_pipes() {
    let folder = Folder::with(&[("a/x.seed", CLEAN), ("a/y.seed", CLEAN)]);
    let lines = folder.run(["convert", "a", "-t", "jsonl"]).ends_with(0).stdout;
    assert_eq!(lines.lines().count(), 2);
    let yaml =
        folder.run_with_stdin(["convert", "-f", "jsonl", "-t", "yaml"], lines.as_bytes()).ends_with(0).stdout;
    assert_eq!(yaml.matches("---\npath: ").count(), 2);
    folder.run_with_stdin(["convert", "-f", "yaml", "-t", "seed", "-o", "b/"], yaml.as_bytes()).ends_with(0);
    assert_eq!(folder.read("b/y.seed"), CLEAN.as_bytes());
    folder
        .run_with_stdin(["convert", "-f", "jsonl", "-t", "seed"], lines.as_bytes())
        .ends_with(1)
        .tells("none or several");
    let one = lines.lines().next().unwrap();
    assert_eq!(
        folder.run_with_stdin(["convert", "-f", "jsonl", "-t", "seed"], one.as_bytes()).ends_with(0).stdout,
        CLEAN
    );
}

#[test]
fn layout_is_dropped_when_asked_to() {
    let folder = Folder::with(&[("x.seed", "\u{FEFF}A\r\n||||||\r\nT\r\n||||||\r\nB\r\n")]);
    let run = folder.run(["convert", "x.seed", "-o", "y.seed", "--canonical"]).ends_with(0);
    run.tells("1 without the layout they had");
    assert_eq!(folder.read("y.seed"), b"A~\n||||||\nT\n||||||\nB");
}

#[test]
fn only_markdown_of_others_is_read_with_loss() {
    let folder = Folder::with(&[("in/x.md", "# T\n\n*a* [b](c)\nd\n"), ("in/y.md", "no title")]);
    let refused = folder.run(["convert", "in", "-f", "markdown", "-t", "seed", "-o", "out/"]).ends_with(1);
    refused.tells("there is no front matter: line 1 must be `---`").tells("`--lossy` reads any");
    let run =
        folder.run(["convert", "in", "-f", "markdown", "-t", "seed", "-o", "out/", "--lossy"]).ends_with(1);
    let run = run.tells("in/x.md: flattened 1 emphasised span, 1 link").tells("in/y.md: there is no title");
    run.tells("1 file written, 1 refused, flattened 1 emphasised span, 1 link");
    assert_eq!(folder.read("out/x.seed"), b"\n||||||\nT\n||||||\na b d");
}

#[test]
fn the_card_names_the_types() {
    let folder = Folder::with(&[("a/x.seed", CLEAN)]);
    folder.run(["convert", "a", "-o", "d/s.jsonl", "--card"]).ends_with(0).tells("2 files written, 1 seed");
    let card = String::from_utf8(folder.read("d/README.md")).unwrap();
    assert!(card.starts_with("---\nconfigs:\n") && card.contains("path: \"s.jsonl\""), "{card}");
    folder.run(["convert", "a", "-o", "d/t.jsonl", "--card"]).ends_with(2).tells("d/README.md: it exists");
    folder.run(["convert", "a", "-t", "json", "-o", "e/", "--card"]).ends_with(2).tells("--card is for");
    // The file that is read is no place for it, whatever it is called.
    let folder = Folder::with(&[("README.md", "# t\n\nb\n")]);
    let run = folder.run(["convert", "README.md", "--lossy", "-o", "s.jsonl", "--card", "--force"]);
    run.ends_with(2).tells("README.md is an input");
    assert_eq!(names(&folder.files()), ["README.md"]);
}

/// The command in the card reads the file that it was written beside.
#[test]
fn the_card_tells_the_key_of_the_text() {
    let folder = Folder::with(&[("a/x.seed", CLEAN)]);
    folder.run(["convert", "a", "-o", "s.jsonl", "--card", "--text-key", "content"]).ends_with(0);
    let card = String::from_utf8(folder.read("README.md")).unwrap();
    let command = card.lines().find_map(|line| line.strip_prefix("seedkit ")).unwrap().replace('\'', "");
    folder.run(command.split(' ').collect::<Vec<_>>()).ends_with(0);
    assert_eq!(folder.read("seeds/x.seed"), folder.read("a/x.seed"));
}

/// A run that was killed between the card and the data leaves both the card and its temporary file.
#[cfg(unix)]
#[test]
fn a_run_that_is_refused_for_its_card_takes_away_what_a_kill_left() {
    let left = ".seedkit-a1B2c3D4e5F6.part";
    let folder = Folder::with(&[("a/a.seed", CLEAN), ("README.md", "a card"), (left, "half a row")]);
    folder.run(["convert", "a", "-o", "s.jsonl", "--card"]).ends_with(2).tells("README.md: it exists");
    assert!(!folder.path(left).exists());
    assert_eq!(folder.text("README.md"), "a card");
}

/// A run that ended between the card and the data is completed.
#[test]
fn a_card_that_exists_is_passed_over_when_asked_to() {
    let folder = Folder::with(&[("a/x.seed", CLEAN), ("README.md", "mine")]);
    folder.run(["convert", "a", "-o", "s.jsonl", "--card", "--skip-existing"]).ends_with(0);
    assert_eq!(names(&folder.files()), ["README.md", "a/x.seed", "s.jsonl"]);
    assert_eq!(folder.read("README.md"), b"mine");
}

#[test]
fn the_first_error_can_end_it() {
    let folder = Folder::with(&[("a/x.seed", "x"), ("a/y.seed", "y"), ("a/z.seed", CLEAN)]);
    let run = folder.run(["convert", "a", "-t", "json", "-o", "b/", "--fail-fast", "-j", "1"]).ends_with(2);
    let run = run.tells("a/x.seed").tells("stopped here, because of --fail-fast");
    assert!(!run.stderr.contains("a/y.seed"));
}

/// However early a run ends, every file under its final name is whole, and running again completes the work.
#[cfg(unix)]
#[test]
fn what_is_interrupted_is_never_half_written() {
    let folder = Folder::new();
    let body = "A paragraph that takes some time to be written.\n".repeat(400);
    for number in 0..300 {
        folder.write(format!("in/{}/{number}.seed", number % 7), format!("{CLEAN}\n{body}{number}"));
    }
    let expected = folder_files(&folder, "in");
    folder.run(["convert", "in", "-o", "all.jsonl"]).ends_with(0);
    let whole = folder.read("all.jsonl");
    for (round, signal) in ["KILL", "INT", "TERM", "KILL", "INT", "KILL"].into_iter().enumerate() {
        let wait = std::time::Duration::from_millis(round as u64 * 40);
        for args in [
            &["convert", "all.jsonl", "-t", "seed", "-o", "back/"][..],
            &["convert", "in", "-o", "again.jsonl"],
        ] {
            let mut child = folder.command(args).arg("--skip-existing").spawn().unwrap();
            std::thread::sleep(wait);
            let _ = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
            child.wait().unwrap();
        }
        if let Ok(again) = fs::read(folder.path("again.jsonl")) {
            assert!(again == whole, "half a file under its final name");
            fs::remove_file(folder.path("again.jsonl")).unwrap();
        }
        for (name, bytes) in
            folder_files(&folder, "back").into_iter().filter(|(name, _)| name.contains(".seed"))
        {
            let hidden = name.rsplit('/').next().unwrap().starts_with(".seedkit-");
            assert!(hidden || expected.contains(&(name.clone(), bytes)), "half a file: {name}");
        }
    }
    folder.run(["convert", "all.jsonl", "-t", "seed", "-o", "back/", "--skip-existing"]).ends_with(0);
    let back: Vec<_> =
        folder_files(&folder, "back").into_iter().filter(|(name, _)| !name.contains(".seedkit-")).collect();
    assert!(back == expected, "the work is complete");
}

#[cfg(unix)]
fn folder_files(folder: &Folder, name: &str) -> Vec<(String, Vec<u8>)> {
    let root = folder.path(name);
    if root.exists() { crate::support::files_below(&root) } else { Vec::new() }
}

/// An interrupt removes what was begun.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing_behind() {
    let folder = Folder::new();
    let mut child =
        folder.command(["convert", "-f", "jsonl", "-o", "x.yaml"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(line("a", "b").as_bytes()).unwrap();
    // Once it has begun, it has something to leave behind, and takes notice.
    while folder.files().is_empty() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    for number in 0..100 {
        // The program may be gone already.
        let _ = pipe.write_all(line(&format!("a{number}"), "b").as_bytes());
    }
    drop(pipe);
    let status = child.wait().unwrap().code();
    assert_eq!(status, Some(130));
    assert_eq!(names(&folder.files()), [""; 0]);
    assert!(!SEEDKIT.is_empty());
}

/// A disk that is full: a limit on the size of files stands for it.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let folder = Folder::new();
    for number in 0..200 {
        folder.write(format!("in/{number}.seed"), format!("{CLEAN}{number}{}", "x".repeat(4000)));
    }
    // Blocks of 512 bytes; the signal of the limit is ignored, so that writing fails instead.
    let script = format!("trap '' XFSZ; ulimit -f 64; exec {SEEDKIT} convert in -o out.jsonl");
    let run = Command::new("sh").args(["-c", &script]).current_dir(folder.path("")).output().unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("out.jsonl: "), "{stderr}");
    assert!(
        folder.files().iter().all(|(name, _)| name.starts_with("in/")),
        "{:?}",
        names(&folder.files()).last()
    );
}
