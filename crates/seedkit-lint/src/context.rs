//! What a rule looks at.

use crate::category::CategoryName;
use crate::diagnostic::Edit;
use crate::glance::Glance;
use crate::mojibake;
use crate::paragraph::Paragraph;
use crate::sample;
use crate::scan::Scan;
use crate::settings::{Language, OptionValue, RuleSettings};
use crate::spans::SpanSet;
use crate::{markup, prose};
use regex::RegexSet;
use seedkit_syntax::{Document, Parse, Parts, Span, SyntaxError, SyntaxErrorKind, is_blank};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;

/// One document, with the facts about it that several rules share, and the options of the rule that looks.
#[derive(Debug)]
pub struct Context<'a> {
    parse: &'a Parse<'a>,
    facts: &'a Facts<'a>,
    settings: &'a RuleSettings,
    language: Language,
}

/// Facts that are computed when the first rule asks.
#[derive(Debug, Default)]
pub(crate) struct Facts<'a> {
    /// None where it was not asked what the text has at most.
    glance: Option<Glance<'a>>,
    categories: OnceCell<Vec<CategoryName<'a>>>,
    paragraphs: OnceCell<Vec<Paragraph<'a>>>,
    words: OnceCell<Vec<&'a str>>,
    is_redirect: OnceCell<bool>,
    is_english: OnceCell<bool>,
    mojibake: OnceCell<mojibake::Found>,
    claims: RefCell<SpanSet>,
}

impl<'a> Facts<'a> {
    #[expect(clippy::inline_always, reason = "what is returned is too large to be copied to where it goes")]
    #[inline(always)]
    pub(crate) fn of(parse: &'a Parse<'a>) -> Self {
        Self {
            glance: Some(Glance::of(parse)),
            categories: OnceCell::new(),
            paragraphs: OnceCell::new(),
            words: OnceCell::new(),
            is_redirect: OnceCell::new(),
            is_english: OnceCell::new(),
            mojibake: OnceCell::new(),
            claims: RefCell::default(),
        }
    }

    pub(crate) fn glance(&self) -> Option<&Glance<'a>> {
        self.glance.as_ref()
    }
}

impl<'a> Context<'a> {
    pub(crate) fn new(
        parse: &'a Parse<'a>,
        facts: &'a Facts<'a>,
        settings: &'a RuleSettings,
        language: Language,
    ) -> Self {
        Self { parse, facts, settings, language }
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &'a Document<'a> {
        &self.parse.document
    }

    /// Where the parts are, if what the parts are can be told: not in a text without separators, and not in one
    /// with the markers of a merge.
    #[must_use]
    pub fn parts(&self) -> Option<Parts> {
        self.document().parts().filter(|_| self.document().conflicts().is_empty())
    }

    /// The syntax errors of these kinds.
    pub fn errors(
        &self,
        kinds: &'static [SyntaxErrorKind],
    ) -> impl Iterator<Item = &'a SyntaxError> + use<'a> {
        self.parse.errors.iter().filter(move |error| kinds.contains(&error.kind))
    }

    /// The categories that have a name, with what the name comes to once prefix, sort key and stray blanks are off.
    pub(crate) fn categories(&self) -> &'a [CategoryName<'a>] {
        let is_plain = || self.facts.glance().is_some_and(|glance| glance.scan.names.are_plain);
        self.facts.categories.get_or_init(|| match self.parts() {
            Some(_) if is_plain() => {
                let mut names = Vec::with_capacity(8);
                names.extend(self.document().categories().map(CategoryName::plain));
                names
            }
            Some(_) => self.document().categories().filter_map(CategoryName::of).collect(),
            None => Vec::new(),
        })
    }

