use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Unnormalised};
use crate::text::{quote, regex};
use regex::Regex;
use seedkit_syntax::Span;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub(super) static RULE: Rule = Rule {
    code: "U405",
    name: "not-nfc",
    summary: "A line is not in Unicode normalisation form C.",
    rationale: "`é` can be one character or two; texts that look the same then compare as different, which breaks \
        searches, titles, categories and the rules that look for duplicates. Form C is what keyboards and wikis write. \
        10 % of translated reference documents have such a line: nukta letters of Hindi, vowel marks of Arabic. One \
        finding a line. `ideograph`: the form replaces compatibility ideographs by the unified ones, which may look \
        different; in the name of a person or a place that can matter, so this fix is unsafe.",
    fix: Some("The line is normalised, except compatibility ideographs, which only the unsafe fix changes."),
    default: true,
    kinds: &[&NOT_NFC, &IDEOGRAPH],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron met caf⟦e\u{301}⟧ owners."),
            kinds: &[&NOT_NFC],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron met café owners.")),
        },
        Example::Bad {
            text: seed!("⟦E\u{301}⟧crivains~", "⟦A\u{30A}⟧ngstro\u{308}m"),
            kinds: &[&NOT_NFC, &NOT_NFC],
            fixed: Some(seed!("Écrivains~", "Ångström")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron weighed 5 ⟦\u{212A}⟧ilograms."),
            kinds: &[&NOT_NFC],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron weighed 5 Kilograms.")),
        },
        Example::Bad {
            text: seed!("भाषा~", "सड़क", "⟦\u{95C}⟧ एक अक्षर है।"),
            kinds: &[&NOT_NFC],
            fixed: Some(seed!("भाषा~", "सड़क", "\u{921}\u{93C} एक अक्षर है।")),
        },
        Example::Bad {
            text: seed!("人物~", "⟦\u{FA19}⟧谷宗幣", "⟦\u{FA19}⟧谷宗\u{FA1B}とcaf⟦e\u{301}⟧。"),
            kinds: &[&IDEOGRAPH, &IDEOGRAPH, &NOT_NFC],
            fixed: Some(seed!("人物~", "神谷宗幣", "神谷宗福とcafé。")),
        },
        Example::Bad {
            text: seed!("⟦\u{FA10}⟧本~", "⟦\u{2F800}⟧\u{FA1C}子", "彼女は\u{FA11}⟦\u{FA12}⟧町で生まれた。"),
            kinds: &[&IDEOGRAPH, &IDEOGRAPH, &IDEOGRAPH],
            fixed: Some(seed!("塚本~", "丽靖子", "彼女は\u{FA11}晴町で生まれた。")),
        },
        Example::Good(seed!(
            "Cafés~",
            "Ada Byron",
            "Ada Byron met the owners of cafés in Orléans, Málaga and Łódź in 1843."
        )),
        Example::Good(seed!(
            "Việt Nam~",
            "Huế",
            "Huế là một thành phố ở miền Trung Việt Nam, từng là kinh đô của nhà Nguyễn từ năm 1802."
        )),
        Example::Good(seed!(
            "도시~",
            "서울",
            "서울은 대한민국의 수도이며 한강이 도시의 가운데를 흐른다. 조선의 도읍이 된 해는 1394년이다."
        )),
        Example::Good(seed!(
            "Statistics~",
            "Mean",
            "The mean is written x\u{304} or m\u{303}, with a mark that no single character of Unicode has on such a letter."
        )),
        Example::Good(seed!(
            "भाषा~",
            "सड\u{93C}क",
            "सड\u{93C}क वह मार्ग है जिस पर लोग और वाहन एक स्थान से दूसरे स्थान तक जाते हैं।"
        )),
    ],
    // Everything below U+0300 is normalised by itself.
    triggers: &[Unnormalised],
    check: Check::Document(check),
};

static NOT_NFC: Kind = Kind::warning("not-nfc").safe();
static IDEOGRAPH: Kind = Kind::warning("ideograph").risky();

/// Ideographs that are others in the form. What stands beside them has no part in that.
static IDEOGRAPHS: LazyLock<Regex> = LazyLock::new(|| regex("[\u{F900}-\u{FAFF}\u{2F800}-\u{2FA1F}]+"));

