//! `seedkit init`, completions and manual pages.

use crate::support::{CLEAN, Folder, names, repository};
use std::process::Command;

/// A folder that is taken for the root of a repository.
fn repository_folder() -> Folder {
    Folder::with(&[("seeds/a.seed", CLEAN), (".git/HEAD", "ref: refs/heads/main\n")])
}

#[test]
fn init_writes_what_is_asked_for_and_says_what_is_next() {
    let folder = repository_folder();
    let run = folder.run(["init"]).ends_with(0);
    assert_eq!(
        run.stdout,
        ".: 1 seed\n\
         wrote: seedkit.toml\n\
         also: seedkit init --pre-commit     lint the seeds of every commit with pre-commit\n\
         also: seedkit init --github         lint the seeds of every push with GitHub Actions\n\
         also: seedkit init --gitlab         lint the seeds of every push with GitLab CI\n\
         also: seedkit init --gitattributes  have git keep the line ends of seeds as LF\n\
         next: seedkit lint\n"
    );
    let run = folder.run(["init", "--all"]).ends_with(0);
    assert_eq!(
        run.stdout,
        ".: 1 seed\n\
         left: seedkit.toml, which says the same\n\
         wrote: .pre-commit-config.yaml\n\
         wrote: .github/workflows/seedkit.yml\n\
         wrote: .gitlab-ci.yml\n\
         wrote: .gitattributes\n\
         next: seedkit lint, then: pre-commit install\n"
    );
    assert_eq!(folder.text(".gitattributes"), "*.seed text eol=lf\n");
    for (name, _) in folder.files() {
        assert!(!folder.text(&name).contains("@REPO"), "{name} has a place that was not filled");
    }
    folder.run(["lint"]).ends_with(0);
}

#[test]
fn init_overwrites_nothing() {
    let files = [
        ("seedkit.toml", "fail-on = \"error\"\n"),
        (".pre-commit-config.yaml", "repos: []\n"),
        (".github/workflows/seedkit.yml", "name: mine\n"),
        (".gitlab-ci.yml", "mine: {}\n"),
        (".gitattributes", "*.png binary"),
    ];
    let folder = Folder::with(&files);
    std::fs::create_dir(folder.path(".git")).unwrap();
    let run = folder.run(["init", "--all"]).ends_with(0);
    for (name, content) in &files[..4] {
        assert_eq!(folder.text(name), *content, "{name}");
        assert!(run.stdout.contains(&format!("left: {name}, which is there already")), "{}", run.stdout);
    }
    // What would have been written is shown.
    let run = run
        .prints("      - id: seedkit\n")
        .prints("seedkit lint . --output-format")
        .prints("added to .gitattributes");
    assert!(!run.stdout.contains("fail-on"), "the whole configuration is no help");
    assert_eq!(folder.text(".gitattributes"), "*.png binary\n*.seed text eol=lf\n");
    folder.run(["init", "--gitattributes"]).ends_with(0).prints("which names *.seed already");
    assert_eq!(folder.text(".gitattributes"), "*.png binary\n*.seed text eol=lf\n");
}

#[test]
fn init_can_be_asked_first() {
    let folder = repository_folder();
    folder
        .run(["init", "--all", "--dry-run"])
        .ends_with(0)
        .prints("would write: .pre-commit-config.yaml")
        .prints("would add to .gitattributes: *.seed text eol=lf")
        .prints("nothing was written");
    assert_eq!(names(&folder.files()), [".git/HEAD", "seeds/a.seed"]);
}

#[test]
fn init_sees_what_there_is() {
    let folder = repository_folder();
    folder.write("seeds/b.txt", CLEAN);
    folder.run(["init", "--gitattributes"]).ends_with(0).prints(".: 2 seeds");
    assert_eq!(folder.text(".gitattributes"), "*.seed text eol=lf\n**/seeds/**/*.txt text eol=lf\n");
    // Nothing to be offered outside of a repository; nothing but seedkit.toml below its root.
    let plain = Folder::new();
    let run = plain.run(["init"]).ends_with(0).prints("next: write a seed");
    assert!(!run.stdout.contains("also:"), "{}", run.stdout);
    let run = folder.run(["init", "seeds"]).ends_with(0).prints("wrote: seeds/seedkit.toml");
    assert!(!run.stdout.contains("also:"), "{}", run.stdout);
    folder.run(["init", "seeds", "--github"]).ends_with(2).tells("run `seedkit init --github` in its root");
    folder.run(["init", "nowhere"]).ends_with(2).tells("nowhere: no such file or directory");
    folder.run(["init", "seeds/a.seed"]).ends_with(2).tells("it is no directory");
    // A folder that is on GitLab is not offered GitHub.
    let gitlab = repository_folder();
    gitlab.write(".gitlab-ci.yml", "mine: {}\n");
    let run = gitlab.run(["init"]).ends_with(0);
    assert!(!run.stdout.contains("--github") && !run.stdout.contains("--gitlab"), "{}", run.stdout);
}

