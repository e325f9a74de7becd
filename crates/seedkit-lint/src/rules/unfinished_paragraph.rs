use super::seed;
use crate::bitmap::ByteMap;
use crate::context::Context;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::prose;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Document};
use crate::text::{end_of, quote};
use std::sync::LazyLock;
use unicode_script::{Script, UnicodeScript as _};

pub(super) static RULE: Rule = Rule {
    code: "B304",
    name: "unfinished-paragraph",
    summary: "A paragraph ends with a colon, a semicolon or a comma, or the last one without the end of a sentence.",
    rationale: "`colon`: the list that the paragraph announces is lost. `comma`: the paragraph is an item of a list, \
        or its rest is lost. `last`: the body does not end as a sentence does, so it was cut off or ends with a list. \
        Closing quotes, brackets, daggers, marks of footnotes and numbers of pages may follow the end of a sentence, \
        and the signs of all scripts end one. Thai, Lao, Khmer, Burmese, Tibetan and a few more scripts write no \
        full stop; `last` leaves them alone. 5 % to 15 % of leads have one, up to 39 % where footnotes are left in \
        the text, and two thirds or more of full texts, which end in lists. 44 that were read are real but for two \
        that end with the mark of a footnote in a language that is not known.",
    fix: None,
    default: true,
    kinds: &[&LAST, &COLON, &COMMA],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\nShe worked in the house ⟦of Charles Babbage in the⟧"
            ),
            kinds: &[&LAST],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Names~", "Ada Byron", "⟦Ada Byron may refer to:⟧\nShe was a mathematician."),
            kinds: &[&COLON],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs ⟦for the Engine, tables,⟧\nShe was a mathematician."
            ),
            kinds: &[&COMMA],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "国~",
                "日本",
                "日本は東アジアに位置する国で⟦あり、大きな島には次のものがあり、人口は約一億二千万人である：⟧\n⟦北海道、本州、⟧"
            ),
            kinds: &[&COLON, &COMMA],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron wrote ⟦letters (in London, 1843) [12]⟧"),
            kinds: &[&LAST],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Физики~",
                "Ада Байрон",
                "Ада Байрон написала ⟦эти программы для машины:⟧\nтаблицы чисел ⟦для моряков и для купцов;⟧\n⟦письма —⟧"
            ),
            kinds: &[&COLON, &COMMA, &LAST],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "人物~",
                "エイダ",
                "⟦彼女は手紙を書き、⟧\n⟦数表を作り；⟧\n⟦彼女は次の人々に会った：⟧"
            ),
            kinds: &[&COMMA, &COMMA, &COLON],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "علماء~",
                "آدا بايرون",
                "⟦كتبت آدا بايرون برامج ورسائل،⟧\nعاشت في لندن.\n⟦وكتبت أيضا \"ملاحظات\" (1843)⟧"
            ),
            kinds: &[&COMMA, &LAST],
            fixed: None,
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron was a mathematician who wrote to Charles Babbage: \"I will go (in 1843.)\""
        )),
        Example::Good(seed!(
            "Ciencias~",
            "Ada Byron",
            "«Ada Byron fue una matemática y escritora británica que vivió en Londres.»"
        )),
        Example::Good(seed!(
            "国~",
            "日本",
            "日本は東アジアに位置する国であり、首都は東京である。（人口は約一億二千万人。）"
        )),
        Example::Good(seed!(
            "Φυσικοί~",
            "Άντα Μπάιρον",
            "Η Άντα Μπάιρον έγραψε προγράμματα για τη μηχανή. Ποιος όμως έγραψε το πρώτο από όλα;"
        )),
        Example::Good(seed!(
            "देश~",
            "भारत",
            "भारत दक्षिण एशिया में स्थित एक देश है। यह विश्व का सातवाँ सबसे बड़ा देश है और इसकी राजधानी नई दिल्ली है।"
        )),
        Example::Good(seed!(
            "ประเทศ~",
            "ประเทศไทย",
            "ประเทศไทย เป็นรัฐชาติอันตั้งอยู่ในภูมิภาคเอเชียตะวันออกเฉียงใต้ มีเมืองหลวงคือกรุงเทพมหานคร"
        )),
    ],
    triggers: &[Document(may_be_unfinished)],
    check: Check::Document(check),
};

