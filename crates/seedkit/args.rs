//! What can be typed. What it means is in the modules of the commands.

mod config;
mod convert;

pub(crate) use config::{ConfigArgs, RuleArgs};
pub(crate) use convert::{ConvertArgs, MdTitle};

use crate::report::{Destination, DestinationParser};
use crate::schema::SchemaArgs;
use crate::terminal::Color;
use crate::version::VERSION;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Lints, fixes and converts seeds: plain-text documents with categories, a title and a body.
#[derive(Debug, Parser)]
#[command(name = "seedkit", version = VERSION.as_str(), subcommand_required = false, after_help = START)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", display_order = 900)]
    pub(crate) color: Color,

    /// Print findings and errors, and nothing else
    #[arg(short, long, global = true, display_order = 901)]
    pub(crate) quiet: bool,
}

const START: &str = "\
Start here:
  seedkit lint .                    report what is wrong with the seeds below here
  seedkit lint . --diff             show what the safe fixes would change
  seedkit lint . --fix              make these changes
  seedkit explain S007              why a rule is there, with examples
  seedkit convert a.seed -t yaml    print a seed as YAML (or json, markdown)
  seedkit convert seeds -o seeds.parquet
                                    put a directory into one file (or jsonl)
  seedkit convert seeds -t markdown -o site/
                                    convert a directory, file by file

A seed is a text file: categories, each ended by `~`; a line of six pipes; a
title; a line of six pipes; then one paragraph a line.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report what is wrong with seeds, and mend it
    Lint(LintArgs),
    /// Lay seeds out: line ends, blanks, terminators, order of categories
    Fmt(FmtArgs),
    /// Convert between seeds, JSON, JSON Lines, YAML, Markdown and Parquet
    Convert(ConvertArgs),
    /// List the formats
    Formats(FormatsArgs),
    /// Say what a rule looks for, why, and how to mend it
    Explain(ExplainArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Describe a corpus in numbers
    Stats(StatsArgs),
    /// Give each seed of a file that holds several a file of its own
    Split(SplitArgs),
    /// Show the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Write a configuration to start with, and files for pre-commit, GitHub and GitLab
    Init(InitArgs),
    /// Print what a shell needs to complete the command line
    Completions(CompletionsArgs),
    /// Print the manual page of a command
    Man(ManArgs),
    /// Accept the findings of today, so that only new ones count
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Print the schema of what seedkit reads or writes
    Schema(SchemaArgs),
}

/// Which files, in other ways than by naming them or their directories.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Files")]
pub(crate) struct SelectionArgs {
    /// Take the paths that FILE lists, or stdin if it is `-`: one a line, or each ended by NUL
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    pub(crate) files_from: Option<PathBuf>,

    /// Of PATH, take the files that git has staged, and of them what is staged and not the working file
    #[arg(long, conflicts_with_all = ["files_from", "since"])]
    pub(crate) staged: bool,

    /// Of PATH, take the files that changed since the branch parted from REF, and those new to git
    #[arg(long, value_name = "REF", conflicts_with = "files_from")]
    pub(crate) since: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = format!("{WHICH_FILES}\n\n{FMT_STATUS}"))]
pub(crate) struct FmtArgs {
    /// Files and directories, or `-` for stdin
    #[arg(default_value = ".", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// List the files that would change; write nothing
    #[arg(long)]
    pub(crate) check: bool,

    /// Show what would change; write nothing
    #[arg(long)]
    pub(crate) diff: bool,

    /// The name to report for stdin
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

/// The configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print the effective settings and where each comes from
    Show(ConfigArgs),
    /// Say why a file is in or out and which overrides apply to it
    Why {
        /// The file
        path: PathBuf,
        #[command(flatten)]
        config: ConfigArgs,
    },
    /// List the files that would be linted
    Files(ConfigFilesArgs),
    /// Print the JSON Schema of seedkit.toml
    Schema,
}

#[derive(Debug, clap::Args)]
#[command(after_help = WHICH_FILES)]
pub(crate) struct ConfigFilesArgs {
    /// Files and directories
    #[arg(default_value = ".", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// For programs, such as --files-from or xargs: end each by NUL, its bytes as they are
    #[arg(short = '0', long)]
    pub(crate) null: bool,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

#[derive(Debug, clap::Args)]
#[command(after_help = format!("{WHICH_FILES}\n\n{LINT_STATUS}"))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct LintArgs {
    /// Files and directories, or `-` for stdin
    #[arg(default_value = ".", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Apply the safe fixes and report what is left
    #[arg(long, conflicts_with = "staged")]
    pub(crate) fix: bool,

    /// With --fix or --diff: unsafe fixes too, which may change words
    #[arg(long)]
    pub(crate) unsafe_fixes: bool,

    /// Show what the fixes would change; write nothing
    #[arg(long, conflicts_with = "fix")]
    pub(crate) diff: bool,

    /// Look at all files together too (X601 to X604), as it is done when a directory is named
    #[arg(long)]
    pub(crate) corpus: bool,

    /// End with status 0 whatever is found
    #[arg(long)]
    pub(crate) exit_zero: bool,

    /// The name to report for stdin
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) report: ReportArgs,

    #[command(flatten)]
    pub(crate) baseline: BaselineArgs,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

/// How to report, and where.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Report")]
pub(crate) struct ReportArgs {
    /// How to report, to stdout or a file; may be given several times, once without a file [default: full]
    #[arg(long, value_parser = DestinationParser, value_name = "FORMAT[=FILE]")]
    pub(crate) output_format: Vec<Destination>,

    /// How many findings people are shown; 0 for all. Formats for programs have all
    #[arg(long, default_value_t = 200, value_name = "N")]
    pub(crate) max_diagnostics: usize,

