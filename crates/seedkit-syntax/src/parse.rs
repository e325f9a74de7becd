//! From text to document.

use crate::document::{Document, Line, Parts, Role, Structure};
use crate::error::{EncodingError, EncodingErrorKind, SyntaxError};
use crate::grammar::{self, Strict};
use crate::recover;
use crate::seed::{Layout, Seed};
use crate::{MAX_LEN, Span};

/// What a text is as a seed: every part, and every reason why strict reading refuses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse<'s> {
    /// The parts.
    pub document: Document<'s>,
    /// Exactly what strict reading refuses, in source order; empty for a seed in the strict sense.
    pub errors: Vec<SyntaxError>,
}

/// How much reading puts up with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Acceptance {
    /// Exactly the grammar.
    Strict,
    /// Everything that the data and the [`Layout`] can keep, so that writing gives the same bytes again.
    #[default]
    Lenient,
}

impl Parse<'_> {
    /// The first error that `acceptance` does not put up with.
    #[must_use]
    pub fn refusal(&self, acceptance: Acceptance) -> Option<&SyntaxError> {
        self.errors.iter().find(|error| acceptance == Acceptance::Strict || !error.kind.is_lenient())
    }

    /// The data, and the bytes that are no data.
    ///
    /// # Errors
    /// The first error that `acceptance` does not put up with; [`errors`](Self::errors) has them all.
    pub fn read(&self, acceptance: Acceptance) -> Result<(Seed, Layout), SyntaxError> {
        match self.refusal(acceptance) {
            Some(error) => Err(*error),
            None => Ok(Seed::of(&self.document)),
        }
    }
}

/// Parses any text. Never fails and never panics.
///
/// What strict reading accepts takes one fast pass of the grammar. Everything else is recovered: separators are
/// mended, missing parts noted, and all there is to say is in [`Parse::errors`].
///
/// A text longer than [`MAX_LEN`] has no spans; it comes back as an empty document. Check the length first.
///
/// ```
/// let parse = seedkit_syntax::parse("Moss\n|||||\nPeat moss\n||||||\nIt holds water.");
/// assert_eq!(parse.document.title(), "Peat moss");
/// assert_eq!(parse.errors.len(), 2); // no `~` after the category, five pipes
/// ```
#[must_use]
pub fn parse(source: &str) -> Parse<'_> {
    let source = if source.len() > MAX_LEN { "" } else { source };
    match grammar::document(source) {
        Ok((_, parts)) => Parse { document: strict(source, parts), errors: Vec::new() },
        Err(_) => recover::document(source),
    }
}

/// Parses any bytes.
///
/// # Errors
/// Where the bytes are not UTF-8: what they look like, and the offset of the first byte that is wrong.
///
/// ```
/// let error = seedkit_syntax::parse_bytes(b"Caf\xE9~").unwrap_err();
/// assert_eq!(error.offset, 3);
/// ```
pub fn parse_bytes(bytes: &[u8]) -> Result<Parse<'_>, EncodingError> {
    decode(bytes).map(parse)
}

/// The text of `bytes`, if they are UTF-8.
///
/// # Errors
/// Where the bytes are not UTF-8: what they look like, and the offset of the first byte that is wrong. A text
/// full of NUL bytes is UTF-16 without a byte order mark, although it is UTF-8 to the letter.
pub fn decode(bytes: &[u8]) -> Result<&str, EncodingError> {
    use EncodingErrorKind as Kind;
    // UTF-32 first: its little-endian mark starts with that of UTF-16.
    let marks: [(&[u8], Kind); 4] = [
        (b"\xFF\xFE\0\0", Kind::Utf32Le),
        (b"\0\0\xFE\xFF", Kind::Utf32Be),
        (b"\xFF\xFE", Kind::Utf16Le),
        (b"\xFE\xFF", Kind::Utf16Be),
    ];
    if let Some(&(_, kind)) = marks.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Err(EncodingError { kind, offset: 0 });
    }
    let head = &bytes[..bytes.len().min(64)];
    // Nearly no text has one at all.
    if memchr::memchr(0, head).is_some() {
        let nul = |parity| head.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
        let (even, odd) = (nul(0), nul(1));
        if even + odd >= 8 && (even + odd) * 3 >= head.len() {
            let kind = if odd >= even { Kind::Utf16LeWithoutBom } else { Kind::Utf16BeWithoutBom };
            return Err(EncodingError { kind, offset: 0 });
        }
    }
    simdutf8::compat::from_utf8(bytes)
        .map_err(|error| EncodingError { kind: Kind::InvalidByte, offset: error.valid_up_to() })
}

/// The document of a text that the grammar accepts.
fn strict<'s>(source: &'s str, parts: Strict<'_>) -> Document<'s> {
    let mut lines = Vec::with_capacity(4 + parts.body.len() / 200);
    let mut start = 0;
    let mut push = |len: usize, role| {
        lines.push(Line { span: Span::new(start, start + len), end: (start + len + 1) as u32, role });
        start += len + 1;
    };
    push(parts.categories.len(), Role::Categories);
    push(grammar::SEPARATOR.len(), Role::Separator);
    push(parts.title.len(), Role::Title);
    push(grammar::SEPARATOR.len(), Role::Separator);
    let title = lines[2].span;
    let body = &source.as_bytes()[start..];
    let is_unended = body.last().is_some_and(|last| *last != b'\n');
    let mut from = start;
    for end in memchr::memchr_iter(b'\n', body).chain(is_unended.then_some(body.len())) {
        let span = Span::new(from, start + end);
        let end = (start + end + 1).min(source.len());
        lines.push(Line { span, end: end as u32, role: recover::body_role(span.of(source)) });
        from = end;
    }
    let first = |line: &Line| source.as_bytes()[line.span.start as usize..].first();
    let may_mark = |line: &Line| matches!(first(line), Some(b'<' | b'>' | b'=' | b'|'));
    // Not the separators.
    let may_conflict = lines[4..].iter().chain([&lines[0], &lines[2]]).any(may_mark);
    let conflicts = if may_conflict { recover::conflicts(source, &lines) } else { Vec::new() };
    let structure = Structure::Seed(Parts { categories: Some(0), separators: [1, 3], title });
    Document { source, lines, structure, conflicts }
}