/// What is commented out in the configuration are the defaults: with all of it switched on nothing changes but what
/// the examples say, and every key is known.
#[test]
fn the_configuration_of_init_is_right_with_and_without_its_comments() {
    let folder = Folder::with(&[("a.seed", CLEAN)]);
    folder.run(["init"]).ends_with(0);
    let shown = |folder: &Folder| {
        let run = folder.run(["config", "show"]).ends_with(0);
        let settings = run.stdout.lines().filter(|line| !line.starts_with('#'));
        settings
            .map(|line| line.split(" # ").next().unwrap_or(line).trim_end().to_owned())
            .collect::<Vec<_>>()
    };
    let template = folder.text("seedkit.toml");
    assert_eq!(shown(&folder), shown(&Folder::new()));
    // A comment that is a setting has a `=` or a bracket and no sentence.
    let is_setting = |line: &&str| {
        line.starts_with("[[") || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))
    };
    let on: Vec<_> = template
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line))
        .collect();
    assert!(on.iter().filter(|line| is_setting(line)).count() >= 9, "{on:?}");
    folder.write("seedkit.toml", on.join("\n"));
    folder.run(["config", "show"]).ends_with(0).prints("fail-on = \"warning\"");
}

#[test]
fn completions_name_every_command_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = Folder::new().run(["completions", shell]).ends_with(0);
        for word in ["lint", "convert", "explain", "unsafe-fixes"] {
            assert!(run.stdout.contains(word), "{shell}: {word}");
        }
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let folder = Folder::new();
    folder.run(["man", "-o", "man"]).ends_with(0);
    let files = folder.files();
    let pages = names(&files);
    for page in ["man/seedkit.1", "man/seedkit-lint.1", "man/seedkit-config-why.1", "man/seedkit-man.1"] {
        assert!(pages.contains(&page), "{page} is not in {pages:?}");
    }
    for (name, page) in &files {
        let page = std::str::from_utf8(page).unwrap();
        let title = name.trim_start_matches("man/").trim_end_matches(".1");
        assert!(page.contains(&format!(".TH {title} 1")), "{name}: {}", &page[..200]);
        // Every page that a page names is there.
        for other in
            page.split("seedkit\\-").skip(1).filter_map(|rest| rest.split_once("(1)").map(|(name, _)| name))
        {
            if other.len() < 30 {
                let other = format!("man/seedkit-{}.1", other.replace('\\', ""));
                assert!(pages.contains(&&*other), "{name} names {other}");
            }
        }
    }
    let one = folder.run(["man", "config", "why"]).ends_with(0);
    assert_eq!(one.stdout.as_bytes(), folder.read("man/seedkit-config-why.1"));
    folder.run(["man", "nonsense"]).ends_with(2).tells("there is no command `nonsense`");
    folder.write("man/seedkit.1", "mine");
    folder.run(["man", "-o", "man"]).ends_with(2).tells("man/seedkit.1: it exists and differs; --force");
    assert_eq!(folder.text("man/seedkit.1"), "mine");
    folder.run(["man", "-o", "man", "--force"]).ends_with(0);
}

#[test]
fn the_version_names_commit_and_format() {
    let version = Folder::new().run(["--version"]).ends_with(0).stdout;
    let rest = version.strip_prefix(&format!("seedkit {} (commit ", env!("CARGO_PKG_VERSION"))).unwrap();
    let commit = rest.strip_suffix(", seed format 1.0)\n").unwrap();
    // In a clone it is that of HEAD; the sources may lie elsewhere too.
    let head = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(repository()).output();
    match head {
        Ok(head) if head.status.success() && repository().join(".git").exists() => {
            let head = String::from_utf8(head.stdout).unwrap();
            assert_eq!(commit.len(), 12, "{version}");
            assert!(head.starts_with(commit), "{version} and HEAD is {head}");
        }
        _ => assert!(!commit.is_empty()),
    }
}
