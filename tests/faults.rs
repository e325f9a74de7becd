//! Writes that fail: whatever goes wrong and whenever the run is killed, a file holds what it held or what it was to
//! hold, its permissions are kept, and nothing else is left.
//!
//! strace is the layer that injects faults: it makes the n-th call of the system fail, or kills the program there.
//! Where it is missing, or may not trace, these tests are skipped and say so. The others need nothing but the system.

#![expect(clippy::unwrap_used, reason = "only tests use it, and clippy does not see that")]

use crate::support::{CLEAN, Folder, Run, SEEDKIT, names, skip, unterminated};
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A command that writes, the files it starts from, and those it is to leave.
struct Story {
    args: &'static [&'static str],
    before: Vec<(&'static str, String)>,
    /// Files that are new or have new content when all went well.
    after: Vec<(&'static str, String)>,
}

impl Story {
    fn new(args: &'static [&'static str], before: Vec<(&'static str, String)>) -> Self {
        let mut story = Self { args, before, after: Vec::new() };
        let folder = story.folder();
        let run = folder.run(args);
        assert!(run.status < 2, "{args:?}: {}", run.stderr);
        let files = folder.files();
        for (name, content) in files {
            let content = String::from_utf8(content).unwrap();
            if !story.before.iter().any(|(old, text)| *old == name && *text == content) {
                story.after.push((name.leak(), content));
            }
        }
        assert!(!story.after.is_empty(), "{args:?} writes");
        story
    }

    fn folder(&self) -> Folder {
        let folder = Folder::with(&self.before);
        for (name, _) in &self.before {
            fs::set_permissions(folder.path(name), Permissions::from_mode(0o640)).unwrap();
        }
        folder
    }

    /// What is wrong with a folder after a run, if anything. Temporary files count unless they `may_stay`.
    fn wrong(&self, folder: &Folder, succeeded: bool, may_stay: bool) -> Option<String> {
        let files = folder.files();
        for (name, content) in &files {
            let is = |list: &[(&str, String)]| {
                list.iter().any(|(known, text)| known == name && text.as_bytes() == content)
            };
            let is_temporary = name.rsplit('/').next().unwrap_or_default().starts_with(".seedkit-");
            // Where the seed cannot be read, the report is whole and says that it is not complete.
            let is_honest =
                name == "report.json" && !succeeded && content.ends_with(b"\"complete\":false}}\n");
            if !(is(&self.before) || is(&self.after) || is_honest || (is_temporary && may_stay)) {
                return Some(format!(
                    "{name} is neither old nor new: {:?}",
                    String::from_utf8_lossy(content)
                ));
            }
            if self.before.iter().any(|(known, _)| known == name) && mode(&folder.path(name)) != 0o640 {
                return Some(format!("{name} has other permissions"));
            }
        }
        if let Some((name, _)) = self.before.iter().find(|(name, _)| !names(&files).contains(name)) {
            return Some(format!("{name} is gone"));
        }
        let is_done = |(name, text): &(&str, String)| {
            files.iter().any(|(known, content)| known == name && content == text.as_bytes())
        };
        if succeeded && !self.after.iter().all(is_done) {
            return Some("it claims to have done what it has not".to_owned());
        }
        None
    }
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o7777
}

/// Every way to write a file. Without `all`, those that differ most.
fn stories(all: bool) -> Vec<Story> {
    let seed = || vec![("a.seed", unterminated())];
    let two = || vec![("in/a.seed", CLEAN.to_owned()), ("in/b.seed", CLEAN.replace("Byron", "Lovelace"))];
    let with = |mut files: Vec<(&'static str, String)>, name, content: &str| {
        files.push((name, content.to_owned()));
        files
    };
    let rows = |output| {
        let folder = Folder::with(&two());
        folder.run(["convert", "in", "-o", output]).ends_with(0);
        folder.text(output)
    };
    let mut stories = vec![
        Story::new(&["lint", "--fix", "-j", "1", "a.seed"], seed()),
        Story::new(&["convert", "in", "-j", "1", "-o", "out/all.jsonl"], two()),
        Story::new(
            &["convert", "all.jsonl", "-j", "1", "--to", "json", "-o", "out/"],
            vec![("all.jsonl", rows("all.jsonl"))],
        ),
        Story::new(
            &["lint", "-j", "1", "a.seed", "--output-format", "json=report.json"],
            with(seed(), "report.json", "the report of yesterday"),
        ),
    ];
    if all {
        stories.extend([
            Story::new(&["fmt", "-j", "1", "a.seed"], seed()),
            Story::new(&["lint", "--fix", "."], with(seed(), "below/b.seed", &unterminated())),
            Story::new(&["convert", "in/a.seed", "-o", "out.yaml"], two()),
            Story::new(
                &["convert", "in/a.seed", "-o", "out.yaml", "--force"],
                with(two(), "out.yaml", "old"),
            ),
            Story::new(&["convert", "in", "-o", "all.yaml", "--force"], with(two(), "all.yaml", "old")),
            Story::new(&["convert", "in", "-o", "all.jsonl", "--card"], two()),
            Story::new(&["split", "a.txt"], vec![("a.txt", format!("{CLEAN}\n{CLEAN}"))]),
            Story::new(&["baseline", "create", "a.seed"], seed()),
            Story::new(
                &["init", "--pre-commit", "--gitattributes"],
                with(seed(), ".gitattributes", "* text\n"),
            ),
            Story::new(&["man", "--output", "man"], seed()),
        ]);
    }
    stories
}

/// Whether strace is there and may trace; else a note says that `what` is skipped.
fn has_strace(what: &str) -> bool {
    let traced = Command::new("strace").args(["-o", "/dev/null", "true"]).output();
    let has = traced.is_ok_and(|output| output.status.success());
    if !has {
        skip(&format!("{what}: strace is missing or may not trace"));
    }
    has
}

/// The program under strace, which writes what it sees to a file outside of the folder.
fn traced(folder: &Folder, log: &Path, options: &[&str], args: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(log).args(options).arg(SEEDKIT).args(args);
    command.current_dir(folder.path("")).env("TERM", "xterm").env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a story calls: each call by its name and how often it was called in its thread before, from one on.
fn calls(story: &Story, log: &Path, set: &str) -> Vec<(String, usize)> {
    let folder = story.folder();
    let output = traced(&folder, log, &["-e", &format!("trace={set}")], story.args).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
    let mut by_thread = BTreeMap::<(&str, &str), usize>::new();
    let log = fs::read_to_string(log).unwrap();
    for line in log.lines() {
        let Some((thread, call)) = line.split_once(' ') else { continue };
        let Some((name, _)) = call.trim_start().split_once('(').filter(|(name, _)| !name.contains(' '))
        else {
            continue;
        };
        *by_thread.entry((thread, name)).or_default() += 1;
    }
    let mut most = BTreeMap::<&str, usize>::new();
    for ((_, name), count) in by_thread {
        let known = most.entry(name).or_default();
        *known = count.max(*known);
    }
    most.into_iter()
        .flat_map(|(name, most)| (1..=most).map(move |number| (name.to_owned(), number)))
        .collect()
}

/// Calls that touch files fail, one after the other, with what fits them: every one, or one of so many.
fn every_call_fails(stories: &[Story], step: usize) -> usize {
    let faults = [
        ("openat", "ENOSPC"),
        ("openat", "EACCES"),
        ("openat", "EMFILE"),
        ("write", "ENOSPC"),
        ("write", "EIO"),
        ("read", "EIO"),
        ("fsync", "EIO"),
        ("rename,renameat,renameat2", "EACCES"),
        ("rename,renameat,renameat2", "EINVAL"),
        ("link,linkat", "EPERM"),
        ("fchmod,fchmodat", "EPERM"),
        ("fchown", "EPERM"),
        ("mkdir,mkdirat", "ENOSPC"),
        ("flock", "ENOLCK"),
        ("flock", "EAGAIN"),
        ("statx,fstat,newfstatat", "EACCES"),
        ("lseek", "EIO"),
        ("getdents64", "EIO"),
        ("ftruncate", "EIO"),
        ("sync_file_range,copy_file_range,sendfile,splice", "EIO"),
    ];
    let work = Folder::new();
    let log = work.path("log");
    let mut injected = 0;
    for story in stories {
        for (set, error) in faults {
            for (call, number) in calls(story, &log, set).into_iter().step_by(step) {
                let folder = story.folder();
                let fault = format!("inject={call}:error={error}:when={number}");
                let trace = format!("trace={call}");
                let output =
                    traced(&folder, &log, &["-e", &trace, "-e", &fault], story.args).output().unwrap();
                let seen = fs::read_to_string(&log).unwrap();
                if !seen.contains("(INJECTED)") {
                    continue;
                }
                injected += 1;
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                let what = format!("{:?}, {fault}: {said}\n{seen}", story.args);
                assert!(!said.contains("panicked"), "{what}");
                // Without a status it was ended by the loader, which aborts where it cannot read libraries.
                let succeeded = output.status.code().is_some_and(|code| code < 2);
                let wrong = story.wrong(&folder, succeeded, false);
                assert!(wrong.is_none(), "{}\n{what}", wrong.unwrap_or_default());
            }
        }
    }
    injected
}

#[cfg(target_os = "linux")]
#[test]
fn every_call_that_fails_leaves_old_or_new() {
    if has_strace("calls that fail") {
        let injected = every_call_fails(&stories(false)[..1], 4);
        assert!(injected > 20, "{injected}");
    }
}

/// Takes minutes; `.ci/full` runs it.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes minutes"]
fn every_call_that_fails_leaves_old_or_new_in_every_command() {
    if has_strace("calls that fail, in every command") {
        println!("{} faults injected", every_call_fails(&stories(true), 1));
    }
}

/// Killed at every call there is, or at one of so many; the next run does the work and takes away what was left.
fn killed_at_every_call(stories: &[Story], step: usize) -> usize {
    let work = Folder::new();
    let log = work.path("log");
    let mut killed = 0;
    for story in stories {
        for (call, number) in calls(story, &log, "!execve").into_iter().step_by(step) {
            let folder = story.folder();
            let fault = format!("inject={call}:signal=KILL:when={number}");
            let trace = format!("trace={call}");
            let output = traced(&folder, &log, &["-e", &trace, "-e", &fault], story.args).output().unwrap();
            killed += usize::from(output.status.signal() == Some(9));
            let what = format!("{:?}, {fault}", story.args);
            let wrong = story.wrong(&folder, output.status.success(), true);
            assert!(wrong.is_none(), "{}\n{what}", wrong.unwrap_or_default());
            let left = |folder: &Folder| names(&folder.files()).iter().any(|name| name.contains(".seedkit-"));
            let again = folder.run(story.args.iter().copied());
            let wrong = story.wrong(&folder, again.status < 2, true);
            assert!(wrong.is_none(), "{}\n{what}, and again: {}", wrong.unwrap_or_default(), again.stderr);
            assert!(!left(&folder), "{what}: {:?}", names(&folder.files()));
        }
    }
    killed
}

#[cfg(target_os = "linux")]
#[test]
fn a_kill_at_any_call_leaves_old_or_new() {
    if has_strace("kills at calls") {
        let killed = killed_at_every_call(&stories(false), 13);
        assert!(killed > 30, "{killed}");
    }
}

/// Takes minutes; `.ci/full` runs it.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "takes minutes"]
fn a_kill_at_any_call_leaves_old_or_new_in_every_command() {
    if has_strace("kills at calls, in every command") {
        println!("{} kills", killed_at_every_call(&stories(true), 1));
    }
}

/// Kills at moments that nobody chose, in runs by several threads over many files.
fn killed_at_random(rounds: u64) -> usize {
    let seeds: Vec<(&str, String)> = (0..60)
        .map(|number| {
            let name: &'static str = format!("in/{}/{number}.seed", number % 5).leak();
            (
                name,
                unterminated()
                    .replace("Engine.", &format!("Engine.\n{}", "Words, words. ".repeat(number * 20))),
            )
        })
        .collect();
    let story = Story::new(&["lint", "--select", "S,C", "--fix", "-j", "4", "in"], seeds);
    let mut killed = 0;
    let mut chance = 88_172_645_463_325_252_u64;
    for _ in 0..rounds {
        let folder = story.folder();
        let mut child =
            folder.command(story.args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Xorshift, of Marsaglia.
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        sleep(Duration::from_micros(chance % 40_000));
        child.kill().unwrap();
        killed += usize::from(child.wait().unwrap().signal() == Some(9));
        let wrong = story.wrong(&folder, false, true);
        assert!(wrong.is_none(), "{wrong:?}");
        folder.run(story.args).ends_with(0);
        let wrong = story.wrong(&folder, true, true);
        assert!(wrong.is_none(), "{wrong:?}");
        for number in 0..5 {
            folder.write(format!("in/{number}/next.seed"), unterminated());
        }
        folder.run(story.args).ends_with(0);
        assert!(!names(&folder.files()).iter().any(|name| name.contains(".seedkit-")), "litter");
    }
    killed
}

#[test]
fn a_kill_at_a_random_moment_leaves_old_or_new() {
    killed_at_random(8);
}

/// Two hundred of them; `.ci/full` runs it.
#[test]
#[ignore = "takes minutes"]
fn two_hundred_kills_at_random_moments_leave_old_or_new() {
    println!("{} of 200 runs were killed before their end", killed_at_random(200));
}

/// A file system of its own, small, gone when it is dropped.
struct Small(PathBuf);

impl Small {
    /// Nothing where this user may not mount; then that is told.
    fn mount(folder: &Folder, name: &str, options: &str) -> Option<Self> {
        let path = folder.path(name);
        fs::create_dir_all(&path).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "none"]).arg(&path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(path));
        }
        skip("a full disk: this user may not mount a tmpfs");
        None
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_file_system_keeps_what_is_there() {
    let folder = Folder::new();
    let Some(_small) = Small::mount(&folder, "disk", "size=256k") else { return };
    let body = "It  holds water.\n".repeat(6000);
    for number in 0..2 {
        folder.write(format!("disk/{number}.seed"), format!("{}\n{body}end", unterminated()));
    }
    folder.write("in.seed", format!("{CLEAN}\n{body}end"));
    folder.write("disk/report.json", "the report of yesterday");
    let kept = folder.files();
    let full = "no space left on device";
    let commands: [&[&str]; 9] = [
        &["lint", "--select", "S", "--fix", "disk"],
        &["fmt", "disk"],
        &["convert", "in.seed", "-o", "disk/out.json"],
        &["convert", "in.seed", "--to", "yaml", "-o", "disk/new/deep/"],
        &["convert", "in.seed", "-o", "disk/out.jsonl"],
        &["convert", "in.seed", "-o", "disk/report.json", "--force"],
        &["convert", "disk", "-o", "disk/all.jsonl"],
        &["lint", "disk", "--select", "all", "--output-format", "json=disk/report.json"],
        &["baseline", "create", "disk", "--select", "all", "--baseline", "disk/baseline.jsonl"],
    ];
    for args in commands {
        let run = folder.run(args).ends_with(2);
        assert!(run.stderr.to_lowercase().contains(full), "{args:?}: {}", run.stderr);
        assert_eq!(folder.files(), kept, "{args:?}");
        assert!(!folder.path("disk/new").exists(), "{args:?}: an empty directory is left");
    }
}

/// The system refuses root nothing in a directory that it may not write to, so it is asked as somebody else.
#[test]
fn a_directory_that_may_not_be_written_keeps_what_is_there() {
    const NOBODY: u32 = 65_534;
    let folder = Folder::with(&[("d/a.seed", unterminated()), ("d/report.json", "old".to_owned())]);
    let is_root = fs::metadata(folder.path("")).unwrap().uid() == 0;
    let binary = folder.path("seedkit");
    fs::copy(SEEDKIT, &binary).unwrap();
    for path in ["", "d", "seedkit"] {
        fs::set_permissions(folder.path(path), Permissions::from_mode(0o755)).unwrap();
    }
    for file in ["d/a.seed", "d/report.json"] {
        fs::set_permissions(folder.path(file), Permissions::from_mode(0o666)).unwrap();
    }
    if !is_root {
        fs::set_permissions(folder.path("d"), Permissions::from_mode(0o555)).unwrap();
    }
    let run = |args: &[&str]| {
        let mut command = Command::new(&binary);
        command.args(args).current_dir(folder.path("")).stdin(Stdio::null());
        if is_root {
            use std::os::unix::process::CommandExt as _;
            command.uid(NOBODY).gid(NOBODY);
        }
        Run::of(command.output().unwrap())
    };
    let kept = folder.files();
    let commands: [&[&str]; 5] = [
        &["lint", "--fix", "d/a.seed"],
        &["fmt", "d/a.seed"],
        &["convert", "d/a.seed", "-o", "d/a.json"],
        &["convert", "d/a.seed", "-o", "d/a.jsonl"],
        &["lint", "d/a.seed", "--output-format", "json=d/report.json"],
    ];
    for args in commands {
        let run = run(args).ends_with(2);
        assert!(run.stderr.to_lowercase().contains("permission denied"), "{args:?}: {}", run.stderr);
        assert_eq!(names(&folder.files()), names(&kept), "{args:?}");
        assert!(folder.files() == kept, "{args:?}");
    }
    fs::set_permissions(folder.path("d"), Permissions::from_mode(0o755)).unwrap();
}

/// Whoever mends a file of somebody else gives it back to them; nobody else can read it meanwhile.
#[test]
fn the_owner_and_the_group_are_kept() {
    let folder = Folder::with(&[("a.seed", unterminated()), ("report.json", "old".to_owned())]);
    if std::os::unix::fs::chown(folder.path("a.seed"), Some(1234), Some(2345)).is_err() {
        return skip("owners: only root can give files away");
    }
    std::os::unix::fs::chown(folder.path("report.json"), Some(1234), Some(2345)).unwrap();
    for file in ["a.seed", "report.json"] {
        fs::set_permissions(folder.path(file), Permissions::from_mode(0o640)).unwrap();
    }
    folder.run(["lint", "--fix", "a.seed", "--output-format", "json=report.json"]).ends_with(0);
    assert_eq!(folder.text("a.seed"), CLEAN);
    for file in ["a.seed", "report.json"] {
        let metadata = folder.path(file).metadata().unwrap();
        assert_eq!((metadata.uid(), metadata.gid(), mode(&folder.path(file))), (1234, 2345, 0o640), "{file}");
    }
}

/// What happens between the look at a file and its replacement. The program is stopped where it flushes the new content.
fn meanwhile(change: impl Fn(&Folder), check: impl Fn(&Folder, Run)) {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    let log = Folder::new();
    let options = ["-e", "trace=fsync", "-e", "inject=fsync:signal=STOP:when=1"];
    let args = ["lint", "--fix", "--output-format", "concise", "a.seed"];
    let child = traced(&folder, &log.path("log"), &options, &args).spawn().unwrap();
    let stopped = loop {
        let seen = fs::read_to_string(log.path("log")).unwrap_or_default();
        if let Some(line) = seen.lines().find(|line| line.contains("stopped by SIGSTOP")) {
            break line.split(' ').next().unwrap().to_owned();
        }
        sleep(Duration::from_millis(5));
    };
    change(&folder);
    assert!(Command::new("kill").args(["-CONT", &stopped]).status().unwrap().success());
    check(&folder, Run::of(child.wait_with_output().unwrap()));
}

#[cfg(target_os = "linux")]
#[test]
fn what_happens_meanwhile_is_not_undone() {
    if !has_strace("changes meanwhile") {
        return;
    }
    let changed = "a.seed: not fixed: it changed while it was checked; left as it is";
    meanwhile(
        |folder| folder.write("a.seed", "saved by somebody"),
        |folder, run| {
            run.ends_with(2).tells(changed);
            assert_eq!(folder.files(), [("a.seed".to_owned(), b"saved by somebody".to_vec())]);
        },
    );
    meanwhile(
        |folder| {
            folder.write("new", "saved by somebody");
            fs::rename(folder.path("new"), folder.path("a.seed")).unwrap();
        },
        |folder, run| {
            run.ends_with(2).tells(changed);
            assert_eq!(folder.files(), [("a.seed".to_owned(), b"saved by somebody".to_vec())]);
        },
    );
    meanwhile(
        |folder| fs::remove_file(folder.path("a.seed")).unwrap(),
        |folder, run| {
            run.ends_with(2).tells("a.seed: not fixed: no such file");
            assert_eq!(names(&folder.files()), [""; 0]);
        },
    );
    // A link that leads elsewhere, to the same text: it is not that file that was named.
    meanwhile(
        |folder| {
            folder.write("other", unterminated());
            fs::remove_file(folder.path("a.seed")).unwrap();
            symlink("other", folder.path("a.seed")).unwrap();
        },
        |folder, run| {
            run.ends_with(2).tells(changed);
            assert!(folder.path("a.seed").is_symlink());
            assert_eq!(folder.text("other"), unterminated());
        },
    );
    // A pipe in its place would have to be waited for.
    meanwhile(
        |folder| {
            fs::remove_file(folder.path("a.seed")).unwrap();
            assert!(Command::new("mkfifo").arg(folder.path("a.seed")).status().unwrap().success());
        },
        |_, run| drop(run.ends_with(2).tells(changed)),
    );
    // Another run did the same: all is well.
    meanwhile(
        |folder| folder.write("a.seed", CLEAN),
        |folder, run| {
            run.ends_with(0);
            assert_eq!(folder.text("a.seed"), CLEAN);
        },
    );
}

/// A file with two names has new content under the one that was mended; both are whole.
#[test]
fn a_hard_link_keeps_the_old_content() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    fs::hard_link(folder.path("a.seed"), folder.path("b.seed")).unwrap();
    folder.run(["lint", "--fix", "a.seed"]).ends_with(0);
    assert_eq!((folder.text("a.seed"), folder.text("b.seed")), (CLEAN.to_owned(), unterminated()));
    // One file under three names, one of them a link: each is mended, and none is in the way of another.
    let folder = Folder::with(&[("a.seed", unterminated())]);
    fs::hard_link(folder.path("a.seed"), folder.path("b.seed")).unwrap();
    symlink("a.seed", folder.path("c.seed")).unwrap();
    for _ in 0..10 {
        fs::write(folder.path("a.seed"), unterminated()).unwrap();
        fs::write(folder.path("b.seed"), unterminated()).unwrap();
        folder.run(["lint", "--fix", "--ignore", "X", "-j", "3", "."]).ends_with(0);
        assert_eq!(folder.text("a.seed") + &folder.text("b.seed"), format!("{CLEAN}{CLEAN}"));
        assert!(folder.path("c.seed").is_symlink());
    }
}

/// A pipe takes what it is given, whole.
#[test]
fn a_pipe_takes_an_output() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    for output in ["pipe.json", "pipe.jsonl", "pipe.yaml"] {
        let pipe = folder.path(output);
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).unwrap()
        });
        folder.run(["convert", "a.seed", "-o", output]).ends_with(0);
        assert!(reader.join().unwrap().contains("Ada Byron"), "{output}");
        fs::remove_file(pipe).unwrap();
    }
    assert_eq!(names(&folder.files()), ["a.seed"]);
}

