//! Which format a file has by its name, and `seedkit formats`.

use crate::args::{FormatsArgs, FormatsOutput};
use crate::status::{Failure, Status};
use seedkit_convert::{FORMATS, Format, by_extension};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// How the bytes of a file are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstd,
}

/// Extensions behind that of the format.
const COMPRESSED: [(&str, Compression); 2] = [("gz", Compression::Gzip), ("zst", Compression::Zstd)];

/// The format that has compressed files. Parquet compresses by itself, and documents are small.
const COMPRESSIBLE: &str = "jsonl";

/// The format that a file has by its extension, how it is compressed, and its name without these.
pub(crate) fn of(path: &Path) -> Option<(&'static Format, Compression, &Path)> {
    let name = path.as_os_str().to_str()?;
    let (stem, extension) = split(name)?;
    if let Some(format) = by_extension(extension) {
        return Some((format, Compression::None, Path::new(stem)));
    }
    let (_, compression) = COMPRESSED.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension))?;
    let (stem, extension) = split(stem)?;
    let format = by_extension(extension).filter(|format| format.name == COMPRESSIBLE)?;
    Some((format, *compression, Path::new(stem)))
}

/// The extension of a file that is compressed by its name.
pub(crate) fn compressed_extension(path: &Path) -> Option<&str> {
    let extension = path.extension()?.to_str()?;
    COMPRESSED.iter().any(|(known, _)| known.eq_ignore_ascii_case(extension)).then_some(extension)
}

/// A name and its extension, if it has both.
fn split(name: &str) -> Option<(&str, &str)> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_whole = !stem.is_empty()
        && !stem.ends_with(std::path::is_separator)
        && !extension.contains(std::path::is_separator);
    is_whole.then_some((stem, extension))
}

/// The extensions of the files of a format, compressed ones too, for messages.
pub(crate) fn extensions(format: &Format) -> Vec<String> {
    let plain = format.extensions.iter().map(|extension| (*extension).to_owned());
    let compressed = COMPRESSED
        .iter()
        .filter(|_| format.name == COMPRESSIBLE)
        .map(|(more, _)| format!("{}.{more}", format.extensions[0]));
    plain.chain(compressed).collect()
}

/// A format, as `formats --output-format json` prints it.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of the table")]
struct Described {
    name: &'static str,
    summary: &'static str,
    /// One seed a file, many, or both.
    seeds: &'static [&'static str],
    reads: bool,
    writes: bool,
    lossless: bool,
    /// Whether other texts of the format can be read with loss.
    imports: bool,
    /// Whether many seeds are read and written as they come.
    streams: bool,
    extensions: Vec<String>,
    media_type: &'static str,
}

impl Described {
    fn of(format: &Format) -> Self {
        Self {
            name: format.name,
            summary: format.summary,
            seeds: match (&format.document, &format.sequence) {
                (Some(_), Some(_)) => &["one", "many"],
                (Some(_), None) => &["one"],
                _ => &["many"],
            },
            reads: true,
            writes: true,
            lossless: format.is_lossless(),
            imports: format.import.is_some(),
            streams: format.sequence.as_ref().is_some_and(|codec| codec.streams),
            extensions: extensions(format),
            media_type: format.media_type,
        }
    }
}

pub(crate) fn run(args: &FormatsArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    let formats: Vec<_> = FORMATS.iter().map(|format| Described::of(format)).collect();
    match args.output_format {
        FormatsOutput::Json => {
            let text = serde_json::to_string_pretty(&formats).unwrap_or_default();
            writeln!(out, "{text}")?;
        }
        FormatsOutput::Text => {
            let yes = |yes: bool| if yes { "yes" } else { "-" }.to_owned();
            let head = [
                "format",
                "reads",
                "writes",
                "lossless",
                "seeds a file",
                "streams",
                "extensions",
                "media type",
            ];
            let rows = formats.iter().map(|format| {
                [
                    format.name.to_owned(),
                    yes(format.reads),
                    yes(format.writes),
                    if format.imports { "yes, or --lossy".to_owned() } else { yes(format.lossless) },
                    format.seeds.join(", "),
                    yes(format.streams),
                    format
                        .extensions
                        .iter()
                        .map(|extension| format!(".{extension}"))
                        .collect::<Vec<_>>()
                        .join(" "),
                    format.media_type.to_owned(),
                ]
            });
            let rows: Vec<_> = [head.map(str::to_owned)].into_iter().chain(rows).collect();
            let widths: Vec<_> = (0..head.len())
                .map(|column| rows.iter().map(|row| row[column].len()).max().unwrap_or_default())
                .collect();
            for row in &rows {
                let cells: Vec<_> =
                    row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
                writeln!(out, "{}", cells.join("  ").trim_end())?;
            }
        }
    }
    Ok(Status::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_format() {
        let of = |name: &str| {
            of(Path::new(name)).map(|(format, compression, stem)| (format.name, compression, stem.to_owned()))
        };
        assert_eq!(of("a/b.JSONL"), Some(("jsonl", Compression::None, "a/b".into())));
        assert_eq!(of("a.b.jsonl.gz"), Some(("jsonl", Compression::Gzip, "a.b".into())));
        assert_eq!(of("x.ndjson.zst"), Some(("jsonl", Compression::Zstd, "x".into())));
        assert_eq!(of("x.txt"), Some(("seed", Compression::None, "x".into())));
        for name in ["x.gz", "x.yaml.gz", ".jsonl", "a/.json", "v1.2", "a.seed/b", "x.", ""] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
