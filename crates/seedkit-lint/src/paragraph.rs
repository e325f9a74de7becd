//! The paragraphs of a body, with what rules ask about each.

use crate::diagnostic::Edit;
use crate::markup;
use crate::text::end_of;
use seedkit_syntax::Span;
use std::cell::OnceCell;
use std::ops::Range;

/// A paragraph that has text.
#[derive(Debug)]
pub(crate) struct Paragraph<'s> {
    /// Its text without white space at the edges.
    pub(crate) text: &'s str,
    /// The bytes of that text.
    pub(crate) span: Span,
    /// Index of its line.
    pub(crate) line: usize,
    is_structural: OnceCell<bool>,
}

impl<'s> Paragraph<'s> {
    pub(crate) fn new(found: seedkit_syntax::Paragraph<'s>) -> Self {
        Self { text: found.text, span: found.span, line: found.line, is_structural: OnceCell::new() }
    }

    /// Whether it is markup as a whole, so that rules about prose pass it over.
    pub(crate) fn is_structural(&self) -> bool {
        *self.is_structural.get_or_init(|| markup::is_structural(self.text))
    }

    /// The bytes of the document that `range`, bytes of the text, stands for.
    pub(crate) fn at(&self, range: Range<usize>) -> Span {
        let start = self.span.start as usize;
        Span::new(start + range.start, start + range.end)
    }

    /// Takes `range`, bytes of the text, out of it: with the spaces before, and so that words stay apart.
    pub(crate) fn without(&self, range: Range<usize>) -> Edit {
        let start = self.text[..range.start].trim_end_matches(' ').len();
        let rest = &self.text[range.end..];
        if start == 0 {
            return Edit::delete(self.at(0..self.text.len() - rest.trim_start_matches(' ').len()));
        }
        let apart = rest.starts_with([' ', ',', '.', ';', ':', ')', '!', '?']) || rest.is_empty();
        Edit::replace(self.at(start..range.end), if apart { "" } else { " " })
    }

    /// Whether the remains of a table, an infobox or a template start it, in which punctuation has a meaning of its
    /// own.
    pub(crate) fn is_code(&self) -> bool {
        self.text.starts_with(['|', '!', '{'])
    }

    /// `range`, bytes of the text, with a word or two before and after, for messages.
    pub(crate) fn around(&self, range: Range<usize>) -> &'s str {
        const CONTEXT: usize = 16;
        let (before, after) = (&self.text[..range.start], &self.text[range.end..]);
        let start = before.len() - end_of(before, CONTEXT).len();
        let end = match after.char_indices().nth(CONTEXT) {
            Some((cut, _)) => after[..cut].rfind(char::is_whitespace).unwrap_or(cut),
            None => after.len(),
        };
        self.text[start..range.end + end].trim()
    }
}
