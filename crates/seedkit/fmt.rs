//! `seedkit fmt`: the fixes that are a matter of layout, and no others.

use crate::args::FmtArgs;
use crate::config::Effective;
use crate::files::{Wanted, describe};
use crate::inputs::Input;
use crate::interrupt::Interrupt;
use crate::output::readable;
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, count, notice, number, remark, shown};
use crate::{ordered, patch, selection, write};
use seedkit_lint::{Fixes, Settings, fix};
use seedkit_syntax::{Acceptance, parse_bytes};
use std::io::Write;

/// What came of a file.
enum Outcome {
    Unchanged(Vec<u8>),
    /// Its name, and its bytes before and after.
    Changed(String, Vec<u8>, Vec<u8>),
    /// It is left alone: what to tell.
    Left(String),
}

impl Outcome {
    /// How many bytes it keeps.
    fn weight(&self) -> usize {
        match self {
            Self::Unchanged(bytes) => bytes.len(),
            Self::Changed(_, old, new) => old.len() + new.len(),
            Self::Left(_) => 0,
        }
    }
}

pub(crate) fn run(args: &FmtArgs, terminal: Terminal, out: &mut dyn Write) -> Result<Status, Failure> {
    let writes = !args.check && !args.diff;
    if args.selection.staged && writes {
        return Err("--staged goes with --check or --diff: what is staged cannot be written"
            .to_owned()
            .into());
    }
    let effective = Effective::load(&args.config, terminal)?;
    let found = selection::find(&args.paths, &args.selection, Wanted::Seeds, &effective.choice)?;
    let can_look = writes && !found.inputs.has_stdin();
    let interrupt = if can_look { Interrupt::watch() } else { Interrupt::default() };
    let stdin_name = args.stdin_filename.as_deref().map_or("<stdin>".to_owned(), shown);
    let (mut formatted, mut unchanged, mut left) = (0, 0, 0);
    ordered::for_each(
        found.inputs.len(),
        args.config.jobs,
        || (),
        |(), file| {
            let input = found.inputs.get(file);
            let name = if input.is_stdin() { stdin_name.clone() } else { shown(&input.path) };
            format(&input, name, &effective.for_file(&input.path), writes)
        },
        Outcome::weight,
        |outcome| {
            interrupt.check()?;
            match outcome {
                Outcome::Unchanged(bytes) => {
                    unchanged += 1;
                    // A filter gives what it got.
                    if writes && found.inputs.has_stdin() {
                        out.write_all(&bytes)?;
                    }
                }
                Outcome::Changed(name, old, new) => {
                    formatted += 1;
                    if args.diff {
                        patch::write(out, &name, &readable(&old), &readable(&new), terminal)?;
                    } else if args.check {
                        writeln!(out, "{name}")?;
                    } else if name == stdin_name {
                        out.write_all(&new)?;
                    }
                }
                Outcome::Left(message) => {
                    left += 1;
                    notice(&message);
                }
            }
            Ok::<(), Failure>(())
        },
    )?;
    out.flush()?;
    let verb = if writes { "formatted" } else { "would be formatted" };
    let rest = if left > 0 { format!(", {} left alone", number(left)) } else { String::new() };
    remark(&format!("{} {verb}, {} unchanged{rest}", count(formatted, "file"), number(unchanged)));
    effective.tell_unused(&found.inputs);
    Ok(match (found.failed || left > 0, writes || formatted == 0) {
        (true, _) => Status::Failed,
        (_, false) => Status::Findings,
        _ => Status::Clean,
    })
}

fn format(input: &Input, name: String, settings: &Settings, writes: bool) -> Outcome {
    if !input.is_stdin()
        && input.staged.is_none()
        && std::fs::metadata(&input.path).is_ok_and(|metadata| !metadata.is_file())
    {
        return Outcome::Left(format!("{name}: not a regular file, so it cannot be replaced"));
    }
    let bytes = match input.read() {
        Ok(bytes) => bytes,
        Err(error) => return Outcome::Left(format!("{name}: {}", describe(&error))),
    };
    let fixed = fix(&bytes, settings, Fixes::Layout);
    // What lenient reading refuses even so has no parts that could be laid out.
    let refusal = match parse_bytes(&fixed.bytes) {
        // Between the sides of a merge nobody can tell what the parts are, even where reading takes them for text.
        Ok(parse) if !parse.document.conflicts().is_empty() => {
            return Outcome::Left(format!(
                "{name}: left alone, because of markers of a merge; `seedkit lint` says more"
            ));
        }
        Ok(parse) => parse.refusal(Acceptance::Lenient).map(ToString::to_string),
        Err(error) => Some(error.to_string()),
    };
    if let Some(refusal) = refusal {
        return Outcome::Left(format!(
            "{name}: left alone, because it cannot be read: {refusal}; `seedkit lint` says more"
        ));
    }
    if fixed.bytes == bytes {
        return Outcome::Unchanged(if input.is_stdin() { bytes } else { Vec::new() });
    }
    if writes
        && !input.is_stdin()
        && let Err(error) = write::replace(&input.path, input.root.as_deref(), &bytes, &fixed.bytes)
    {
        return Outcome::Left(format!("{name}: not formatted: {}", describe(&error)));
    }
    Outcome::Changed(name, bytes, fixed.bytes)
}
