use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::locale::{CYRILLIC_LOOK_ALIKES, GREEK_LOOK_ALIKES};
use crate::rule::{
    Check, Example, Kind, Rule,
    Trigger::{Both, Chars, MixedWord},
};
use crate::text::quote;
use regex::Regex;
use seedkit_syntax::Span;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_script::{Script, UnicodeScript};

pub(super) static RULE: Rule = Rule {
    code: "U407",
    name: "mixed-script-word",
    summary: "A word mixes Latin letters with Cyrillic or Greek ones that look like them.",
    rationale: "`Лоndon` looks right and is found by no search. Reported are words of three letters or more with \
        letters of Latin and of Cyrillic or Greek, where all of the one look like letters of the other. Words of one \
        script are never touched, and neither are words with the micro sign or with Greek letters after Latin \
        capitals (`TNFα`). All 28 words found in real data are \
        slips of a keyboard or a scanner.",
    fix: Some("The letters that are fewer are replaced by those they look like."),
    default: true,
    kinds: &[&CYRILLIC, &GREEK],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron left ⟦L\u{43E}ndon⟧ then."),
            kinds: &[&CYRILLIC],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London then.")),
        },
        Example::Bad {
            text: seed!(
                "Физики~",
                "Ада Байрон",
                "Ада Байрон жила не в ⟦\u{41C}\u{43E}c\u{43A}\u{432}\u{435}⟧."
            ),
            kinds: &[&CYRILLIC],
            fixed: Some(seed!("Физики~", "Ада Байрон", "Ада Байрон жила не в Москве.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron read of ⟦Pae\u{3BF}n⟧."),
            kinds: &[&GREEK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron read of Paeon.")),
        },
        Example::Bad {
            text: seed!("Φυσικοί~", "⟦\u{3C0}\u{3C1}o\u{3BF}\u{3C1}\u{3AF}\u{3B6}\u{3C9}⟧"),
            kinds: &[&GREEK],
            fixed: Some(seed!("Φυσικοί~", "\u{3C0}\u{3C1}\u{3BF}\u{3BF}\u{3C1}\u{3AF}\u{3B6}\u{3C9}")),
        },
        Example::Bad {
            text: seed!("⟦\u{421}ities⟧~", "⟦\u{41C}OSCOW⟧", "The ⟦\u{420}a\u{441}e⟧ of the river is slow."),
            kinds: &[&CYRILLIC, &CYRILLIC, &CYRILLIC],
            fixed: Some(seed!("Cities~", "MOSCOW", "The Pace of the river is slow.")),
        },
        Example::Bad {
            text: seed!(
                "⟦\u{391}\u{398}\u{397}NA⟧~",
                "⟦\u{391}da⟧ Byron",
                "Ada Byron read of ⟦K\u{3B1}p\u{3BF}s⟧."
            ),
            kinds: &[&GREEK, &GREEK, &GREEK],
            fixed: Some(seed!(
                "\u{391}\u{398}\u{397}\u{39D}\u{391}~",
                "Ada Byron",
                "Ada Byron read of Kapos."
            )),
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron lived in London, which is Лондон in Russian and Λονδίνο in Greek."
        )),
        Example::Good(seed!(
            "Units~",
            "Ada Byron",
            "Ada Byron weighed 5 μg or 5 µg of it, and measured a length of 3 μm or 3 µm with it."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron wrote Δx and Σy for a difference and a sum, and π for a number she knew well."
        )),
        Example::Good(seed!(
            "Города~",
            "Москва",
            "Москва является столицей России и стоит на реке, которая носит то же имя, с 1147 года."
        )),
        Example::Good(seed!(
            "Proteins~",
            "TNFα",
            "TNFα is a protein of the immune system that was found in 1975 and named for what it does."
        )),
    ],
    triggers: &[Both(
        &[
            MixedWord,
            Chars(&[
                'ª'..='ª',
                'º'..='º',
                '\u{C0}'..='\u{2B8}',
                '\u{2E0}'..='\u{2E4}',
                '\u{1D00}'..='\u{1DBF}',
                '\u{1E00}'..='\u{1EFF}',
                '\u{2071}'..='\u{209C}',
                '\u{212A}'..='\u{212B}',
                '\u{2132}'..='\u{2188}',
                '\u{2C60}'..='\u{2C7F}',
                '\u{A720}'..='\u{A7FF}',
                '\u{AB30}'..='\u{AB69}',
                '\u{FB00}'..='\u{FB06}',
                '\u{FF21}'..='\u{FF5A}',
                '\u{10780}'..='\u{107BA}',
                '\u{1DF00}'..='\u{1DFFF}',
            ]),
        ],
        &[Chars(&[
            '\u{370}'..='\u{52F}',
            '\u{1C80}'..='\u{1C8F}',
            '\u{1D00}'..='\u{1DBF}',
            '\u{1F00}'..='\u{1FFF}',
            '\u{2126}'..='\u{2126}',
            '\u{2DE0}'..='\u{2DFF}',
            '\u{A640}'..='\u{A69F}',
            '\u{AB65}'..='\u{AB65}',
            '\u{FE2E}'..='\u{FE2F}',
            '\u{10140}'..='\u{101A0}',
            '\u{1D200}'..='\u{1D245}',
            '\u{1E030}'..='\u{1E08F}',
        ])],
    )],
    check: Check::Document(check),
};

