//! `seedkit convert`.
//!
//! First a plan: every input and its output are known, and what cannot be is told, before a byte is written. Then each
//! document is read, written, read back, and put in its place.

use crate::args::{ConfigArgs, ConvertArgs, FailOn, MdTitle};
use crate::config::{Effective, FileChoice};
use crate::files::{self, Input, Wanted, describe};
use crate::ordered;
use crate::output::Problem;
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, count, notice, shown};
use crate::write::{self, Written};
use seedkit_convert::{FORMATS, Format, MarkdownTitle, ReadOptions, WriteOptions, by_extension, by_name};
use seedkit_lint::lint;
use seedkit_syntax::{Acceptance, EncodingErrorKind, Span, decode, parse, serialise};
use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// One document to convert.
struct Job {
    input: Input,
    from: &'static Format,
    to: &'static Format,
    /// Where to; stdout if nowhere.
    output: Option<PathBuf>,
}

/// What came of a job.
enum Outcome {
    /// The text for stdout.
    Printed(String),
    Written(Written),
    /// The document has findings, and only clean ones are wanted.
    LeftOut,
    /// The document cannot be converted: what to tell.
    Refused(String),
    /// A file cannot be read or written: what to tell.
    Failed(String),
}

pub(crate) fn run(args: &ConvertArgs, terminal: Terminal, out: &mut dyn Write) -> Result<Status, Failure> {
    let reading =
        ReadOptions { acceptance: if args.strict { Acceptance::Strict } else { Acceptance::Lenient } };
    let writing = WriteOptions {
        markdown_title: match args.md_title {
            MdTitle::Both => MarkdownTitle::Both,
            MdTitle::Heading => MarkdownTitle::Heading,
            MdTitle::FrontMatter => MarkdownTitle::FrontMatter,
        },
        json_indent: args.json_indent,
    };
    // The rules matter only where they decide what is left out.
    let rules = match args.only_clean {
        Some(level) => Some((level, Effective::load(&ConfigArgs::default(), terminal)?)),
        None => None,
    };
    let (jobs, failed) = plan(args)?;
    let mut status = if failed { Status::Failed } else { Status::Clean };
    let mut totals = Totals::default();
    let to_files = jobs.iter().any(|job| job.output.is_some());
    ordered::for_each(
        &jobs,
        args.jobs,
        |job| job.run(reading, writing, args, rules.as_ref(), terminal.for_stderr()),
        |outcome| {
            match outcome {
                Outcome::Printed(text) => out.write_all(text.as_bytes())?,
                Outcome::Written(Written::Changed) => totals.written += 1,
                Outcome::Written(Written::Unchanged) => totals.unchanged += 1,
                Outcome::LeftOut => totals.left_out += 1,
                Outcome::Refused(problem) => {
                    totals.refused += 1;
                    status = status.max(Status::Findings);
                    // Where stderr is closed there is nobody to tell.
                    let _ = write!(io::stderr(), "{problem}");
                }
                Outcome::Failed(message) => {
                    totals.failed += 1;
                    status = Status::Failed;
                    notice(&message);
                }
            }
            Ok::<(), Failure>(())
        },
    )?;
    if to_files || totals.left_out + totals.refused + totals.failed > 0 {
        notice(&totals.summary(to_files));
    }
    Ok(status)
}

impl Job {
    fn run(
        &self,
        reading: ReadOptions,
        writing: WriteOptions,
        args: &ConvertArgs,
        rules: Option<&(FailOn, Effective)>,
        terminal: Terminal,
    ) -> Outcome {
        let name = if self.input.is_stdin() { "<stdin>".to_owned() } else { shown(&self.input.path) };
        let bytes = match self.input.read() {
            Ok(bytes) => bytes,
            Err(error) => return Outcome::Failed(format!("{name}: {}", describe(&error))),
        };
        let refuse = |message: &str, span: Option<Span>| {
            Outcome::Refused(Problem::error(message, &name, &bytes, span, terminal).show(terminal))
        };
        let text = match decode(&bytes) {
            Ok(text) => text,
            Err(error) => {
                let span = (error.kind == EncodingErrorKind::InvalidByte)
                    .then(|| Span::new(error.offset, error.offset + 1));
                return refuse(&error.to_string(), span);
            }
        };
        let (seed, layout) = match self.from.read(text, &reading) {
            Ok(read) => read,
            Err(error) => return refuse(&error.message, error.span),
        };
        if let Some((level, effective)) = rules {
            // Documents of other formats are linted as the seeds they are.
            let text = serialise(&seed, &layout).unwrap_or_default();
            let found = lint(&parse(&text), &effective.for_file(&self.input.path));
            if found.iter().any(|one| level.fails(one.severity)) {
                return Outcome::LeftOut;
            }
        }
        let written = match self.to.write(&seed, &layout, &writing) {
            Ok(written) => written,
            Err(error) => return refuse(&error.to_string(), None),
        };
        if !args.no_verify
            && let Err(error) = self.to.verify(&written, &seed, &layout)
        {
            return refuse(&format!("not converted, because of a defect of seedkit: {error}"), None);
        }
        let Some(output) = &self.output else { return Outcome::Printed(written) };
        match write::create(output, written.as_bytes(), args.force) {
            Ok(written) => Outcome::Written(written),
            Err(error) => Outcome::Failed(format!("{}: {}", shown(output), describe(&error))),
        }
    }
}

