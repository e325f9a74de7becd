//! The strict grammar: one function a production, its ABNF (RFC 5234, over code points) above it.
//!
//! What these functions accept is a seed without a single [`SyntaxError`](crate::SyntaxError). Everything else
//! is the business of [`recover`](crate::recover).

use nom::bytes::complete::tag;
use nom::character::complete::char;
use nom::combinator::{all_consuming, not, opt, recognize, verify};
use nom::error::{Error, ErrorKind};
use nom::multi::many0_count;
use nom::sequence::terminated;
use nom::{Err, IResult, Parser};

/// A line of six pipes, without its end.
pub(crate) const SEPARATOR: &str = "||||||";

/// The variable parts of a document, as slices of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Strict<'s> {
    pub(crate) categories: &'s str,
    pub(crate) title: &'s str,
    pub(crate) body: &'s str,
}

/// ```abnf
/// document = categories LF separator LF title LF separator LF body   ; does not start with U+FEFF
/// ```
pub(crate) fn document(input: &str) -> IResult<&str, Strict<'_>> {
    let header = (terminated(categories, (lf, separator, lf)), terminated(title, (lf, separator, lf)));
    all_consuming((not(char(crate::BOM)), header, body))
        .map(|((), (categories, title), body)| Strict { categories, title, body })
        .parse(input)
}

/// ```abnf
/// categories = *( name "~" )
/// ```
fn categories(input: &str) -> IResult<&str, &str> {
    recognize(many0_count(terminated(name, char('~')))).parse(input)
}

/// ```abnf
/// name      = 1*name-char
/// name-char = %x09 / %x20-7D / %x80-D7FF / %xE000-10FFFF   ; char without "~"
/// ```
fn name(input: &str) -> IResult<&str, &str> {
    at_least_one(run(input, |byte| is_char(byte) && byte != b'~'), input)
}

/// ```abnf
/// title = *char   ; must not equal separator
/// ```
fn title(input: &str) -> IResult<&str, &str> {
    verify(|input| Ok(run(input, is_char)), |title: &str| title != SEPARATOR).parse(input)
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
    // Any run of `char` and LF is a body unless its last paragraph is empty.
    let text = |input| Ok(run(input, |byte| is_char(byte) || byte == b'\n'));
    let is_body = |text: &str| {
        let last = text.strip_suffix('\n').unwrap_or(text);
        text.is_empty() || !(last.is_empty() || last.ends_with('\n'))
    };
    verify(text, is_body).parse(input)
}

/// ```abnf
/// LF = %x0A
/// ```
fn lf(input: &str) -> IResult<&str, char> {
    char('\n')(input)
}

/// A line from any text: what stands before the next LF, and the LF if there is one.
pub(crate) fn line(input: &str) -> IResult<&str, (&str, Option<char>)> {
    if input.is_empty() {
        return Err(Err::Error(Error::new(input, ErrorKind::Eof)));
    }
    let end = memchr::memchr(b'\n', input.as_bytes()).unwrap_or(input.len());
    let (content, rest) = input.split_at(end);
    let (rest, end) = opt(lf).parse(rest)?;
    Ok((rest, (content, end)))
}

/// ```abnf
/// char = %x09 / %x20-7E / %x80-D7FF / %xE000-10FFFF
/// ```
///
/// Asked of bytes: every byte of a character past U+007F is a `char` byte too.
pub(crate) fn is_char(byte: u8) -> bool {
    byte == b'\t' || (byte >= 0x20 && byte != 0x7F)
}

/// Splits after the longest run of bytes that `accepts`; it must accept every byte from 0x80.
fn run(input: &str, accepts: impl Fn(u8) -> bool) -> (&str, &str) {
    const CHUNK: usize = 32;
    let bytes = input.as_bytes();
    // Whole chunks first, without a branch a byte, so that the compiler can use vector instructions.
    let whole = bytes
        .chunks_exact(CHUNK)
        .take_while(|chunk| chunk.iter().fold(true, |all, &byte| all & accepts(byte)))
        .count();
    let from = whole * CHUNK;
    let end = bytes[from..].iter().position(|&byte| !accepts(byte)).map_or(bytes.len(), |at| from + at);
    let (taken, rest) = input.split_at(end);
    (rest, taken)
}

fn at_least_one<'s>((rest, taken): (&'s str, &'s str), input: &'s str) -> IResult<&'s str, &'s str> {
    if taken.is_empty() { Err(Err::Error(Error::new(input, ErrorKind::Many1))) } else { Ok((rest, taken)) }
}
