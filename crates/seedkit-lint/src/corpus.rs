//! What the files of a run share.
//!
//! In a first pass hashes of each file's title and path, its categories, and hashes of how its body and its long
//! paragraphs start go into a [`Corpus`]. No text is kept. Files whose texts start alike, which are few in most corpora,
//! are read again for hashes of all of these [`Texts`]. In a last pass the files that share something are read again, to
//! say where.

mod texts;

use self::texts::body_hash;
pub use self::texts::{Starts, Texts};
use crate::context::{Context, Facts};
use crate::diagnostic::Diagnostic;
use crate::engine::{Analysis, sort};
use crate::findings::Findings;
use crate::hashes::{Hashes, Normaliser, Shared};
use crate::paragraph::Paragraph;
use crate::rule::Check;
use crate::settings::Settings;
use crate::text::{all_bytes, case_folded, folded, without_accents};
use foldhash::fast::RandomState;
use seedkit_syntax::parse_bytes;
use std::collections::BTreeSet;
use std::collections::hash_map::{Entry, HashMap};
use unicode_normalization::{IsNormalized, is_nfc_quick};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Code points. Shorter names come to the same too easily once punctuation is off, as `C` and `C++` do.
const MIN_NAME: usize = 4;

/// Of a path as file systems see it that know neither case nor normalisation.
fn path_hash(path: &str, normaliser: &mut Normaliser) -> u128 {
    use unicode_normalization::UnicodeNormalization as _;
    // White space is kept in names, and a normaliser folds it.
    if all_bytes(path, |byte| byte.is_ascii_graphic()) {
        return normaliser.hash(path);
    }
    xxh3_128(case_folded(&path.nfc().collect::<String>()).as_bytes())
}

fn title_hash(title: &str, normaliser: &mut Normaliser) -> u128 {
    // What is in NFC already needs to be folded alone.
    let is_composed = || title.is_ascii() || is_nfc_quick(title.chars()) == IsNormalized::Yes;
    if !title.contains('_') && is_composed() {
        normaliser.hash(title)
    } else {
        xxh3_128(folded(title).as_bytes())
    }
}

/// How often a category occurs, and where first.
#[derive(Clone, Copy, Debug)]
struct Usage {
    files: u32,
    first: u32,
    /// The file that was counted last: a category counts once a file.
    last: u32,
    /// The number of its name among [all](Categories::names).
    name: u32,
}

/// The categories of all files.
#[derive(Debug, Default)]
struct Categories {
    /// By hashes of their names, so that no name is looked at again.
    usages: HashMap<u64, Usage, RandomState>,
    /// The names, one after the other.
    names: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Categories {
    fn add(&mut self, hash: u64, name: &str, file: u32) {
        self.merge(hash, name, Usage { files: 1, first: file, last: file, name: 0 });
    }

    /// Adds the usage of a category in other files, or in one.
    fn merge(&mut self, hash: u64, name: &str, usage: Usage) {
        match self.usages.entry(hash) {
            Entry::Occupied(known) => {
                let known = known.into_mut();
                known.files += if known.last == usage.last { 0 } else { usage.files };
                known.first = known.first.min(usage.first);
                known.last = usage.last;
            }
            Entry::Vacant(new) => {
                new.insert(Usage { name: self.ends.len() as u32, ..usage });
                self.names.push_str(name);
                self.ends.push(self.names.len());
            }
        }
    }

    fn append(&mut self, other: &Self) {
        for (hash, usage) in &other.usages {
            self.merge(*hash, other.name(usage), *usage);
        }
    }

    fn name(&self, usage: &Usage) -> &str {
        let number = usage.name as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.names[start..self.ends[number]]
    }
}

/// What the files of a run have that others may have too: of each file 48 bytes and 16 for each long paragraph, and the
/// categories.
#[derive(Debug, Default)]
pub struct Corpus {
    paths: Hashes,
    titles: Hashes,
    starts: Starts,
    categories: Categories,
    /// Those of files that were [appended](Self::append).
    others: Vec<Categories>,
    normaliser: Normaliser,
    /// Of the categories of the file that is added.
    names: Vec<u64>,
}

impl Corpus {
    /// Adds a text and its path, which has `/` between its parts. Files may come in any order, and are told apart by
    /// their numbers.
    pub fn add<'a>(&mut self, file: u32, text: &'a Analysis<'a>, path: &str) {
        let context = text.context();
        self.paths.add(path_hash(path, &mut self.normaliser), file);
        if let Some((title, _)) = context.title() {
            self.titles.add(title_hash(title, &mut self.normaliser), file);
        }
        self.starts.add(file, context.paragraph_texts());
        // All hashes first: then the places of all names are on their way while the first is waited for.
        self.names.clear();
        self.names.extend(context.category_names().map(|name| xxh3_64(name.as_bytes())));
        for (hash, name) in self.names.iter().zip(context.category_names()) {
            self.categories.add(*hash, name, file);
        }
    }

