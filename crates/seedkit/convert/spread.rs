//! Each seed of files with many into a file of its own.
//!
//! The files are read twice: first all rows are looked at and all names are known, then the outputs are written.

use super::documents::{self, Obstacle};
use super::names::{self, Files, Taken};
use super::plan::{Plan, Target};
use super::progress::Progress;
use super::rows::{RowsFile, TOO_MANY, Told, read};
use super::{Conversion, Document, Report, name};
use crate::inputs::{Input, Inputs};
use crate::ordered;
use crate::status::{Failure, Status};
use crate::terminal::{count, shown};
use crate::write::Written;
use seedkit_convert::{Frame, Row, SequenceError};
use std::io::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A row and where it goes.
struct Placed {
    row: Row,
    output: PathBuf,
    left_out: Vec<String>,
    dropped_layout: bool,
}

/// Where no row can go.
struct Places<'p> {
    inputs: Files<'p>,
    taken: Taken,
}

/// What is known of a file after the first pass.
struct Looked {
    is_whole: bool,
    rows: u64,
    /// The rows that are left out.
    invalid: Numbers,
}

/// Numbers in ascending order. Those without a gap take the room of one: a small file can unfold to any number of rows
/// that are none.
#[derive(Default)]
struct Numbers(Vec<Range<u64>>);

impl Numbers {
    fn push(&mut self, number: u64) {
        match self.0.last_mut() {
            Some(last) if last.end == number => last.end += 1,
            _ => self.0.push(number..number + 1),
        }
    }

    fn has(&self, number: u64) -> bool {
        let at = self.0.partition_point(|run| run.end <= number);
        self.0.get(at).is_some_and(|run| run.contains(&number))
    }
}

/// What came of a row that was written.
enum Done {
    Written(Written),
    Existing,
    LeftOut,
    /// It was told in the first pass.
    Invalid,
    Failed(String),
}

pub(super) fn run(
    conversion: &Conversion<'_>,
    plan: &Plan,
    report: &mut Report,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Target::Directory(directory) = &plan.target else { return Ok(()) };
    let (many, single): (Vec<_>, Vec<_>) = plan.inputs.iter().zip(&plan.many).partition(|(_, many)| **many);
    let mut files = Vec::new();
    for (input, _) in many {
        let Some(codec) = &plan.format(&input).sequence else { continue };
        files.push(RowsFile::open(&input, codec)?);
    }
    let mut places =
        Places { inputs: Files::of(&plan.inputs), taken: Taken::new(conversion.args.case_sensitive) };
    for (input, _) in &single {
        // They do not collide among themselves: the plan looked.
        let _ = places.taken.take(&plan.output(input).unwrap_or_default());
    }
    let mut is_whole = true;
    let mut looked = Vec::new();
    for file in &files {
        let seen = look(conversion, plan, directory, file, &mut places, report, out)?;
        is_whole &= seen.is_whole;
        looked.push(seen);
    }
    if !is_whole {
        let advice = if conversion.args.skip_invalid {
            ""
        } else {
            "; --skip-invalid leaves out what cannot be a seed"
        };
        crate::terminal::notice(&format!("{}: nothing was written{advice}", shown(directory)));
        return Ok(());
    }
    if conversion.args.dry_run {
        return documents(conversion, plan, single.into_iter().map(|(input, _)| input), report, out);
    }
    documents(conversion, plan, single.into_iter().map(|(input, _)| input), report, out)?;
    for (file, looked) in files.iter().zip(&looked) {
        write(conversion, plan, directory, file, looked, report)?;
    }
    Ok(())
}

/// Converts the inputs that hold one seed.
fn documents(
    conversion: &Conversion<'_>,
    plan: &Plan,
    inputs: impl Iterator<Item = Input>,
    report: &mut Report,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let inputs: Inputs = inputs.collect();
    if inputs.is_empty() {
        return Ok(());
    }
    let plan = plan.of_documents(inputs);
    documents::run(conversion, &plan, report, out)
}

