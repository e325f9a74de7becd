//! What the files of a run share.
//!
//! In a first pass a [`Digest`] of each file goes into a [`Corpus`]: hashes of its title, body, long paragraphs and
//! path, and its categories. No text is kept. In a second pass only the files that share something are read again,
//! to say where.

use crate::context::{Context, Facts};
use crate::diagnostic::Diagnostic;
use crate::engine::sort;
use crate::findings::Findings;
use crate::paragraph::Paragraph;
use crate::rule::Check;
use crate::settings::Settings;
use crate::text::{collapsed, folded, without_accents};
use seedkit_syntax::{Parse, parse_bytes};
use std::collections::{BTreeSet, HashMap, HashSet};
use xxhash_rust::xxh3::xxh3_128;

/// Code points. A shorter body says too little to be the same by mistake.
const MIN_BODY: usize = 40;

/// Code points. Shorter paragraphs repeat in honest texts.
const MIN_PARAGRAPH: usize = 80;

/// How many files must share a paragraph.
const MIN_SHARED: usize = 3;

/// Code points. Shorter names come to the same too easily once punctuation is off, as `C` and `C++` do.
const MIN_NAME: usize = 4;

/// What a file has that others may have too.
#[derive(Clone, Debug, Default)]
pub struct Digest {
    path: u128,
    title: Option<u128>,
    body: Option<u128>,
    paragraphs: Vec<u128>,
    categories: Vec<String>,
}

impl Digest {
    /// Of a parsed text and its path, which has `/` between its parts.
    #[must_use]
    pub fn of(parse: &Parse<'_>, path: &str) -> Self {
        let facts = Facts::default();
        let context = Context::without_rule(parse, &facts);
        let paragraphs = context.paragraphs();
        let texts: Vec<String> = paragraphs.iter().map(|one| normalised(one.text)).collect();
        let body = texts.join(" ");
        Self {
            path: xxh3_128(folded_path(path).as_bytes()),
            title: context.title().map(|(title, _)| xxh3_128(folded(title).as_bytes())),
            body: (body.chars().nth(MIN_BODY - 1).is_some()).then(|| xxh3_128(body.as_bytes())),
            paragraphs: texts
                .iter()
                .filter(|text| text.chars().nth(MIN_PARAGRAPH - 1).is_some())
                .map(|text| xxh3_128(text.as_bytes()))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            categories: context
                .categories()
                .iter()
                .filter(|name| !name.clean.is_empty())
                .map(|name| name.clean.clone().into_owned())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        }
    }
}

/// A text without regard to case and white space.
fn normalised(text: &str) -> String {
    collapsed(&caseless::default_case_fold_str(text))
}

/// A path as file systems see it that know neither case nor normalisation.
fn folded_path(path: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    caseless::default_case_fold_str(&path.nfc().collect::<String>())
}

/// Which files have the same hash: the first one, and where there are more, all.
#[derive(Debug, Default)]
struct Shared {
    first: HashMap<u128, u32>,
    all: HashMap<u128, Vec<u32>>,
}

impl Shared {
    fn add(&mut self, hash: u128, file: u32) {
        match self.first.get(&hash) {
            None => {
                self.first.insert(hash, file);
            }
            Some(&first) => self.all.entry(hash).or_insert_with(|| vec![first]).push(file),
        }
    }

    /// The files that have this hash, if there are at least `least`.
    fn files(&self, hash: u128, least: usize) -> &[u32] {
        self.all.get(&hash).filter(|files| files.len() >= least).map_or(&[], |files| files)
    }
}

/// How often a category occurs, and where first.
#[derive(Clone, Copy, Debug)]
struct Usage {
    files: u32,
    first: u32,
}

/// The digests of the files of a run.
#[derive(Debug, Default)]
pub struct Corpus {
    files: u32,
    paths: Shared,
    titles: Shared,
    bodies: Shared,
    paragraphs: Shared,
    categories: HashMap<String, Usage>,
}

impl Corpus {
    /// Adds the next file; files count from 0 in the order in which they are added.
    pub fn add(&mut self, digest: Digest) {
        let file = self.files;
        self.files += 1;
        self.paths.add(digest.path, file);
        digest.title.into_iter().for_each(|hash| self.titles.add(hash, file));
        digest.body.into_iter().for_each(|hash| self.bodies.add(hash, file));
        digest.paragraphs.into_iter().for_each(|hash| self.paragraphs.add(hash, file));
        for name in digest.categories {
            self.categories
                .entry(name)
                .and_modify(|usage| usage.files += 1)
                .or_insert(Usage { files: 1, first: file });
        }
    }

