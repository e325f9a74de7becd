//! UTF-8 that was read as Windows-1252.

use crate::text::regex;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static UNASSIGNED: LazyLock<Regex> = LazyLock::new(|| regex(r"[\p{Cn}\p{Co}\p{Cc}]"));

/// A sequence of characters that are the bytes of one other character.
struct Sequence {
    /// Its characters, by their indices in the run.
    chars: Range<usize>,
    decoded: char,
}

/// Characters of a text that are the bytes of others.
#[derive(Debug)]
pub(crate) struct Mojibake {
    /// Bytes of the text.
    pub(crate) range: Range<usize>,
    /// What they were.
    pub(crate) decoded: String,
}

/// What a text has of it, in its order.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// What counts.
    pub(crate) sure: Vec<Mojibake>,
    /// What may be some, beside that, in a text that has any: as bytes of the text.
    pub(crate) possible: Vec<Range<usize>>,
}

/// All of a text.
pub(crate) fn find(text: &str) -> Found {
    let mut found = Found::default();
    for beyond in runs(text) {
        // Characters with their places and bytes, in runs, and the one after them.
        let chars: Vec<(usize, char, Option<u8>)> = text[beyond.start..]
            .char_indices()
            .map(|(at, c)| (beyond.start + at, c, windows_1252(c)))
            .take_while(|(at, ..)| *at <= beyond.end)
            .collect();
        let mut next = 0;
        for run in chars.chunk_by(|a, b| a.2.is_some() == b.2.is_some()) {
            next += run.len();
            if run.len() >= 2 && run[0].2.is_some() {
                let all = sequences(run);
                found.possible.extend(all.iter().map(|one| bytes_of(run, one.chars.clone())));
                let counted = counted(all, run, chars.get(next).map(|after| after.1));
                let touching = counted.chunk_by(|a, b| a.chars.end == b.chars.start);
                found.sure.extend(touching.map(|one| together(run, one)));
            }
        }
    }
    if found.sure.is_empty() {
        found.possible.clear();
    }
    found
}

/// The bytes of the text of some characters of a run.
fn bytes_of(run: &[(usize, char, Option<u8>)], chars: Range<usize>) -> Range<usize> {
    let (at, last, _) = run[chars.end - 1];
    run[chars.start].0..at + last.len_utf8()
}

/// Sequences of a run that touch, as one.
fn together(run: &[(usize, char, Option<u8>)], sequences: &[Sequence]) -> Mojibake {
    let chars = sequences[0].chars.start..sequences[sequences.len() - 1].chars.end;
    Mojibake {
        range: bytes_of(run, chars),
        decoded: sequences.iter().map(|sequence| sequence.decoded).collect(),
    }
}

/// Where a text has characters beyond ASCII in a row, one of which may be the first of a sequence: these start with C3
/// in UTF-8.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    // Where the last run ends.
    let (bytes, mut end) = (text.as_bytes(), 0);
    memchr::memchr_iter(0xC3, bytes).filter_map(move |at| {
        if at < end || bytes.get(at + 2).is_none_or(u8::is_ascii) {
            return None;
        }
        let start = bytes[end..at].iter().rposition(u8::is_ascii).map_or(end, |before| end + before + 1);
        end = bytes[at..].iter().position(u8::is_ascii).map_or(bytes.len(), |len| at + len);
        Some(start..end)
    })
}

/// What of a run is well-formed UTF-8.
fn sequences(run: &[(usize, char, Option<u8>)]) -> Vec<Sequence> {
    let bytes: Vec<u8> = run.iter().filter_map(|(.., byte)| *byte).collect();
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let decoded = (2..=4).rev().find_map(|len| {
            let c = one_char(bytes.get(at..at + len)?)?;
            Some(Sequence { chars: at..at + len, decoded: c })
        });
        at = decoded.as_ref().map_or(at + 1, |sequence| sequence.chars.end);
        all.extend(decoded);
    }
    all
}

/// What it takes for a sequence to count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    /// Another one that counts, right before or after it: text may be broken several times.
    Neighbour,
    /// One on either side.
    Neighbours,
    TooMuch,
}

