//! The keys that JSON, YAML and front matter share, read through serde.

use crate::error::{ReadError, excerpt};
use seedkit_syntax::{Layout, LayoutError, Part, Seed, serialise};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::{Cell, RefCell};
use std::fmt;

/// What stands under the keys of a record.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) categories: Option<Vec<String>>,
    pub(crate) title: Option<String>,
    pub(crate) body: Option<Vec<String>>,
    pub(crate) text: Option<String>,
    pub(crate) seed: Option<String>,
}

impl Record {
    /// The seed and its layout, if a seed file can hold them.
    pub(crate) fn into_seed(self) -> Result<(Seed, Layout), ReadError> {
        let missing = |key| ReadError::new(format!("the key `{key}` is missing: add it"), None);
        let seed = Seed::new(
            self.categories.ok_or_else(|| missing("categories"))?,
            self.title.ok_or_else(|| missing("title"))?,
            self.body.ok_or_else(|| missing("body"))?,
        )?;
        let layout = self.seed.unwrap_or_default().parse();
        let layout = layout.map_err(|error: LayoutError| ReadError::new(error.to_string(), None))?;
        serialise(&seed, &layout)?;
        Ok((seed, layout))
    }
}

/// Reads one record: knows its keys, and what may not happen in it.
pub(crate) struct RecordReader {
    keys: &'static [&'static str],
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

impl RecordReader {
    /// A reader for a text of `len` bytes. With the key `text` among `keys`, the body may be one string.
    pub(crate) fn new(keys: &'static [&'static str], len: usize) -> Self {
        // The escapes of YAML stand for up to one and a half times their bytes.
        Self { keys, budget: Cell::new(len.saturating_mul(2)), refusal: RefCell::new(None) }
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
        self.keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
    }
}

impl<'de> DeserializeSeed<'de> for &RecordReader {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &RecordReader {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the keys {} with their values", self.known_keys())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record::default();
        let mut seen = Vec::new();
        while let Some(key) = map.next_key_seed(Key { reader: self, seen: &seen })? {
            seen.push(key);
            let text = |name: &'static str| Text { reader: self, what: name };
            match key {
                "categories" => {
                    let whole = Part::Categories;
                    let list = List { reader: self, whole, item: Part::Category, or_text: false };
                    record.categories = Some(map.next_value_seed(list)?);
                }
                "body" => {
                    let or_text = self.keys.contains(&"text");
                    let list = List { reader: self, whole: Part::Body, item: Part::Paragraph, or_text };
                    record.body = Some(map.next_value_seed(list)?);
                }
                "title" => record.title = Some(map.next_value_seed(text("the title"))?),
                "text" => record.text = Some(map.next_value_seed(text("the key `text`"))?),
                _ => record.seed = Some(map.next_value_seed(text("the key `seed`"))?),
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
    reader: &'r RecordReader,
    seen: &'r [&'static str],
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, given: &str) -> Result<&'static str, E> {
        match self.reader.keys.iter().find(|known| **known == given) {
            None => {
                let (given, keys) = (excerpt(given), self.reader.known_keys());
                Err(self.reader.refuse(format!("the key {given:?} is unknown: the keys are {keys}")))
            }
            Some(key) if self.seen.contains(key) => {
                Err(self.reader.refuse(format!("the key `{key}` stands here a second time: remove one")))
            }
            Some(key) => Ok(key),
        }
    }
}

/// A text that is there: any scalar of YAML as it stands, but for null.
struct Text<'r, W> {
    reader: &'r RecordReader,
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

/// A list of texts; where `or_text`, also one text with a line for each.
struct List<'r> {
    reader: &'r RecordReader,
    whole: Part,
    item: fn(usize) -> Part,
    or_text: bool,
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = Vec<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<String>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.or_text { "a list of strings, or one string" } else { "a list of strings" })
    }

    fn visit_none<E: Error>(self) -> Result<Vec<String>, E> {
        Err(self.reader.refuse_null(&self.whole, "[]"))
    }

    fn visit_unit<E: Error>(self) -> Result<Vec<String>, E> {
        self.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<String>, D::Error> {
        // Asked for anything, YAML takes `1977` for a number: only formats with typed strings may say "or".
        if self.or_text { deserializer.deserialize_any(self) } else { deserializer.deserialize_seq(self) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
        let mut items = Vec::new();
        let text = |index| Text { reader: self.reader, what: (self.item)(index) };
        while let Some(item) = list.next_element_seed(text(items.len()))? {
            items.push(item);
        }
        Ok(items)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<String>, E> {
        if self.or_text { Ok(paragraphs(text)) } else { Err(E::custom("expected a list of strings")) }
    }
}

/// The paragraphs of a body that is one string.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { text.split('\n').map(str::to_owned).collect() }
}