/// All jobs, and whether a named input is missing.
fn plan(args: &ConvertArgs) -> Result<(Vec<Job>, bool), Failure> {
    let from = args.from.as_deref().and_then(by_name);
    let target = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    let into_directory = target.is_some_and(|path| path.is_dir() || ends_in_separator(path));
    let by_target = || target.filter(|_| !into_directory).and_then(format_of);
    let to = args.to.as_deref().and_then(by_name).or_else(by_target);
    let Some(to) = to else {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        return Err(format!("which format? Name one with --to: {}", names.join(", ")).into());
    };

    let inputs = if args.inputs.is_empty() { vec![PathBuf::from("-")] } else { args.inputs.clone() };
    if args.inputs.is_empty() && io::stdin().is_terminal() {
        return Err("which input? Name files or directories, or `-` to type a document".to_owned().into());
    }
    let wanted = match from {
        Some(format) if format.name != "seed" => Wanted::Extensions(format.extensions),
        _ => Wanted::Seeds,
    };
    let found = files::find(&inputs, wanted, &FileChoice::default());
    let has_directory = inputs.iter().any(|path| path.as_os_str() != "-" && path.is_dir());
    if (found.inputs.len() > 1 || has_directory) && !into_directory {
        let what = if has_directory { "a directory needs" } else { "several inputs need" };
        let example = "-o OUT/ (with a `/` at the end, or one that exists)";
        return Err(format!(
            "{what} a directory for the outputs: {example}; {} holds one document a file",
            to.name
        )
        .into());
    }
    let mut jobs = Vec::new();
    for input in found.inputs {
        let is_seed = input.is_stdin() || input.root.is_some();
        let by_input = || if is_seed { by_name("seed") } else { format_of(&input.path) };
        let from = from
            .or_else(by_input)
            .ok_or_else(|| format!("{}: which format is this? Name it with --from", shown(&input.path)))?;
        let output = match target {
            None => None,
            Some(directory) if into_directory => Some(mirrored(&input, directory, to)?),
            Some(file) => Some(file.to_owned()),
        };
        jobs.push(Job { input, from, to, output });
    }
    refuse_collisions(&jobs)?;
    Ok((jobs, found.failed))
}

/// The format that a file has by its extension.
fn format_of(path: &Path) -> Option<&'static Format> {
    path.extension().and_then(OsStr::to_str).and_then(by_extension)
}

fn ends_in_separator(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|&byte| std::path::is_separator(byte.into()))
}

/// The place below `directory` that an input has below the directory it was found in, with the extension of `to`.
fn mirrored(input: &Input, directory: &Path, to: &Format) -> Result<PathBuf, Failure> {
    if input.is_stdin() {
        return Err("stdin has no name that a file in a directory could have: name the output with -o FILE"
            .to_owned()
            .into());
    }
    let name = match &input.root {
        Some(root) => input.path.strip_prefix(root).unwrap_or(&input.path),
        None => Path::new(input.path.file_name().unwrap_or_default()),
    };
    // Only an extension that means a format is replaced: the `.2` of `v1.2` belongs to the name.
    let stem = if format_of(name).is_some() { name.with_extension("") } else { name.to_owned() };
    let mut file = stem.into_os_string();
    file.push(format!(".{}", to.extensions[0]));
    Ok(directory.join(file))
}

/// Refuses a plan in which two inputs have one output, or an output is an input.
fn refuse_collisions(jobs: &[Job]) -> Result<(), Failure> {
    let same = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut inputs = HashMap::new();
    for job in jobs.iter().filter(|job| !job.input.is_stdin() && job.output.is_some()) {
        inputs.insert(same(&job.input.path), &job.input.path);
    }
    let mut outputs: HashMap<String, &Path> = HashMap::new();
    for job in jobs {
        let Some(output) = &job.output else { continue };
        if let Some(input) = inputs.get(&same(output)) {
            return Err(format!("{} is an input: an output cannot take its place", shown(input)).into());
        }
        // Names that differ only in case are one name on other systems.
        let key = output.to_string_lossy().to_lowercase();
        if let Some(other) = outputs.insert(key, &job.input.path) {
            return Err(format!(
                "{} and {} have the same output, {}: convert them into different directories",
                shown(other),
                shown(&job.input.path),
                shown(output)
            )
            .into());
        }
    }
    Ok(())
}

/// The run in numbers.
#[derive(Default)]
struct Totals {
    written: usize,
    unchanged: usize,
    left_out: usize,
    refused: usize,
    failed: usize,
}

impl Totals {
    fn summary(&self, to_files: bool) -> String {
        let written = to_files.then(|| format!("{} written", count(self.written, "file")));
        let mut parts: Vec<_> = written.into_iter().collect();
        let left_out = (self.left_out, "left out because of findings");
        let rest =
            [(self.unchanged, "unchanged"), left_out, (self.refused, "refused"), (self.failed, "failed")];
        parts.extend(
            rest.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}")),
        );
        parts.join(", ")
    }
}
