//! What strict reading refuses.

use crate::Span;
use std::fmt;

/// One reason why a text is not a seed in the strict sense, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Where: the bytes that are wrong, or the empty place at which something lacks.
    pub span: Span,
}

/// The kinds of [`SyntaxError`], as the specification names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// The text starts with U+FEFF.
    ByteOrderMark,
    /// Every line ends in CR LF.
    Crlf,
    /// Some lines end in CR LF and some in LF.
    MixedLineEndings,
    /// A C0 control other than TAB and LF, or DEL.
    ControlCharacter,
    /// There is no text.
    EmptyFile,
    /// Markers of an unresolved merge break the structure.
    ConflictMarker,
    /// No line is a separator.
    NoSeparators,
    /// One line is a separator; a seed has two.
    OneSeparator,
    /// A separator with blanks or invisible characters around it.
    PaddedSeparator,
    /// A line that stands where a separator must, and resembles one.
    MalformedSeparator,
    /// A separator with text on its line.
    GluedSeparator,
    /// The first line is a separator.
    NoCategoryLine,
    /// More than one line stands before the first separator.
    CategoryLines,
    /// A category name has no characters.
    EmptyName,
    /// The last category has no `~`.
    UnterminatedCategory,
    /// White space follows the last `~`, or stands alone on the category line.
    BlankTail,
    /// No line stands between the separators, or only blank ones.
    NoTitleLine,
    /// More than one line stands between the separators.
    TitleLines,
    /// The title is six pipes.
    TitleIsSeparator,
    /// The file ends right after the second separator.
    NoBody,
    /// The last paragraph has no characters.
    TrailingBlankLine,
}

impl SyntaxErrorKind {
    /// All kinds, in the order of the parts of a file.
    pub const ALL: &[Self] = &[
        Self::ByteOrderMark,
        Self::Crlf,
        Self::MixedLineEndings,
        Self::ControlCharacter,
        Self::EmptyFile,
        Self::ConflictMarker,
        Self::NoSeparators,
        Self::OneSeparator,
        Self::PaddedSeparator,
        Self::MalformedSeparator,
        Self::GluedSeparator,
        Self::NoCategoryLine,
        Self::CategoryLines,
        Self::EmptyName,
        Self::UnterminatedCategory,
        Self::BlankTail,
        Self::NoTitleLine,
        Self::TitleLines,
        Self::TitleIsSeparator,
        Self::NoBody,
        Self::TrailingBlankLine,
    ];

    /// Its name in the specification.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.text().0
    }

    /// What it means, as one sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        self.text().1
    }

    /// Whether lenient reading accepts a text with this error: the data and the [`Layout`](crate::Layout)
    /// keep every byte of it.
    #[must_use]
    pub const fn is_lenient(self) -> bool {
        matches!(
            self,
            Self::ByteOrderMark
                | Self::Crlf
                | Self::ControlCharacter
                | Self::EmptyName
                | Self::UnterminatedCategory
                | Self::TitleIsSeparator
                | Self::NoBody
                | Self::TrailingBlankLine
        )
    }

    const fn text(self) -> (&'static str, &'static str) {
        match self {
            Self::ByteOrderMark => ("byte-order-mark", "the file starts with a byte order mark"),
            Self::Crlf => ("crlf", "every line ends in CR LF instead of LF"),
            Self::MixedLineEndings => ("mixed-line-endings", "some lines end in CR LF and some in LF"),
            Self::ControlCharacter => ("control-character", "control characters are not allowed"),
            Self::EmptyFile => ("empty-file", "the file has no text"),
            Self::ConflictMarker => ("conflict-marker", "a merge conflict is not resolved"),
            Self::NoSeparators => ("no-separators", "there is no line of six pipes; a seed has two"),
            Self::OneSeparator => ("one-separator", "there is only one line of six pipes; a seed has two"),
            Self::PaddedSeparator => ("padded-separator", "the separator has blanks around its six pipes"),
            Self::MalformedSeparator => ("malformed-separator", "the separator is not exactly six pipes"),
            Self::GluedSeparator => ("glued-separator", "the separator shares its line with text"),
            Self::NoCategoryLine => {
                ("no-category-line", "there is no line for categories before the first separator")
            }
            Self::CategoryLines => ("category-lines", "more than one line stands before the first separator"),
            Self::EmptyName => ("empty-name", "a category has no name"),
            Self::UnterminatedCategory => ("unterminated-category", "the last category is not ended by `~`"),
            Self::BlankTail => ("blank-tail", "white space follows the last category"),
            Self::NoTitleLine => ("no-title-line", "there is no title between the separators"),
            Self::TitleLines => ("title-lines", "more than one line stands between the separators"),
            Self::TitleIsSeparator => ("title-is-separator", "the title is a line of six pipes"),
            Self::NoBody => ("no-body", "the file ends right after the second separator"),
            Self::TrailingBlankLine => ("trailing-blank-line", "the body ends with an empty line"),
        }
    }
}