    /// Adds the files of another corpus, which have other numbers.
    pub fn append(&mut self, other: Self) {
        self.paths.append(other.paths);
        self.titles.append(other.titles);
        self.starts.append(other.starts);
        // To put them together takes a while, in which something else may be done.
        self.others.push(other.categories);
        self.others.extend(other.others);
    }

    /// Takes how texts start, which tells the files that have to be read again. Before [`finish`](Self::finish), which forgets
    /// it.
    pub fn take_starts(&mut self) -> Starts {
        std::mem::take(&mut self.starts)
    }

    /// Says which files share a path, a title or variants of a category. Those that share texts are to be
    /// [added](CorpusFindings::with_texts).
    #[must_use]
    pub fn finish(mut self) -> CorpusFindings {
        for other in self.others {
            self.categories.append(&other);
        }
        CorpusFindings {
            paths: self.paths.shared(2),
            titles: self.titles.shared(2),
            variants: variants(&self.categories),
            ..CorpusFindings::default()
        }
        .with_files()
    }
}

/// The names that another spelling outnumbers.
fn variants(categories: &Categories) -> HashMap<Box<str>, Variant> {
    let all: Vec<(&Usage, &str)> =
        categories.usages.values().map(|usage| (usage, categories.name(usage))).collect();
    let (mut keys, mut key) = (Hashes::default(), String::new());
    for (number, (_, name)) in (0..).zip(&all) {
        variant_key(name, &mut key);
        if key.chars().nth(MIN_NAME - 1).is_some() {
            keys.add(xxh3_128(key.as_bytes()), number);
        }
    }
    let mut minor = HashMap::new();
    for group in keys.shared(2).groups() {
        let mut group: Vec<_> = group.map(|number| all[number as usize]).collect();
        // The name that most files have; of equals the one that sorts first.
        group.sort_by(|(of_a, a), (of_b, b)| of_b.files.cmp(&of_a.files).then_with(|| a.cmp(b)));
        let (usage, of) = group[0];
        for (own, name) in &group[1..] {
            let variant =
                Variant { file: own.first, files: own.files, of: of.to_owned(), of_files: usage.files };
            minor.insert((*name).into(), variant);
        }
    }
    minor
}

/// Equal for spellings of one name.
fn variant_key(name: &str, key: &mut String) {
    let is_kept = |c: &char| c.is_alphanumeric() || c.is_whitespace() || *c == '+';
    key.clear();
    if name.is_ascii() {
        key.extend(name.chars().filter(is_kept).map(|c| c.to_ascii_lowercase()));
    } else {
        key.extend(without_accents(name).chars().filter(is_kept));
    }
}

/// A category that another spelling outnumbers.
#[derive(Debug)]
pub(crate) struct Variant {
    /// The first file that has it.
    file: u32,
    /// How many files have it.
    pub(crate) files: u32,
    /// The other spelling.
    pub(crate) of: String,
    /// How many files have that.
    pub(crate) of_files: u32,
}

/// What the files of a run share: to be read again and given to [`of`](Self::of).
#[derive(Debug, Default)]
pub struct CorpusFindings {
    files: Vec<u32>,
    paths: Shared,
    titles: Shared,
    bodies: Shared,
    paragraphs: Shared,
    variants: HashMap<Box<str>, Variant>,
}