/// Characters that are not in the form themselves, combine with those before them, or have an order among marks.
const UNSETTLED: &[RangeInclusive<char>] = &[
    '\u{300}'..='\u{36F}',
    '\u{374}'..='\u{374}',
    '\u{37E}'..='\u{37E}',
    '\u{387}'..='\u{387}',
    '\u{483}'..='\u{487}',
    '\u{591}'..='\u{5CF}',
    '\u{610}'..='\u{61A}',
    '\u{64B}'..='\u{65F}',
    '\u{670}'..='\u{670}',
    '\u{6D6}'..='\u{6ED}',
    '\u{711}'..='\u{DFF}',
    '\u{E38}'..='\u{E4B}',
    '\u{EB8}'..='\u{109F}',
    '\u{1100}'..='\u{11FF}',
    '\u{135D}'..='\u{135F}',
    '\u{1714}'..='\u{1DFF}',
    '\u{1F00}'..='\u{2001}',
    '\u{20D0}'..='\u{20F0}',
    '\u{2126}'..='\u{212B}',
    '\u{2329}'..='\u{232A}',
    '\u{2ADC}'..='\u{2ADC}',
    '\u{2CEF}'..='\u{2CF1}',
    '\u{2D7F}'..='\u{2D7F}',
    '\u{2DE0}'..='\u{2DFF}',
    '\u{302A}'..='\u{302F}',
    '\u{3099}'..='\u{309A}',
    '\u{A66F}'..='\u{A67D}',
    '\u{A69E}'..='\u{A69F}',
    '\u{A6F0}'..='\u{A6F1}',
    '\u{A806}'..='\u{ABFF}',
    '\u{F900}'..='\u{FB4E}',
    '\u{FE20}'..='\u{FE2F}',
    '\u{10000}'..='\u{10FFFF}',
];

/// Whether every character is in the form whatever stands beside it.
fn is_settled(text: &str) -> bool {
    text.chars().all(|c| match c {
        ..'\u{300}'
        | '\u{400}'..='\u{482}'
        | '\u{620}'..='\u{64A}'
        | '\u{2010}'..='\u{205F}'
        | '\u{3000}'..='\u{3029}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309B}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' => true,
        c => !UNSETTLED.iter().any(|range| range.contains(&c)),
    })
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    for line in document.lines() {
        let text = document.text(line.span);
        if is_settled(text) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            continue;
        }
        let start = line.span.start as usize;
        let ideographs: Vec<_> = IDEOGRAPHS.find_iter(text).map(|found| found.range()).collect();
        let starts = ideographs.iter().map(|range| range.start).chain([text.len()]);
        let ends = [0].into_iter().chain(ideographs.iter().map(|range| range.end));
        let others = ends.zip(starts).map(|(end, start)| end..start).collect();
        for (kind, ranges) in [(&NOT_NFC, others), (&IDEOGRAPH, ideographs)] {
            report(kind, text, start, ranges, findings);
        }
    }
}

/// Reports the first of these ranges of the text of a line that is not in the form, with the edits for all of them.
fn report(
    kind: &'static Kind,
    text: &str,
    offset: usize,
    ranges: Vec<Range<usize>>,
    findings: &mut Findings<'_>,
) {
    let at = |range: Range<usize>| Span::new(offset + range.start, offset + range.end);
    let different = ranges.into_iter().filter_map(|range| {
        let normalised: String = text[range.clone()].nfc().collect();
        let first = first_difference(&text[range.clone()], &normalised)?;
        let first = range.start + first.start..range.start + first.end;
        Some((first, Edit::replace(at(range), normalised)))
    });
    let (mut first, edits): (Vec<_>, Vec<_>) = different.unzip();
    if !first.is_empty() {
        let first = first.swap_remove(0);
        let message = format!("{} is not in Unicode normalisation form C", quote(&text[first.clone()]));
        findings.report(kind, at(first), message).fix(edits);
    }
}

/// The first letter that its form differs from, with the marks that follow it.
fn first_difference(text: &str, normalised: &str) -> Option<Range<usize>> {
    let at = text
        .bytes()
        .zip(normalised.bytes())
        .position(|(a, b)| a != b)
        .or_else(|| (text.len() != normalised.len()).then(|| text.len().min(normalised.len())))?;
    let start = text.floor_char_boundary(at.min(text.len() - 1));
    let mut chars = text[start..].chars();
    let letter = chars.next().map_or(0, char::len_utf8);
    let marks = chars.take_while(|&c| is_combining_mark(c)).map(char::len_utf8).sum::<usize>();
    Some(start..start + letter + marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::char::canonical_combining_class;

    #[test]
    fn what_is_settled_is_in_the_form() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let is_unsettled =
                is_nfc_quick(std::iter::once(c)) != IsNormalized::Yes || canonical_combining_class(c) != 0;
            assert!(!is_unsettled || UNSETTLED.iter().any(|range| range.contains(&c)), "{c:?}");
            assert!(!is_unsettled || !is_settled(&c.to_string()), "{c:?}");
        }
    }
}
