//! The strict grammar: one function a production, its ABNF (RFC 5234, over code points) above it.
//!
//! What these functions accept is a seed without a single [`SyntaxError`](crate::SyntaxError). Everything else
//! is the business of [`recover`](crate::recover).
#![expect(
    clippy::needless_bitwise_bool,
    reason = "a branch a byte would keep the compiler from using vectors"
)]

use nom::bytes::complete::tag;
use nom::character::complete::char;
use nom::combinator::{all_consuming, not, opt, verify};
use nom::error::{Error, ErrorKind};
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
///
/// ```abnf
/// name      = 1*name-char
/// name-char = %x09 / %x20-7D / %x80-D7FF / %xE000-10FFFF   ; char without "~"
/// ```
fn categories(input: &str) -> IResult<&str, &str> {
    // Runs of `char` and `~` are names with a `~` each if they end with one and none stands before the first name or
    // another one.
    let are_names = |text: &str| {
        let pairs = || text.bytes().zip(text.bytes().skip(1));
        let has_double = || pairs().fold(false, |has, (a, b)| has | ((a == b'~') & (b == b'~')));
        text.is_empty() || (text.ends_with('~') && !text.starts_with('~') && !has_double())
    };
    verify(|input| Ok(run(input, false)), are_names).parse(input)
}

/// ```abnf
/// title = *char   ; must not equal separator
/// ```
fn title(input: &str) -> IResult<&str, &str> {
    verify(|input| Ok(run(input, false)), |title: &str| title != SEPARATOR).parse(input)
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
    let text = |input| Ok(run(input, true));
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
    (byte == b'\t') | ((byte >= 0x20) & (byte != 0x7F))
}

/// Splits after the longest run of `char`, and of line feeds too if so asked.
fn run(input: &str, with_line_feeds: bool) -> (&str, &str) {
    let bytes = input.as_bytes();
    let is_part = |byte: u8| is_char(byte) | (with_line_feeds & (byte == b'\n'));
    // In nearly every text the run goes on to the end of the line, or of the text.
    let end = if with_line_feeds { None } else { memchr::memchr(b'\n', bytes) }.unwrap_or(bytes.len());
    let end = if are_all(&bytes[..end], is_part) {
        end
    } else {
        bytes.iter().position(|&byte| !is_part(byte)).unwrap_or(end)
    };
    let (taken, rest) = input.split_at(end);
    (rest, taken)
}

/// Whether all bytes are so, asked without a branch a byte, so that the compiler can use vector instructions.
fn are_all(bytes: &[u8], is: impl Fn(u8) -> bool) -> bool {
    const CHUNK: usize = 64;
    let fits = |chunk: &[u8; CHUNK]| chunk.iter().fold(0, |any, &byte| any | u8::from(!is(byte))) == 0;
    let (chunks, rest) = bytes.as_chunks::<CHUNK>();
    // What is left of a longer text is looked at with bytes before it.
    bytes.last_chunk().map_or_else(
        || {
            let mut padded = [b' '; CHUNK];
            padded[..rest.len()].copy_from_slice(rest);
            fits(&padded)
        },
        |last| chunks.iter().all(fits) && fits(last),
    )
}
