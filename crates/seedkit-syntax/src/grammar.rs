//! The strict grammar: one function a production, its ABNF (RFC 5234, over code points) above it.
//!
//! What these functions accept is a seed without a single [`SyntaxError`](crate::SyntaxError). Everything else
//! is the business of [`recover`](crate::recover).
#![expect(
    clippy::inline_always,
    reason = "what uses vectors has to be part of the function that may use them"
)]

use fearless_simd::{Level, Simd, dispatch, mask8x64, prelude::*, u8x64};
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
        // In numbers, as a branch a byte would keep the compiler from using vectors.
        let is_end = |byte| u8::from(byte == b'~');
        let has_double = || pairs().fold(0, |has, (a, b)| has | (is_end(a) & is_end(b))) != 0;
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
    byte == b'\t' || (byte >= 0x20 && byte != 0x7F)
}

/// Splits after the longest run of `char`, and of line feeds too if so asked.
fn run(input: &str, with_line_feeds: bool) -> (&str, &str) {
    let bytes = input.as_bytes();
    // In nearly every text the run goes on to the end of the line, or of the text.
    let end = if with_line_feeds { None } else { memchr::memchr(b'\n', bytes) }.unwrap_or(bytes.len());
    let end = if are_chars(&bytes[..end]) {
        end
    } else {
        let is_part = |byte: u8| is_char(byte) || (with_line_feeds && byte == b'\n');
        bytes.iter().position(|&byte| !is_part(byte)).unwrap_or(end)
    };
    let (taken, rest) = input.split_at(end);
    (rest, taken)
}

/// How many bytes are looked at at once.
const BLOCK: usize = 64;

/// Whether all bytes are `char` or line feeds.
fn are_chars(bytes: &[u8]) -> bool {
    // What is left of a longer text is looked at with bytes before it.
    let padded;
    let last = if let Some(last) = bytes.last_chunk() {
        last
    } else {
        let mut block = [b' '; BLOCK];
        block[..bytes.len()].copy_from_slice(bytes);
        padded = block;
        &padded
    };
    dispatch!(Level::new(), simd => are_chars_with(simd, bytes.as_chunks().0, last))
}

#[inline(always)]
fn are_chars_with<S: Simd>(simd: S, blocks: &[[u8; BLOCK]], last: &[u8; BLOCK]) -> bool {
    let each = |byte| u8x64::splat(simd, byte);
    let mut others = mask8x64::splat(simd, false);
    for block in blocks.iter().chain([last]) {
        let bytes = u8x64::from_slice(simd, block);
        let is_blank = bytes.simd_eq(each(b'\t')) | bytes.simd_eq(each(b'\n'));
        others |= (bytes.simd_lt(each(b' ')) & !is_blank) | bytes.simd_eq(each(0x7F));
    }
    others.to_bitmask() == 0
}
