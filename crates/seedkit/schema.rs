//! `seedkit schema`: what the data that seedkit reads and writes look like, for programs that deal with them.

use crate::config_file;
use crate::record::Report;
use crate::status::{Failure, Status};
use clap::ValueEnum;
use schemars::schema_for;
use seedkit_convert::Column;
use seedkit_syntax::Layout;
use serde_json::{Value, json};
use std::io::Write;

/// What there is a schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Of {
    /// seedkit.toml: a JSON Schema
    Config,
    /// What `lint --output-format json` prints: a JSON Schema
    Report,
    /// A seed as JSON: a JSON Schema
    Json,
    /// A line of JSON Lines: a JSON Schema
    Jsonl,
    /// Parquet: its message type
    #[cfg(feature = "parquet")]
    Parquet,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SchemaArgs {
    /// Of what
    #[arg(value_enum, value_name = "WHAT")]
    pub(crate) of: Of,
}

pub(crate) fn run(args: &SchemaArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    match args.of {
        Of::Config => print(config_file::schema().as_value(), out)?,
        Of::Report => print(schema_for!(Report).as_value(), out)?,
        Of::Json => print(&seed("json", &[]), out)?,
        Of::Jsonl => print(&seed("jsonl", &[Column::Path, Column::Seed]), out)?,
        #[cfg(feature = "parquet")]
        Of::Parquet => write!(out, "{}", seedkit_convert::parquet_schema(None))?,
    }
    Ok(Status::Clean)
}

fn print(schema: &Value, out: &mut dyn Write) -> Result<(), Failure> {
    Ok(writeln!(out, "{}", serde_json::to_string_pretty(schema).unwrap_or_default())?)
}

/// The JSON Schema of a seed, in which these keys always stand, too.
fn seed(name: &str, always: &[Column]) -> Value {
    let required = |column: &Column| {
        always.contains(column) || matches!(column, Column::Categories | Column::Title | Column::Body)
    };
    let columns = [Column::Path, Column::Categories, Column::Title, Column::Body, Column::Seed];
    let columns: Vec<_> =
        columns.into_iter().filter(|column| *column != Column::Path || required(column)).collect();
    let properties: serde_json::Map<_, _> =
        columns.iter().map(|column| (column.name().to_owned(), property(*column))).collect();
    let names: Vec<_> =
        columns.iter().filter(|column| required(column)).map(|column| column.name()).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:seedkit:schema:{name}:1"),
        "title": "Seed",
        "description": "A document with categories, a title and a body, as seedkit writes it. With --text-key there is \
            one more key, the body as one string.",
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false
    })
}

fn property(column: Column) -> Value {
    // `.` leaves out more than the line feed, and not everywhere the same.
    let line = "^[^\\n]*$";
    match column {
        Column::Path => json!({
            "description": "Where the seed belongs in a directory, with `/` between the parts; empty if that is not known.",
            "type": "string"
        }),
        Column::Categories => json!({
            "description": "The names of the categories.",
            "type": "array",
            "items": {"type": "string", "pattern": "^[^~\\n]*$"}
        }),
        Column::Title => json!({"description": "The title.", "type": "string", "pattern": line}),
        Column::Body => json!({
            "description": "The paragraphs.",
            "type": "array",
            "items": {"type": "string", "pattern": line}
        }),
        Column::Text => json!({"description": "The body as one string.", "type": "string"}),
        Column::Seed => json!({
            "description": "The layout: flags that are on, in this order. Empty or absent if none is.",
            "enum": layouts()
        }),
    }
}

/// Every layout as text, but for those that no seed has.
fn layouts() -> Vec<String> {
    let on = |bits: usize, bit: usize| bits & bit != 0;
    let all = (0..32).map(|bits| Layout {
        bom: on(bits, 1),
        crlf: on(bits, 2),
        unterminated: on(bits, 4),
        final_newline: on(bits, 8),
        no_body: on(bits, 16),
    });
    all.filter(|layout| !(layout.final_newline && layout.no_body)).map(|layout| layout.to_string()).collect()
}