static CYRILLIC: Kind = Kind::warning("cyrillic").risky();
static GREEK: Kind = Kind::warning("greek").risky();

static WORD: LazyLock<Regex> = LazyLock::new(|| crate::text::regex(r"[\p{L}\p{M}]{3,}"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    for line in document.lines() {
        let text = document.text(line.span);
        for mixed in may_be_mixed(text) {
            for word in WORD.find_iter(&text[mixed.clone()]) {
                let at = line.span.start as usize + mixed.start;
                look(word.as_str(), Span::new(at + word.start(), at + word.end()), findings);
            }
        }
    }
}

/// Where a text may have letters of Latin and of Cyrillic or Greek, and no mark of ASCII between.
fn may_be_mixed(text: &str) -> impl Iterator<Item = Range<usize>> {
    // Most have letters of one of these scripts alone.
    let bytes = if has_both(text.as_bytes()) { text.as_bytes() } else { &[] };
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let (start, mut scripts) = (at, 0);
            while at < bytes.len() && SCRIPTS[bytes[at] as usize] != NO_LETTER {
                scripts |= match SCRIPTS[bytes[at] as usize] {
                    BY_SECOND => scripts_by_second(bytes[at], bytes.get(at + 1).copied()),
                    of_first => of_first,
                };
                at += 1;
            }
            let word = start..at;
            at += 1;
            if scripts == LATIN | OTHERS {
                return Some(word);
            }
        }
        None
    })
}

/// Whether bytes may be of letters of both, by what [`SCRIPTS`] says of each. Without a branch in them, these loops look at
/// many bytes at once.
fn has_both(bytes: &[u8]) -> bool {
    let any = |is: fn(u8) -> bool| bytes.iter().fold(false, |any, byte| any | is(*byte));
    any(|byte| matches!(byte, 0xCD..=0xD4 | 0xE1..=0xE2 | 0xEA | 0xEF..=0xF0))
        && any(|byte| {
            byte.is_ascii_alphabetic() | matches!(byte, 0xC2..=0xCB | 0xE1..=0xE2 | 0xEA | 0xEF..=0xF0)
        })
}

const LATIN: u8 = 1;
const OTHERS: u8 = 2;
const BY_SECOND: u8 = 4;
const NO_LETTER: u8 = 8;

/// Of which of these scripts a letter may be that starts with a byte.
const SCRIPTS: [u8; 256] = {
    let (mut scripts, mut byte) = ([0; 256], 0);
    while byte < 256 {
        scripts[byte] = match byte as u8 {
            b'A'..=b'Z' | b'a'..=b'z' | 0xC2..=0xCB => LATIN,
            0xCD..=0xD4 => OTHERS,
            0xE1..=0xE2 | 0xEA | 0xEF => BY_SECOND,
            0xF0 => LATIN | OTHERS,
            0..=0x7F => NO_LETTER,
            _ => 0,
        };
        byte += 1;
    }
    scripts
};