/// A link in a directory of somebody else can lead anywhere.
#[test]
fn no_link_in_a_directory_leads_a_write_out_of_it() {
    let folder = Folder::with(&[("outside/a.seed", unterminated()), ("outside/b.json", "mine".to_owned())]);
    folder.write("in/a.seed", unterminated());
    fs::create_dir(folder.path("out")).unwrap();
    symlink("../outside/a.seed", folder.path("in/link.seed")).unwrap();
    symlink("a.seed", folder.path("in/inside.seed")).unwrap();
    symlink("../outside", folder.path("out/dir")).unwrap();
    symlink("../outside/b.json", folder.path("out/b.json")).unwrap();
    symlink("../outside/new.json", folder.path("out/new.json")).unwrap();
    let outside = || crate::support::files_below(&folder.path("outside"));
    let kept = outside();
    let leads = "leads out of the directory";
    for command in ["lint --fix --ignore X", "fmt"] {
        let args = command.split(' ').chain(["in"]);
        folder.run(args).ends_with(2).tells("in/link.seed: not f").tells(leads);
        assert_eq!(outside(), kept);
        folder.write("in/a.seed", unterminated());
    }
    let line =
        |path: &str| format!("{{\"path\":\"{path}\",\"categories\":[],\"title\":\"t\",\"body\":[]}}\n");
    for path in ["dir/x", "dir/deep/x", "b", "new"] {
        folder.write("in.jsonl", line(path));
        let args = ["convert", "in.jsonl", "--to", "json", "-o", "out/", "--force"];
        folder.run(args).ends_with(2).tells(leads);
        assert_eq!(outside(), kept, "{path}");
    }
    // Who names the very file means what the link leads to.
    folder.run(["lint", "--fix", "in/link.seed"]).ends_with(0);
    assert_eq!(folder.text("outside/a.seed"), CLEAN);
    folder.run(["convert", "in/a.seed", "-o", "out/b.json", "--force"]).ends_with(0);
    assert!(folder.text("outside/b.json").starts_with('{'));
}