impl CorpusFindings {
    /// With the texts of the [candidates](Starts::candidates).
    #[must_use]
    pub fn with_texts(self, texts: Texts) -> Self {
        let [bodies, paragraphs] = texts.shared();
        Self { bodies, paragraphs, ..self }.with_files()
    }

    fn with_files(self) -> Self {
        let shared = [&self.paths, &self.titles, &self.bodies, &self.paragraphs];
        let shared = shared.into_iter().flat_map(Shared::all);
        let files: BTreeSet<u32> = self.variants.values().map(|variant| variant.file).chain(shared).collect();
        Self { files: files.into_iter().collect(), ..self }
    }

    /// The files that share something, by their numbers, in order.
    #[must_use]
    pub fn files(&self) -> &[u32] {
        &self.files
    }

    /// What the rules about the corpus say of one of these files, read again. `names` says how each file is called.
    #[must_use]
    pub fn of(
        &self,
        file: u32,
        bytes: &[u8],
        names: &dyn Fn(u32) -> String,
        settings: &Settings,
    ) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        // A file that changed since it was read first has nothing to say any more.
        let Ok(parse) = parse_bytes(bytes) else { return diagnostics };
        let facts = Facts::default();
        for (rule, state) in settings.enabled() {
            if let Check::Corpus(check) = rule.check {
                let context = Context::new(&parse, &facts, state, settings.language());
                let context = CorpusContext { context, file, corpus: self, names };
                check(&context, &mut Findings::new(rule, state.severity, &mut diagnostics));
            }
        }
        sort(&mut diagnostics);
        diagnostics
    }
}

/// A document of a corpus, for the rules about it.
pub struct CorpusContext<'a> {
    pub(crate) context: Context<'a>,
    file: u32,
    corpus: &'a CorpusFindings,
    names: &'a dyn Fn(u32) -> String,
}

impl std::fmt::Debug for CorpusContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CorpusContext")
            .field("context", &self.context)
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl CorpusContext<'_> {
    /// The other files of the same path, but for case and normalisation, as a message names them.
    pub(crate) fn same_path(&self) -> Option<String> {
        self.others(&self.corpus.paths, path_hash(&(self.names)(self.file), &mut Normaliser::default()))
    }

    /// The other files with this title.
    pub(crate) fn same_title(&self, title: &str) -> Option<String> {
        self.others(&self.corpus.titles, title_hash(title, &mut Normaliser::default()))
    }

    /// The other files with this body.
    pub(crate) fn same_body(&self, paragraphs: &[Paragraph<'_>]) -> Option<String> {
        let paragraphs = paragraphs.iter().map(|paragraph| paragraph.text);
        self.others(&self.corpus.bodies, body_hash(paragraphs, &mut Normaliser::default(), &mut Vec::new())?)
    }

    /// The other files with this paragraph.
    pub(crate) fn same_paragraph(&self, text: &str) -> Option<String> {
        self.others(&self.corpus.paragraphs, Normaliser::default().hash(text))
    }

    /// The spelling that outnumbers that of a category of which this file is the first.
    pub(crate) fn variant(&self, name: &str) -> Option<&Variant> {
        self.corpus.variants.get(name).filter(|variant| variant.file == self.file)
    }

    /// One of the files with this hash but this one, and how many there are beside it.
    fn others(&self, shared: &Shared, hash: u128) -> Option<String> {
        let others = || shared.files(hash).filter(|file| *file != self.file);
        let first = (self.names)(others().next()?);
        let name = crate::text::quote(&first);
        Some(match others().count() - 1 {
            0 => name,
            1 => format!("{name} and 1 other file"),
            more => format!("{name} and {more} other files"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn titles_are_told_apart_as_when_folded(title in "([A-Za-c_ ]|[ÉéßẞΣς日ǅﬁ]|[eo]\u{301}|\u{1E9B}\u{323}|[\t\u{A0}\u{3000}]){0,8}") {
            let expected = xxh3_128(folded(title.trim()).as_bytes());
            prop_assert_eq!(title_hash(title.trim(), &mut Normaliser::default()), expected);
        }
    }
}
