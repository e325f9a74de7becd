//! What is to be converted, and into what.

use super::names::{self, Collision, Files, Taken};
use super::rows::holds_a_stream;
use super::{Conversion, card, name};
use crate::config::FileChoice;
use crate::files::{self, Wanted, describe};
use crate::formats::{self, Compression};
use crate::inputs::{self, Input, Inputs};
use crate::selection;
use crate::status::Failure;
use crate::terminal::{notice, remark, shown};
use seedkit_convert::{FORMATS, Format, by_name};
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// There are no inputs.
    Nothing,
    /// A file for each document.
    Documents,
    /// All seeds into one file.
    Gather,
    /// Each seed of files with many into a file of its own.
    Spread,
    /// The one seed of a file that could hold many.
    One,
}

/// Where the outputs go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Stdout,
    File(PathBuf),
    Directory(PathBuf),
}

pub(super) struct Plan {
    pub(super) way: Way,
    pub(super) inputs: Inputs,
    /// Which of the inputs hold many seeds, in their order.
    pub(super) many: Vec<bool>,
    /// The format of all inputs, if it was named.
    from: Option<&'static Format>,
    pub(super) to: &'static Format,
    pub(super) compression: Compression,
    pub(super) target: Target,
    /// Whether an input is missing; that has been told.
    pub(super) failed: bool,
}

impl Plan {
    pub(super) fn to_files(&self) -> bool {
        self.target != Target::Stdout
    }

    /// The same plan for some of the inputs, each of which holds one seed.
    pub(super) fn of_documents(&self, inputs: Inputs) -> Self {
        Self {
            way: Way::Documents,
            many: vec![false; inputs.len()],
            inputs,
            from: self.from,
            to: self.to,
            compression: self.compression,
            target: self.target.clone(),
            failed: self.failed,
        }
    }

    /// The format of an input. Every input of a plan has one.
    pub(super) fn format(&self, input: &Input) -> &'static Format {
        format(self.from, input).unwrap_or(FORMATS[0])
    }

    /// Where the document of an input goes.
    pub(super) fn output(&self, input: &Input) -> Option<PathBuf> {
        match &self.target {
            Target::Stdout => None,
            Target::File(file) => Some(file.clone()),
            Target::Directory(directory) => {
                Some(directory.join(names::with_extension(names::relative(input), self.to)))
            }
        }
    }
}

