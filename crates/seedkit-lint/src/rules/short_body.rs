use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::prose;
use crate::rule::{Check, Example, Kind, OptionDefault, OptionSpec, Rule, Trigger::Document};
use crate::text::count;
use unicode_normalization::char::is_combining_mark;

pub(super) static RULE: Rule = Rule {
    code: "B301",
    name: "short-body",
    summary: "The body has next to no text.",
    rationale: "A body of a few words is mostly the first line of a list whose items are lost, or a page whose text \
        stood in templates. Letters are counted, with their marks; a character of Han, kana or Hangul says more and \
        counts three. A body without any paragraph is the business of S006. 1 % to 3 % of the leads of a large wiki \
        are that short and 6 % of those of a small one. A limit on words would not do: one of 50 words, usual in \
        filters for corpora, would drop 14 % of the former and 74 % of the latter.",
    fix: None,
    default: true,
    kinds: &[&SHORT_BODY],
    options: &[OptionSpec {
        name: "min-letters",
        summary: "The fewest letters that a body may have.",
        default: MIN_LETTERS,
    }],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦Ada Byron was a person.⟧"),
            kinds: &[&SHORT_BODY],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Names~", "Ada", "⟦Ada may refer to:⟧"),
            kinds: &[&SHORT_BODY],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Years~", "1815", "⟦1815 (MDCCCXV)⟧\n1814 – 1815 – 1816 – 1817 – 1818 – 1819 – 1820"),
            kinds: &[&SHORT_BODY],
            fixed: None,
        },
        Example::Bad {
            text: seed!("国~", "日本", "⟦日本は島国である。⟧"),
            kinds: &[&SHORT_BODY],
            fixed: None,
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron was a person who wrote the first published program."
        )),
        Example::Good(seed!("国~", "日本", "日本は東アジアに位置する島国である。")),
        Example::Good(seed!("나라~", "대한민국", "대한민국은 동아시아의 한반도에 있는 나라이다.")),
        Example::Good(seed!("देश~", "भारत", "भारत दक्षिण एशिया में स्थित एक बहुत ही बड़ा देश है।")),
    ],
    triggers: &[Document(may_be_short)],
    check: Check::Document(check),
};

const MIN_LETTERS: OptionDefault = OptionDefault::Number(40);

static SHORT_BODY: Kind = Kind::warning("short-body");

/// Whether the body may have fewer letters than the least by default.
fn may_be_short(glance: &Glance<'_>) -> bool {
    let OptionDefault::Number(least) = MIN_LETTERS else { return true };
    let is_certain = glance.scan.is_body_certain() && glance.parse.document.conflicts().is_empty();
    !is_certain || glance.scan.letters < least
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let least = context.number("min-letters");
    let mut letters = 0;
    for text in context.paragraph_texts() {
        for c in text.chars() {
            letters += weight(c);
            if letters >= least {
                return;
            }
        }
    }
    let Some(first) = context.paragraphs().first().filter(|_| !context.is_redirect()) else { return };
    findings
        .report(
            &SHORT_BODY,
            first.span,
            format!("the body has {}; {least} are the least", count(letters, "letter")),
        )
        .help("is the text lost, or was it never more than a list or a table?");
}

/// How many letters a character stands for.
fn weight(c: char) -> usize {
    if c.is_ascii() {
        return usize::from(c.is_ascii_alphabetic());
    }
    // A mark is of a word, which is faster to ask.
    let is_letter = prose::is_letter(c) || (prose::is_of_word(c) && is_combining_mark(c));
    usize::from(is_letter) + 2 * usize::from(prose::is_dense(c))
}

#[cfg(test)]
mod tests {
    use crate::{Settings, lint};

    #[test]
    fn the_limit_is_as_set() {
        let found = |settings: &Settings| {
            let parse = seedkit_syntax::parse("M~\n||||||\nMoss\n||||||\nMoss is a plant.");
            lint(&parse, settings).iter().any(|found| found.rule.code == "B301")
        };
        let limit = |least| Settings::default().set_number("B301", "min-letters", least).unwrap();
        assert!(found(&Settings::default()));
        assert!(found(&limit(13)));
        assert!(!found(&limit(12)));
        assert!(!found(&limit(0)));
    }
}