    /// The names of the categories that have one, each as it is [cleaned](CategoryName::clean).
    pub(crate) fn category_names(&self) -> impl Iterator<Item = &'a str> {
        let glance = self.facts.glance().filter(|glance| glance.scan.names.are_plain);
        let others = if glance.is_some() { &[] } else { self.categories() };
        let plain = glance.into_iter().flat_map(|glance| glance.names.iter().copied());
        plain.chain(others.iter().map(|name| &*name.clean)).filter(|name| !name.is_empty())
    }

    /// The paragraphs that have text, if what the parts are can be told.
    pub(crate) fn paragraphs(&self) -> &'a [Paragraph<'a>] {
        self.facts.paragraphs.get_or_init(|| {
            let mut paragraphs = Vec::with_capacity(self.document().body().len());
            paragraphs.extend(self.own_paragraphs().map(Paragraph::new));
            paragraphs
        })
    }

    /// The texts of these paragraphs.
    pub(crate) fn paragraph_texts(&self) -> impl Iterator<Item = &'a str> {
        self.own_paragraphs().map(|paragraph| paragraph.text)
    }

    fn own_paragraphs(&self) -> impl Iterator<Item = seedkit_syntax::Paragraph<'a>> {
        // What belongs to a second seed in the same file is none of this one's business: S005 says so.
        let end = self.document().further_seeds().next().map_or(usize::MAX, |(categories, _)| categories);
        let all = self.parts().map(|_| self.document().paragraphs());
        all.into_iter().flatten().take_while(move |paragraph| paragraph.line < end)
    }

    /// The title without white space at its edges, and its bytes; none where it is blank or cannot be told.
    pub(crate) fn title(&self) -> Option<(&'a str, Span)> {
        let span = self.parts()?.title;
        let text = self.document().text(span);
        let title = text.trim();
        let start = span.start as usize + (title.as_ptr() as usize - text.as_ptr() as usize);
        (!title.is_empty()).then(|| (title, Span::new(start, start + title.len())))
    }

    /// The words of the body, as slices of the source.
    pub(crate) fn words(&self) -> &'a [&'a str] {
        self.facts
            .words
            .get_or_init(|| self.paragraphs().iter().flat_map(|one| prose::words(one.text)).collect())
    }

    /// Whether words of the body at even distances are alike.
    pub(crate) fn is_sample_alike(&self) -> bool {
        let is_alike = |parts: Parts| {
            let (source, lines) = (self.document().source(), self.document().lines());
            let start = lines[parts.separators[1]].end as usize;
            let further = self.document().further_seeds().next();
            let end = further.map_or(source.len(), |(categories, _)| lines[categories].span.start as usize);
            sample::is_alike(&source[start..end])
        };
        self.may(|scan| scan.is_sample_alike != Some(false)) && self.parts().is_some_and(is_alike)
    }

    /// Whether the text may have something, as far as its scan tells.
    pub(crate) fn may(&self, has: impl Fn(&Scan) -> bool) -> bool {
        self.facts.glance().is_none_or(|glance| has(&glance.scan))
    }

    /// Whether the page is a redirect: the first paragraph says so, with `#` or in a body of at most 30 words.
    pub(crate) fn is_redirect(&self) -> bool {
        *self.facts.is_redirect.get_or_init(|| {
            let paragraphs = self.paragraphs();
            paragraphs.first().is_some_and(|first| {
                let few_words =
                    || paragraphs.iter().flat_map(|one| one.text.split_whitespace()).take(31).count() <= 30;
                markup::is_redirect(first.text) && (first.text.starts_with(['#', '＃']) || few_words())
            })
        })
    }

    /// Whether the body is English, as far as words tell or as the settings say.
    pub(crate) fn is_english(&self) -> bool {
        *self.facts.is_english.get_or_init(|| match self.language {
            Language::Auto => prose::is_english(self.words().iter().copied()),
            Language::English => true,
            Language::Other => false,
        })
    }

    /// What was read in the wrong encoding.
    pub(crate) fn mojibake(&self) -> &'a mojibake::Found {
        self.facts.mojibake.get_or_init(|| mojibake::find(self.document().source()))
    }

    /// Whether a span has bytes of what may have been read in the wrong encoding, which are lost to whoever decodes it if a
    /// rule takes them for white space or for nothing: U406.
    pub(crate) fn is_mojibake(&self, span: Span) -> bool {
        let all = &self.mojibake().possible;
        let next = all.partition_point(|one| one.end <= span.start as usize);
        all.get(next).is_some_and(|one| one.start < span.end as usize)
    }

    /// Takes bytes for a finding, so that rules that run later do not report the same damage.
    pub(crate) fn claim(&self, span: Span) {
        self.facts.claims.borrow_mut().insert(span);
    }

    /// Whether a finding of a rule that ran before took bytes of this span.
    pub(crate) fn is_claimed(&self, span: Span) -> bool {
        self.facts.claims.borrow().touches(span)
    }

    /// Whether the title looks like the categories and the categories like the title.
    #[must_use]
    pub fn is_swapped(&self) -> bool {
        let document = self.document();
        let line = document.categories_line().map_or("", |line| document.text(line.span));
        document.title().trim().ends_with('~') && !line.contains('~')
    }

    /// The bytes with which lines of this document end.
    #[must_use]
    pub fn line_end(&self) -> &'a str {
        let document = self.document();
        document.lines().first().map_or("\n", |line| match document.text(line.terminator()) {
            "" => "\n",
            end => end,
        })
    }

    /// Deletes a line with its end. The last line of a text that does not end in one takes the end of the line
    /// before with it, so that the text still does not end in one.
    pub(crate) fn delete_line(&self, line: usize) -> Edit {
        let lines = self.document().lines();
        let full = lines[line].full();
        match line.checked_sub(1) {
            Some(before) if lines[line].terminator().is_empty() => {
                Edit::delete(Span { start: lines[before].span.end, end: full.end })
            }
            _ => Edit::delete(full),
        }
    }

    /// Deletes bytes of the text of a paragraph, ranges in any order that may overlap, and the whole line where
    /// nothing but white space would be left of it.
    pub(crate) fn delete_within(
        &self,
        paragraph: &Paragraph<'_>,
        ranges: impl IntoIterator<Item = Range<usize>>,
    ) -> Vec<Edit> {
        let mut ranges: Vec<_> = ranges.into_iter().filter(|range| !range.is_empty()).collect();
        ranges.sort_unstable_by_key(|range| (range.start, range.end));
        ranges.dedup_by(|next, kept| {
            let joins = next.start <= kept.end;
            if joins {
                kept.end = kept.end.max(next.end);
            }
            joins
        });
        let starts = ranges.iter().map(|range| range.start).chain([paragraph.text.len()]);
        let ends = [0].into_iter().chain(ranges.iter().map(|range| range.end));
        let is_emptied = ends.zip(starts).all(|(end, start)| is_blank(&paragraph.text[end..start]));
        if is_emptied {
            return vec![self.delete_line(paragraph.line)];
        }
        ranges.into_iter().map(|range| Edit::delete(paragraph.at(range))).collect()
    }

    /// The value of an option of this rule that is true or false.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.settings.option(name), OptionValue::Flag(true))
    }

    /// The value of an option of this rule that is a word.
    pub(crate) fn choice(&self, name: &str) -> &'static str {
        match self.settings.option(name) {
            OptionValue::Choice(word) => word,
            other => unreachable!("{name} is no word but {other:?}"),
        }
    }

    /// The value of an option of this rule that is a number.
    pub(crate) fn number(&self, name: &str) -> usize {
        match self.settings.option(name) {
            OptionValue::Number(number) => *number,
            other => unreachable!("{name} is no number but {other:?}"),
        }
    }

    /// The value of an option of this rule that is a list of regular expressions.
    pub(crate) fn patterns(&self, name: &str) -> &'a RegexSet {
        match self.settings.option(name) {
            OptionValue::Patterns(patterns) => patterns,
            other => unreachable!("{name} is no list of patterns but {other:?}"),
        }
    }
}
