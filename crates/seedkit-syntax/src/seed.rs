//! The data of a seed, and the bytes that are no data.

use crate::document::Document;
use crate::grammar::SEPARATOR;
use crate::is_blank;
use std::fmt;
use std::str::FromStr;

/// The data of a seed: categories, a title, and paragraphs.
///
/// A value of this type always fits the format: no part holds a line feed and no category holds a `~`. `Display`
/// writes the canonical text.
///
/// ```
/// use seedkit_syntax::Seed;
///
/// let seed = Seed::new(["Moss"], "Peat moss", ["It holds water."])?;
/// assert_eq!(seed.to_string(), "Moss~\n||||||\nPeat moss\n||||||\nIt holds water.");
/// assert!(Seed::new(["Moss~Bog"], "", [""; 0]).is_err());
/// # Ok::<(), seedkit_syntax::Unrepresentable>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Seed {
    categories: Vec<String>,
    title: String,
    body: Vec<String>,
}

impl Seed {
    /// A seed of these parts; order and duplicates are kept.
    ///
    /// # Errors
    /// Where a part holds a line feed or a category a `~`: the format has no way to write them.
    pub fn new(
        categories: impl IntoIterator<Item = impl Into<String>>,
        title: impl Into<String>,
        body: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Self, Unrepresentable> {
        let seed = Self {
            categories: categories.into_iter().map(Into::into).collect(),
            title: title.into(),
            body: body.into_iter().map(Into::into).collect(),
        };
        let refuse = |part, reason| Err(Unrepresentable { part, reason });
        for (index, name) in seed.categories.iter().enumerate() {
            if name.contains('\n') {
                return refuse(Part::Category(index), Reason::LineFeed);
            }
            if name.contains('~') {
                return refuse(Part::Category(index), Reason::Tilde);
            }
        }
        if seed.title.contains('\n') {
            return refuse(Part::Title, Reason::LineFeed);
        }
        match seed.body.iter().position(|paragraph| paragraph.contains('\n')) {
            Some(index) => refuse(Part::Paragraph(index), Reason::LineFeed),
            None => Ok(seed),
        }
    }

    /// The names of the categories.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The paragraphs.
    #[must_use]
    pub fn body(&self) -> &[String] {
        &self.body
    }

    /// Its parts.
    #[must_use]
    pub fn into_parts(self) -> (Vec<String>, String, Vec<String>) {
        (self.categories, self.title, self.body)
    }

    /// The canonical layout of this seed: no flag, but for the rare data that needs one to be written at all
    /// (a last paragraph that is empty, a first name that starts with U+FEFF, a line that ends in CR).
    #[must_use]
    pub fn canonical_layout(&self) -> Layout {
        let final_newline = self.body.last().is_some_and(String::is_empty);
        let ended = &self.body[..self.body.len() - usize::from(!final_newline && !self.body.is_empty())];
        Layout {
            bom: self.categories.first().is_some_and(|name| name.starts_with(crate::BOM)),
            crlf: self.title.ends_with('\r') || ended.iter().any(|paragraph| paragraph.ends_with('\r')),
            final_newline,
            ..Layout::default()
        }
    }

    /// The data and layout of a document that lenient reading accepts.
    pub(crate) fn of(document: &Document<'_>) -> (Self, Layout) {
        let text = |line: &crate::Line| document.text(line.span).to_owned();
        let seed = Self {
            categories: document.categories().map(|category| category.name.to_owned()).collect(),
            title: document.title().to_owned(),
            body: document.body().iter().map(text).collect(),
        };
        let last = document.lines().last();
        let ended = last.is_some_and(|line| !line.terminator().is_empty());
        let layout = Layout {
            bom: document.bom().is_some(),
            crlf: document.lines().first().is_some_and(|line| line.terminator().len() == 2),
            unterminated: document.categories().last().is_some_and(|category| !category.terminated),
            final_newline: ended && !document.body().is_empty(),
            no_body: !ended && document.body().is_empty(),
        };
        (seed, layout)
    }
}

impl fmt::Display for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self, &self.canonical_layout(), f)
    }
}

