//! The parts of a text, each with its bytes.

use crate::Span;

/// A text as a seed: borrowed, lossless, complete.
///
/// A byte order mark and the [`lines`](Self::lines), each with its end, tile the source byte for byte. What the
/// lines mean is in [`structure`](Self::structure) and in the [`Role`] of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document<'s> {
    pub(crate) source: &'s str,
    pub(crate) is_ascii: bool,
    pub(crate) lines: Vec<Line>,
    pub(crate) structure: Structure,
    pub(crate) conflicts: Vec<Span>,
}

/// A line: what stands before a line feed, or before the end of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its text, without its end (LF or CR LF).
    pub span: Span,
    /// Offset of the byte after its end.
    pub end: u32,
    /// What it is.
    pub role: Role,
}

impl Line {
    /// The bytes that end it: LF, CR LF, or nothing at the end of the text.
    #[must_use]
    pub fn terminator(&self) -> Span {
        Span { start: self.span.end, end: self.end }
    }

    /// The line with its end.
    #[must_use]
    pub fn full(&self) -> Span {
        Span { start: self.span.start, end: self.end }
    }
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The categories.
    Categories,
    /// One of the two separators.
    Separator,
    /// The title.
    Title,
    /// A line of the body, blank ones included.
    Paragraph,
    /// A line of the body that consists of six pipes.
    ExtraSeparator,
    /// A line of the body that resembles a separator.
    NearSeparator,
    /// A line with no place: before the first separator or beside the title, or in a text without structure.
    Stray,
}

/// How the lines make a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// The text has two separators, if need be mended ones, and therefore every part.
    Seed(Parts),
    /// Markers of a merge stand in the way of the separators: what the parts are cannot be told.
    Conflicted,
    /// The text has fewer than two separators.
    Unstructured,
}

/// Where the parts of a seed are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Index of the line with the categories, unless there is none.
    pub categories: Option<usize>,
    /// Indices of the separator lines.
    pub separators: [usize; 2],
    /// The title. Empty, and at the end of the first separator, where there is none.
    pub title: Span,
}

/// A category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Category<'s> {
    /// Its name, as it stands.
    pub name: &'s str,
    /// The bytes of the name.
    pub span: Span,
    /// Whether a `~` follows.
    pub terminated: bool,
}

impl Category<'_> {
    /// The name with its `~`.
    #[must_use]
    pub fn full(&self) -> Span {
        Span { start: self.span.start, end: self.span.end + u32::from(self.terminated) }
    }
}

/// A paragraph: a line of the body that has text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paragraph<'s> {
    /// Its text without white space at the edges.
    pub text: &'s str,
    /// The bytes of that text.
    pub span: Span,
    /// Index of its line.
    pub line: usize,
}

/// A text without white space and byte order marks at its edges.
fn trimmed(text: &str) -> &str {
    // Most paragraphs have none.
    let is_ink = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_ink(text.as_bytes().first()) && is_ink(text.as_bytes().last()) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || c == crate::BOM)
}

impl<'s> Document<'s> {
    /// The whole text.
    #[must_use]
    pub fn source(&self) -> &'s str {
        self.source
    }

    /// Whether all of the text is of ASCII.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.is_ascii
    }

    /// The text of a span.
    ///
    /// # Panics
    /// Where the span is not one of this document.
    #[must_use]
    pub fn text(&self, span: Span) -> &'s str {
        span.of(self.source)
    }

    /// The byte order mark at the start, if any.
    #[must_use]
    pub fn bom(&self) -> Option<Span> {
        self.source.starts_with(crate::BOM).then(|| Span::new(0, crate::BOM.len_utf8()))
    }

    /// All lines. A text that ends in a line feed has no empty line after it.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// How the lines make a seed.
    #[must_use]
    pub fn structure(&self) -> Structure {
        self.structure
    }

    /// Where the parts are, if the text has [structure](Structure::Seed).
    #[must_use]
    pub fn parts(&self) -> Option<Parts> {
        match self.structure {
            Structure::Seed(parts) => Some(parts),
            Structure::Conflicted | Structure::Unstructured => None,
        }
    }

    /// The line with the categories.
    #[must_use]
    pub fn categories_line(&self) -> Option<&Line> {
        self.parts()?.categories.map(|index| &self.lines[index])
    }

    /// The categories, blank names included. White space after the last `~` is no category.
    pub fn categories(&self) -> impl Iterator<Item = Category<'s>> + use<'s> {
        let (text, mut start) = match self.categories_line() {
            Some(line) => (self.text(line.span), line.span.start as usize),
            None => ("", 0),
        };
        let mut rest = text;
        std::iter::from_fn(move || {
            let end = memchr::memchr(b'~', rest.as_bytes());
            let name = &rest[..end.unwrap_or(rest.len())];
            if end.is_none() && crate::is_blank(name) {
                return None;
            }
            let category =
                Category { name, span: Span::new(start, start + name.len()), terminated: end.is_some() };
            let full = name.len() + usize::from(category.terminated);
            rest = &rest[full..];
            start += full;
            Some(category)
        })
    }

    /// The title as it stands; empty where there is none.
    #[must_use]
    pub fn title(&self) -> &'s str {
        self.parts().map_or("", |parts| self.text(parts.title))
    }

    /// The lines of the body, whatever they hold.
    #[must_use]
    pub fn body(&self) -> &[Line] {
        self.parts().map_or(&[], |parts| &self.lines[parts.separators[1] + 1..])
    }

    /// The paragraphs: lines of the body that have text and are no separators.
    pub fn paragraphs(&self) -> impl Iterator<Item = Paragraph<'s>> + '_ {
        let first = self.lines.len() - self.body().len();
        self.body().iter().enumerate().filter(|(_, line)| line.role == Role::Paragraph).filter_map(
            move |(index, line)| {
                let text = self.text(line.span);
                let trimmed = trimmed(text);
                let start = line.span.start as usize + (trimmed.as_ptr() as usize - text.as_ptr() as usize);
                let paragraph = Paragraph {
                    text: trimmed,
                    span: Span::new(start, start + trimmed.len()),
                    line: first + index,
                };
                (!trimmed.is_empty()).then_some(paragraph)
            },
        )
    }

    /// Seeds that follow the first one in the same file: for each the indices of the line with its categories and of
    /// its first separator. A seed is taken to start where a line of six pipes in the body has, but for blank lines, a
    /// line before it that ends with `~`.
    pub fn further_seeds(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let first = self.lines.len() - self.body().len();
        let mut second_separator = None;
        (first..self.lines.len()).filter_map(move |index| {
            if self.lines[index].role != Role::ExtraSeparator || second_separator == Some(index) {
                return None;
            }
            let text = |line: &usize| self.text(self.lines[*line].span);
            let categories = (first..index).rev().find(|line| !crate::is_blank(text(line)))?;
            text(&categories).trim_end().ends_with('~').then(|| {
                second_separator = Some(index + 2);
                (categories, index)
            })
        })
    }

    /// The lines that are markers of an unresolved merge, in order.
    #[must_use]
    pub fn conflicts(&self) -> &[Span] {
        &self.conflicts
    }
}