impl fmt::Display for SyntaxErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.sentence())
    }
}

impl std::error::Error for SyntaxError {}

/// Bytes that are not UTF-8, so that there is no text to parse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodingError {
    /// What the bytes look like.
    pub kind: EncodingErrorKind,
    /// Offset, in bytes, of the first byte that is not UTF-8; 0 for a file in another encoding as a whole.
    pub offset: usize,
}

/// What bytes that are not UTF-8 look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EncodingErrorKind {
    /// UTF-16, little endian, told by its byte order mark.
    Utf16Le,
    /// UTF-16, big endian, told by its byte order mark.
    Utf16Be,
    /// UTF-32, little endian, told by its byte order mark.
    Utf32Le,
    /// UTF-32, big endian, told by its byte order mark.
    Utf32Be,
    /// UTF-16 without a byte order mark, little endian, told by its many NUL bytes.
    Utf16LeWithoutBom,
    /// UTF-16 without a byte order mark, big endian, told by its many NUL bytes.
    Utf16BeWithoutBom,
    /// A byte or a sequence that UTF-8 does not have.
    InvalidByte,
}

impl fmt::Display for EncodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            EncodingErrorKind::InvalidByte => write!(f, "the byte at offset {} is not UTF-8", self.offset),
            EncodingErrorKind::Utf16Le | EncodingErrorKind::Utf16LeWithoutBom => {
                f.write_str("the file is UTF-16 (little endian), not UTF-8")
            }
            EncodingErrorKind::Utf16Be | EncodingErrorKind::Utf16BeWithoutBom => {
                f.write_str("the file is UTF-16 (big endian), not UTF-8")
            }
            EncodingErrorKind::Utf32Le => f.write_str("the file is UTF-32 (little endian), not UTF-8"),
            EncodingErrorKind::Utf32Be => f.write_str("the file is UTF-32 (big endian), not UTF-8"),
        }
    }
}

impl std::error::Error for EncodingError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// `ByteOrderMark` is `byte-order-mark`.
    fn kebab(variant: &str) -> String {
        let mut name = String::new();
        for letter in variant.chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    #[test]
    fn every_kind_has_its_own_name_and_sentence() {
        for kind in SyntaxErrorKind::ALL {
            assert_eq!(kind.name(), kebab(&format!("{kind:?}")));
            let sentence = kind.sentence();
            assert!(sentence.starts_with(char::is_lowercase) && !sentence.ends_with('.'), "{sentence}");
            assert_eq!(kind.to_string(), sentence);
            assert_eq!(SyntaxError { kind: *kind, span: Span::at(0) }.to_string(), sentence);
        }
        let sentences: HashSet<_> = SyntaxErrorKind::ALL.iter().map(|kind| kind.sentence()).collect();
        assert_eq!(sentences.len(), SyntaxErrorKind::ALL.len());
    }

    /// UTF-16 without a mark has eight NUL bytes and a third of them among the first 64.
    #[test]
    fn a_few_nul_bytes_make_no_other_encoding() {
        let is_text = |nul: usize, len: usize, after: usize| {
            let mut bytes = b"\0a".repeat(nul);
            bytes.resize(len, b'a');
            bytes.resize(len + after, 0);
            crate::decode(&bytes).is_ok()
        };
        assert!(is_text(7, 14, 0));
        assert!(!is_text(8, 16, 0));
        assert!(!is_text(8, 24, 0));
        assert!(is_text(8, 25, 0));
        assert!(is_text(21, 64, 100));
        assert!(!is_text(22, 64, 0));
    }

    #[test]
    fn errors_of_encodings_say_what_the_bytes_are() {
        for (bytes, told) in [
            (&b"\xFF\xFEA\0"[..], "UTF-16 (little endian)"),
            (b"A\0B\0C\0D\0E\0F\0G\0H\0", "UTF-16 (little endian)"),
            (b"\xFE\xFF\0A", "UTF-16 (big endian)"),
            (b"\0A\0B\0C\0D\0E\0F\0G\0H", "UTF-16 (big endian)"),
            (b"\xFF\xFE\0\0A\0\0\0", "UTF-32 (little endian)"),
            (b"\0\0\xFE\xFF\0\0\0A", "UTF-32 (big endian)"),
            (b"Caf\xE9~", "the byte at offset 3"),
        ] {
            let error = crate::decode(bytes).unwrap_err().to_string();
            assert!(error.contains(told), "{bytes:?}: {error}");
        }
    }
}
