//! What a format is, and how to use one.

use crate::error::{ConvertError, ReadError, VerifyError, WriteError};
use crate::formats::FORMATS;
use crate::record::Columns;
use crate::sequence::SequenceCodec;
use seedkit_syntax::{Acceptance, Layout, MAX_LEN, Seed};

/// A format that holds seeds.
#[derive(Debug)]
pub struct Format {
    /// Its name, as options take it.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// Extensions of its files, without the dot. The first is the one that is written.
    pub extensions: &'static [&'static str],
    /// Its media type.
    pub media_type: &'static str,
    /// What it is, as one line.
    pub summary: &'static str,
    /// How it holds one seed a file, if it can.
    pub document: Option<DocumentCodec>,
    /// How it holds many seeds a file, if it can.
    pub sequence: Option<SequenceCodec>,
    /// Reads texts of this format that seedkit did not write, with loss, if that is possible.
    pub import: Option<ImportDocument>,
}

/// Reads one document.
pub type ReadDocument = fn(&str, &ReadOptions) -> Result<(Seed, Layout), ReadError>;

/// Writes one document.
pub type WriteDocument = fn(&Seed, &Layout, &WriteOptions) -> Result<String, WriteError>;

/// Reads one document with loss.
pub type ImportDocument = fn(&str) -> Result<Imported, ReadError>;

/// How a format holds one seed a file.
#[derive(Debug)]
pub struct DocumentCodec {
    /// Makes a seed and its layout of a text that spans can address.
    pub read: ReadDocument,
    /// Makes a text of a seed and its layout.
    pub write: WriteDocument,
}

/// What was made of a document with loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The text that could be kept.
    pub seed: Seed,
    /// What was flattened or left out: the name of the construct and how many there were, in the order of the names.
    pub flattened: Vec<(String, usize)>,
}

/// How to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// How much the reader of the seed format puts up with. The other formats have one way to read.
    pub acceptance: Acceptance,
    /// Whether blank lines between the records of JSON Lines are passed over instead of refused.
    pub blank_lines: bool,
    /// The key that holds the body as one string as well, if it is not `text`.
    pub text_key: Option<String>,
    /// What the columns of JSON Lines and Parquet are called, where they do not come from seedkit.
    pub columns: Option<Columns>,
}

/// How to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// Where Markdown has the title.
    pub markdown_title: MarkdownTitle,
    /// By how many spaces a level of JSON is indented; 0 writes one line.
    pub json_indent: u8,
    /// The key under which JSON, JSON Lines and Parquet have the body as one string as well, for training sets.
    pub text_key: Option<String>,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { markdown_title: MarkdownTitle::default(), json_indent: 2, text_key: None }
    }
}

impl WriteOptions {
    /// How to read what was written with these options.
    #[must_use]
    pub fn reading(&self) -> ReadOptions {
        ReadOptions { text_key: self.text_key.clone(), ..ReadOptions::default() }
    }
}

/// Where Markdown has the title. Every one of them reads back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MarkdownTitle {
    /// In the front matter and as a heading: visible everywhere.
    #[default]
    Both,
    /// As a heading alone: what people who read the file want.
    Heading,
    /// In the front matter alone: what site generators that print the title want.
    FrontMatter,
}

impl Format {
    /// Whether nothing is lost on the way to this format and back.
    ///
    /// True of all formats: what cannot be kept is refused. Only an [import](Self::import) loses something.
    #[must_use]
    pub fn is_lossless(&self) -> bool {
        self.document.is_some() || self.sequence.is_some()
    }

    /// Makes a seed and its layout of a text.
    ///
    /// # Errors
    /// Where the text is not of this format, or holds what a seed cannot express; or where this format is for many
    /// seeds a file alone.
    pub fn read(&self, text: &str, options: &ReadOptions) -> Result<(Seed, Layout), ReadError> {
        if text.len() > MAX_LEN {
            let message = format!("the text has {} bytes, and {MAX_LEN} is the limit: split it", text.len());
            return Err(ReadError::new(message, None));
        }
        match &self.document {
            Some(codec) => (codec.read)(text, options),
            None => Err(ReadError::new(
                format!("{} holds many seeds a file: read it row by row", self.name),
                None,
            )),
        }
    }

    /// Makes a text of a seed and its layout.
    ///
    /// # Errors
    /// Where no seed file has these data with this layout, or this format is for many seeds a file alone.
    pub fn write(&self, seed: &Seed, layout: &Layout, options: &WriteOptions) -> Result<String, WriteError> {
        match &self.document {
            Some(codec) => (codec.write)(seed, layout, options),
            None => Err(WriteError::ManySeeds(self.name)),
        }
    }

    /// Whether `written`, which was written with these options, reads back as exactly this seed with this layout.
    ///
    /// # Errors
    /// Where it does not.
    pub fn verify(
        &self,
        written: &str,
        seed: &Seed,
        layout: &Layout,
        options: &WriteOptions,
    ) -> Result<(), VerifyError> {
        let (seed_read, layout_read) = self.read(written, &options.reading()).map_err(VerifyError::Read)?;
        if (&seed_read, &layout_read) == (seed, layout) { Ok(()) } else { Err(VerifyError::Different) }
    }
}

/// The format with this name or alias.
///
/// ```
/// let markdown = seedkit_convert::by_name("md").unwrap();
/// assert_eq!(markdown.name, "markdown");
/// ```
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name || format.aliases.contains(&name))
}

/// The format of files with this extension, which has no dot and is of any case.
///
/// ```
/// let seed = seedkit_convert::by_extension("TXT").unwrap();
/// assert_eq!(seed.extensions, ["seed", "txt"]);
/// ```
#[must_use]
pub fn by_extension(extension: &str) -> Option<&'static Format> {
    let is_it = |known: &&str| known.eq_ignore_ascii_case(extension);
    FORMATS.iter().copied().find(|format| format.extensions.iter().any(is_it))
}

/// Reads `text` in one format and writes it in another.
///
/// # Errors
/// Where it cannot be read, or what was read cannot be written.
pub fn convert(
    text: &str,
    from: &Format,
    to: &Format,
    reading: &ReadOptions,
    writing: &WriteOptions,
) -> Result<String, ConvertError> {
    let (seed, layout) = from.read(text, reading).map_err(ConvertError::Read)?;
    to.write(&seed, &layout, writing).map_err(ConvertError::Write)
}
