//! The keys that all formats share, read through serde.

use crate::error::{ReadError, excerpt};
use crate::format::ReadOptions;
use seedkit_syntax::{Layout, LayoutError, Part, Seed, serialise};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::str::FromStr;

/// A column of a record: what a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// `path`: where the seed belongs in a directory, with `/` between the parts.
    Path,
    /// `categories`: a list of names.
    Categories,
    /// `title`: a line.
    Title,
    /// `body`: a list of paragraphs.
    Body,
    /// `text`, or as the options say: the body as one string, for programs that want it so.
    Text,
    /// `seed`: the layout.
    Seed,
}

impl Column {
    /// The name it has in what seedkit writes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Categories => "categories",
            Self::Title => "title",
            Self::Body => "body",
            Self::Text => "text",
            Self::Seed => "seed",
        }
    }
}

/// The names that columns have in records from elsewhere, such as `title=name,body=text,categories=tags`: ours, then
/// theirs. Without a name of theirs, `categories=`, the column is empty. What is not named keeps its name.
///
/// In such records the categories may be one string with `~` between or after the names, and the body one string
/// with a line for each paragraph, which is read as the body of a seed file is. Other columns are left out.
///
/// ```
/// use seedkit_convert::Columns;
///
/// let columns: Columns = "title=name,body=text,categories=".parse().unwrap();
/// assert_eq!(columns.to_string(), "title=name,body=text,categories=");
/// assert!("name=title".parse::<Columns>().is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(Vec<(Column, Option<String>)>);

impl FromStr for Columns {
    type Err = ColumnsError;

    fn from_str(text: &str) -> Result<Self, ColumnsError> {
        let columns = [Column::Path, Column::Categories, Column::Title, Column::Body, Column::Seed];
        let mut named: Vec<(Column, Option<String>)> = Vec::new();
        for pair in text.split(',') {
            let (ours, theirs) = pair.split_once('=').ok_or_else(|| ColumnsError::NoPair(pair.to_owned()))?;
            let column = columns.into_iter().find(|column| column.name() == ours);
            let column = column.ok_or_else(|| ColumnsError::Unknown(ours.to_owned()))?;
            let theirs = (!theirs.is_empty()).then(|| theirs.to_owned());
            if named.iter().any(|(other, name)| *other == column || (name.is_some() && *name == theirs)) {
                return Err(ColumnsError::Twice(pair.to_owned()));
            }
            named.push((column, theirs));
        }
        Ok(Self(named))
    }
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = self
            .0
            .iter()
            .map(|(column, theirs)| format!("{}={}", column.name(), theirs.as_deref().unwrap_or_default()));
        f.write_str(&pairs.collect::<Vec<_>>().join(","))
    }
}

/// Why a text does not say what columns are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnsError {
    /// No `=` in it.
    NoPair(String),
    /// No column of ours.
    Unknown(String),
    /// A column stands in two pairs.
    Twice(String),
}

impl fmt::Display for ColumnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPair(pair) => {
                write!(f, "{pair:?} is no pair: write our name, `=`, and theirs: `title=name,body=text`")
            }
            Self::Unknown(name) => write!(
                f,
                "{name:?} is no column of ours: these are `path`, `categories`, `title`, `body`, `seed`"
            ),
            Self::Twice(pair) => write!(f, "{pair:?} names a column a second time"),
        }
    }
}

impl std::error::Error for ColumnsError {}

/// Which keys a record may have.
#[derive(Clone, Debug)]
pub(crate) struct Keys<'k> {
    pub(crate) names: Vec<(Column, Cow<'k, str>)>,
    /// Columns that are empty in every record.
    pub(crate) empty: Vec<Column>,
    /// Whether the records come from elsewhere: other keys are left out, and texts may stand for lists.
    pub(crate) foreign: bool,
}

impl<'k> Keys<'k> {
    pub(crate) fn of(columns: &[Column]) -> Self {
        let names = columns.iter().map(|column| (*column, Cow::Borrowed(column.name()))).collect();
        Self { names, empty: Vec::new(), foreign: false }
    }

    /// The same with the names that the options give to columns.
    pub(crate) fn named(columns: &[Column], options: &'k ReadOptions) -> Self {
        let mut keys = Self::of(columns);
        if let Some(text_key) = &options.text_key {
            keys.rename(Column::Text, text_key);
        }
        if let Some(Columns(named)) = &options.columns {
            keys.foreign = true;
            for (column, theirs) in named {
                if let Some(theirs) = theirs {
                    keys.rename(*column, theirs);
                } else {
                    keys.names.retain(|(other, _)| other != column);
                    keys.empty.push(*column);
                }
            }
            // A name of theirs may be one of ours for something else, which is then not there.
            let taken = |column: Column, name: &str| {
                named.iter().any(|(other, theirs)| *other != column && theirs.as_deref() == Some(name))
            };
            keys.names.retain(|(column, name)| !taken(*column, name));
        }
        keys
    }

    fn rename(&mut self, column: Column, name: &'k str) {
        if let Some((_, old)) = self.names.iter_mut().find(|(other, _)| *other == column) {
            *old = Cow::Borrowed(name);
        }
    }

