//! From text to document.

use crate::MAX_LEN;
use crate::document::{Document, Parts, Role, Structure};
use crate::error::{EncodingError, EncodingErrorKind, SyntaxError};
use crate::grammar;
use crate::lines::Lines;
use crate::recover;
use crate::seed::{Layout, Seed};

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
    let lines = Lines::of(source);
    if lines.plain(source).is_some_and(|text| grammar::document(text).is_ok()) {
        Parse { document: strict(source, lines), errors: Vec::new() }
    } else {
        recover::document(source, lines)
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
    let may_be_marked = matches!(bytes.first(), Some(0 | 0xFE | 0xFF));
    if let Some(&(_, kind)) = marks.iter().find(|(mark, _)| may_be_marked && bytes.starts_with(mark)) {
        return Err(EncodingError { kind, offset: 0 });
    }
    let head = &bytes[..bytes.len().min(64)];
    // Nearly no text has one at all. In numbers, as a branch a byte would keep the compiler from using vectors.
    if head.iter().fold(0, |nul, byte| nul | u8::from(*byte == 0)) != 0 {
        let nul = |parity| head.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
        let (even, odd) = (nul(0), nul(1));
        if even + odd >= 8 && (even + odd) * 3 >= head.len() {
            let kind = if odd >= even { Kind::Utf16LeWithoutBom } else { Kind::Utf16BeWithoutBom };
            return Err(EncodingError { kind, offset: 0 });
        }
    }
    // The first one does not tell where it fails, and is faster for that.
    simdutf8::basic::from_utf8(bytes)
        .or_else(|_| simdutf8::compat::from_utf8(bytes))
        .map_err(|error| EncodingError { kind: Kind::InvalidByte, offset: error.valid_up_to() })
}

/// The document of a text that the grammar accepts.
fn strict(source: &str, lines: Lines) -> Document<'_> {
    let Lines { all: mut lines, is_ascii, .. } = lines;
    for (line, role) in
        lines.iter_mut().zip([Role::Categories, Role::Separator, Role::Title, Role::Separator])
    {
        line.role = role;
    }
    let may_mark = |text: &str| matches!(text.as_bytes().first(), Some(b'<' | b'>' | b'=' | b'|'));
    // Not the separators.
    let mut may_conflict = may_mark(lines[0].span.of(source)) || may_mark(lines[2].span.of(source));
    for line in &mut lines[4..] {
        let text = line.span.of(source);
        line.role = recover::body_role(text);
        may_conflict |= may_mark(text);
    }
    let conflicts = if may_conflict { recover::conflicts(source, &lines) } else { Vec::new() };
    let structure = Structure::Seed(Parts { categories: Some(0), separators: [1, 3], title: lines[2].span });
    Document { source, is_ascii, lines, structure, conflicts }
}