/// Of which of these scripts a letter may be, by its first two bytes.
fn scripts_by_second(first: u8, second: Option<u8>) -> u8 {
    match (first, second.unwrap_or_default()) {
        (0xE1, 0xB8..=0xBB)
        | (0xE2, 0x81..=0x82 | 0x85..=0x86 | 0xB1)
        | (0xEA, 0x9C..=0x9F)
        | (0xEF, 0xAC | 0xBC..=0xBD) => LATIN,
        (0xE1, 0xB2 | 0xBC..=0xBF) | (0xE2, 0xB7) | (0xEA, 0x99..=0x9A) | (0xEF, 0xB8) => OTHERS,
        (0xE1, 0xB4..=0xB6) | (0xE2, 0x84) | (0xEA, 0xAC..=0xAD) => LATIN | OTHERS,
        _ => 0,
    }
}

/// Whether a word with Greek letters is a term of science: with a micro sign, or with each Greek letter after a Latin
/// capital, as in `TNFα`.
fn is_term(word: &str) -> bool {
    let mut before = None;
    let all_after_capitals = word.chars().all(|c| {
        let fits = c.script() != Script::Greek || before.is_some_and(|c: char| c.is_ascii_uppercase());
        before = Some(c);
        fits
    });
    all_after_capitals || word.contains(['µ', 'μ'])
}

fn look(word: &str, span: Span, findings: &mut Findings<'_>) {
    let of = |script| word.chars().filter(move |c| c.script() == script);
    let latin = of(Script::Latin).count();
    if latin == 0 {
        return;
    }
    let others = [
        (Script::Cyrillic, &CYRILLIC, CYRILLIC_LOOK_ALIKES, "Cyrillic"),
        (Script::Greek, &GREEK, GREEK_LOOK_ALIKES, "Greek"),
    ];
    for (script, kind, look_alikes, name) in others {
        let other = of(script).count();
        let to_latin = |c: char| look_alikes.iter().find(|(a, _)| *a == c).map(|(_, b)| *b);
        let from_latin = |c: char| look_alikes.iter().find(|(_, b)| *b == c).map(|(a, _)| *a);
        let all_like_latin = of(script).all(|c| to_latin(c).is_some());
        let all_like_other = of(Script::Latin).all(|c| from_latin(c).is_some());
        if other == 0 || !(all_like_latin || all_like_other) || (script == Script::Greek && is_term(word)) {
            continue;
        }
        // The script of fewer letters gives way, if it can.
        let latin_stays = all_like_latin && (other <= latin || !all_like_other);
        let replaced: String = word
            .chars()
            .map(|c| match c.script() {
                Script::Latin if !latin_stays => from_latin(c).unwrap_or(c),
                other if other == script && latin_stays => to_latin(c).unwrap_or(c),
                _ => c,
            })
            .collect();
        let (few, many) = if latin_stays { (name, "Latin") } else { ("Latin", name) };
        findings
            .report(kind, span, format!("the {many} word {} has {few} letters that look alike", quote(word)))
            .help(format!("type it again in {many} letters"))
            .fix([Edit::replace(span, replaced)]);
        return;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_two_scripts_have_a_trigger() {
        for c in ('\u{80}'..=char::MAX).filter(|c| c.is_alphabetic()) {
            let of_other = match c.script() {
                Script::Latin => "Р",
                Script::Greek | Script::Cyrillic => "e\u{301}",
                _ => continue,
            };
            let source = format!("A~\n||||||\nT\n||||||\nThe {of_other}{of_other}{c}{of_other}.");
            let parse = seedkit_syntax::parse(&source);
            assert!(RULE.triggers.iter().any(|trigger| trigger.occurs(&parse)), "{c:?} {:X}", c as u32);
        }
    }

    #[test]
    fn letters_of_these_scripts_are_told_by_their_first_bytes() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32).filter(|c| c.is_alphabetic()) {
            let of_other = match c.script() {
                Script::Latin => "\u{3B1}",
                Script::Greek | Script::Cyrillic => "a",
                _ => continue,
            };
            let text = format!("b, {c}{of_other}; c");
            let end = 3 + c.len_utf8() + of_other.len();
            assert!(may_be_mixed(&text).eq(std::iter::once(3..end)), "{c:?}");
        }
    }
}
