//! The strict grammar: one function a production, its ABNF (RFC 5234, over code points) above it.
//!
//! What these functions accept is a seed without a single [`SyntaxError`](crate::SyntaxError). Everything else
//! is the business of [`recover`](crate::recover).

use nom::bytes::complete::tag;
use nom::character::complete::char;
use nom::combinator::{all_consuming, not, rest, value, verify};
use nom::sequence::terminated;
use nom::{IResult, Parser};

/// A line of six pipes, without its end.
pub(crate) const SEPARATOR: &str = "||||||";

/// A text of which every character is a `char` or LF, so that any run of `char` goes on to the end of a line, or of the
/// text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain<'s>(pub(crate) &'s str);

/// ```abnf
/// document = categories LF separator LF title LF separator LF body   ; does not start with U+FEFF
/// ```
pub(crate) fn document(Plain(input): Plain<'_>) -> IResult<&str, ()> {
    let header = (terminated(categories, (lf, separator, lf)), terminated(title, (lf, separator, lf)));
    value((), all_consuming((not(char(crate::BOM)), header, body))).parse(input)
}

/// ```abnf
/// categories = *( name "~" )
/// ```
///
/// ```abnf
/// name      = 1*name-char
/// name-char = %x09 / %x20-7D / %x80-D7FF / %xE000-10FFFF   ; char without "~"
/// ```
fn categories(input: &str) -> IResult<&str, &str> {
    // A run of `char` is names with a `~` each if they end with one and none stands before the first name or
    // another one.
    let are_names = |text: &str| {
        let pairs = || text.bytes().zip(text.bytes().skip(1));
        // In numbers, as a branch a byte would keep the compiler from using vectors.
        let is_end = |byte| u8::from(byte == b'~');
        let has_double = || pairs().fold(0, |has, (a, b)| has | (is_end(a) & is_end(b))) != 0;
        text.is_empty() || (text.ends_with('~') && !text.starts_with('~') && !has_double())
    };
    verify(|input| Ok(run(input)), are_names).parse(input)
}

/// ```abnf
/// title = *char   ; must not equal separator
/// ```
fn title(input: &str) -> IResult<&str, &str> {
    verify(|input| Ok(run(input)), |title: &str| title != SEPARATOR).parse(input)
}

/// What is left after a run of `char`, and the run.
fn run(input: &str) -> (&str, &str) {
    let end = memchr::memchr(b'\n', input.as_bytes()).unwrap_or(input.len());
    let (taken, rest) = input.split_at(end);
    (rest, taken)
}

/// ```abnf
/// separator = 6"|"
/// ```
fn separator(input: &str) -> IResult<&str, &str> {
    tag(SEPARATOR)(input)
}

/// ```abnf
/// body = [ *( *char LF ) 1*char [ LF ] ]
/// ```
fn body(input: &str) -> IResult<&str, &str> {
    // What is left is a body unless its last paragraph is empty.
    let is_body = |text: &str| {
        let last = text.strip_suffix('\n').unwrap_or(text);
        text.is_empty() || !(last.is_empty() || last.ends_with('\n'))
    };
    verify(rest, is_body).parse(input)
}

/// ```abnf
/// LF = %x0A
/// ```
fn lf(input: &str) -> IResult<&str, char> {
    char('\n')(input)
}

/// ```abnf
/// char = %x09 / %x20-7E / %x80-D7FF / %xE000-10FFFF
/// ```
///
/// Asked of bytes: every byte of a character past U+007F is a `char` byte too.
pub(crate) fn is_char(byte: u8) -> bool {
    byte == b'\t' || (byte >= 0x20 && byte != 0x7F)
}
