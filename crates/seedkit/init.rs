//! `seedkit init`: a configuration to start with, and the files that have seedkit run by pre-commit, GitHub or GitLab.

use crate::args::{Hook, InitArgs};
use crate::config::{self, FileChoice};
use crate::files::{self, Wanted, describe};
use crate::globs::absolute;
use crate::status::{Failure, Status};
use crate::terminal::{count, shown};
use crate::version::{COMMIT, REPOSITORY, VERSION_NUMBER};
use crate::write::{self, Written};
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What may be written beside the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extra {
    PreCommit(Hook),
    GitHub,
    GitLab,
    GitAttributes,
}

impl Extra {
    fn path(self) -> &'static str {
        match self {
            Self::PreCommit(_) => ".pre-commit-config.yaml",
            Self::GitHub => ".github/workflows/seedkit.yml",
            Self::GitLab => ".gitlab-ci.yml",
            Self::GitAttributes => ".gitattributes",
        }
    }

    fn option(self) -> &'static str {
        match self {
            Self::PreCommit(Hook::Source) => "--pre-commit",
            Self::PreCommit(Hook::Installed) => "--pre-commit=installed",
            Self::GitHub => "--github",
            Self::GitLab => "--gitlab",
            Self::GitAttributes => "--gitattributes",
        }
    }

    fn summary(self) -> &'static str {
        match self {
            Self::PreCommit(_) => "lint the seeds of every commit with pre-commit",
            Self::GitHub => "lint the seeds of every push with GitHub Actions",
            Self::GitLab => "lint the seeds of every push with GitLab CI",
            Self::GitAttributes => "have git keep the line ends of seeds as LF",
        }
    }

    fn template(self) -> &'static str {
        match self {
            Self::PreCommit(Hook::Source) => include_str!("init/pre-commit.yaml"),
            Self::PreCommit(Hook::Installed) => include_str!("init/pre-commit-installed.yaml"),
            Self::GitHub => include_str!("init/github.yml"),
            Self::GitLab => include_str!("init/gitlab.yml"),
            Self::GitAttributes => "*.seed text eol=lf\n",
        }
    }
}

/// What there is in the directory.
struct Seen {
    seeds: usize,
    /// Whether some of the seeds are `*.txt` below a directory named `seeds`.
    has_text_seeds: bool,
    /// The root of the git repository that it is in.
    repository: Option<PathBuf>,
    /// Where the repository is pushed to, if git knows.
    remote: String,
}

pub(crate) fn run(args: &InitArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    let directory = &args.directory;
    match fs::metadata(directory) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(format!("{}: it is no directory", shown(directory)).into()),
        Err(error) => return Err(format!("{}: {}", shown(directory), describe(&error)).into()),
    }
    let seen = look(directory);
    let mut wanted = args.extras();
    let offered: Vec<Extra> =
        offers(directory, &seen).into_iter().filter(|one| !wanted.contains(one)).collect();
    let asks = wanted.is_empty() && !args.dry_run && io::stdin().is_terminal() && io::stderr().is_terminal();
    if asks {
        for &extra in &offered {
            if ask(extra)? {
                wanted.push(extra);
            }
        }
    }
    // What is about the whole repository works from its root alone.
    if let (Some(root), Some(extra)) = (&seen.repository, wanted.first())
        && *root != absolute(directory)
    {
        return Err(format!(
            "{}: this is about a repository as a whole; run `seedkit init {}` in its root, {}",
            extra.path(),
            extra.option(),
            shown(root)
        )
        .into());
    }

    // That there is none has been told already.
    if seen.seeds > 0 {
        writeln!(out, "{}: {}", shown(directory), count(seen.seeds, "seed"))?;
    }
    let mut writer = Writer { directory, dry_run: args.dry_run, out };
    writer.file(config::NAME, include_str!("init/seedkit.toml"))?;
    for extra in &wanted {
        match extra {
            Extra::GitAttributes => writer.attributes(seen.has_text_seeds)?,
            _ => writer.file(extra.path(), extra.template())?,
        }
    }
    if !asks {
        for extra in offered.iter().filter(|one| wanted.is_empty() && one.path() != config::NAME) {
            writeln!(out, "also: seedkit init {:<16} {}", extra.option(), extra.summary())?;
        }
    }
    let next = match (seen.seeds, wanted.iter().any(|one| matches!(one, Extra::PreCommit(_)))) {
        _ if args.dry_run => "nothing was written: the same without --dry-run",
        (0, _) => "write a seed (seedkit explain S003 shows one), then: seedkit lint",
        (_, true) => "seedkit lint, then: pre-commit install",
        _ => "seedkit lint",
    };
    writeln!(out, "next: {next}")?;
    Ok(Status::Clean)
}

impl InitArgs {
    fn extras(&self) -> Vec<Extra> {
        let mut extras = Vec::new();
        let hook = self.pre_commit.or(self.all.then_some(Hook::Source));
        extras.extend(hook.map(Extra::PreCommit));
        extras.extend((self.github || self.all).then_some(Extra::GitHub));
        extras.extend((self.gitlab || self.all).then_some(Extra::GitLab));
        extras.extend((self.gitattributes || self.all).then_some(Extra::GitAttributes));
        extras
    }
}

fn look(directory: &Path) -> Seen {
    let found = files::find(&[directory.to_owned()], Wanted::Seeds, &FileChoice::default());
    let is_text =
        |path: &Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt"));
    let here = absolute(directory);
    let repository = here.ancestors().find(|above| above.join(".git").exists()).map(Path::to_owned);
    let remote = repository.as_ref().and_then(|root| {
        let output =
            Command::new("git").args(["remote", "get-url", "origin"]).current_dir(root).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    });
    Seen {
        seeds: found.inputs.len(),
        has_text_seeds: found
            .inputs
            .iter()
            .any(|input| is_text(&input.path) && files::is_below_seeds(&input.path)),
        repository,
        remote: remote.unwrap_or_default(),
    }
}