    pub(crate) fn name(&self, column: Column) -> &str {
        let found = self.names.iter().find(|(other, _)| *other == column);
        found.map_or(column.name(), |(_, name)| name)
    }

    pub(crate) fn listed(&self) -> String {
        self.names.iter().map(|(_, name)| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }
}

/// Texts that were given as a list or as one string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    List(Vec<String>),
    One(String),
}

/// What stands under the keys of a record.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) path: Option<String>,
    pub(crate) categories: Option<Texts>,
    pub(crate) title: Option<String>,
    pub(crate) body: Option<Texts>,
    pub(crate) text: Option<String>,
    pub(crate) seed: Option<String>,
    /// The keys that were left out.
    pub(crate) left_out: Vec<String>,
}

impl Record {
    /// The seed and its layout, if a seed file can hold them.
    pub(crate) fn into_seed(self, keys: &Keys<'_>) -> Result<(Seed, Layout), ReadError> {
        let missing =
            |column| ReadError::new(format!("the key `{}` is missing: add it", keys.name(column)), None);
        let is_empty = |column| keys.empty.contains(&column);
        let categories = match self.categories {
            Some(Texts::List(names)) => names,
            Some(Texts::One(text)) => names(&text),
            None if is_empty(Column::Categories) => Vec::new(),
            None => return Err(missing(Column::Categories)),
        };
        let title = match self.title {
            Some(title) => title,
            None if is_empty(Column::Title) => String::new(),
            None => return Err(missing(Column::Title)),
        };
        let mut layout = Layout::default();
        let body = match (self.body, self.text) {
            (Some(Texts::One(body)), None) if keys.foreign => body_of_a_file(&body, &mut layout),
            (None, Some(text)) if keys.foreign => body_of_a_file(&text, &mut layout),
            (Some(Texts::One(text)), None) | (None, Some(text)) => paragraphs(&text),
            (Some(body), text) => {
                let body = match body {
                    Texts::List(body) => body,
                    Texts::One(body) => paragraphs(&body),
                };
                if text.is_some_and(|text| body.join("\n") != text) {
                    let (text, body) = (keys.name(Column::Text), keys.name(Column::Body));
                    let message = format!(
                        "`{text}` is not the paragraphs of `{body}` joined by line feeds: remove one of the two"
                    );
                    return Err(ReadError::new(message, None));
                }
                body
            }
            (None, None) if is_empty(Column::Body) => Vec::new(),
            (None, None) => return Err(missing(Column::Body)),
        };
        let seed = Seed::new(categories, title, body)?;
        if let Some(flags) = self.seed {
            layout = flags.parse().map_err(|error: LayoutError| ReadError::new(error.to_string(), None))?;
        }
        serialise(&seed, &layout)?;
        Ok((seed, layout))
    }
}

/// The names in one string, with `~` after each or between them.
fn names(text: &str) -> Vec<String> {
    let text = text.strip_suffix('~').unwrap_or(text);
    if text.is_empty() { Vec::new() } else { text.split('~').map(str::to_owned).collect() }
}

/// The paragraphs of a body that is one string, written as the body of a seed file is.
fn body_of_a_file(text: &str, layout: &mut Layout) -> Vec<String> {
    let ends = text.matches('\n').count();
    layout.crlf = ends > 0 && text.matches("\r\n").count() == ends;
    let text = if layout.crlf { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    layout.final_newline = text.ends_with('\n');
    let text = text.strip_suffix('\n').unwrap_or(&text);
    if text.is_empty() && !layout.final_newline {
        return Vec::new();
    }
    text.split('\n').map(str::to_owned).collect()
}

/// Reads one record: knows its keys, and what may not happen in it.
pub(crate) struct RecordReader<'k> {
    keys: &'k Keys<'k>,
    /// Whether lists may be given as one string. Asked for anything, YAML takes `1977` for a number: only formats with
    /// typed strings may say "or".
    typed: bool,
    /// How many more bytes of text the record may hold. A file cannot hold much more text than it has bytes, save
    /// through aliases of YAML, which this bounds.
    budget: Cell<usize>,
    refusal: RefCell<Option<Refusal>>,
}

/// An error of ours, kept aside from the library that carries it: that one adds places and paths to its text.
pub(crate) struct Refusal {
    pub(crate) message: String,
    /// Whether a value is null. Of these the libraries do not know the exact place.
    pub(crate) is_null: bool,
}

impl<'k> RecordReader<'k> {
    /// A reader for a text of `len` bytes, in a format with `typed` strings or without.
    pub(crate) fn new(keys: &'k Keys<'k>, typed: bool, len: usize) -> Self {
        // The escapes of YAML stand for up to one and a half times their bytes.
        let budget = Cell::new(len.saturating_mul(2));
        Self { keys, typed, budget, refusal: RefCell::new(None) }
    }

    /// Why reading failed, if it was us who refused.
    pub(crate) fn into_refusal(self) -> Option<Refusal> {
        self.refusal.into_inner()
    }

    fn refuse<E: Error>(&self, message: String) -> E {
        let error = E::custom(&message);
        *self.refusal.borrow_mut() = Some(Refusal { message, is_null: false });
        error
    }