static LAST: Kind = Kind::warning("last");
static COLON: Kind = Kind::warning("colon");
static COMMA: Kind = Kind::warning("comma");

/// How many code points of a paragraph show how it ends.
const SHOWN: usize = 30;

/// Whether a line may end as no paragraph does, or the last one otherwise than with the end of a sentence.
fn may_be_unfinished(glance: &Glance<'_>) -> bool {
    static ODD: LazyLock<ByteMap> =
        LazyLock::new(|| ByteMap::that(|byte| matches!(byte, b',' | b';' | b':' | ..=b' ' | 0x80..)));
    let Some(last) = glance.lines().next_back() else { return false };
    // Where another seed follows, the last line is that of another one.
    !glance.scan.is_body_certain() || !last.ends_with(['.', '!', '?']) || glance.line_ends.meets(&ODD)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    let paragraphs = context.paragraphs();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let text = paragraph.text;
        let last = index + 1 == paragraphs.len();
        let lost = "is it an item of a list, or is its rest lost?";
        let (kind, ends, help) = match text.chars().next_back() {
            Some(':' | '：') => (&COLON, "the paragraph ends with a colon", "is the list after it lost?"),
            // The question mark of Greek.
            Some(';' | '\u{37E}') if ends_in_greek(text) => continue,
            Some(';') if !prose::ends_with_entity(&text[..text.len() - 1]) => {
                (&COMMA, "the paragraph ends with a semicolon", lost)
            }
            Some('；') => (&COMMA, "the paragraph ends with a semicolon", lost),
            Some(',' | '،' | '，' | '、') => (&COMMA, "the paragraph ends with a comma", lost),
            Some(_) if last && is_cut_off(text) => {
                (&LAST, "the body does not end as a sentence does", "is it a list, or is its rest lost?")
            }
            _ => continue,
        };
        if paragraph.is_structural() {
            continue;
        }
        let shown = end_of(text, SHOWN).trim_start();
        let start = text.len() - shown.len();
        findings
            .report(kind, paragraph.at(start..text.len()), format!("{ends}: {}", quote(shown)))
            .help(help);
    }
}

/// Whether a text has letters of a script with full stops, and does not end as a sentence does.
fn is_cut_off(text: &str) -> bool {
    if prose::ends_sentence(text) {
        return false;
    }
    let Some(letter) = text.chars().rev().find(|c| prose::is_letter(*c)) else { return false };
    !is_without_stops(letter)
        && (text.is_ascii()
            || text.chars().filter(|c| is_without_stops(*c)).count() * 3 < text.chars().count())
}

/// Whether the last letter of a text is of Greek.
fn ends_in_greek(text: &str) -> bool {
    let letter = text.chars().rev().find(|c| prose::is_letter(*c));
    letter.is_some_and(|letter| letter.script() == Script::Greek)
}

/// Whether a character is of a script without full stops.
fn is_without_stops(c: char) -> bool {
    // U+0E00 is the first of Thai. Most that come later are ideographs.
    matches!(c, '\u{E00}'..='\u{2DFF}' | '\u{A000}'..='\u{ABFF}' | '\u{10000}'..)
        && matches!(
            c.script(),
            Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
                | Script::Tibetan
                | Script::Javanese
                | Script::Balinese
                | Script::Tai_Le
                | Script::New_Tai_Lue
                | Script::Tai_Tham
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_without_stops_are_told_in_all_of_their_blocks() {
        let scripts = crate::text::regex(
            r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Javanese}\p{Balinese}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}]",
        );
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            assert_eq!(is_without_stops(c), scripts.is_match(c.encode_utf8(&mut [0; 4])), "{c:?}");
        }
    }
}
