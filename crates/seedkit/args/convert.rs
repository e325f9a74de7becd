//! What can be typed after `convert`.

use super::RuleArgs;
use crate::config_file::FailOn;
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use seedkit_convert::FORMATS;
use std::num::NonZeroUsize;
use std::path::PathBuf;

const CONVERT_STATUS: &str = "\
Exit status: 0 when everything was converted but for what was to be left out, 1
when a document was refused, 2 for a wrong argument or a file that cannot be
read or written.";

const CONVERT_MANY: &str = "\
Many seeds go into one file of jsonl, parquet or yaml, and from there back into
files by their paths:
  seedkit convert seeds -o seeds.parquet
  seedkit convert seeds.parquet -t seed -o seeds/
Every output is read back before it is put in its place, and no file is ever
there in part. `seedkit formats` lists the formats.";

#[derive(Debug, clap::Args)]
#[command(after_help = format!("{CONVERT_MANY}\n\n{CONVERT_STATUS}"))]
// No rule runs otherwise.
#[command(mut_group("RuleArgs", |rules| rules.requires("only_clean")))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct ConvertArgs {
    /// Files and directories, or `-` for stdin (also when none is given)
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// The format to read [default: by extension; seed for stdin and directories]
    #[arg(short, long, value_parser = formats(), value_name = "FORMAT")]
    pub(crate) from: Option<String>,

    /// The format to write [default: by the extension of --output]
    #[arg(short, long, value_parser = formats(), value_name = "FORMAT")]
    pub(crate) to: Option<String>,

    /// A file, a directory (one that exists, or a name that ends in `/`), or `-` for stdout
    #[arg(short, long, value_name = "PATH")]
    pub(crate) output: Option<PathBuf>,

    /// Convert the files that FILE lists, or stdin if it is `-`: one a line, or each ended by NUL
    #[arg(long, value_name = "FILE", conflicts_with = "inputs")]
    pub(crate) files_from: Option<PathBuf>,

    /// Replace files that exist and differ
    #[arg(long, conflicts_with = "skip_existing")]
    pub(crate) force: bool,

    /// Leave files that exist as they are, and do not convert what they are made of
    #[arg(long)]
    pub(crate) skip_existing: bool,

    /// List each input and its output; write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Stop at the first document that cannot be converted
    #[arg(long)]
    pub(crate) fail_fast: bool,

    /// Do not read each output back before it is put in its place
    #[arg(long)]
    pub(crate) no_verify: bool,

    /// How many documents to convert at the same time [default: one for each processor]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Names that differ only in case are different names
    #[arg(long)]
    pub(crate) case_sensitive: bool,

    /// Read seeds strictly: refuse what only the layout flags can keep
    #[arg(long, conflicts_with = "lenient", help_heading = "Reading")]
    pub(crate) strict: bool,

    /// Pass over blank lines in JSON Lines
    #[arg(long, help_heading = "Reading")]
    pub(crate) lenient: bool,

    /// Read any Markdown: keep the text, flatten the rest, and count what was flattened
    #[arg(long, help_heading = "Reading")]
    pub(crate) lossy: bool,

    /// What the columns of JSON Lines or Parquet from elsewhere are called: title=name,body=text,categories=tags
    #[arg(long, value_name = "OURS=THEIRS,...", help_heading = "Reading")]
    pub(crate) map: Option<seedkit_convert::Columns>,

    /// With many seeds in one file: leave out those that cannot be converted, and tell which
    #[arg(long, help_heading = "Reading")]
    pub(crate) skip_invalid: bool,

    /// Leave out seeds that have findings at or above a severity
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "warning", value_name = "SEVERITY", help_heading = "Reading")]
    pub(crate) only_clean: Option<FailOn>,

    /// Drop the layout: byte order marks, CR LF, last line feeds, missing terminators
    #[arg(long, help_heading = "Writing")]
    pub(crate) canonical: bool,

    /// Where Markdown has the title
    #[arg(long, value_enum, default_value_t, value_name = "WHERE", help_heading = "Writing")]
    pub(crate) md_title: MdTitle,

    /// Spaces of indentation in JSON; 0 for one line
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=16), help_heading = "Writing")]
    pub(crate) json_indent: u8,

    /// JSON, JSON Lines, Parquet: have the body as one string as well, under this key
    #[arg(long, value_name = "KEY", value_parser = text_key, help_heading = "Writing")]
    pub(crate) text_key: Option<String>,

    /// Beside JSON Lines or Parquet, write a README.md that tells Hugging Face the types of the columns
    #[arg(long, help_heading = "Writing")]
    pub(crate) card: bool,

    #[command(flatten, next_help_heading = "With --only-clean")]
    pub(crate) rules: RuleArgs,
}

/// A key that means nothing else, and that every reader of columns takes.
fn text_key(key: &str) -> Result<String, String> {
    let is_word = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if !is_word {
        return Err("a key has ASCII letters, digits and `_`, and no digit first".to_owned());
    }
    if ["path", "categories", "title", "body", "seed"].contains(&key) {
        return Err("this key holds something else".to_owned());
    }
    Ok(key.to_owned())
}

/// Where Markdown has the title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MdTitle {
    /// In the front matter and as a heading
    #[default]
    Both,
    /// As a heading
    Heading,
    /// In the front matter
    FrontMatter,
}

fn formats() -> PossibleValuesParser {
    let names =
        FORMATS.iter().map(|format| clap::builder::PossibleValue::new(format.name).aliases(format.aliases));
    PossibleValuesParser::new(names)
}