/// The format of an input: as named, or by its extension. A directory holds seeds whatever they are called.
fn format(from: Option<&'static Format>, input: &Input) -> Option<&'static Format> {
    let is_found = input.is_stdin() || input.root.as_ref().is_some_and(|root| !root.as_os_str().is_empty());
    let by_input =
        || if is_found { by_name("seed") } else { formats::of(&input.path).map(|(format, ..)| format) };
    from.or_else(by_input)
}

/// Makes the plan.
pub(super) fn make(conversion: &Conversion<'_>) -> Result<Plan, Failure> {
    let args = conversion.args;
    let from = args.from.as_deref().and_then(by_name);
    let target = match args.output.as_deref().filter(|path| path.as_os_str() != "-") {
        None => Target::Stdout,
        Some(path) if path.is_dir() || ends_in_separator(path) => Target::Directory(path.to_owned()),
        Some(path) => Target::File(path.to_owned()),
    };
    let by_target = match &target {
        Target::File(file) => formats::of(file),
        _ => None,
    };
    let to = args.to.as_deref().and_then(by_name).or(by_target.map(|(format, ..)| format));
    let Some(to) = to else {
        let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
        let which = match &target {
            Target::File(file) => format!("{}: which format is this?", shown(file)),
            _ => "which format?".to_owned(),
        };
        return Err(format!("{which} Name one with --to: {}", names.join(", ")).into());
    };
    let compression = by_target
        .filter(|(format, ..)| format.name == to.name)
        .map_or(Compression::None, |(_, by_name, _)| by_name);
    refuse_target(&target, to, compression, args.dry_run)?;

    let (inputs, failed, has_directory) = inputs(conversion, from)?;
    if let Some(input) = inputs.iter().find(|input| format(from, input).is_none()) {
        return Err(format!("{}: which format is this? Name it with --from", name(&input)).into());
    }
    let mut plan =
        Plan { way: Way::Nothing, inputs, many: Vec::new(), from, to, compression, target, failed };
    for input in plan.inputs.iter() {
        let holds_many = holds_many(&plan, &input).map_err(|error| format!("{}: {error}", name(&input)))?;
        plan.many.push(holds_many);
    }
    plan.way = way(&plan, has_directory)?;
    if args.map.is_some() {
        let by_columns = |input: &Input| matches!(plan.format(input).name, "jsonl" | "parquet");
        if let Some(input) = plan.inputs.iter().find(|input| !by_columns(input)) {
            return Err(format!("{}: --map is for JSON Lines and Parquet", name(&input)).into());
        }
    }
    if args.card && !(plan.way == Way::Gather && matches!(to.name, "jsonl" | "parquet") && plan.to_files()) {
        return Err("--card is for one file of JSON Lines or Parquet: name it with --output"
            .to_owned()
            .into());
    }
    refuse_collisions(conversion, &plan)?;
    Ok(plan)
}

/// Whether an input can hold more than one seed.
fn holds_many(plan: &Plan, input: &Input) -> io::Result<bool> {
    let format = plan.format(input);
    Ok(match (&format.document, &format.sequence) {
        (_, None) => false,
        (None, _) => true,
        // What is typed is one document, unless many are wanted.
        (Some(_), Some(_)) if input.is_stdin() => {
            plan.to.document.is_none() || matches!(plan.target, Target::Directory(_))
        }
        (Some(_), Some(codec)) => holds_a_stream(input, codec)?,
    })
}

fn way(plan: &Plan, has_directory: bool) -> Result<Way, Failure> {
    let to = plan.to;
    if plan.inputs.is_empty() {
        return Ok(Way::Nothing);
    }
    let any_many = plan.many.iter().any(|many| *many);
    if let Target::Directory(directory) = &plan.target {
        if to.document.is_none() {
            let example = directory.join(format!("seeds.{}", to.extensions[0]));
            return Err(format!(
                "{} holds many seeds in one file: name the file, such as -o {}",
                to.name,
                shown(&example)
            )
            .into());
        }
        if plan.inputs.iter().zip(&plan.many).any(|(input, many)| input.is_stdin() && !many) {
            return Err(
                "stdin has no name that a file in a directory could have: name the output with -o FILE"
                    .to_owned()
                    .into(),
            );
        }
        return Ok(if any_many { Way::Spread } else { Way::Documents });
    }
    let several = plan.inputs.len() > 1 || has_directory;
    match (&to.sequence, &to.document) {
        (Some(_), None) => Ok(Way::Gather),
        (Some(_), Some(_)) if several || any_many => Ok(Way::Gather),
        _ if several => {
            let what = if has_directory { "a directory needs" } else { "several inputs need" };
            let example = "-o OUT/ (with a `/` at the end, or one that exists)";
            let message = format!(
                "{what} a directory for the outputs: {example}; {} holds one document a file",
                to.name
            );
            Err(message.into())
        }
        _ if any_many => Ok(Way::One),
        _ => Ok(Way::Documents),
    }
}

/// Refuses what a name promises and the format does not keep, and bytes that a terminal would obey.
fn refuse_target(
    target: &Target,
    to: &Format,
    compression: Compression,
    dry_run: bool,
) -> Result<(), Failure> {
    match target {
        Target::File(file) if compression == Compression::None => {
            if let Some(extension) = formats::compressed_extension(file) {
                let only = "only JSON Lines is compressed, as *.jsonl.gz or *.jsonl.zst";
                return Err(format!("{}: {only}; leave `.{extension}` out", shown(file)).into());
            }
        }
        Target::Stdout if to.name == "parquet" && io::stdout().is_terminal() && !dry_run => {
            return Err("Parquet is no text for a terminal: name a file with --output".to_owned().into());
        }
        _ => {}
    }
    Ok(())
}

/// The inputs, whether one is missing, and whether a directory is among them.
fn inputs(
    conversion: &Conversion<'_>,
    from: Option<&'static Format>,
) -> Result<(Inputs, bool, bool), Failure> {
    let args = conversion.args;
    if let Some(list) = &args.files_from {
        let (inputs, failed) = listed(list)?;
        return Ok((inputs, failed, true));
    }
    if args.inputs.is_empty() && io::stdin().is_terminal() {
        return Err("which input? Name files or directories, or `-` to type a document".to_owned().into());
    }
    let named = if args.inputs.is_empty() { vec![PathBuf::from("-")] } else { args.inputs.clone() };
    let wanted = match from {
        Some(format) if format.name != "seed" => Wanted::Format(format),
        _ => Wanted::Seeds,
    };
    let found = files::find(&named, wanted, &FileChoice::default());
    let has_directory = named.iter().any(|path| path.as_os_str() != "-" && path.is_dir());
    if has_directory && from.is_none() && found.inputs.is_empty() && !found.failed {
        remark("--from finds the files of another format in a directory, such as --from json");
    }
    Ok((found.inputs, found.failed, has_directory))
}

/// The files that a list names. They keep the names they have there, directories included.
fn listed(list: &Path) -> Result<(Inputs, bool), Failure> {
    let mut failed = false;
    let mut files = inputs::Files::default();
    let root: Arc<Path> = Path::new("").into();
    for path in selection::listed(list)? {
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                notice(&format!("{}: a directory, and the list is one of files; passed over", shown(&path)));
                failed = true;
            }
            Ok(_) => {
                let root = names::stays_below(&path).then(|| Arc::clone(&root));
                files.add(Input { path, root, staged: None });
            }
            Err(error) => {
                notice(&format!("{}: {}", shown(&path), describe(&error)));
                failed = true;
            }
        }
    }
    Ok((files.sorted(), failed))
}

