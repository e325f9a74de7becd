//! A corpus to measure on: documents that read like the ones seedkit is made for, as many as one likes.
//!
//! The text is invented. English sentences are filled in from lists of words; the other sixteen languages shuffle the
//! words of the example seeds. Every document depends on the seed of the corpus and its own number alone, so documents
//! can be made in any order and are the same on every machine. Undamaged ones are clean of every default rule, also of
//! those about several files.

mod chance;
mod damage;
mod english;
mod others;
#[cfg(test)]
mod tests;

use chance::Chance;
use seedkit_syntax::{Layout, Seed, Unrepresentable, serialise};
use serde_json::json;

pub use damage::DAMAGES;

/// What documents to make.
#[derive(Clone, Copy, Debug)]
pub struct Corpus {
    /// Another seed gives other documents.
    pub seed: u64,
    /// The mean size of a document in bytes.
    pub mean: usize,
    /// How many documents in a hundred are in another language than English, and most of those in another script.
    pub others: u32,
    /// How many documents in a hundred are damaged.
    pub dirty: u32,
}

impl Default for Corpus {
    /// Clean, with the sizes of leads of encyclopaedias.
    fn default() -> Self {
        Self { seed: 1, mean: 1200, others: 15, dirty: 0 }
    }
}

/// A document, and in which ways it is damaged.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The names of categories.
    pub categories: Vec<String>,
    /// The title.
    pub title: String,
    /// The paragraphs.
    pub body: Vec<String>,
    /// The bytes that are no data.
    pub layout: Layout,
    /// The codes of the rules that have something to say, without those about several files.
    pub damage: Vec<&'static str>,
    /// Whether the text is in English.
    pub english: bool,
}

/// Where the sentences of a document come from.
trait Language {
    fn categories(&self, chance: &mut Chance) -> Vec<String>;
    /// A title that no other number has, and a first sentence that names it.
    fn opening(&self, index: u64, chance: &mut Chance) -> (String, String);
    fn sentence(&self, chance: &mut Chance) -> String;
    /// What stands between two sentences.
    fn gap(&self) -> &'static str;
}

impl Corpus {
    /// One of its documents.
    #[must_use]
    pub fn document(&self, index: u64) -> Document {
        self.with_size(index, |chance| chance.size(self.mean))
    }

    /// One clean document with about so many bytes.
    #[must_use]
    pub fn one(&self, size: usize) -> Document {
        Self { dirty: 0, ..*self }.with_size(0, |_| size)
    }

    fn with_size(&self, index: u64, size: impl Fn(&mut Chance) -> usize) -> Document {
        let mut chance = Chance::new(self.seed, index);
        let dirty = chance.percent(self.dirty);
        let size = size(&mut chance);
        let mut document = if chance.percent(self.others) {
            write(&others::pick(&mut chance), false, size, index, &mut chance)
        } else {
            let typographic = chance.percent(30);
            write(&english::English { typographic }, true, size, index, &mut chance)
        };
        // A share of files ends in a line feed, as editors leave them.
        document.layout.final_newline = chance.percent(20);
        if dirty {
            damage::apply(&mut document, &mut chance);
        }
        document
    }
}

fn write(language: &dyn Language, english: bool, size: usize, index: u64, chance: &mut Chance) -> Document {
    let categories = language.categories(chance);
    let (title, mut paragraph) = language.opening(index, chance);
    let mut left =
        size.saturating_sub(categories.iter().map(|name| name.len() + 1).sum::<usize>() + title.len());
    let mut body = Vec::new();
    let mut wanted = chance.between(250, 700);
    loop {
        paragraph += language.gap();
        paragraph += &language.sentence(chance);
        if paragraph.len() >= left {
            body.push(paragraph);
            return Document { categories, title, body, english, ..Document::default() };
        }
        if paragraph.len() >= wanted {
            left -= paragraph.len();
            body.push(std::mem::replace(&mut paragraph, language.sentence(chance)));
            wanted = chance.between(250, 700);
        }
    }
}

impl Document {
    /// Where it belongs in a directory, with at most a thousand files in each.
    #[must_use]
    pub fn path(index: u64) -> String {
        format!("{:04}/{index:07}", index / 1000)
    }

    /// As a seed.
    ///
    /// # Errors
    /// Never, for documents of a [`Corpus`].
    pub fn seed(&self) -> Result<String, Unrepresentable> {
        let seed = Seed::new(self.categories.iter(), self.title.as_str(), self.body.iter())?;
        serialise(&seed, &self.layout)
    }

    /// As Markdown, with a heading and without front matter.
    #[must_use]
    pub fn markdown(&self) -> String {
        format!("# {}\n\n{}\n\n{}\n", self.title, self.body.join("\n\n"), self.categories.join(", "))
    }

    /// As YAML.
    #[must_use]
    pub fn yaml(&self) -> String {
        let list = |texts: &[String]| {
            texts.iter().fold(String::new(), |lines, text| lines + "  - " + &json!(text).to_string() + "\n")
        };
        let [categories, title, body] =
            [list(&self.categories), json!(self.title).to_string(), list(&self.body)];
        format!("categories:\n{categories}title: {title}\nbody:\n{body}")
    }

    /// As plain text.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n\n{}\n\n{}\n", self.title, self.body.join("\n\n"), self.categories.join(", "))
    }

    /// As one line of JSON, with the keys that seedkit writes.
    #[must_use]
    pub fn json(&self, path: &str) -> String {
        let [path, categories, title, body] =
            [json!(path), json!(self.categories), json!(self.title), json!(self.body)];
        let layout = match self.layout.to_string() {
            canonical if canonical.is_empty() => canonical,
            other => format!(",\"seed\":{}", json!(other)),
        };
        format!("{{\"path\":{path},\"categories\":{categories},\"title\":{title},\"body\":{body}{layout}}}\n")
    }
}
