//! The paragraphs of a body, with what rules ask about each.

use crate::markup;
use seedkit_syntax::{Document, Span};

/// A paragraph that has text.
#[derive(Debug)]
pub(crate) struct Paragraph<'s> {
    /// Its text without white space at the edges.
    pub(crate) text: &'s str,
    /// The bytes of that text.
    pub(crate) span: Span,
    /// Index of its line.
    pub(crate) line: usize,
    /// Whether it is markup as a whole, so that rules about prose pass it over.
    pub(crate) is_structural: bool,
}

impl<'s> Paragraph<'s> {
    pub(crate) fn all(document: &Document<'s>) -> Vec<Self> {
        let paragraph = |found: seedkit_syntax::Paragraph<'s>| Self {
            text: found.text,
            span: found.span,
            line: found.line,
            is_structural: markup::is_structural(found.text),
        };
        document.paragraphs().map(paragraph).collect()
    }

    /// The bytes of the document that `range`, bytes of the text, stands for.
    pub(crate) fn at(&self, range: std::ops::Range<usize>) -> Span {
        let start = self.span.start as usize;
        Span::new(start + range.start, start + range.end)
    }
}
