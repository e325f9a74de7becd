//! The line of a finding, cut and cleaned so that miette can show it.
//!
//! miette prints whole lines, scans the source from its start for every label, passes control characters on to the
//! terminal, counts columns in bytes and shows nothing for an empty label at the end of a line. So it never sees the
//! source: it gets one line, cut around the label to the width there is, with nothing unprintable left, which answers
//! with the true line and column.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use seedkit_lint::printable;
use seedkit_syntax::{LineIndex, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many bytes each side of a label are looked at, however long the line is.
const REACH: usize = 4096;

/// What stands in the place of what was cut off.
const CUT: char = '…';

/// A cut and cleaned line, and its place.
#[derive(Debug)]
pub(crate) struct Excerpt {
    name: String,
    text: String,
    /// 0-based, as miette counts.
    line: usize,
    column: usize,
    /// Where the label is in `text`: offset and length, in bytes.
    label: (usize, usize),
    /// The bytes of the source that `text` shows, and how many bytes of `text` stand before them.
    shown: Span,
    lead: usize,
}

impl Excerpt {
    /// The line on which `span` starts, cut to `width` columns around it. A span that goes on is cut at the end of
    /// the line.
    pub(crate) fn new(source: &str, index: &LineIndex<'_>, name: String, span: Span, width: usize) -> Self {
        let position = index.position(span.start as usize);
        let line = index.line(position.line);
        let width = width.saturating_sub(position.line.to_string().len() + 6).max(10);
        let start = (span.start as usize).clamp(line.start as usize, line.end as usize);
        let end = (span.end as usize).clamp(start, line.end as usize);
        let marker = match source[end..].bytes().next() {
            _ if start < end || end < line.end as usize => "",
            None => "␃",
            Some(b'\r') => "␍␊",
            Some(_) => "␊",
        };
        // Two columns for the marker and one for each cut.
        let budget = width.saturating_sub(4);

        let mut text = String::new();
        let (label, left) = cut(source[start..floor(source, end.min(start + REACH))].graphemes(true), budget);
        let label_end = start + label.iter().map(|part| part.len()).sum::<usize>();
        let before = ceil(source, (line.start as usize).max(start.saturating_sub(REACH)));
        let after = floor(source, (line.end as usize).min(end.saturating_add(REACH)));
        // Half of what is left for each side, and what one side does not need for the other one.
        let (_, spare) = cut(source[label_end..after].graphemes(true), left / 2);
        let (mut lead, spare) = cut(source[before..start].graphemes(true).rev(), left - left / 2 + spare);
        let (tail, _) = cut(source[label_end..after].graphemes(true), left / 2 + spare);
        lead.reverse();
        let from = start - lead.iter().map(|part| part.len()).sum::<usize>();
        let to = label_end + tail.iter().map(|part| part.len()).sum::<usize>();
        if from > line.start as usize {
            text.push(CUT);
        }
        let lead_len = text.len();
        text.extend(lead.iter().map(|part| printable(part)));
        let at = text.len();
        text.extend(label.iter().map(|part| printable(part)));
        text.push_str(marker);
        let len = text.len() - at;
        text.extend(tail.iter().map(|part| printable(part)));
        if to < line.end as usize {
            text.push(CUT);
        }
        Self {
            name,
            text,
            line: position.line - 1,
            column: position.column - 1,
            label: (at, len),
            shown: Span::new(from, to),
            lead: lead_len,
        }
    }

    /// Where the label is in the excerpt.
    pub(crate) fn label(&self) -> (usize, usize) {
        self.label
    }

    /// Where another span of the source is in the excerpt, if it is shown as a whole.
    pub(crate) fn place(&self, source: &str, span: Span) -> Option<(usize, usize)> {
        let inside = self.shown.start <= span.start && span.end <= self.shown.end;
        inside.then(|| {
            let before = printable(&source[self.shown.start as usize..span.start as usize]).len();
            (self.lead + before, printable(span.of(source)).len())
        })
    }
}

/// The first graphemes that fit into `budget` columns once they are printable, and what is left of it.
fn cut<'s>(graphemes: impl Iterator<Item = &'s str>, mut budget: usize) -> (Vec<&'s str>, usize) {
    let mut fitting = Vec::new();
    for grapheme in graphemes {
        let width = printable(grapheme).width().max(1);
        if width > budget {
            break;
        }
        budget -= width;
        fitting.push(grapheme);
    }
    (fitting, budget)
}

fn floor(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset)
}

fn ceil(text: &str, offset: usize) -> usize {
    text.ceil_char_boundary(offset)
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Asked without context, miette wants the place of the label; with context, the lines to print.
        let column = if before == 0 && after == 0 { self.column } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            self.line,
            column,
            1,
        )))
    }
}
