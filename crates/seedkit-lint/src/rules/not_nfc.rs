use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule};
use crate::text::quote;
use seedkit_syntax::Span;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

pub(super) static RULE: Rule = Rule {
    code: "U405",
    name: "not-nfc",
    summary: "A line is not in Unicode normalisation form C.",
    rationale: "`é` can be one character or two; texts that look the same then compare as different, which breaks \
        searches, titles, categories and the rules that look for duplicates. Form C is what keyboards and wikis write. \
        10 % of translated reference documents have such a line: nukta letters of Hindi, vowel marks of Arabic. One \
        finding a line.",
    fix: Some("The line is normalised."),
    default: true,
    kinds: &[&NOT_NFC],
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
    triggers: &[
        b"\xCC", b"\xCD", b"\xCE", b"\xCF", b"\xD0", b"\xD1", b"\xD2", b"\xD3", b"\xD4", b"\xD5", b"\xD6",
        b"\xD7", b"\xD8", b"\xD9", b"\xDA", b"\xDB", b"\xDC", b"\xDD", b"\xDE", b"\xDF", b"\xE0", b"\xE1",
        b"\xE2", b"\xE3", b"\xE4", b"\xE5", b"\xE6", b"\xE7", b"\xE8", b"\xE9", b"\xEA", b"\xEB", b"\xEC",
        b"\xED", b"\xEE", b"\xEF", b"\xF0", b"\xF1", b"\xF2", b"\xF3", b"\xF4",
    ],
    check: Check::Document(check),
};

static NOT_NFC: Kind = Kind::warning("not-nfc").safe();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    for line in document.lines() {
        let text = document.text(line.span);
        if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
            continue;
        }
        let normalised: String = text.nfc().collect();
        let Some(at) = text
            .bytes()
            .zip(normalised.bytes())
            .position(|(a, b)| a != b)
            .or_else(|| (text.len() != normalised.len()).then(|| text.len().min(normalised.len())))
        else {
            continue;
        };
        let start = text.floor_char_boundary(at.min(text.len() - 1));
        let mut chars = text[start..].chars();
        // A letter with the marks that follow it.
        let len = chars.next().map_or(0, char::len_utf8)
            + chars
                .take_while(|&c| unicode_normalization::char::is_combining_mark(c))
                .map(char::len_utf8)
                .sum::<usize>();
        let from = line.span.start as usize + start;
        let span = Span::new(from, from + len);
        findings
            .report(
                &NOT_NFC,
                span,
                format!("{} is not in Unicode normalisation form C", quote(document.text(span))),
            )
            .fix([Edit::replace(line.span, normalised)]);
    }
}
