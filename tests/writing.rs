//! What is written, and what is left alone.

use crate::support::{CLEAN, Folder, names, unterminated};

/// A seed with trailing white space, doubled line ends and an unsorted category: several fixes at once.
const UNTIDY: &str =
    "Programmers~Mathematicians\n|||||| \nAda Byron \n||||||\n\nShe wrote.  \n\nShe was a mathematician.\n\n";

#[test]
fn only_files_that_change_are_written() {
    let folder = Folder::with(&[("clean.seed", CLEAN.to_owned()), ("mended.seed", unterminated())]);
    let modified = |name| folder.path(name).metadata().unwrap().modified().unwrap();
    let before = modified("clean.seed");
    folder
        .run(["lint", "--select", "S,C", "--fix", "."])
        .ends_with(0)
        .prints("2 files: 1 finding fixed in 1 file, no findings left");
    assert_eq!(modified("clean.seed"), before);
    assert_eq!(folder.read("clean.seed"), CLEAN.as_bytes());
    assert_eq!(folder.read("mended.seed"), CLEAN.as_bytes());
    assert_eq!(names(&folder.files()), ["clean.seed", "mended.seed"], "no temporary file is left");
}

#[test]
fn fixing_twice_changes_nothing_more() {
    let folder = Folder::with(&[("a.seed", UNTIDY)]);
    folder.run(["lint", "--select", "S,C", "--fix", "a.seed"]).ends_with(0);
    let once = folder.read("a.seed");
    assert_ne!(once, UNTIDY.as_bytes());
    let again = folder.run(["lint", "--select", "S,C", "--fix", "a.seed"]).ends_with(0);
    assert!(!again.stdout.contains("fixed"), "{}", again.stdout);
    assert_eq!(folder.read("a.seed"), once);
}

#[test]
fn fixes_leave_all_other_bytes_alone() {
    let body = "\tTabs \u{a0}and \u{301}marks stay; so do “quotes”, ~ and |||||| in a line.\nNo line feed at the end";
    let text = |categories: &str| format!("{categories}\n||||||\nAda  Byron\n||||||\n{body}");
    let folder = Folder::with(&[("a.seed", text("B~A"))]);
    folder.run(["lint", "--select", "S007,C104", "--fix", "a.seed"]).ends_with(0);
    assert_eq!(String::from_utf8(folder.read("a.seed")).unwrap(), text("A~B~"));
}

#[test]
fn a_diff_writes_nothing() {
    let folder = Folder::with(&[("a.seed", UNTIDY)]);
    folder.run(["lint", "--select", "S,C", "--diff", "."]).ends_with(1).tells("nothing was written");
    let run = folder.run_with_stdin(["lint", "--select", "S,C", "--diff", "-"], UNTIDY.as_bytes());
    run.ends_with(1).prints("+Mathematicians~Programmers~");
    assert_eq!(folder.files(), [("a.seed".to_owned(), UNTIDY.as_bytes().to_vec())]);
}

#[test]
fn a_report_writes_nothing() {
    let folder = Folder::with(&[("a.seed", UNTIDY)]);
    folder.run(["lint", "."]).ends_with(1);
    assert_eq!(folder.files(), [("a.seed".to_owned(), UNTIDY.as_bytes().to_vec())]);
}

#[cfg(unix)]
mod unix {
    use super::{CLEAN, Folder, unterminated};
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    fn mode(folder: &Folder, name: &str) -> u32 {
        folder.path(name).metadata().expect("the file exists").permissions().mode() & 0o7777
    }

    #[test]
    fn permissions_are_kept() {
        let folder = Folder::with(&[("a.seed", unterminated())]);
        for wanted in [0o600, 0o640, 0o755, 0o666] {
            folder.write("a.seed", unterminated());
            fs::set_permissions(folder.path("a.seed"), Permissions::from_mode(wanted)).unwrap();
            folder.run(["lint", "--fix", "a.seed"]).ends_with(0);
            assert_eq!(mode(&folder, "a.seed"), wanted);
        }
    }