#[test]
fn a_link_to_nothing_is_no_output() {
    let folder = Folder::with(&[("a.seed", unterminated())]);
    symlink("gone", folder.path("x.json")).unwrap();
    symlink("gone", folder.path("x.jsonl")).unwrap();
    for args in [
        &["convert", "a.seed", "-o", "x.json"][..],
        &["convert", "a.seed", "-o", "x.jsonl"],
        &["convert", "a.seed", "-o", "x.jsonl", "--force"],
        &["lint", "a.seed", "--output-format", "json=x.json"],
    ] {
        folder.run(args).ends_with(2).tells("it is a link to what is not there");
        assert!(folder.path("x.json").is_symlink() && folder.path("x.jsonl").is_symlink());
        assert_eq!(names_in(&folder), ["a.seed", "x.json", "x.jsonl"]);
    }
}

/// Somebody presses Ctrl-C while a report is made, or while files are mended.
#[test]
fn an_interrupt_of_lint_leaves_nothing_behind() {
    for signal in ["-INT", "-TERM"] {
        for args in [
            &["lint", "-j", "1", "first.seed", "a.seed", "--output-format", "json=report.json"][..],
            &["lint", "-j", "1", "first.seed", "a.seed", "--fix", "--output-format", "json=report.json"],
        ] {
            let folder = Folder::with(&[("a.seed", unterminated())]);
            let pipe = folder.path("a-first.seed");
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            let args = args.iter().map(|arg| if *arg == "first.seed" { "a-first.seed" } else { arg });
            let child = folder.command(args).spawn().unwrap();
            // It is opened when it is read, so the report is begun by then.
            let mut writer = fs::File::options().write(true).open(&pipe).unwrap();
            let hidden =
                || names_in(&folder).into_iter().filter(|name| name.starts_with(".seedkit-")).count();
            assert_eq!(hidden(), 1, "the report is begun");
            assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
            std::io::Write::write_all(&mut writer, CLEAN.as_bytes()).unwrap();
            drop(writer);
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(130), "{output:?}");
            assert_eq!(names_in(&folder), ["a-first.seed", "a.seed"]);
            assert_eq!(folder.text("a.seed"), unterminated());
        }
    }
}

fn names_in(folder: &Folder) -> Vec<String> {
    let entries = fs::read_dir(folder.path("")).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
