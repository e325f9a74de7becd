//! What can be typed in the place of a configuration.

use crate::config_file::FailOn;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Which rules run, on which files, and how.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    pub(crate) rules: RuleArgs,

    /// The least severity that makes the exit status 1 [default: warning]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,

    /// In directories, take the files that match
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,

    /// Leave files that match alone, named ones too
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// Take excluded files too
    #[arg(long)]
    pub(crate) no_exclude: bool,

    /// How many files to look at at the same time [default: one for each processor]
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}

/// Which rules run.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct RuleArgs {
    /// Use this configuration instead of the seedkit.toml of this directory or one above it in the repository
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Use no configuration
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,

    /// Run these rules only: codes, names, letters of groups, `all`
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(crate) select: Vec<String>,

    /// Leave these rules out
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    pub(crate) ignore: Vec<String>,

    /// Have a rule's findings count as off, info, warning or error
    #[arg(long, value_name = "RULE=LEVEL")]
    pub(crate) severity: Vec<String>,
}
