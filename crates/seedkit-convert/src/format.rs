//! What a format is, and how to use one.

use crate::error::{ConvertError, ReadError, VerifyError, WriteError};
use crate::formats::FORMATS;
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
    /// How it is read and written.
    pub codec: Codec,
}

/// Reads one document.
pub type ReadDocument = fn(&str, &ReadOptions) -> Result<(Seed, Layout), ReadError>;

/// Writes one document.
pub type WriteDocument = fn(&Seed, &Layout, &WriteOptions) -> Result<String, WriteError>;

/// How a format is read and written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Codec {
    /// One document a file.
    Document {
        /// Makes a seed and its layout of a text that spans can address.
        read: ReadDocument,
        /// Makes a text of a seed and its layout.
        write: WriteDocument,
    },
}

/// How to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// How much the reader of the seed format puts up with. The other formats have one way to read.
    pub acceptance: Acceptance,
}

/// How to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// Where Markdown has the title.
    pub markdown_title: MarkdownTitle,
    /// By how many spaces a level of JSON is indented; 0 writes one line.
    pub json_indent: u8,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { markdown_title: MarkdownTitle::default(), json_indent: 2 }
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
    /// Makes a seed and its layout of a text.
    ///
    /// # Errors
    /// Where the text is not of this format, or holds what a seed cannot express.
    pub fn read(&self, text: &str, options: &ReadOptions) -> Result<(Seed, Layout), ReadError> {
        if text.len() > MAX_LEN {
            let message = format!("the text has {} bytes, and {MAX_LEN} is the limit: split it", text.len());
            return Err(ReadError::new(message, None));
        }
        let Codec::Document { read, .. } = self.codec;
        read(text, options)
    }

    /// Makes a text of a seed and its layout.
    ///
    /// # Errors
    /// Where no seed file has these data with this layout.
    pub fn write(&self, seed: &Seed, layout: &Layout, options: &WriteOptions) -> Result<String, WriteError> {
        let Codec::Document { write, .. } = self.codec;
        write(seed, layout, options)
    }

    /// Whether `written` reads back as exactly this seed with this layout.
    ///
    /// # Errors
    /// Where it does not.
    pub fn verify(&self, written: &str, seed: &Seed, layout: &Layout) -> Result<(), VerifyError> {
        let (seed_read, layout_read) =
            self.read(written, &ReadOptions::default()).map_err(VerifyError::Read)?;
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
