use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::SyntaxError};
use seedkit_syntax::SyntaxErrorKind;

pub(super) static RULE: Rule = Rule {
    code: "S003",
    name: "missing-separator",
    summary: "The file has fewer than two separators, so it has no title and no body that could be told.",
    rationale: "Two lines of six pipes stand around the title. Lines that only resemble one are used in their place \
        (S004), so this is reported when nothing even resembles them; mostly the file is no seed at all.",
    fix: None,
    default: true,
    kinds: &[&EMPTY_FILE, &NONE, &ONE],
    options: &[],
    examples: &[
        Example::Bad { text: "⟦⟧", kinds: &[&EMPTY_FILE], fixed: None },
        Example::Bad { text: "⟦  \n\n ⟧", kinds: &[&EMPTY_FILE], fixed: None },
        Example::Bad { text: "⟦Just text.⟧\nAnd more.\n", kinds: &[&NONE], fixed: None },
        Example::Bad {
            text: "Physicists~\n⟦||||||⟧\nAda Byron\nShe wrote programs.",
            kinds: &[&ONE],
            fixed: None,
        },
        Example::Bad { text: "⟦\u{FEFF}⟧", kinds: &[&EMPTY_FILE], fixed: None },
        Example::Bad { text: "⟦\r\n\t\u{A0}\r\n⟧", kinds: &[&EMPTY_FILE], fixed: None },
        Example::Bad {
            text: "\n\n⟦Physicists~⟧\n------\nAda Byron\n------\nShe wrote programs.",
            kinds: &[&NONE],
            fixed: None,
        },
        Example::Bad {
            text: "⟦Physicists~\r||||||\rAda Byron\r||||||\rShe wrote programs.⟧",
            kinds: &[&NONE],
            fixed: None,
        },
        Example::Bad {
            text: "⟦||| Ada Byron⟧\n|||||||||||||||||\nShe wrote programs.",
            kinds: &[&NONE],
            fixed: None,
        },
        Example::Bad { text: "⟦||||||⟧\nAda Byron\nShe wrote programs.", kinds: &[&ONE], fixed: None },
        Example::Bad {
            text: "Physicists~\nAda Byron\n⟦| | | | | |⟧\nShe wrote programs.",
            kinds: &[&ONE],
            fixed: None,
        },
        Example::Bad {
            text: "Physicists~\n⟦||||||Ada Byron⟧\nShe wrote programs.",
            kinds: &[&ONE],
            fixed: None,
        },
        Example::Good(seed!(
            "Letters~",
            "A",
            "A is the first letter of the Latin alphabet, and the word for one of many things in English."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron was a mathematician.\nShe lived in London.\nShe wrote programs and long letters about them."
        )),
        Example::Good(concat!(seed!("Physicists~"), "\n")),
        Example::Good(seed!(
            "File formats~",
            "Separator",
            "A separator is written \"||||||\" here, and counts for nothing within a sentence like this one."
        )),
    ],
    triggers: &[SyntaxError],
    check: Check::Document(check),
};

static EMPTY_FILE: Kind = Kind::error("empty-file");
static NONE: Kind = Kind::error("0-of-2");
static ONE: Kind = Kind::error("1-of-2");

const SHAPE: &str = "a seed is: a line of categories, each ended by `~`; a line of six pipes; a title; a line of six \
    pipes; then one paragraph a line";

const OTHER_SYSTEM: &str =
    "the lines end as on another system: `--fix --unsafe-fixes` makes them end with LF";

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    use SyntaxErrorKind::{EmptyFile, NoSeparators, OneSeparator};
    for error in context.errors(&[EmptyFile, NoSeparators, OneSeparator]) {
        let kind = match error.kind {
            EmptyFile => &EMPTY_FILE,
            NoSeparators => &NONE,
            _ => &ONE,
        };
        let is_one_line = context.document().lines().len() == 1;
        let has_others = is_one_line && context.document().source().contains(['\r', '\u{85}', '\u{2028}']);
        let help = if has_others { OTHER_SYSTEM } else { SHAPE };
        findings.report(kind, error.span, error.to_string()).help(help);
    }
}
