use super::seed;
use crate::bitmap::Bitmap;
use crate::chars::folded;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::hashes::Normaliser;
use crate::paragraph::Paragraph;
use crate::prose::ends_sentence;
use crate::rule::{Check, Example, Kind, Rule, Trigger};
use crate::text::{has_code_points, is_edge, quote};
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
    fix: Some(
        "The later paragraph is deleted, with its line. Where it, or the one before, ends within a sentence, the text may \
        be broken into lines, and the fix is unsafe.",
    ),
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

/// Bytes of a paragraph, folded and with single spaces, by which those are found that may be the same.
const START: usize = 64;

/// Whether two lines may be the same.
fn may_be_alike(glance: &Glance<'_>) -> bool {
    (!glance.scan.keeps_lengths || has_equal_lengths(glance)) && start_alike(glance)
}

/// The lines that may have enough characters.
fn long_lines<'a>(glance: &Glance<'a>) -> impl Iterator<Item = &'a str> {
    glance.lines().filter(|line| line.len() >= MIN_LEN / 3 * 2)
}

/// Whether two lines may have the same number of bytes.
fn has_equal_lengths(glance: &Glance<'_>) -> bool {
    const MANY: usize = 1024;
    Bitmap::<{ MANY / 64 }>::has_twice(long_lines(glance).map(|line| line.len() % MANY))
}

/// Whether lines start alike, or otherwise than with eight characters that are easy to compare.
fn start_alike(glance: &Glance<'_>) -> bool {
    const FEW: usize = 16;
    let (mut starts, mut number, mut may_be) = ([0; FEW], 0, false);
    for line in long_lines(glance) {
        let start = easy_start(line);
        // Compared with all places, those that have none yet too, so that their number decides no branch.
        let is_known = |start| starts.iter().filter(|known| **known == start).count() > 0;
        may_be |= start.is_none_or(is_known);
        let Some(place) = starts.get_mut(number) else { return true };
        *place = start.unwrap_or_default();
        number += 1;
    }
    may_be && number > 1
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
    let mut normaliser = Normaliser::default();
    let mut start = |text| {
        normaliser.clear();
        xxh3_64(normaliser.add_start(text, START))
    };
    let mut starts: Vec<(u64, u32)> = numbered.map(|(one, index)| (start(one.text), index)).collect();
    starts.sort_unstable();
    // Only those that start alike need to be compared as a whole.
    for group in starts.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1) {
        let group = group.iter().map(|(_, index)| &paragraphs[*index as usize]);
        report(context, group, &mut normaliser, findings);
    }
}

/// Reports paragraphs that are the same as one before, of some that start alike.
fn report<'p>(
    context: &Context<'_>,
    group: impl Iterator<Item = &'p Paragraph<'p>>,
    normaliser: &mut Normaliser,
    findings: &mut Findings<'_>,
) {
    // By all of their bytes: what is only alike must not be deleted.
    let mut seen: HashMap<Box<[u8]>, &Paragraph<'_>> = HashMap::new();
    for paragraph in group {
        normaliser.clear();
        let folded = normaliser.add(paragraph.text);
        if paragraph.is_structural() || !has_code_points(folded, MIN_LEN) {
            continue;
        }
        let Some(first) = seen.get(folded) else {
            seen.insert(folded.into(), paragraph);
            continue;
        };
        let message = format!("the paragraph is the same as one before: {}", quote(paragraph.text));
        let finding = findings
            .report(&DUPLICATE_PARAGRAPH, paragraph.span, message)
            .related(first.span, "the first one");
        let edits = [Edit::delete(whole_line(context.document(), paragraph.line))];
        if is_whole(context.paragraphs(), paragraph) {
            finding.fix(edits);
        } else {
            finding.fix_unsafely(edits);
        }
    }
}

/// Whether a paragraph is no line of a text that was broken into lines: neither it nor the one before ends within a
/// sentence.
fn is_whole(paragraphs: &[Paragraph<'_>], paragraph: &Paragraph<'_>) -> bool {
    let index = paragraphs.partition_point(|one| one.line < paragraph.line);
    let before = index.checked_sub(1).and_then(|before| paragraphs.get(before));
    let ends = |one: &Paragraph<'_>| one.is_structural() || ends_sentence(one.text);
    ends_sentence(paragraph.text) && before.is_none_or(ends)
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
    use crate::{Fixes, Settings, fix};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn eight_bytes_are_folded_as_any_number_is(start in "[AZ@\\[az`{ ~\x7F\x00\x1Fé]{8}") {
            let start = start.as_bytes().first_chunk().copied().unwrap_or_default();
            let text = String::from_utf8_lossy(&start);
            let is_plain = start[0] != b' ' && !text.contains("  ") && text.chars().all(|c| matches!(c, ' '..='~'));
            let expected = is_plain.then(|| u64::from_le_bytes(start.map(|byte| byte.to_ascii_lowercase())));
            prop_assert_eq!(plain_eight(start), expected);
        }
    }

    #[test]
    fn lines_of_a_broken_text_are_not_safely_deleted() {
        let lines = "was a mathematician who wrote the first published\nprogram for the engine that Charles Babbage had designed.";
        let text = format!("Mosses~\n||||||\nAda\n||||||\nAda {lines}\nByron {lines}\nShe wrote letters.");
        let fixed = |fixes| {
            let settings = Settings::default().select(&[RULE.code]).unwrap();
            fix(text.as_bytes(), &settings, fixes).bytes
        };
        assert_eq!(String::from_utf8_lossy(&fixed(Fixes::Safe)), text);
        assert_ne!(String::from_utf8_lossy(&fixed(Fixes::Unsafe)), text);
    }
}