/// The bytes of a file that carry no data. Canonical: all off.
///
/// As text, the names of the flags that are on, in the order below, with a space between: `crlf final-newline`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "five independent flags are what it is")]
pub struct Layout {
    /// `bom`: the file starts with U+FEFF.
    pub bom: bool,
    /// `crlf`: every line that ends, ends in CR LF.
    pub crlf: bool,
    /// `unterminated`: the last category has no `~`.
    pub unterminated: bool,
    /// `final-newline`: a line feed follows the last paragraph.
    pub final_newline: bool,
    /// `no-body`: the file ends right after the second separator, without a line feed.
    pub no_body: bool,
}

impl Layout {
    /// Whether no flag is on.
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        *self == Self::default()
    }

    fn flags(&mut self) -> [(&'static str, &mut bool); 5] {
        [
            ("bom", &mut self.bom),
            ("crlf", &mut self.crlf),
            ("unterminated", &mut self.unterminated),
            ("final-newline", &mut self.final_newline),
            ("no-body", &mut self.no_body),
        ]
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut copy = *self;
        let names = copy.flags().into_iter().filter(|(_, on)| **on).map(|(name, _)| name);
        f.write_str(&names.collect::<Vec<_>>().join(" "))
    }
}

/// A text that is no [`Layout`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutError(String);

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no layout: write the flags `bom`, `crlf`, `unterminated`, `final-newline`, `no-body` in this \
             order, each at most once, with one space between",
            self.0
        )
    }
}

impl std::error::Error for LayoutError {}

impl FromStr for Layout {
    type Err = LayoutError;

    fn from_str(text: &str) -> Result<Self, LayoutError> {
        let mut layout = Self::default();
        let mut given = text.split(' ').filter(|_| !text.is_empty()).peekable();
        for (name, on) in layout.flags() {
            *on = given.next_if_eq(&name).is_some();
        }
        if given.next().is_some() { Err(LayoutError(text.to_owned())) } else { Ok(layout) }
    }
}

/// A value that the format has no way to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unrepresentable {
    /// Which value.
    pub part: Part,
    /// Why.
    pub reason: Reason,
}

/// A part of a seed. Indices are 0-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A category, by its index.
    Category(usize),
    /// The categories together.
    Categories,
    /// The title.
    Title,
    /// A paragraph, by its index.
    Paragraph(usize),
    /// The body as a whole.
    Body,
}

/// Why a value cannot be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// It holds a line feed.
    LineFeed,
    /// It is a category and holds a `~`.
    Tilde,
    /// It is the first category and starts with U+FEFF, and the layout has no `bom`.
    ByteOrderMark,
    /// It ends in CR before a line end, and the layout has no `crlf`.
    CarriageReturn,
    /// The layout says `unterminated`, and the last category is missing or blank.
    NothingToLeaveUnterminated,
    /// It is the last paragraph and empty, and the layout has no `final-newline`.
    EmptyLastParagraph,
    /// The layout says `final-newline`, and there is no paragraph.
    NoParagraphToEnd,
    /// The layout says `no-body`, and there are paragraphs.
    BodyPresent,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Category(index) => write!(f, "category {}", index + 1),
            Self::Categories => f.write_str("the list of categories"),
            Self::Title => f.write_str("the title"),
            Self::Paragraph(index) => write!(f, "paragraph {}", index + 1),
            Self::Body => f.write_str("the body"),
        }
    }
}

