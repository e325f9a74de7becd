use super::seed;
use crate::chars::folded;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::paragraph::Paragraph;
use crate::rule::{Check, Example, Kind, Rule, Trigger};
use crate::text::{case_folded, collapsed, is_edge, quote};
use caseless::Caseless;
use seedkit_syntax::{Document, Span};
use std::collections::HashMap;
use xxhash_rust::xxh3::xxh3_64;

pub(super) static RULE: Rule = Rule {
    code: "B305",
    name: "duplicate-paragraph",
    summary: "A paragraph occurs twice.",
    rationale: "A paragraph came in twice, by a merge, by copying or by a page that includes another. Two paragraphs \
        are equal when they differ at most in case and white space; those of fewer than 40 characters, which may be \
        refrains or answers, are left alone, and so are blank lines and paragraphs that are markup as a whole. \
        Counting blank lines as equal made the same filter of other tools fire on any page. Extractors do not \
        produce duplicates: no lead has one, and one of 106 full texts.",
    fix: Some("The later paragraph is deleted, with its line."),
    default: true,
    kinds: &[&DUPLICATE_PARAGRAPH],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was a mathematician who lived in London.\nShe wrote.\n⟦Ada Byron was a mathematician who lived in London.⟧\nShe died."
            ),
            kinds: &[&DUPLICATE_PARAGRAPH],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was a mathematician who lived in London.\nShe wrote.\nShe died."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was a mathematician who lived in London.\n⟦ADA BYRON was a  mathematician who lived in London.⟧"
            ),
            kinds: &[&DUPLICATE_PARAGRAPH],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was a mathematician who lived in London."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was a mathematician who lived in London.\n⟦Ada Byron was a mathematician who lived in London.⟧\n⟦Ada Byron was a mathematician who lived in London.⟧"
            ),
            kinds: &[&DUPLICATE_PARAGRAPH, &DUPLICATE_PARAGRAPH],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was a mathematician who lived in London."
            )),
        },
        Example::Bad {
            text: seed!(
                "Straßen~",
                "Lange Straße",
                "Die Lange Straße ist eine der ältesten Straßen der Stadt.\n⟦DIE LANGE STRASSE IST EINE DER ÄLTESTEN STRASSEN DER STADT.⟧\n"
            ),
            kinds: &[&DUPLICATE_PARAGRAPH],
            fixed: Some(seed!(
                "Straßen~",
                "Lange Straße",
                "Die Lange Straße ist eine der ältesten Straßen der Stadt.\n"
            )),
        },
        Example::Good(seed!(
            "Songs~",
            "Ada Byron",
            "Ada Byron is the title of a song that a choir in London sang.\nAda, Ada, come back.\nShe wrote and she wrote.\nAda, Ada, come back."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron was a mathematician who lived in London in 1842.\nAda Byron was a mathematician who lived in London in 1843."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron was a mathematician who lived in London.\n\"Ada Byron was a mathematician who lived in London.\""
        )),
        Example::Good(seed!(
            "国~",
            "日本",
            "日本は東アジアに位置する国であり、首都は東京である。\n日本は島国である。\n日本は島国である。"
        )),
    ],
    triggers: &[Trigger::Document(may_be_alike)],
    check: Check::Document(check),
};

static DUPLICATE_PARAGRAPH: Kind = Kind::warning("duplicate-paragraph").safe();

/// Code points, after folding. Shorter ones may occur twice.
const MIN_LEN: usize = 40;

