//! Files with many seeds: opened, read any number of times, and told apart.

use super::names::relative;
use super::{TOLD, compression, name};
use crate::files::describe;
use crate::formats;
use crate::inputs::Input;
use crate::terminal::{count, number};
use seedkit_convert::{
    Frame, RandomAccess, ReadOptions, ReadRows, Row, SequenceCodec, SequenceError, Source,
};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// How many rows that cannot be seeds end the reading of a file, unless they are to be left out: it is then something
/// else, and may never end.
pub(super) const TOO_MANY: usize = 1000;

/// A file with many seeds.
pub(super) struct RowsFile {
    /// Its name in messages.
    pub(super) name: String,
    /// Its name without the extension.
    stem: String,
    pub(super) codec: &'static SequenceCodec,
    bytes: Arc<File>,
}

impl RowsFile {
    /// Opens a file. What comes from a pipe is put into a temporary file first, so that it can be read at any place and
    /// more than once.
    pub(super) fn open(input: &Input, codec: &'static SequenceCodec) -> Result<Self, String> {
        let name = name(input);
        let fail = |error: io::Error| format!("{name}: {}", describe(&error));
        let file = if input.is_stdin() {
            spool(&mut io::stdin().lock()).map_err(fail)?
        } else {
            let mut file = File::open(&input.path).map_err(fail)?;
            let metadata = file.metadata().map_err(fail)?;
            if metadata.is_dir() {
                return Err(fail(io::ErrorKind::IsADirectory.into()));
            }
            if metadata.is_file() { file } else { spool(&mut file).map_err(fail)? }
        };
        let path = relative(input);
        let stem = formats::of(path).map_or(path, |(_, _, stem)| stem);
        let stem = stem.file_name().map_or_else(|| "seed".into(), |stem| stem.to_string_lossy().into_owned());
        let stem = if input.is_stdin() { "stdin".to_owned() } else { stem };
        Ok(Self { name, stem, codec, bytes: Arc::new(file) })
    }

    /// The same for a file that was just written.
    pub(super) fn written(file: File, codec: &'static SequenceCodec) -> Self {
        Self { name: String::new(), stem: String::new(), codec, bytes: Arc::new(file) }
    }

    /// Its records, from the first one on.
    pub(super) fn rows(&self, options: &ReadOptions) -> Result<Box<dyn ReadRows>, SequenceError> {
        let bytes = At { file: Arc::clone(&self.bytes), size: self.bytes.metadata()?.len(), offset: 0 };
        let source = if self.codec.streams {
            Source::Stream(compression::reader(bytes)?)
        } else {
            Source::Random(Arc::new(bytes))
        };
        (self.codec.open)(source, options)
    }

    /// The path of a row that has none: the name of the file and the number of the row.
    pub(super) fn numbered(&self, number: u64) -> String {
        format!("{}-{number:06}", self.stem)
    }
}

/// Whether a file of a format for one and for many holds many.
pub(super) fn holds_a_stream(input: &Input, codec: &'static SequenceCodec) -> io::Result<bool> {
    let file = match File::open(&input.path) {
        Ok(file) if file.metadata()?.is_file() => file,
        // What cannot be read is told when its turn comes, and what is no file can be read only once.
        _ => return Ok(false),
    };
    let file = RowsFile::written(file, codec);
    let frames = || -> Result<_, SequenceError> {
        let mut rows = file.rows(&ReadOptions::default())?;
        Ok((rows.next()?, rows.next()?))
    };
    Ok(match frames() {
        Ok((Some(first), None)) => {
            first.bytes().split(|byte| *byte == b'\n').any(|line| line.starts_with(b"path:"))
        }
        Ok((first, second)) => first.is_some() && second.is_some(),
        Err(_) => false,
    })
}

fn spool(bytes: &mut dyn Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(bytes, &mut file)?;
    Ok(file)
}

/// A file that is read at any place, or on from a place, by any number of readers.
struct At {
    file: Arc<File>,
    size: u64,
    offset: u64,
}

impl RandomAccess for At {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        return std::os::unix::fs::FileExt::read_at(&*self.file, buffer, offset);
        #[cfg(windows)]
        return std::os::windows::fs::FileExt::seek_read(&*self.file, buffer, offset);
    }
}

impl Read for At {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.read_at(self.offset, buffer)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// What was told about the rows of a file that cannot be seeds.
#[derive(Default)]
pub(super) struct Told {
    pub(super) rows: usize,
}

impl Told {
    /// What to tell about one more, if it is to be told.
    pub(super) fn next(&mut self, file: &RowsFile, number: u64, reason: &str) -> Option<String> {
        self.rows += 1;
        (self.rows <= TOLD).then(|| format!("{}: {} {number}: {reason}", file.name, file.codec.unit))
    }

    /// What to tell in the end, if not all was told.
    pub(super) fn rest(&self, file: &RowsFile) -> Option<String> {
        let rest = self.rows.saturating_sub(TOLD);
        (rest > 0).then(|| format!("{}: and {} more", file.name, count(rest, file.codec.unit)))
    }
}

/// Why a record is no seed, with its place in the record.
pub(super) fn reason(message: &str, bytes: &[u8], start: Option<usize>) -> String {
    let column = start.and_then(|start| {
        let before = std::str::from_utf8(bytes.get(..start)?).ok()?;
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next()?.chars().count() + 1;
        Some(if line > 0 || bytes.get(start..)?.contains(&b'\n') {
            format!("line {} of it, column {}: ", line + 1, number(column))
        } else {
            format!("column {}: ", number(column))
        })
    });
    format!("{}{message}", column.unwrap_or_default())
}

/// Reads a record.
pub(super) fn read(frame: Frame, options: &ReadOptions) -> Result<seedkit_convert::ReadRow, String> {
    // The bytes are gone once the record is read, and needed only for the place of an error.
    let bytes = frame.bytes().to_vec();
    frame
        .read(options)
        .map_err(|error| reason(&error.message, &bytes, error.span.map(|span| span.start as usize)))
}

/// A number that two rows share only if they are the same.
pub(super) fn fingerprint(row: &Row) -> u128 {
    let mut bytes = Vec::with_capacity(row.weight());
    let mut add = |text: &str| {
        bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    };
    add(row.path.as_deref().unwrap_or_default());
    add(row.seed.title());
    add(&row.layout.to_string());
    add(&row.seed.categories().len().to_string());
    for text in row.seed.categories().iter().chain(row.seed.body()) {
        add(text);
    }
    xxh3_128(&bytes)
}

/// The same for rows in their order.
#[derive(Default)]
pub(super) struct Fingerprint(Xxh3);

impl Fingerprint {
    pub(super) fn add(&mut self, row: u128) {
        self.0.update(&row.to_le_bytes());
    }

    pub(super) fn value(&self) -> u128 {
        self.0.digest128()
    }
}
