//! The seed format itself.

use crate::error::{ReadError, WriteError};
use crate::format::{DocumentCodec, Format, ReadOptions, WriteOptions};
use seedkit_syntax::{Layout, Seed, SyntaxErrorKind as Kind, parse, serialise};

pub(super) static FORMAT: Format = Format {
    name: "seed",
    aliases: &[],
    extensions: &["seed", "txt"],
    media_type: "text/x-seed",
    summary: "Seed: categories, a title and a body in plain text",
    document: Some(DocumentCodec { read, write }),
    sequence: None,
    import: None,
};

fn read(text: &str, options: &ReadOptions) -> Result<(Seed, Layout), ReadError> {
    parse(text).read(options.acceptance).map_err(|error| {
        let message = format!("{}; {}", error.kind.sentence(), advice(error.kind));
        ReadError::new(message, Some(error.span))
    })
}

fn write(seed: &Seed, layout: &Layout, _: &WriteOptions) -> Result<String, WriteError> {
    serialise(seed, layout).map_err(WriteError::from)
}

/// What to do about an error.
fn advice(kind: Kind) -> &'static str {
    match kind {
        Kind::ByteOrderMark
        | Kind::Crlf
        | Kind::MixedLineEndings
        | Kind::PaddedSeparator
        | Kind::UnterminatedCategory
        | Kind::BlankTail
        | Kind::TrailingBlankLine => "`seedkit fmt` mends it",
        kind if kind.is_lenient() => "lenient reading keeps it as it is",
        _ => "`seedkit lint` tells all that is wrong",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedkit_syntax::{Acceptance, Span};

    fn error(text: &str, acceptance: Acceptance) -> (String, Option<Span>) {
        let error = read(text, &ReadOptions { acceptance, ..ReadOptions::default() }).unwrap_err();
        (error.message, error.span)
    }

    #[test]
    fn refusals_say_what_to_do_and_where() {
        let (message, span) = error("A~\n|||||\nT\n||||||\nB", Acceptance::Lenient);
        assert_eq!(message, "the separator is not exactly six pipes; `seedkit lint` tells all that is wrong");
        assert_eq!(span, Some(Span::new(3, 8)));
        let (message, span) = error("A~ \n||||||\nT\n||||||\nB", Acceptance::Lenient);
        assert_eq!(message, "white space follows the last category; `seedkit fmt` mends it");
        assert_eq!(span, Some(Span::new(2, 3)));
    }

    #[test]
    fn acceptance_decides() {
        let text = "A~~\n||||||\nT\n||||||\nB";
        assert!(read(text, &ReadOptions::default()).is_ok());
        let (message, _) = error(text, Acceptance::Strict);
        assert_eq!(message, "a category has no name; lenient reading keeps it as it is");
    }
}