/// The sequences of a run that count; `after` follows the run.
fn counted(all: Vec<Sequence>, run: &[(usize, char, Option<u8>)], after: Option<char>) -> Vec<Sequence> {
    let lead = |sequence: &Sequence| run[sequence.chars.start].1;
    let is_typography = |sequence: &Sequence| {
        run[sequence.chars.start + 1..sequence.chars.end]
            .iter()
            .all(|(_, c, _)| is_quote(*c, lead(sequence)) || matches!(c, '\u{A0}' | '«' | '»'))
    };
    let mut leads = std::collections::HashMap::new();
    for sequence in all.iter().filter(|sequence| sequence.chars.len() == 2) {
        *leads.entry(lead(sequence)).or_insert(0_usize) += 1;
    }
    let is_longer = |sequence: &Sequence| sequence.chars.len() > 2;
    let longer = all.iter().filter(|sequence| is_longer(sequence) && !is_typography(sequence)).count();
    let takes = |sequence: &Sequence| {
        let (lead, trail) = (lead(sequence), run[sequence.chars.end - 1].1);
        if is_longer(sequence) {
            // As in `« café »` with spaces that do not break.
            return if is_typography(sequence) { Takes::Neighbour } else { Takes::Nothing };
        }
        let alike = leads.get(&lead).copied().unwrap_or_default() + longer;
        let next = run.get(sequence.chars.end).map(|next| next.1).or(after);
        let before_letter = next.is_some_and(char::is_alphabetic);
        let typography = is_quote(trail, lead) && !before_letter && alike < 2;
        let telling = matches!(lead, 'Â' | 'Ã' | 'Ä' | 'Å') || alike >= 2;
        match sequence.decoded {
            _ if matches!(lead, '×' | 'ß') => Takes::TooMuch,
            '\u{80}'..='\u{9F}' => Takes::Neighbour,
            _ if telling && !typography => Takes::Nothing,
            _ => Takes::Neighbours,
        }
    };
    let takes: Vec<Takes> = all.iter().map(takes).collect();
    let touches = |index: usize| all[index].chars.end == all[index + 1].chars.start;
    let mut counts: Vec<bool> = takes.iter().map(|takes| *takes == Takes::Nothing).collect();
    // Those with a neighbour are neighbours in their turn.
    for index in 1..all.len() {
        counts[index] |= takes[index] == Takes::Neighbour && counts[index - 1] && touches(index - 1);
    }
    for index in (1..all.len()).rev() {
        counts[index - 1] |= takes[index - 1] == Takes::Neighbour && counts[index] && touches(index - 1);
    }
    for index in 1..all.len().saturating_sub(1) {
        let is_between = counts[index - 1] && counts[index + 1] && touches(index - 1) && touches(index);
        counts[index] |= takes[index] == Takes::Neighbours && is_between;
    }
    all.into_iter().zip(counts).filter_map(|(sequence, counts)| counts.then_some(sequence)).collect()
}

/// Whether the trail of a sequence is one that often follows the lead in text.
fn is_quote(trail: char, lead: char) -> bool {
    matches!(trail, '‘' | '’' | '‚' | '“' | '”' | '„' | '–' | '—' | '…' | '‹' | '›' | '˜' | '™')
        || (matches!(trail, '\u{A0}' | '«' | '»') && !matches!(lead, 'Â' | 'Ã'))
        // Ångströms, squared, cubed, or with an error.
        || (lead == 'Å' && matches!(trail, '²' | '³' | '±'))
}

/// The assigned character that these bytes are, if they are just one; or a control that may itself be a byte of one.
fn one_char(bytes: &[u8]) -> Option<char> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut chars = text.chars();
    let c = chars.next().filter(|c| !c.is_ascii() && chars.next().is_none())?;
    (matches!(c, '\u{80}'..='\u{9F}') || !UNASSIGNED.is_match(text)).then_some(c)
}

/// The byte that a character of the upper half of Windows-1252 has there; U+0080 to U+009F, for bytes that it leaves
/// undefined, as in Latin-1.
pub(crate) fn windows_1252(c: char) -> Option<u8> {
    const SPECIAL: &[(char, u8)] = &[
        ('€', 0x80),
        ('‚', 0x82),
        ('ƒ', 0x83),
        ('„', 0x84),
        ('…', 0x85),
        ('†', 0x86),
        ('‡', 0x87),
        ('ˆ', 0x88),
        ('‰', 0x89),
        ('Š', 0x8A),
        ('‹', 0x8B),
        ('Œ', 0x8C),
        ('Ž', 0x8E),
        ('‘', 0x91),
        ('’', 0x92),
        ('“', 0x93),
        ('”', 0x94),
        ('•', 0x95),
        ('–', 0x96),
        ('—', 0x97),
        ('˜', 0x98),
        ('™', 0x99),
        ('š', 0x9A),
        ('›', 0x9B),
        ('œ', 0x9C),
        ('ž', 0x9E),
        ('Ÿ', 0x9F),
    ];
    match c {
        '\u{80}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
        c if c.is_ascii() => None,
        c => SPECIAL.iter().find(|(special, _)| *special == c).map(|(_, byte)| *byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts, with the bytes of their UTF-8 taken for those of Windows-1252, or of Latin-1.
    const BREAKS: [fn(&str) -> String; 2] = [
        |text| encoding_rs::WINDOWS_1252.decode(text.as_bytes()).0.into_owned(),
        |text| text.bytes().map(char::from).collect(),
    ];

    fn mended(text: &str) -> String {
        let mut mended = text.to_owned();
        for found in find(text).sure.into_iter().rev() {
            mended.replace_range(found.range, &found.decoded);
        }
        mended
    }

    #[test]
    fn what_was_broken_several_times_is_found_as_often() {
        let text = "Café, naïve – “Ελλάδα” … Łódź, čÍÝĐ, Őā, Éa, Привет";
        for broken in BREAKS {
            let mut all = text.to_owned();
            for times in 1..4 {
                all = broken(&all);
                let mended = (0..times).fold(all.clone(), |text, _| mended(&text));
                assert_eq!(mended, text, "{times}");
            }
        }
    }

    #[test]
    fn typography_is_no_mojibake() {
        for text in [
            "«\u{A0}café\u{A0}» et «\u{A0}là\u{A0}»\u{A0}: à\u{A0}« oui »",
            "“café”—he said, “perché”… and ‘né’“",
            "„Ö“ und „Ü“ é\u{A0}–",
        ] {
            assert!(find(text).sure.is_empty(), "{text}");
        }
    }
}