impl fmt::Display for Unrepresentable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = match self.reason {
            Reason::LineFeed => "holds a line feed, which a seed cannot express",
            Reason::Tilde => "holds `~`, which ends a category and cannot be escaped",
            Reason::ByteOrderMark => "starts with U+FEFF, which needs the layout flag `bom`",
            Reason::CarriageReturn => "ends in a carriage return, which needs the layout flag `crlf`",
            Reason::NothingToLeaveUnterminated => "has no last name for the layout flag `unterminated`",
            Reason::EmptyLastParagraph => {
                "is the last one and empty, which needs the layout flag `final-newline`"
            }
            Reason::NoParagraphToEnd => "has no paragraph for the layout flag `final-newline`",
            Reason::BodyPresent => "has paragraphs, against the layout flag `no-body`",
        };
        write!(f, "{} {reason}", self.part)
    }
}

impl std::error::Error for Unrepresentable {}

/// Writes a seed with a layout, so that reading gives both back.
///
/// # Errors
/// Where no text reads back as this pair; says which part stands in the way.
pub fn serialise(seed: &Seed, layout: &Layout) -> Result<String, Unrepresentable> {
    if let Some((part, reason)) = obstacle(seed, *layout) {
        return Err(Unrepresentable { part, reason });
    }
    let parts = seed.categories.iter().chain(&seed.body).map(|part| part.len() + 2).sum::<usize>();
    let mut text = String::with_capacity(parts + seed.title.len() + 32);
    // Writing to a string does not fail.
    let _ = write(seed, layout, &mut text);
    Ok(text)
}

fn obstacle(seed: &Seed, layout: Layout) -> Option<(Part, Reason)> {
    let needs = seed.canonical_layout();
    let last = seed.body.len().wrapping_sub(1);
    if needs.bom && !layout.bom {
        return Some((Part::Category(0), Reason::ByteOrderMark));
    }
    if layout.unterminated {
        match seed.categories.last() {
            Some(name) if !is_blank(name) => {}
            _ => return Some((Part::Categories, Reason::NothingToLeaveUnterminated)),
        }
    }
    if layout.no_body && !seed.body.is_empty() {
        return Some((Part::Body, Reason::BodyPresent));
    }
    if layout.final_newline && seed.body.is_empty() {
        return Some((Part::Body, Reason::NoParagraphToEnd));
    }
    if needs.final_newline && !layout.final_newline {
        return Some((Part::Paragraph(last), Reason::EmptyLastParagraph));
    }
    if !layout.crlf {
        let unterminated = seed.categories.last().filter(|_| layout.unterminated);
        if unterminated.is_some_and(|name| name.ends_with('\r')) {
            return Some((Part::Category(seed.categories.len() - 1), Reason::CarriageReturn));
        }
        if seed.title.ends_with('\r') {
            return Some((Part::Title, Reason::CarriageReturn));
        }
        let ends =
            |index: &usize| seed.body[*index].ends_with('\r') && (*index < last || layout.final_newline);
        if let Some(index) = (0..seed.body.len()).find(ends) {
            return Some((Part::Paragraph(index), Reason::CarriageReturn));
        }
    }
    None
}

fn write(seed: &Seed, layout: &Layout, out: &mut impl fmt::Write) -> fmt::Result {
    let end = if layout.crlf { "\r\n" } else { "\n" };
    if layout.bom {
        out.write_char(crate::BOM)?;
    }
    for (index, name) in seed.categories.iter().enumerate() {
        out.write_str(name)?;
        if !(layout.unterminated && index + 1 == seed.categories.len()) {
            out.write_char('~')?;
        }
    }
    write!(out, "{end}{SEPARATOR}{end}{}{end}{SEPARATOR}", seed.title)?;
    if !layout.no_body {
        out.write_str(end)?;
    }
    for (index, paragraph) in seed.body.iter().enumerate() {
        if index > 0 {
            out.write_str(end)?;
        }
        out.write_str(paragraph)?;
    }
    if layout.final_newline { out.write_str(end) } else { Ok(()) }
}

/// Writes without asking whether it reads back.
#[cfg(test)]
pub(crate) fn tests_write(seed: &Seed, layout: &Layout, text: &mut String) {
    let _ = write(seed, layout, text);
}
