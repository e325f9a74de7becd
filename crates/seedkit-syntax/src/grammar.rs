//! The strict grammar: one function a production, its ABNF (RFC 5234, over code points) above it.
//!
//! What these functions accept is a seed without a single [`SyntaxError`](crate::SyntaxError). Everything else
//! is the business of [`recover`](crate::recover).

use nom::bytes::complete::tag;
use nom::character::complete::char;
use nom::combinator::{all_consuming, not, rest, value, verify};
use nom::error::{Error, ErrorKind};
use nom::sequence::terminated;
use nom::{Err, IResult, Parser};

/// A line of six pipes, without its end.
pub(crate) const SEPARATOR: &str = "||||||";

/// A text of which every character is a `char` or LF, as [`Lines::plain`](crate::lines::Lines::plain) tells: so what a line
/// has is a run of `char`, and how long lines are is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plain<'s> {
    pub(crate) text: &'s str,
    /// Bytes of the first line.
    pub(crate) first: usize,
    /// Bytes of the third line; any number, if there are fewer.
    pub(crate) third: usize,
}

/// ```abnf
/// document = categories LF separator LF title LF separator LF body   ; does not start with U+FEFF
/// ```
pub(crate) fn document(Plain { text, first, third }: Plain<'_>) -> IResult<&str, ()> {
    let categories = terminated(|input| categories(input, first), (lf, separator, lf));
    let title = terminated(|input| title(input, third), (lf, separator, lf));
    value((), all_consuming((not(char(crate::BOM)), categories, title, body))).parse(text)
}

/// ```abnf
/// categories = *( name "~" )
/// ```
///
/// ```abnf
/// name      = 1*name-char
/// name-char = %x09 / %x20-7D / %x80-D7FF / %xE000-10FFFF   ; char without "~"
/// ```
fn categories(input: &str, len: usize) -> IResult<&str, &str> {
    // A run of `char` is names with a `~` each if they end with one and none stands before the first name or
    // another one.
    let are_names = |text: &str| {
        let pairs = || text.bytes().zip(text.bytes().skip(1));
        // In numbers, as a branch a byte would keep the compiler from using vectors.
        let is_end = |byte| u8::from(byte == b'~');
        let has_double = || pairs().fold(0, |has, (a, b)| has | (is_end(a) & is_end(b))) != 0;
        text.is_empty() || (text.ends_with('~') && !text.starts_with('~') && !has_double())
    };
    verify(|input| run(input, len), are_names).parse(input)
}

/// ```abnf
/// title = *char   ; must not equal separator
/// ```
fn title(input: &str, len: usize) -> IResult<&str, &str> {
    verify(|input| run(input, len), |title: &str| title != SEPARATOR).parse(input)
}

/// A run of `char` of so many bytes, which is a line.
fn run(input: &str, len: usize) -> IResult<&str, &str> {
    let none = || Err::Error(Error::new(input, ErrorKind::Eof));
    input.split_at_checked(len).map(|(taken, rest)| (rest, taken)).ok_or_else(none)
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
