use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::prose::{self, char_at, char_before};
use crate::rule::{Check, Example, Kind, Rule, Trigger::RepeatedWord};
use crate::text::{quote, regex};
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "B310",
    name: "repeated-word",
    summary: "An English word stands twice in a row by mistake.",
    rationale: "The classic slip of whoever edits a sentence by hand: \"in the the house\". Only 37 words that \
        hardly ever follow themselves count, only in English texts and only in the same case, with one space between \
        and no hyphen or apostrophe beside. So \"that that\", \"had had\" and names such as Duran Duran are left \
        alone, about which users of other tools complain. Prepositions are left to the rule about lost words: \
        \"of of\" is mostly what is left of \"of 5 of\", where deleting one word would hide the loss. No document of \
        6 616 that extractors made has one: it costs nothing, and finds what hands do.",
    fix: Some("One of the two words is deleted."),
    default: true,
    kinds: &[&REPEATED_WORD],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron was in ⟦the the⟧ house of Charles Babbage."),
            kinds: &[&REPEATED_WORD],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron was in the house of Charles Babbage.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦was was⟧ the daughter of ⟦a a⟧ poet, ⟦and and⟧ she knew it (⟦which which⟧ is a fact)."
            ),
            kinds: &[&REPEATED_WORD, &REPEATED_WORD, &REPEATED_WORD, &REPEATED_WORD],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was the daughter of a poet, and she knew it (which is a fact)."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron saw ⟦the the⟧ ⟦the the⟧ the house of the poet."
            ),
            kinds: &[&REPEATED_WORD, &REPEATED_WORD],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron saw the house of the poet.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "In the book of Ada Byron people breathe ⟦the the⟧ air, bathe ⟦the the⟧ the child."
            ),
            kinds: &[&REPEATED_WORD, &REPEATED_WORD],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "In the book of Ada Byron people breathe the air, bathe the child."
            )),
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron knew that that house had had a roof, and so did the theatre and an android of the time."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron, of all the people, heard Duran Duran and Walla Walla, as a A and the The show."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron was one of the the-hyphen people; what it is is-n't clear, and 'it it's' is fine in the book."
        )),
        Example::Good(seed!(
            "Sprachen~",
            "Ada Byron",
            "Ada Byron schrieb an an den Ufern lebende Freunde, und die Ärzte als als Gäste geladene Leute."
        )),
    ],
    triggers: &[RepeatedWord(WORDS)],
    check: Check::Document(check),
};

static REPEATED_WORD: Kind = Kind::warning("repeated-word").risky();

const WORDS: &[&str] = &[
    "the", "a", "an", "and", "is", "was", "as", "it", "or", "are", "were", "which", "has", "have", "be",
    "this", "its", "but", "not", "their", "his", "into", "than", "also", "been", "they", "he", "she",
    "between", "after", "when", "would", "can", "will", "first", "some", "where",
];

static TWICE: LazyLock<Regex> =
    LazyLock::new(|| regex(&WORDS.iter().map(|word| format!("{word} {word}")).collect::<Vec<_>>().join("|")));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    for paragraph in context.paragraphs().iter().filter(|paragraph| !paragraph.is_structural()) {
        let text = paragraph.text;
        let mut at = 0;
        while let Some(found) = TWICE.find_at(text, at) {
            let joins = |c: char| matches!(c, '-' | '\'' | '’') || prose::is_of_word(c);
            let whole = !char_before(text, found.start()).is_some_and(|c| c == '.' || joins(c))
                && !char_at(text, found.end()).is_some_and(joins);
            if !whole {
                // Another one may start inside. Words are short, so little is read twice.
                at = found.start() + 1;
                continue;
            }
            at = found.end();
            if context.is_english() {
                let second = found.start() + found.len() / 2..found.end();
                let message = format!("a word stands twice in a row: {}", quote(found.as_str()));
                findings
                    .report(&REPEATED_WORD, paragraph.at(found.range()), message)
                    .help("delete one of the two")
                    .fix([Edit::delete(paragraph.at(second))]);
            }
        }
    }
}