/// Whether lines start alike, or otherwise than with eight characters that are easy to compare.
fn may_be_alike(glance: &Glance<'_>) -> bool {
    const FEW: usize = 16;
    let mut starts = [0; FEW];
    let lines = || glance.lines().filter(|text| text.len() >= MIN_LEN / 3 * 2);
    if lines().nth(1).is_none() {
        return false;
    }
    for (number, line) in lines().enumerate() {
        let Some(start) = easy_start(line).filter(|_| number < FEW) else { return true };
        if starts[..number].contains(&start) {
            return true;
        }
        starts[number] = start;
    }
    false
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    let paragraphs = context.paragraphs();
    if paragraphs.len() < 2 {
        return;
    }
    // Folding makes at most three characters of two bytes.
    let numbered = paragraphs.iter().zip(0_u32..).filter(|(one, _)| one.text.len() >= MIN_LEN / 3 * 2);
    let mut ends: Vec<(u64, u32)> = numbered.map(|(one, index)| (hash_of_ends(one.text), index)).collect();
    ends.sort_unstable();
    // Only those that start and end alike need to be compared as a whole.
    for group in ends.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1) {
        let group = group.iter().map(|(_, index)| &paragraphs[*index as usize]);
        report(context, group, findings);
    }
}

/// Reports paragraphs that are the same as one before, of some that may be.
fn report<'p>(
    context: &Context<'_>,
    group: impl Iterator<Item = &'p Paragraph<'p>>,
    findings: &mut Findings<'_>,
) {
    let mut seen: HashMap<String, &Paragraph<'_>> = HashMap::new();
    for paragraph in group {
        let folded = collapsed(&case_folded(paragraph.text));
        if paragraph.is_structural() || folded.chars().nth(MIN_LEN - 1).is_none() {
            continue;
        }
        let first = *seen.entry(folded).or_insert(paragraph);
        if first.line != paragraph.line {
            let message = format!("the paragraph is the same as one before: {}", quote(paragraph.text));
            findings
                .report(&DUPLICATE_PARAGRAPH, paragraph.span, message)
                .related(first.span, "the first one")
                .fix([Edit::delete(whole_line(context.document(), paragraph.line))]);
        }
    }
}

