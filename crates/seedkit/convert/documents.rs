//! A file for each document.

use super::plan::{Plan, Target};
use super::progress::Progress;
use super::{Conversion, Document, Report, name};
use crate::files::{Buffer, describe};
use crate::inputs::Input;
use crate::ordered;
use crate::output::Problem;
use crate::status::Failure;
use crate::terminal::shown;
use crate::write::{self, Written};
use seedkit_convert::Format;
use seedkit_syntax::{EncodingErrorKind, MAX_LEN, Span, decode};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Why a document was not read.
pub(super) enum Obstacle {
    /// It has findings, and only clean ones are wanted.
    LeftOut,
    /// It cannot be converted: what to tell, ready to be printed.
    Refused(String),
    /// A file cannot be read or written: what to tell.
    Failed(String),
}

/// What came of a document.
enum Outcome {
    /// The text for stdout.
    Printed(String, Document),
    Written(Written, Document),
    /// The output exists, and that is enough.
    Existing,
    Planned(PathBuf),
    Not(Obstacle),
}

pub(super) fn run(
    conversion: &Conversion<'_>,
    plan: &Plan,
    report: &mut Report,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let progress = Progress::new("converting", Some(plan.inputs.len() as u64));
    let work = |buffer: &mut Buffer, index| {
        let input = plan.inputs.get(index);
        let outcome = convert(conversion, plan, &input, buffer);
        (input, outcome)
    };
    let weigh = |(_, outcome): &(Input, Outcome)| {
        if let Outcome::Printed(text, _) = outcome { text.len() } else { 0 }
    };
    let emit = |(input, outcome): (Input, Outcome)| -> Result<(), Failure> {
        conversion.interrupt.check()?;
        progress.tick();
        let name = name(&input);
        let read = |report: &mut Report, document: &Document| {
            report.dropped_layouts += usize::from(document.dropped_layout);
            report.flattened(|| name.clone(), &document.flattened, &progress);
        };
        match outcome {
            Outcome::Printed(text, document) => {
                out.write_all(text.as_bytes())?;
                read(report, &document);
            }
            Outcome::Written(written, document) => {
                report.written(&written);
                read(report, &document);
            }
            Outcome::Existing => report.existing += 1,
            Outcome::Planned(output) => writeln!(out, "{name} -> {}", shown(&output))?,
            Outcome::Not(obstacle) => report.obstacle(obstacle, &progress)?,
        }
        Ok(())
    };
    ordered::for_each(plan.inputs.len(), conversion.args.jobs, Buffer::default, work, weigh, emit)?;
    Ok(())
}

impl Report {
    pub(super) fn obstacle(&mut self, obstacle: Obstacle, progress: &Progress) -> Result<(), Failure> {
        match obstacle {
            Obstacle::LeftOut => self.left_out += 1,
            Obstacle::Refused(problem) => self.refused(&problem, progress)?,
            Obstacle::Failed(message) => self.failed(&message, progress)?,
        }
        Ok(())
    }
}

fn convert(conversion: &Conversion<'_>, plan: &Plan, input: &Input, buffer: &mut Buffer) -> Outcome {
    let output = plan.output(input);
    let args = conversion.args;
    if let Some(output) = &output {
        if args.skip_existing && output.exists() {
            return Outcome::Existing;
        }
        if args.dry_run {
            return Outcome::Planned(output.clone());
        }
    } else if args.dry_run {
        return Outcome::Planned(PathBuf::from("<stdout>"));
    }
    let document = match read(conversion, input, plan.format(input), buffer) {
        Ok(document) => document,
        Err(obstacle) => return Outcome::Not(obstacle),
    };
    let refuse = |message: &str| {
        let problem = Problem::error(message, &name(input), b"", None, conversion.terminal);
        Outcome::Not(Obstacle::Refused(problem.show(conversion.terminal)))
    };
    let text = match write(conversion, plan.to, &document) {
        Ok(text) => text,
        Err(message) => return refuse(&message),
    };
    let Some(output) = output else { return Outcome::Printed(text, document) };
    match put(conversion, plan, &output, &text) {
        Ok(written) => Outcome::Written(written, document),
        Err(message) => Outcome::Not(Obstacle::Failed(message)),
    }
}

/// Reads the document of an input, into a buffer that serves for many.
pub(super) fn read(
    conversion: &Conversion<'_>,
    input: &Input,
    from: &Format,
    buffer: &mut Buffer,
) -> Result<Document, Obstacle> {
    let fail = |error| Obstacle::Failed(format!("{}: {}", name(input), describe(&error)));
    input.read_into(buffer, MAX_LEN).map_err(fail)?;
    let bytes = &buffer.bytes;
    let refuse = |message: &str, span: Option<Span>| {
        // What lenient reading refuses of a seed are findings, of the worst severity.
        if from.name == "seed" && conversion.leaves_out_errors() {
            return Obstacle::LeftOut;
        }
        let problem = Problem::error(message, &name(input), bytes, span, conversion.terminal);
        Obstacle::Refused(problem.show(conversion.terminal))
    };
    let text = decode(bytes).map_err(|error| {
        let span =
            (error.kind == EncodingErrorKind::InvalidByte).then(|| Span::new(error.offset, error.offset + 1));
        refuse(&error.to_string(), span)
    })?;
    let mut flattened = Vec::new();
    let read = match (from.read(text, &conversion.reading), from.import) {
        (Err(_), Some(import)) if conversion.args.lossy => import(text).map(|imported| {
            flattened = imported.flattened;
            (imported.seed.canonical_layout(), imported.seed)
        }),
        (Err(mut error), Some(_)) => {
            error.message.push_str("; `--lossy` reads any Markdown and tells what it flattens");
            Err(error)
        }
        (read, _) => read.map(|(seed, layout)| (layout, seed)),
    };
    let (mut layout, seed) = read.map_err(|error| refuse(&error.message, error.span))?;
    let dropped_layout = conversion.lay_out(&seed, &mut layout);
    if conversion.leaves_out(&input.path, &seed, &layout) {
        return Err(Obstacle::LeftOut);
    }
    Ok(Document { seed, layout, flattened, dropped_layout })
}

/// The text of a document, read back to be sure.
pub(super) fn write(conversion: &Conversion<'_>, to: &Format, document: &Document) -> Result<String, String> {
    let Document { seed, layout, .. } = document;
    let text = to.write(seed, layout, &conversion.writing).map_err(|error| error.to_string())?;
    if !conversion.args.no_verify
        && let Err(error) = to.verify(&text, seed, layout, &conversion.writing)
    {
        return Err(format!("not converted, because of a defect of seedkit: {error}"));
    }
    Ok(text)
}

/// Puts a text in its place.
pub(super) fn put(
    conversion: &Conversion<'_>,
    plan: &Plan,
    output: &Path,
    text: &str,
) -> Result<Written, String> {
    let below =
        if let Target::Directory(directory) = &plan.target { Some(directory.as_path()) } else { None };
    write::create(output, below, text.as_bytes(), conversion.args.force)
        .map_err(|error| format!("{}: {}", shown(output), describe(&error)))
}