#[cfg(test)]
mod tests {
    use crate::{Role, Span, Structure, parse};

    #[test]
    fn lines_and_categories_have_their_ends() {
        let parse = parse("Moss~Bog\r\n||||||\r\nPeat moss\r\n||||||\r\nIt holds water.");
        let document = &parse.document;
        let texts: Vec<_> = document.lines().iter().map(|line| document.text(line.full())).collect();
        assert_eq!(texts, ["Moss~Bog\r\n", "||||||\r\n", "Peat moss\r\n", "||||||\r\n", "It holds water."]);
        let names: Vec<_> = document.categories().map(|name| document.text(name.full())).collect();
        assert_eq!(names, ["Moss~", "Bog"]);
        let line = document.categories_line().map(|line| document.text(line.span));
        assert_eq!(line, Some("Moss~Bog"));
    }

    #[test]
    fn parts_are_told_where_there_are_any() {
        let whole =
            parse("~ \n||||||\nPeat moss\n||||||\n  It holds water.\u{FEFF} \n\n|||||\n||||||\nMore.");
        let document = &whole.document;
        assert_eq!(document.source().len(), document.lines().last().map_or(0, |line| line.end as usize));
        assert!(matches!(document.structure(), Structure::Seed(parts) if Some(parts) == document.parts()));
        let roles: Vec<_> = document.body().iter().map(|line| line.role).collect();
        let paragraph = Role::Paragraph;
        assert_eq!(roles, [paragraph, paragraph, Role::NearSeparator, Role::ExtraSeparator, paragraph]);
        let paragraphs: Vec<_> =
            document.paragraphs().map(|paragraph| (paragraph.text, paragraph.line)).collect();
        assert_eq!(paragraphs, [("It holds water.", 4), ("More.", 8)]);
        for edged in [" More.", "More. ", "\u{FEFF}More.", "More.\u{3000}"] {
            let source = format!("Moss~\n||||||\nPeat moss\n||||||\n{edged}");
            let parse = parse(&source);
            let texts: Vec<_> = parse.document.paragraphs().map(|paragraph| paragraph.text).collect();
            assert_eq!(texts, ["More."], "{edged:?}");
        }
        // White space after the last `~` is no category, a name without characters is one.
        let names: Vec<_> =
            document.categories().map(|category| (category.name, category.terminated)).collect();
        assert_eq!(names, [("", true)]);

        for source in ["Moss~\nPeat moss", "<<<<<<< a\nMoss~\n=======\nBog~\n>>>>>>> b\n||||||\nT\n||||||"] {
            let parse = parse(source);
            let document = &parse.document;
            assert_eq!((document.parts(), document.categories_line()), (None, None), "{source:?}");
            assert_eq!((document.title(), document.body()), ("", &[][..]), "{source:?}");
            assert_eq!(document.categories().count() + document.paragraphs().count(), 0, "{source:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_told() {
        let has_mark = |source| parse(source).document.bom();
        assert_eq!(has_mark("\u{FEFF}Moss~"), Some(Span::new(0, 3)));
        assert_eq!(has_mark("Moss\u{FEFF}~"), None);
    }

    #[test]
    fn further_seeds_start_at_their_categories() {
        let further = |source: &str| parse(source).document.further_seeds().collect::<Vec<_>>();
        let one = "Moss~\n||||||\nPeat moss\n||||||\nIt holds water.\n";
        assert_eq!(further(one), []);
        assert_eq!(further(&format!("{one}{one}")), [(5, 6)]);
        assert_eq!(further(&format!("{one}{one}{one}")), [(5, 6), (10, 11)]);
        // Blanks after the `~`, and blank lines, are passed over.
        assert_eq!(further(&format!("{one}Bog~ \n\n \n||||||\nBogs\n||||||\n")), [(5, 8)]);
        // Six pipes after a text are no seed, nor is their second line of it.
        assert_eq!(further(&format!("{one}||||||\nBogs~\n||||||\n")), [(6, 7)]);
        assert_eq!(further("Moss~\n||||||\nPeat moss\n||||||\n||||||\n"), []);
        // The title of the second seed looks like categories: its second separator starts no third one.
        assert_eq!(further(&format!("{one}Bog~\n||||||\nBogs~\n||||||\nWet.")), [(5, 6)]);
    }
}