    #[test]
    fn symbolic_links_are_followed() {
        let folder = Folder::with(&[("real/a.seed", unterminated())]);
        symlink("real/a.seed", folder.path("link.seed")).unwrap();
        folder.run(["lint", "--fix", "link.seed"]).ends_with(0);
        assert!(folder.path("link.seed").is_symlink());
        assert_eq!(folder.read("real/a.seed"), CLEAN.as_bytes());
    }

    #[test]
    fn a_file_that_may_not_be_written_is_left_alone() {
        let folder = Folder::with(&[("a.seed", unterminated()), ("b.seed", unterminated())]);
        fs::set_permissions(folder.path("a.seed"), Permissions::from_mode(0o444)).unwrap();
        let run = folder.run(["lint", "--fix", "."]).ends_with(2);
        run.tells("a.seed: not fixed: permission denied").prints("[a.seed:1:27]");
        assert_eq!(folder.read("a.seed"), unterminated().as_bytes());
        assert_eq!(folder.read("b.seed"), CLEAN.as_bytes(), "the others are mended");
    }

    #[test]
    fn converted_files_get_usual_permissions() {
        let folder = Folder::with(&[("a.seed", CLEAN)]);
        folder.run(["convert", "a.seed", "--output", "b.yaml"]).ends_with(0);
        assert_eq!(mode(&folder, "b.yaml"), mode(&folder, "a.seed"));
    }

    #[test]
    fn an_output_that_is_a_link_to_the_input_is_refused() {
        let folder = Folder::with(&[("a.seed", CLEAN)]);
        symlink("a.seed", folder.path("b.seed")).unwrap();
        folder.run(["convert", "a.seed", "--output", "b.seed", "--force"]).ends_with(2).tells("is an input");
        assert_eq!(folder.read("a.seed"), CLEAN.as_bytes());
    }
}

#[test]
fn stdin_is_mended_to_stdout() {
    let run = Folder::new().run_with_stdin(["lint", "--fix", "-"], unterminated().as_bytes()).ends_with(0);
    assert_eq!(run.stdout, CLEAN);
    assert_eq!(run.stderr, "seedkit: 1 file: 1 finding fixed in 1 file, no findings left\n");
}

/// A filter passes on what it cannot mend, byte for byte.
#[test]
fn stdin_that_cannot_be_mended_is_passed_on() {
    for text in ["", "no seed", "A~\r\n||||||\nT", CLEAN] {
        let run = Folder::new().run_with_stdin(["lint", "--select", "S003", "--fix", "-"], text.as_bytes());
        assert_eq!(run.stdout, text);
    }
}

#[test]
fn directories_are_mirrored() {
    let files = ["a.seed", "rivers/nile.seed", "rivers/old/lost.seed", "seeds/b.txt", "v1.2.seed"];
    let folder = Folder::new();
    for file in files {
        folder.write(format!("in/{file}"), CLEAN);
    }
    folder.write("in/notes.txt", "no seed");
    let run = folder.run(["convert", "in", "--to", "yaml", "--output", "out/"]).ends_with(0);
    run.tells("5 files written").tells("1 text file without a line of pipes passed over");
    let expected = ["a.yaml", "rivers/nile.yaml", "rivers/old/lost.yaml", "seeds/b.yaml", "v1.2.yaml"];
    let files = folder.files();
    let out: Vec<_> = names(&files).into_iter().filter_map(|name| name.strip_prefix("out/")).collect();
    assert_eq!(out, expected);
}

