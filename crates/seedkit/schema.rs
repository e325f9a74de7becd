//! `seedkit schema`: the JSON Schemas of what seedkit reads and writes.

use crate::config;
use crate::record::Report;
use crate::status::{Failure, Status};
use clap::ValueEnum;
use schemars::{Schema, schema_for};
use std::io::Write;

/// What there is a schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Of {
    /// seedkit.toml
    Config,
    /// What `lint --output-format json` prints
    Report,
}

impl Of {
    fn schema(self) -> Schema {
        match self {
            Self::Config => config::schema(),
            Self::Report => schema_for!(Report),
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Of what
    #[arg(value_enum, value_name = "WHAT")]
    pub(crate) of: Of,
}

pub(crate) fn run(args: &SchemaArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    let schema = serde_json::to_string_pretty(&args.of.schema()).map_err(|error| error.to_string())?;
    writeln!(out, "{schema}")?;
    Ok(Status::Clean)
}