/// What makes sense here and is not there yet.
fn offers(directory: &Path, seen: &Seen) -> Vec<Extra> {
    let Some(root) = &seen.repository else { return Vec::new() };
    if *root != absolute(directory) {
        return Vec::new();
    }
    let has = |name: &str| directory.join(name).exists();
    let is_on_gitlab = seen.remote.contains("gitlab") || has(".gitlab-ci.yml");
    let is_on_github = seen.remote.contains("github") || has(".github");
    let mut offers = vec![Extra::PreCommit(Hook::Source)];
    // Without a sign of either, both may be meant.
    if is_on_github || !is_on_gitlab {
        offers.push(Extra::GitHub);
    }
    if is_on_gitlab || !is_on_github {
        offers.push(Extra::GitLab);
    }
    offers.retain(|extra| !has(extra.path()));
    if !attributes(directory).is_ok_and(|text| names_seeds(&text)) {
        offers.push(Extra::GitAttributes);
    }
    offers
}

/// Asks on the terminal. Only a clear yes is one.
fn ask(extra: Extra) -> io::Result<bool> {
    write!(io::stderr(), "{}: {}? [y/N] ", extra.path(), extra.summary())?;
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "Yes" | "YES"))
}

/// Writes files that are not there, and says so.
struct Writer<'w> {
    directory: &'w Path,
    dry_run: bool,
    out: &'w mut dyn Write,
}

impl Writer<'_> {
    /// Writes a file from its template. If there is another one, it stays, and what would have been written is shown.
    fn file(&mut self, name: &str, template: &str) -> Result<(), Failure> {
        let content = fill(template);
        let path = files::lexical(&self.directory.join(name));
        let exists = fs::symlink_metadata(&path).is_ok();
        if self.dry_run && !exists {
            return Ok(writeln!(self.out, "would write: {}", shown(&path))?);
        }
        match write::create(&path, None, content.as_bytes(), false) {
            Ok(Written::Changed) => writeln!(self.out, "wrote: {}", shown(&path))?,
            Ok(Written::Unchanged) => writeln!(self.out, "left: {}, which says the same", shown(&path))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists || exists => {
                writeln!(self.out, "left: {}, which is there already", shown(&path))?;
                if name != config::NAME {
                    writeln!(self.out, "      to add to it by hand:")?;
                    for line in content.lines() {
                        writeln!(self.out, "      {line}")?;
                    }
                }
            }
            Err(error) => return Err(format!("{}: {}", shown(&path), describe(&error)).into()),
        }
        Ok(())
    }

    /// Adds what lacks to `.gitattributes`; what it says already stays.
    fn attributes(&mut self, has_text_seeds: bool) -> Result<(), Failure> {
        let path = files::lexical(&self.directory.join(Extra::GitAttributes.path()));
        let failed = |error: io::Error| Failure::Message(format!("{}: {}", shown(&path), describe(&error)));
        let old = attributes(self.directory).map_err(failed)?;
        if names_seeds(&old) {
            return Ok(writeln!(self.out, "left: {}, which names *.seed already", shown(&path))?);
        }
        let mut lines = Extra::GitAttributes.template().to_owned();
        if has_text_seeds {
            lines += "**/seeds/**/*.txt text eol=lf\n";
        }
        if self.dry_run {
            return Ok(writeln!(
                self.out,
                "would add to {}: {}",
                shown(&path),
                lines.trim_end().replace('\n', "; ")
            )?);
        }
        let new = match &*old {
            "" => lines.clone(),
            old if old.ends_with('\n') => format!("{old}{lines}"),
            old => format!("{old}\n{lines}"),
        };
        if fs::symlink_metadata(&path).is_ok() {
            write::replace(&path, None, old.as_bytes(), new.as_bytes()).map_err(failed)?;
            writeln!(self.out, "added to {}: {}", shown(&path), lines.trim_end().replace('\n', "; "))?;
        } else {
            write::create(&path, None, new.as_bytes(), false).map_err(failed)?;
            writeln!(self.out, "wrote: {}", shown(&path))?;
        }
        Ok(())
    }
}

/// `.gitattributes`; empty if there is none.
fn attributes(directory: &Path) -> io::Result<String> {
    match files::read(&directory.join(Extra::GitAttributes.path())) {
        Ok(bytes) => {
            String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8, so nothing is added"))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// Whether there is a line about seeds, whatever it says of them.
fn names_seeds(attributes: &str) -> bool {
    attributes.lines().any(|line| line.split_whitespace().next() == Some("*.seed"))
}

/// The template with what this build knows of itself. Commits cannot be moved, as tags can, so they are named where
/// they are known.
fn fill(template: &str) -> String {
    let tag = format!("v{VERSION_NUMBER}");
    let repository = REPOSITORY.trim_start_matches("https://github.com/");
    let (rev, action) = match COMMIT {
        Some(commit) => (format!("{commit} # frozen: {tag}"), format!("{repository}@{commit} # {tag}")),
        None => (tag.clone(), format!("{repository}@{tag}")),
    };
    template
        .replace("@REPOSITORY@", REPOSITORY)
        .replace("@REV@", &rev)
        .replace("@ACTION@", &action)
        .replace("@VERSION@", VERSION_NUMBER)
}