fn ends_in_separator(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|&byte| std::path::is_separator(byte.into()))
}

/// Refuses a plan in which two documents have one output, or an output is an input. The rows of files with many seeds
/// are looked at later, when they are read.
fn refuse_collisions(conversion: &Conversion<'_>, plan: &Plan) -> Result<(), Failure> {
    if plan.target == Target::Stdout {
        return Ok(());
    }
    let mut files = Files::of(&plan.inputs);
    if let Target::File(file) = &plan.target {
        if conversion.args.card {
            files.refuse_input(&card::path(file))?;
        }
        return Ok(files.refuse_input(file)?);
    }
    let mut taken = Taken::new(conversion.args.case_sensitive);
    for (input, _) in plan.inputs.iter().zip(&plan.many).filter(|(_, many)| !**many) {
        let Some(output) = plan.output(&input) else { continue };
        files.refuse_input(&output)?;
        match taken.take(&output) {
            Ok(()) => {}
            Err(Collision::FileAndDirectory) => {
                return Err(format!(
                    "{} would have to be a file and a directory: convert {} into another directory",
                    shown(&output),
                    shown(&input.path)
                )
                .into());
            }
            Err(Collision::Same) => {
                let key = |path: &Path| names::key(path, conversion.args.case_sensitive);
                let is_other =
                    |other: &Input| plan.output(other).is_some_and(|path| key(&path) == key(&output));
                let other =
                    plan.inputs.iter().find(is_other).map_or_else(String::new, |other| shown(&other.path));
                return Err(format!(
                    "{other} and {} have the same output, {}: convert them into different directories",
                    shown(&input.path),
                    shown(&output)
                )
                .into());
            }
        }
    }
    Ok(())
}