    fn refuse_null<E: Error>(&self, what: &impl fmt::Display, empty: &str) -> E {
        let message = format!("{what} has no value: write `{empty}` for an empty one");
        let error = E::custom(&message);
        *self.refusal.borrow_mut() = Some(Refusal { message, is_null: true });
        error
    }

    fn known_keys(&self) -> String {
        self.keys.listed()
    }
}

impl<'de> DeserializeSeed<'de> for &RecordReader<'_> {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &RecordReader<'_> {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the keys {} with their values", self.known_keys())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record::default();
        let mut seen = Vec::new();
        while let Some(key) = map.next_key_seed(Key { reader: self, seen: &seen })? {
            let column = match key {
                Known::Column(column) => column,
                Known::Not(name) => {
                    map.next_value::<IgnoredAny>()?;
                    record.left_out.push(name);
                    continue;
                }
            };
            seen.push(column);
            let key = || format!("the key `{}`", self.keys.name(column));
            let text = |what: String| Text { reader: self, what };
            match column {
                Column::Categories => {
                    let or_text = self.typed && self.keys.foreign;
                    let list = List { reader: self, whole: Part::Categories, item: Part::Category, or_text };
                    record.categories = Some(map.next_value_seed(list)?);
                }
                Column::Body => {
                    let or_text = self.typed;
                    let list = List { reader: self, whole: Part::Body, item: Part::Paragraph, or_text };
                    record.body = Some(map.next_value_seed(list)?);
                }
                Column::Title => record.title = Some(map.next_value_seed(text("the title".to_owned()))?),
                Column::Path => record.path = Some(map.next_value_seed(text("the path".to_owned()))?),
                Column::Text => record.text = Some(map.next_value_seed(text(key()))?),
                Column::Seed => record.seed = Some(map.next_value_seed(text(key()))?),
            }
        }
        Ok(record)
    }

    fn visit_unit<E: Error>(self) -> Result<Record, E> {
        Err(self.refuse(format!("there is no data: a seed has the keys {}", self.known_keys())))
    }

    fn visit_none<E: Error>(self) -> Result<Record, E> {
        self.visit_unit()
    }
}

/// A key: one of those the reader knows, and not seen before.
struct Key<'r> {
    reader: &'r RecordReader<'r>,
    seen: &'r [Column],
}

/// What a key is.
enum Known {
    Column(Column),
    /// A key of a record from elsewhere that stands for nothing here.
    Not(String),
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Known;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Known, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Known;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, given: &str) -> Result<Known, E> {
        match self.reader.keys.names.iter().find(|(_, known)| known == given) {
            None if self.reader.keys.foreign => Ok(Known::Not(given.to_owned())),
            None => {
                let (given, keys) = (excerpt(given), self.reader.known_keys());
                Err(self.reader.refuse(format!("the key {given:?} is unknown: the keys are {keys}")))
            }
            Some((column, key)) if self.seen.contains(column) => {
                Err(self.reader.refuse(format!("the key `{key}` stands here a second time: remove one")))
            }
            Some((column, _)) => Ok(Known::Column(*column)),
        }
    }
}

/// A text that is there: any scalar of YAML as it stands, but for null.
struct Text<'r, W> {
    reader: &'r RecordReader<'r>,
    what: W,
}

impl<'de, W: fmt::Display> DeserializeSeed<'de> for Text<'_, W> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, W: fmt::Display> Visitor<'de> for Text<'_, W> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_none<E: Error>(self) -> Result<String, E> {
        Err(self.reader.refuse_null(&self.what, "\"\""))
    }

    fn visit_unit<E: Error>(self) -> Result<String, E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        let Some(rest) = self.reader.budget.get().checked_sub(text.len()) else {
            let message = "aliases make far more text of the file than it has: write it out";
            return Err(self.reader.refuse(message.to_owned()));
        };
        self.reader.budget.set(rest);
        Ok(text.to_owned())
    }
}

/// A list of texts; where `or_text`, also one text.
struct List<'r> {
    reader: &'r RecordReader<'r>,
    whole: Part,
    item: fn(usize) -> Part,
    or_text: bool,
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = Texts;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Texts, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = Texts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.or_text { "a list of strings, or one string" } else { "a list of strings" })
    }

    fn visit_none<E: Error>(self) -> Result<Texts, E> {
        Err(self.reader.refuse_null(&self.whole, "[]"))
    }

    fn visit_unit<E: Error>(self) -> Result<Texts, E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Texts, D::Error> {
        if self.or_text { deserializer.deserialize_any(self) } else { deserializer.deserialize_seq(self) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
        let mut items = Vec::new();
        let text = |index| Text { reader: self.reader, what: (self.item)(index) };
        while let Some(item) = list.next_element_seed(text(items.len()))? {
            items.push(item);
        }
        Ok(Texts::List(items))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Texts, E> {
        if !self.or_text {
            return Err(E::custom("expected a list of strings"));
        }
        Text { reader: self.reader, what: "" }.visit_str(text).map(Texts::One)
    }
}

/// The paragraphs of a body that is one string.
fn paragraphs(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() }
}