/// Where a row goes.
fn place(
    conversion: &Conversion<'_>,
    plan: &Plan,
    directory: &Path,
    file: &RowsFile,
    frame: Frame,
) -> Result<Placed, String> {
    let number = frame.number;
    let read = read(frame, &conversion.reading)?;
    let mut row = read.row;
    let path = row.path.clone().unwrap_or_else(|| file.numbered(number));
    names::check(&path)?;
    let output = directory.join(names::with_extension(Path::new(&path), plan.to));
    let dropped_layout = conversion.lay_out(&row.seed, &mut row.layout);
    Ok(Placed { row, output, left_out: read.left_out, dropped_layout })
}

/// The first pass: whether all is well, and how many rows there are.
fn look(
    conversion: &Conversion<'_>,
    plan: &Plan,
    directory: &Path,
    file: &RowsFile,
    places: &mut Places<'_>,
    report: &mut Report,
    out: &mut dyn Write,
) -> Result<Looked, Failure> {
    let args = conversion.args;
    let broken =
        |error: &SequenceError| Failure::from(format!("{}: {error}; nothing was written", file.name));
    let mut rows = file.rows(&conversion.reading).map_err(|error| broken(&error))?;
    report.columns.extend(rows.left_out());
    let progress = Progress::new("checking", rows.count());
    let mut told = Told::default();
    let (mut seen, mut invalid) = (0, Numbers::default());
    let work = |(): &mut (), frame: Frame| {
        let number = frame.number;
        let placed = place(conversion, plan, directory, file, frame);
        (number, placed.map(|placed| (placed.output, placed.left_out)))
    };
    let next = || rows.next().map_err(|error| broken(&error));
    ordered::stream(
        next,
        Frame::weight,
        args.jobs,
        || (),
        work,
        |(number, placed)| {
            conversion.interrupt.check()?;
            progress.tick();
            seen += 1;
            let reason = match placed {
                Ok((output, left_out)) => {
                    report.columns.extend(left_out);
                    places.inputs.refuse_input(&output)?;
                    match places.taken.take(&output) {
                        Ok(()) => {
                            if args.dry_run {
                                writeln!(
                                    out,
                                    "{}: {} {number} -> {}",
                                    file.name,
                                    file.codec.unit,
                                    shown(&output)
                                )?;
                            }
                            return Ok(());
                        }
                        Err(collision) => format!("its output {} {}", shown(&output), collision.sentence()),
                    }
                }
                Err(reason) => reason,
            };
            if let Some(message) = told.next(file, number, &reason) {
                progress.notice(&message);
            }
            if args.skip_invalid {
                invalid.push(number);
                return Ok(());
            }
            if told.rows >= TOO_MANY {
                return Err(format!(
                    "{}: {} cannot be converted; nothing was written",
                    file.name,
                    count(told.rows, file.codec.unit)
                )
                .into());
            }
            report.stop_early()
        },
    )?;
    if let Some(message) = told.rest(file) {
        progress.notice(&message);
    }
    if args.skip_invalid {
        report.invalid += told.rows;
    } else {
        report.refused += told.rows;
    }
    if told.rows > 0 && !args.skip_invalid {
        report.status = report.status.max(Status::Findings);
    }
    Ok(Looked { is_whole: args.skip_invalid || told.rows == 0, rows: seen, invalid })
}