    /// Adds a file that cannot be read or parsed, so that those after it keep their numbers.
    pub fn skip(&mut self) {
        self.files += 1;
    }

    /// Says which files share something: to be read again and given to [`CorpusFindings::of`].
    #[must_use]
    pub fn finish(self) -> CorpusFindings {
        let mut variants: HashMap<String, Vec<(String, Usage)>> = HashMap::new();
        for (name, usage) in self.categories {
            let key: String = without_accents(&name)
                .chars()
                .filter(|&c| c.is_alphanumeric() || c.is_whitespace() || c == '+')
                .collect();
            if key.chars().nth(MIN_NAME - 1).is_some() {
                variants.entry(key).or_default().push((name, usage));
            }
        }
        let mut minor: HashMap<String, Variant> = HashMap::new();
        for mut group in variants.into_values().filter(|group| group.len() > 1) {
            // The name that most files have; of equals the one that sorts first.
            group.sort_by(|(a, of_a), (b, of_b)| of_b.files.cmp(&of_a.files).then_with(|| a.cmp(b)));
            let mut group = group.into_iter();
            let Some((major, usage)) = group.next() else { continue };
            minor.extend(group.map(|(name, own)| {
                (
                    name,
                    Variant { file: own.first, files: own.files, of: major.clone(), of_files: usage.files },
                )
            }));
        }
        let mut files: BTreeSet<u32> = minor.values().map(|variant| variant.file).collect();
        let shared = |shared: &Shared, least: usize| -> Vec<u32> {
            shared.all.values().filter(|files| files.len() >= least).flatten().copied().collect()
        };
        files.extend(shared(&self.paths, 2));
        files.extend(shared(&self.titles, 2));
        files.extend(shared(&self.bodies, 2));
        files.extend(shared(&self.paragraphs, MIN_SHARED));
        CorpusFindings {
            files: files.into_iter().collect(),
            paths: self.paths,
            titles: self.titles,
            bodies: self.bodies,
            paragraphs: self.paragraphs,
            variants: minor,
        }
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

/// What the files of a run share.
#[derive(Debug)]
pub struct CorpusFindings {
    files: Vec<u32>,
    paths: Shared,
    titles: Shared,
    bodies: Shared,
    paragraphs: Shared,
    variants: HashMap<String, Variant>,
}

impl CorpusFindings {
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
        let own = folded_path(&(self.names)(self.file));
        self.others(self.corpus.paths.files(xxh3_128(own.as_bytes()), 2))
    }

    /// The other files with this title.
    pub(crate) fn same_title(&self, title: &str) -> Option<String> {
        self.others(self.corpus.titles.files(xxh3_128(folded(title).as_bytes()), 2))
    }

    /// The other files with this body.
    pub(crate) fn same_body(&self, paragraphs: &[Paragraph<'_>]) -> Option<String> {
        let body: Vec<String> = paragraphs.iter().map(|one| normalised(one.text)).collect();
        self.others(self.corpus.bodies.files(xxh3_128(body.join(" ").as_bytes()), 2))
    }

    /// The other files with this paragraph.
    pub(crate) fn same_paragraph(&self, text: &str) -> Option<String> {
        self.others(self.corpus.paragraphs.files(xxh3_128(normalised(text).as_bytes()), MIN_SHARED))
    }

    /// The spelling that outnumbers that of a category of which this file is the first.
    pub(crate) fn variant(&self, name: &str) -> Option<&Variant> {
        self.corpus.variants.get(name).filter(|variant| variant.file == self.file)
    }

    /// One of the files but this one, and how many there are beside it.
    fn others(&self, files: &[u32]) -> Option<String> {
        let others: HashSet<u32> = files.iter().copied().filter(|&file| file != self.file).collect();
        let first = (self.names)(others.iter().copied().min()?);
        let name = crate::text::quote(&first);
        Some(match others.len() - 1 {
            0 => name,
            1 => format!("{name} and 1 other file"),
            more => format!("{name} and {more} other files"),
        })
    }
}