#[test]
fn nothing_is_overwritten_without_force() {
    let folder = Folder::with(&[("in/a.seed", CLEAN), ("in/b.seed", CLEAN), ("out/a.yaml", "mine")]);
    let convert = ["convert", "in", "--to", "yaml", "--output", "out"];
    let run =
        folder.run(convert).ends_with(2).tells("out/a.yaml: it exists and differs; --force replaces it");
    run.tells("1 file written, 1 failed");
    assert_eq!(folder.read("out/a.yaml"), b"mine");
    folder.run(convert.into_iter().chain(["--force"])).ends_with(0).tells("1 file written, 1 unchanged");
    assert_eq!(folder.read("out/a.yaml"), folder.read("out/b.yaml"));
}

#[test]
fn equal_outputs_are_left_as_they_are() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    let convert = ["convert", "a.seed", "--output", "b.json"];
    folder.run(convert).ends_with(0).tells("1 file written");
    let modified = || folder.path("b.json").metadata().unwrap().modified().unwrap();
    let before = modified();
    folder.run(convert).ends_with(0).tells("0 files written, 1 unchanged");
    folder.run(convert.into_iter().chain(["--force"])).ends_with(0).tells("1 unchanged");
    assert_eq!(modified(), before);
}

/// A plan that cannot work is refused before a byte is written.
#[test]
fn a_plan_with_a_collision_writes_nothing() {
    let folder = Folder::with(&[("in/a.seed", CLEAN), ("in/seeds/b.seed", CLEAN), ("in/seeds/b.txt", CLEAN)]);
    let run = folder.run(["convert", "in", "--to", "yaml", "--output", "out/"]).ends_with(2);
    run.tells("in/seeds/b.seed and in/seeds/b.txt have the same output, out/seeds/b.yaml");
    assert!(!folder.path("out").exists());
    let run = folder.run(["convert", "in/a.seed", "in/seeds/b.seed", "--to", "seed", "--output", "in"]);
    run.ends_with(2).tells("in/a.seed is an input");
}

/// Names that differ only in case are one name on some systems.
#[test]
fn names_that_differ_in_case_collide() {
    let folder = Folder::with(&[("one/a.seed", CLEAN), ("two/A.seed", CLEAN)]);
    let run = folder.run(["convert", "one/a.seed", "two/A.seed", "--to", "yaml", "--output", "out/"]);
    run.ends_with(2).tells("have the same output");
    assert!(!folder.path("out").exists());
}

#[test]
fn what_is_refused_does_not_stop_the_others() {
    let folder = Folder::with(&[("in/a.seed", "no seed"), ("in/b.seed", CLEAN)]);
    let run = folder.run(["convert", "in", "missing", "--to", "yaml", "--output", "out/"]).ends_with(2);
    run.tells("missing: no such file").tells("[in/a.seed:1:1]").tells("1 file written, 1 refused");
    assert!(folder.path("out/b.yaml").exists());
    assert!(!folder.path("out/a.yaml").exists());
    folder.run(["convert", "in", "--to", "json", "--output", "out/"]).ends_with(1);
}

#[cfg(unix)]
#[test]
fn a_device_takes_what_it_is_given() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    folder.run(["convert", "a.seed", "-t", "json", "-o", "/dev/null"]).ends_with(0).tells("1 file written");
    if std::path::Path::new("/dev/full").exists() {
        folder.run(["convert", "a.seed", "-t", "json", "-o", "/dev/full"]).ends_with(2).tells("/dev/full");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_directory_is_passed_over() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    let made = std::process::Command::new("mkfifo").arg(folder.path("pipe.seed")).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: there is no mkfifo here");
        return;
    }
    folder
        .run(["lint", "."])
        .ends_with(0)
        .tells("pipe.seed: not a regular file")
        .prints("1 file: no findings");
    folder.run(["fmt", "pipe.seed"]).ends_with(2).tells("not a regular file");
}

#[test]
fn fixes_take_nothing_from_a_second_seed_in_the_file() {
    let both = format!("{CLEAN}\n{CLEAN}");
    let folder = Folder::with(&[("a.seed", &both)]);
    folder.run(["lint", "--fix", "a.seed"]).ends_with(1).prints("S005");
    assert_eq!(folder.read("a.seed"), both.as_bytes());
}