/// A number for the first eight characters of a line, folded, if each is one character then and they have single spaces:
/// equal where they are.
fn easy_start(line: &str) -> Option<u64> {
    if let Some(start) = line.as_bytes().first_chunk().and_then(|start| plain_eight(*start)) {
        return Some(start);
    }
    // Those that are all of ASCII are numbers of bytes, here, too.
    let (mut mixed, mut bytes, mut is_ascii) = (0_u64, [0; 8], true);
    let (mut chars, mut before) = (line.chars(), ' ');
    for byte in &mut bytes {
        let c = chars.next()?;
        let fits = if c == ' ' { before != ' ' } else { !is_edge(c) };
        let folded = folded(c).filter(|_| fits)?;
        mixed = (mixed.rotate_left(21) ^ u64::from(folded)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        is_ascii &= folded.is_ascii();
        *byte = folded as u8;
        before = c;
    }
    Some(if is_ascii { u64::from_le_bytes(bytes) } else { mixed })
}

/// The same of bytes that are all of ASCII, without a look at each.
fn plain_eight(start: [u8; 8]) -> Option<u64> {
    const EACH: u64 = u64::MAX / 0xFF;
    const HIGH: u64 = EACH * 0x80;
    let start = u64::from_le_bytes(start);
    if start & HIGH != 0 {
        return None;
    }
    // The high bit of each byte that is at least `byte`.
    let from = |bytes: u64, byte: u8| (bytes + EACH * u64::from(0x80 - byte)) & HIGH;
    let spaces = !from(start ^ (EACH * 0x20), 1) & HIGH;
    let is_plain = from(start, b' ') == HIGH
        && from(start, b'\x7F') == 0
        // Neither the first one nor two in a row.
        && spaces & (spaces << 8 | 0x80) == 0;
    let capitals = from(start, b'A') & !from(start, b'Z' + 1);
    is_plain.then_some(start | capitals >> 2)
}

/// How many bytes of each end are compared before all of two paragraphs.
const END: usize = 32;

/// A number for the first and the last bytes of a paragraph, folded and with single spaces: equal for equal paragraphs.
fn hash_of_ends(text: &str) -> u64 {
    let first = text.as_bytes().first_chunk().and_then(folded_if_plain);
    let last = text.as_bytes().last_chunk().and_then(folded_if_plain).map(|mut last| {
        last.reverse();
        last
    });
    let ends = [
        first.unwrap_or_else(|| folded_end(text.chars(), false)),
        last.unwrap_or_else(|| folded_end(text.chars().rev(), true)),
    ];
    xxh3_64(ends.as_flattened())
}

/// Bytes of a paragraph, folded, if they are of ASCII and have single spaces.
fn folded_if_plain(end: &[u8; END]) -> Option<[u8; END]> {
    // Counted, so that there are no branches.
    let others: u8 = end.iter().map(|byte| u8::from(!matches!(byte, b' '..=b'~'))).sum();
    let gaps: u8 = end.windows(2).map(|pair| u8::from(pair == b"  ")).sum();
    let is_plain = others | gaps == 0;
    is_plain.then(|| end.map(|byte| byte.to_ascii_lowercase()))
}

/// The bytes of characters, folded and with single spaces, as many as count. Both are in order or `are_reversed`.
fn folded_end(chars: impl Iterator<Item = char>, are_reversed: bool) -> [u8; END] {
    let (mut bytes, mut len, mut gap) = ([0; END + 4], 0, false);
    let mut push = |c: char| {
        let Some(room) = bytes.get_mut(len..len + 4) else { return false };
        c.encode_utf8(room);
        if are_reversed {
            room[..c.len_utf8()].reverse();
        }
        len += c.len_utf8();
        len < END
    };
    for c in chars {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if std::mem::take(&mut gap) {
            push(' ');
        }
        let is_room = if let Some(folded) = folded(c) {
            push(folded)
        } else {
            let mut several: Vec<char> = std::iter::once(c).default_case_fold().collect();
            if are_reversed {
                several.reverse();
            }
            several.into_iter().fold(true, |_, c| push(c))
        };
        if !is_room {
            break;
        }
    }
    *bytes.first_chunk().unwrap_or(&[0; END])
}

/// A line with what divides it from the next one, or, where it is the last, from the one before.
fn whole_line(document: &Document<'_>, index: usize) -> Span {
    let lines = document.lines();
    let line = &lines[index];
    match index.checked_sub(1) {
        Some(before) if line.terminator().is_empty() => Span { start: lines[before].span.end, end: line.end },
        _ => line.full(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is folded as a whole.
    fn expected_ends(text: &str) -> [[u8; END]; 2] {
        let folded = collapsed(&caseless::default_case_fold_str(text));
        let end = |bytes: &mut dyn Iterator<Item = u8>| {
            let mut end = [0; END];
            end.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
            end
        };
        [end(&mut folded.bytes()), end(&mut folded.bytes().rev())]
    }

    proptest! {
        #[test]
        fn eight_bytes_are_folded_as_any_number_is(start in "[AZ@\\[az`{ ~\x7F\x00\x1Fé]{8}") {
            let start = start.as_bytes().first_chunk().copied().unwrap_or_default();
            let mut all = [b'.'; END];
            all[..8].copy_from_slice(&start);
            // What stands before a paragraph is no space.
            let is_plain = start[0] != b' ';
            let expected = folded_if_plain(&all).filter(|_| is_plain).and_then(|all| all.first_chunk().copied());
            prop_assert_eq!(plain_eight(start), expected.map(u64::from_le_bytes));
        }

        #[test]
        fn ends_are_those_of_the_folded_paragraph(text in "[Aza ~\u{85}\u{3000}ßŉΐKÄя日]{1,40}") {
            let text = text.trim();
            let expected = expected_ends(text);
            prop_assert_eq!([folded_end(text.chars(), false), folded_end(text.chars().rev(), true)], expected);
            prop_assert_eq!(hash_of_ends(text), xxh3_64(expected.as_flattened()));
        }
    }
}
