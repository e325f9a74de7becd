//! `seedkit split`.

use crate::args::SplitArgs;
use crate::files::describe;
use crate::inputs::Input;
use crate::status::{Failure, Status};
use crate::terminal::{count, notice, shown};
use crate::write::{self, Written};
use seedkit_syntax::{decode, parse};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) fn run(args: &SplitArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    let input = Input { path: args.file.clone(), ..Input::default() };
    let name = if input.is_stdin() { "<stdin>".to_owned() } else { shown(&args.file) };
    let bytes = input.read().map_err(|error| format!("{name}: {}", describe(&error)))?;
    let text = decode(&bytes).map_err(|error| format!("{name}: {error}"))?;
    let document = parse(text).document;
    let starts =
        document.further_seeds().map(|(categories, _)| document.lines()[categories].span.start as usize);
    let mut bounds: Vec<usize> = [0].into_iter().chain(starts).collect();
    if bounds.len() == 1 {
        notice(&format!("{name}: holds no second seed; nothing was written"));
        return Ok(Status::Clean);
    }
    bounds.push(text.len());
    let parts: Vec<(PathBuf, &str)> = bounds
        .windows(2)
        .enumerate()
        .map(|(index, bound)| (part_name(args, index + 1, bounds.len() - 1), &text[bound[0]..bound[1]]))
        .collect();
    // All or nothing: parts of two files side by side would belong to neither.
    let differs =
        |(path, part): &&(PathBuf, &str)| std::fs::read(path).is_ok_and(|old| old != part.as_bytes());
    if let Some((path, _)) = parts.iter().find(differs).filter(|_| !args.force && !args.dry_run) {
        return Err(format!(
            "{}: it exists and differs, so nothing was written; --force replaces it",
            shown(path)
        )
        .into());
    }
    let mut status = Status::Clean;
    let mut written = 0;
    for (path, part) in parts {
        if args.dry_run {
            writeln!(out, "{}", shown(&path))?;
            continue;
        }
        match write::create(&path, path.parent(), part.as_bytes(), args.force) {
            Ok(done) => {
                written += usize::from(done == Written::Changed);
                writeln!(out, "{}", shown(&path))?;
            }
            Err(error) => {
                notice(&format!("{}: {}", shown(&path), describe(&error)));
                status = Status::Failed;
            }
        }
    }
    out.flush()?;
    let seeds = count(bounds.len() - 1, "seed");
    let done =
        if args.dry_run { "nothing was written".to_owned() } else { count(written, "file") + " written" };
    notice(&format!("{name}: {seeds}, {done}"));
    Ok(status)
}

/// The name of a part: that of the file, or `seed` for stdin, with a number of as many digits as the last one has.
fn part_name(args: &SplitArgs, number: usize, last: usize) -> PathBuf {
    let digits = last.to_string().len();
    let stem = args.file.file_stem().filter(|_| args.file.as_os_str() != "-");
    let mut name = stem.unwrap_or("seed".as_ref()).to_owned();
    name.push(format!("-{number:0digits$}.seed"));
    let directory = args.output.as_deref().or_else(|| args.file.parent()).unwrap_or(Path::new(""));
    directory.join(name)
}
