//! Many seeds into one file.

use super::documents::{self, Obstacle};
use super::names::{self, Taken};
use super::plan::{Plan, Target};
use super::progress::Progress;
use super::rows::{Fingerprint, RowsFile, TOO_MANY, Told, fingerprint, read};
use super::writing::Writing;
use super::{Conversion, Document, Report, card, compression, name};
use crate::files::{Buffer, describe};
use crate::formats::Compression;
use crate::inputs::Input;
use crate::ordered;
use crate::status::Failure;
use crate::terminal::{count, shown};
use crate::write::{Staged, Written};
use seedkit_convert::{Encoded, Frame, ReadRows, Row, SequenceCodec};
use std::fs::File;
use std::io::{self, Seek, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// What comes from the inputs, in their order.
enum Item {
    Document(Input),
    Record(Arc<RowsFile>, Frame),
    /// An input that cannot be read, or not to its end.
    Broken(String),
}

/// What was made of an item.
enum Made {
    Row {
        encoded: Encoded,
        fingerprint: u128,
        /// That of a document, which no other one may have.
        path: Option<String>,
        notes: Box<Notes>,
    },
    /// A record that is no seed.
    Invalid(Arc<RowsFile>, u64, String),
    Broken(String),
    Not(Obstacle),
}

/// What else there is to tell about a row.
struct Notes {
    origin: Origin,
    flattened: Vec<(String, usize)>,
    dropped_layout: bool,
    left_out: Vec<String>,
}

/// Where a row comes from.
enum Origin {
    Document(Input),
    Record(Arc<RowsFile>),
}

impl Origin {
    /// Its name in messages. Few are told, so few are made.
    fn name(&self) -> String {
        match self {
            Self::Document(input) => name(input),
            Self::Record(file) => file.name.clone(),
        }
    }
}

pub(super) fn run(
    conversion: &Conversion<'_>,
    plan: &Plan,
    report: &mut Report,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let args = conversion.args;
    let Some(codec) = &plan.to.sequence else { return Ok(()) };
    if args.dry_run {
        let output = match &plan.target {
            Target::File(file) => shown(file),
            _ => "<stdout>".to_owned(),
        };
        for input in plan.inputs.iter() {
            writeln!(out, "{} -> {output}", name(&input))?;
        }
        return Ok(());
    }
    match &plan.target {
        Target::File(file) if is_device(file) => {
            let mut device = File::options().write(true).open(file).map_err(|error| failure(file, &error))?;
            to_stream(conversion, plan, codec, report, &mut device).map(drop)
        }
        Target::File(file) => to_file(conversion, plan, codec, report, file),
        _ => {
            let whole = to_stream(conversion, plan, codec, report, out)?;
            if !whole {
                report.status = report.status.max(crate::status::Status::Findings);
            }
            Ok(())
        }
    }
}

/// A device or a pipe takes what it is given; there is nothing to compare or to replace.
fn is_device(file: &Path) -> bool {
    file.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

pub(super) fn failure(file: &Path, error: &io::Error) -> Failure {
    format!("{}: {}", shown(file), describe(error)).into()
}

fn to_file(
    conversion: &Conversion<'_>,
    plan: &Plan,
    codec: &'static SequenceCodec,
    report: &mut Report,
    file: &Path,
) -> Result<(), Failure> {
    let args = conversion.args;
    let card = args.card.then(|| card::path(file));
    if args.skip_existing && file.exists() {
        report.existing += 1;
        return Ok(());
    }
    let fail = |error: io::Error| failure(file, &error);
    // Before the refusal, since it takes away what a run left that was killed when only its card stood.
    let staged = Staged::new(file, args.force).map_err(fail)?;
    if let Some(card) = card.as_deref().filter(|card| card.exists() && !args.force && !args.skip_existing) {
        return Err(format!("{}: it exists; --force replaces it", shown(card)).into());
    }
    let Some((rows, fingerprint)) =
        write(conversion, plan, codec, report, Box::new(staged.syncing_file().map_err(fail)?), file)?
    else {
        return Ok(());
    };
    if !args.no_verify {
        verify(conversion, codec, staged.file().map_err(fail)?, (rows, fingerprint))?;
    }
    conversion.interrupt.check()?;
    // The card first: a run that ends between the two is completed by --skip-existing, which looks for the data.
    if let Some(path) = card.filter(|card| !(args.skip_existing && card.exists())) {
        let text = card::text(file, rows, args.text_key.as_deref());
        report.written(&documents::put(conversion, plan, &path, &text)?);
    }
    staged.finish().map_err(fail)?;
    report.written(&Written::Changed);
    report.seeds = Some(rows);
    Ok(())
}

/// Writes to what cannot be taken back: only when it is whole.
fn to_stream(
    conversion: &Conversion<'_>,
    plan: &Plan,
    codec: &'static SequenceCodec,
    report: &mut Report,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let name = Path::new("<stdout>");
    let mut file = tempfile::tempfile().map_err(|error| failure(name, &error))?;
    let copy = file.try_clone().map_err(|error| failure(name, &error))?;
    let Some(written) = write(conversion, plan, codec, report, Box::new(copy), name)? else {
        return Ok(false);
    };
    if !conversion.args.no_verify {
        verify(conversion, codec, file.try_clone().map_err(|error| failure(name, &error))?, written)?;
    }
    file.rewind().map_err(|error| failure(name, &error))?;
    io::copy(&mut file, out)?;
    Ok(true)
}

/// Writes all rows; how many there are and their fingerprint, or nothing if some cannot be written.
fn write(
    conversion: &Conversion<'_>,
    plan: &Plan,
    codec: &'static SequenceCodec,
    report: &mut Report,
    file: compression::Output,
    output: &Path,
) -> Result<Option<(u64, u128)>, Failure> {
    let args = conversion.args;
    let fail = |error: io::Error| failure(output, &error);
    let sink = compression::writer(file, plan.compression).map_err(fail)?;
    let writer = (codec.create)(sink, &conversion.writing).map_err(fail)?;
    let jobs = ordered::threads(args.jobs);
    let mut writing = Writing::new(writer, jobs, output, &conversion.interrupt).map_err(fail)?;
    // The thread that compresses has as much to do as the others, and is one of the jobs.
    let compresses = codec.compresses || plan.compression != Compression::None;
    let making = NonZeroUsize::new(if compresses { jobs - 1 } else { jobs }.max(1));
    let only_documents = plan.many.iter().all(|many| !many);
    let progress = Progress::new("converting", only_documents.then_some(plan.inputs.len() as u64));
    let mut inputs = plan.inputs.iter().zip(&plan.many);
    let columns = Mutex::new(Vec::new());
    let mut open: Option<(Arc<RowsFile>, Box<dyn ReadRows>)> = None;
    let next = || -> Result<Option<Item>, Failure> {
        loop {
            if let Some((file, rows)) = &mut open {
                match rows.next() {
                    Ok(Some(frame)) => return Ok(Some(Item::Record(Arc::clone(file), frame))),
                    Ok(None) => open = None,
                    Err(error) => {
                        let message = format!("{}: {error}", file.name);
                        open = None;
                        return Ok(Some(Item::Broken(message)));
                    }
                }
                continue;
            }
            let Some((input, many)) = inputs.next() else { return Ok(None) };
            let Some(codec) = plan.format(&input).sequence.as_ref().filter(|_| *many) else {
                return Ok(Some(Item::Document(input)));
            };
            let opened = RowsFile::open(&input, codec).and_then(|file| {
                let rows =
                    file.rows(&conversion.reading).map_err(|error| format!("{}: {error}", file.name))?;
                Ok((Arc::new(file), rows))
            });
            match opened {
                Ok(opened) => {
                    columns.lock().unwrap_or_else(PoisonError::into_inner).extend(opened.1.left_out());
                    open = Some(opened);
                }
                Err(message) => return Ok(Some(Item::Broken(message))),
            }
        }
    };
    let weigh = |item: &Item| if let Item::Record(_, frame) = item { frame.weight() } else { 0 };
    let work = |buffer: &mut Buffer, item: Item| make(conversion, plan, codec, item, buffer);
    let mut taken = Taken::new(args.case_sensitive);
    let (mut rows, mut all, mut told) = (0, Fingerprint::default(), Told::default());
    let mut told_of: Option<Arc<RowsFile>> = None;
    let mut is_whole = true;
    // Whether --skip-invalid would have helped.
    let mut can_leave_out = !args.skip_invalid;
    ordered::stream(next, weigh, making, Buffer::default, work, |made| {
        conversion.interrupt.check()?;
        progress.tick();
        match made {
            Made::Row { encoded, fingerprint, path, notes } => {
                if let Some(path) = path
                    && let Err(collision) = taken.take(Path::new(&path))
                {
                    (is_whole, can_leave_out) = (false, false);
                    let message =
                        format!("{}: the path {path:?} {}", notes.origin.name(), collision.sentence());
                    return report.failed(&message, &progress);
                }
                report.dropped_layouts += usize::from(notes.dropped_layout);
                report.flattened(|| notes.origin.name(), &notes.flattened, &progress);
                report.columns.extend(notes.left_out);
                all.add(fingerprint);
                rows += 1;
                if is_whole {
                    writing.write(encoded)?;
                }
            }
            Made::Invalid(file, number, reason) => {
                if told_of.as_ref().is_none_or(|other| !Arc::ptr_eq(other, &file)) {
                    told = Told::default();
                    told_of = Some(Arc::clone(&file));
                }
                if let Some(message) = told.next(&file, number, &reason) {
                    progress.notice(&message);
                }
                report.invalid += 1;
                if args.skip_invalid {
                    return Ok(());
                }
                is_whole = false;
                report.status = report.status.max(crate::status::Status::Findings);
                if told.rows >= TOO_MANY {
                    return Err(format!(
                        "{}: {} are no seeds; nothing was written",
                        file.name,
                        count(told.rows, file.codec.unit)
                    )
                    .into());
                }
                report.stop_early()?;
            }
            Made::Broken(message) => {
                (is_whole, can_leave_out) = (false, false);
                report.failed(&message, &progress)?;
            }
            Made::Not(Obstacle::LeftOut) => report.left_out += 1,
            Made::Not(Obstacle::Refused(problem)) if args.skip_invalid => report.invalid(&problem, &progress),
            Made::Not(obstacle) => {
                is_whole = false;
                // A file that is named and not there is no reason to go on without it.
                can_leave_out &= matches!(obstacle, Obstacle::Refused(_));
                report.obstacle(obstacle, &progress)?;
            }
        }
        Ok(())
    })?;
    if let Some(message) = told_of.and_then(|file| told.rest(&file)) {
        progress.notice(&message);
    }
    report.columns.extend(columns.into_inner().unwrap_or_default());
    if !is_whole {
        let advice = if can_leave_out { "; --skip-invalid leaves out what cannot be a seed" } else { "" };
        let message =
            format!("{}: nothing was written, because it would not be whole{advice}", shown(output));
        progress.notice(&message);
        if !args.skip_invalid {
            report.refused += std::mem::take(&mut report.invalid);
        }
        return Ok(None);
    }
    if plan.failed {
        progress.notice(&format!("{}: nothing was written, because an input is missing", shown(output)));
        return Ok(None);
    }
    writing.finish()?;
    Ok(Some((rows, all.value())))
}

fn make(
    conversion: &Conversion<'_>,
    plan: &Plan,
    codec: &SequenceCodec,
    item: Item,
    buffer: &mut Buffer,
) -> Made {
    match item {
        Item::Broken(message) => Made::Broken(message),
        Item::Document(input) => {
            let fail = |message: String, input: &Input| {
                Made::Not(Obstacle::Failed(format!("{}: {message}", name(input))))
            };
            let path = match names::column(&input) {
                _ if input.is_stdin() => None,
                Ok(path) => Some(path),
                Err(message) => return fail(message, &input),
            };
            match documents::read(conversion, &input, plan.format(&input), buffer) {
                Ok(Document { seed, layout, flattened, dropped_layout }) => {
                    let row = Row { path: path.clone(), seed, layout };
                    match encode(conversion, codec, row) {
                        Ok((encoded, fingerprint)) => {
                            let origin = Origin::Document(input);
                            let notes = Notes { origin, flattened, dropped_layout, left_out: Vec::new() };
                            Made::Row { encoded, fingerprint, path, notes: Box::new(notes) }
                        }
                        Err(message) => fail(message, &input),
                    }
                }
                Err(obstacle) => Made::Not(obstacle),
            }
        }
        Item::Record(file, frame) => {
            let number = frame.number;
            let read = match read(frame, &conversion.reading) {
                Ok(read) => read,
                Err(reason) => return Made::Invalid(file, number, reason),
            };
            let mut row = read.row;
            let dropped_layout = conversion.lay_out(&row.seed, &mut row.layout);
            let path = row.path.clone().unwrap_or_else(|| file.numbered(number));
            if conversion.leaves_out(Path::new(&path), &row.seed, &row.layout) {
                return Made::Not(Obstacle::LeftOut);
            }
            match encode(conversion, codec, row) {
                Ok((encoded, fingerprint)) => {
                    let (flattened, left_out) = (Vec::new(), read.left_out);
                    let notes = Notes { origin: Origin::Record(file), flattened, dropped_layout, left_out };
                    Made::Row { encoded, fingerprint, path: None, notes: Box::new(notes) }
                }
                Err(reason) => Made::Invalid(file, number, reason),
            }
        }
    }
}

/// A row that is ready to be written, and its fingerprint.
fn encode(conversion: &Conversion<'_>, codec: &SequenceCodec, row: Row) -> Result<(Encoded, u128), String> {
    let fingerprint = fingerprint(&row);
    let encoded = (codec.encode)(row, &conversion.writing).map_err(|error| error.to_string())?;
    Ok((encoded, fingerprint))
}

/// Reads a file again that was just written.
fn verify(
    conversion: &Conversion<'_>,
    codec: &'static SequenceCodec,
    file: File,
    (expected, expected_fingerprint): (u64, u128),
) -> Result<(), Failure> {
    let reading = conversion.writing.reading();
    let defect =
        |what: &str| Failure::from(format!("nothing was written, because of a defect of seedkit: {what}"));
    let progress = Progress::new("reading back", Some(expected));
    let mut rows = RowsFile::written(file, codec).rows(&reading).map_err(|error| defect(&error.message))?;
    let next = || rows.next().map_err(|error| defect(&error.message));
    let work = |(): &mut (), frame: Frame| frame.read(&reading).map(|read| fingerprint(&read.row));
    let (mut count, mut all) = (0, Fingerprint::default());
    ordered::stream(
        next,
        Frame::weight,
        conversion.args.jobs,
        || (),
        work,
        |row| {
            conversion.interrupt.check()?;
            progress.tick();
            all.add(row.map_err(|error| defect(&error.message))?);
            count += 1;
            Ok(())
        },
    )?;
    if (count, all.value()) == (expected, expected_fingerprint) {
        Ok(())
    } else {
        Err(defect("the file reads back as other seeds"))
    }
}