/// The second pass.
fn write(
    conversion: &Conversion<'_>,
    plan: &Plan,
    directory: &Path,
    file: &RowsFile,
    looked: &Looked,
    report: &mut Report,
) -> Result<(), Failure> {
    let args = conversion.args;
    let broken = |error: &SequenceError| Failure::from(format!("{}: {error}", file.name));
    let progress = Progress::new("converting", Some(looked.rows));
    let mut source = file.rows(&conversion.reading).map_err(|error| broken(&error))?;
    let next = || source.next().map_err(|error| broken(&error));
    let work = |(): &mut (), frame: Frame| {
        if looked.invalid.has(frame.number) {
            return (Done::Invalid, false);
        }
        let placed = match place(conversion, plan, directory, file, frame) {
            Ok(placed) => placed,
            Err(reason) => return (Done::Failed(format!("{}: {reason}", file.name)), false),
        };
        if args.skip_existing && placed.output.exists() {
            return (Done::Existing, false);
        }
        let Row { seed, layout, .. } = placed.row;
        if conversion.leaves_out(&placed.output, &seed, &layout) {
            return (Done::LeftOut, false);
        }
        let document =
            Document { seed, layout, flattened: Vec::new(), dropped_layout: placed.dropped_layout };
        let done = match documents::write(conversion, plan.to, &document) {
            Ok(text) => match documents::put(conversion, plan, &placed.output, &text) {
                Ok(written) => Done::Written(written),
                Err(message) => Done::Failed(message),
            },
            Err(message) => Done::Failed(format!("{}: {message}", shown(&placed.output))),
        };
        (done, placed.dropped_layout)
    };
    ordered::stream(
        next,
        Frame::weight,
        args.jobs,
        || (),
        work,
        |(done, dropped_layout)| {
            conversion.interrupt.check()?;
            progress.tick();
            report.dropped_layouts += usize::from(dropped_layout);
            match done {
                Done::Written(written) => report.written(&written),
                Done::Existing => report.existing += 1,
                Done::LeftOut => report.left_out += 1,
                Done::Invalid => {}
                Done::Failed(message) => report.failed(&message, &progress)?,
            }
            Ok(())
        },
    )
}

/// The one seed of a file that could hold many, as a document.
pub(super) fn run_one(
    conversion: &Conversion<'_>,
    plan: &Plan,
    report: &mut Report,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let input = &plan.inputs.get(0);
    let Some(codec) = &plan.format(input).sequence else { return Ok(()) };
    let output = plan.output(input);
    if conversion.args.dry_run {
        let output = output.map_or_else(|| "<stdout>".to_owned(), |output| shown(&output));
        writeln!(out, "{} -> {output}", name(input))?;
        return Ok(());
    }
    if let Some(output) = output.as_deref().filter(|output| conversion.args.skip_existing && output.exists())
    {
        let _ = output;
        report.existing += 1;
        return Ok(());
    }
    let file = RowsFile::open(input, codec)?;
    let progress = Progress::new("converting", None);
    let broken = |error: SequenceError| Failure::from(format!("{}: {error}", file.name));
    let mut rows = file.rows(&conversion.reading).map_err(broken)?;
    report.columns.extend(rows.left_out());
    let mut refuse = |message: String| {
        progress.notice(&message);
        report.refused += 1;
        report.status = report.status.max(Status::Findings);
        Ok(())
    };
    let (Some(frame), None) = (rows.next().map_err(broken)?, rows.next().map_err(broken)?) else {
        return refuse(format!(
            "{}: {} holds one seed a file, and this one holds none or several: name a directory for the outputs, -o OUT/",
            file.name, plan.to.name
        ));
    };
    let number = frame.number;
    let read = match read(frame, &conversion.reading) {
        Ok(read) => read,
        Err(reason) => return refuse(format!("{}: {} {number}: {reason}", file.name, file.codec.unit)),
    };
    report.columns.extend(read.left_out);
    let Row { seed, mut layout, .. } = read.row;
    let dropped_layout = conversion.lay_out(&seed, &mut layout);
    if conversion.leaves_out(&input.path, &seed, &layout) {
        return report.obstacle(Obstacle::LeftOut, &progress);
    }
    let document = Document { seed, layout, flattened: Vec::new(), dropped_layout };
    report.dropped_layouts += usize::from(dropped_layout);
    let text = documents::write(conversion, plan.to, &document)?;
    match output {
        None => out.write_all(text.as_bytes())?,
        Some(output) => match documents::put(conversion, plan, &output, &text) {
            Ok(written) => report.written(&written),
            Err(message) => report.failed(&message, &progress)?,
        },
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Numbers;

    #[test]
    fn numbers_without_a_gap_take_the_room_of_one() {
        let mut numbers = Numbers::default();
        (3..1_000_000).chain([1_000_001]).for_each(|number| numbers.push(number));
        assert_eq!(numbers.0.len(), 2);
        let has = [0, 2, 3, 4, 999_999, 1_000_000, 1_000_001, 1_000_002].map(|number| numbers.has(number));
        assert_eq!(has, [false, false, true, true, true, false, true, false]);
    }
}