    /// Say at the end how many findings each rule has
    #[arg(long)]
    pub(crate) statistics: bool,
}

/// Which baseline to compare with.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Baseline")]
pub(crate) struct BaselineArgs {
    /// Hide the findings that this file knows, and do not count them
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Compare with no baseline, whatever the configuration says
    #[arg(long, conflicts_with = "baseline")]
    pub(crate) no_baseline: bool,

    /// End with status 1 where entries of the baseline match nothing any more
    #[arg(long)]
    pub(crate) strict_baseline: bool,
}

/// The baseline.
#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// Write the findings of today to a new baseline
    Create {
        #[command(flatten)]
        files: BaselineFiles,
        /// Replace a baseline that exists
        #[arg(long)]
        force: bool,
    },
    /// Drop the entries that match nothing any more
    Update {
        #[command(flatten)]
        files: BaselineFiles,
        /// Add the findings that are new, too
        #[arg(long)]
        accept_new: bool,
    },
    /// Say how baseline and files differ; status 1 if they do
    Status(BaselineFiles),
}

/// Which baseline, and which files it is about.
#[derive(Debug, clap::Args)]
#[command(after_help = WHICH_FILES)]
pub(crate) struct BaselineFiles {
    /// Files and directories
    #[arg(default_value = ".", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// The baseline [default: that of the configuration, or seedkit-baseline.jsonl]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Look at all files together too (X601 to X604), as it is done when a directory is named
    #[arg(long)]
    pub(crate) corpus: bool,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

const LINT_STATUS: &str = "\
Exit status: 0 without findings at or above --fail-on, 1 with, 2 for a wrong
argument or a file that cannot be read or written.";

const FMT_STATUS: &str = "\
Exit status: 0 when there is nothing to do or it was done, 1 with --check or
--diff when there is, 2 when a file cannot be read or written.";

const SPLIT_PARTS: &str = "\
The parts are the bytes of the file as they are; put together they are the file
again. The file itself stays.";

const WHICH_FILES: &str = "\
In a directory these files are linted: *.seed; *.txt below a directory named
`seeds`; any other *.txt that has a line of pipes near its start. Hidden files
and what .gitignore names are left out. A file that is named is always linted.";

#[derive(Debug, clap::Args)]
pub(crate) struct FormatsArgs {
    /// How to print them
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) output_format: FormatsOutput,
}

/// How to print the formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatsOutput {
    /// A table
    #[default]
    Text,
    /// JSON
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RulesArgs {
    /// How to print them: a list, data, or the reference
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) output_format: RulesFormat,
}

/// How to print the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesFormat {
    /// One line each
    #[default]
    Text,
    /// All that is known of each
    Json,
    /// The reference: all that is known of each, as a page
    Markdown,
}

#[derive(Debug, clap::Args)]
#[command(after_help = WHICH_FILES)]
pub(crate) struct StatsArgs {
    /// Files and directories, or `-` for stdin
    #[arg(default_value = ".", value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// How to print them
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) output_format: StatsFormat,

    #[command(flatten)]
    pub(crate) selection: SelectionArgs,

    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

/// How to print numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum StatsFormat {
    /// A table
    #[default]
    Table,
    /// JSON
    Json,
}

#[derive(Debug, clap::Args)]
#[command(after_help = SPLIT_PARTS)]
pub(crate) struct SplitArgs {
    /// The file, or `-` for stdin
    pub(crate) file: PathBuf,

    /// The directory for the seeds [default: that of the file, or the working directory for stdin]
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,

    /// Replace files that exist and differ
    #[arg(long)]
    pub(crate) force: bool,

    /// List what would be written; write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ExplainArgs {
    /// The code or the name of a rule
    pub(crate) rule: String,
}

#[derive(Debug, clap::Args)]
#[command(after_help = INIT_NOTES)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct InitArgs {
    /// The directory; for all but seedkit.toml, the root of a repository
    #[arg(default_value = ".", value_name = "DIR")]
    pub(crate) directory: PathBuf,

    /// Write .pre-commit-config.yaml, for a hook that pre-commit builds, or the seedkit that is installed
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "source", value_name = "HOOK")]
    pub(crate) pre_commit: Option<Hook>,

    /// Write .github/workflows/seedkit.yml
    #[arg(long)]
    pub(crate) github: bool,

    /// Write .gitlab-ci.yml
    #[arg(long)]
    pub(crate) gitlab: bool,

    /// Have .gitattributes say that lines of seeds end with LF
    #[arg(long)]
    pub(crate) gitattributes: bool,

    /// All of these
    #[arg(long)]
    pub(crate) all: bool,

    /// Say what would be written; write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

const INIT_NOTES: &str = "\
A file that exists is left as it is, and what would be in it is shown; a line is
added to .gitattributes. On a terminal, and with none of these options, it asks
for each file that makes sense here.";

/// How pre-commit gets seedkit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Hook {
    /// Built from the sources, once for each version; needs no Rust, takes minutes
    Source,
    /// The one in PATH, however it came there
    Installed,
}

#[derive(Debug, clap::Args)]
#[command(after_help = COMPLETIONS_WHERE)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

const COMPLETIONS_WHERE: &str = "\
Where it goes:
  bash        ~/.local/share/bash-completion/completions/seedkit
  zsh         a file named _seedkit in a directory of $fpath
  fish        ~/.config/fish/completions/seedkit.fish
  elvish      a module that rc.elv uses
  powershell  the file that $PROFILE names";

#[derive(Debug, clap::Args)]
pub(crate) struct ManArgs {
    /// The command, such as `lint` or `config show` [default: seedkit itself]
    #[arg(conflicts_with = "output")]
    pub(crate) command: Vec<String>,

    /// Write the pages of all commands into this directory
    #[arg(short, long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,

    /// Replace files that exist and differ
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}
