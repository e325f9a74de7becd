use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::prose::{char_at, char_before};
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::{quote, regex};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M507",
    name: "quote-markup",
    summary: "A paragraph holds two or more apostrophes in a row.",
    rationale: "Wikis write italics and bold type with two, three or five apostrophes. Some extractors leave them \
        all, others those of a pair that spans a template. Two apostrophes that somebody typed for quotation marks \
        are reported too, for readers cannot tell them apart. Single ones, as in `the boys' books`, are left alone, \
        and so are two that start nothing: seconds and inches after a number, the derivative of a function, \
        gershayim of Hebrew. One finding a paragraph. 98 % of the articles of an extractor that keeps them have \
        some, 1 % of translated reference documents.",
    fix: Some("All such runs of apostrophes of the paragraph are deleted."),
    default: true,
    kinds: &[&APOSTROPHES],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron ⟦''⟧really'' left '''London''' then."),
            kinds: &[&APOSTROPHES],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron really left London then.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦'''''⟧Ada Byron''''' wrote the engine''s program."),
            kinds: &[&APOSTROPHES],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote the engines program.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs⟦''⟧, 1843.\n⟦''''⟧\nShe left."),
            kinds: &[&APOSTROPHES, &APOSTROPHES],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs, 1843.\nShe left.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron said: ⟦''⟧I left L'Aquila.''"),
            kinds: &[&APOSTROPHES],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron said: I left L'Aquila.")),
        },
        Example::Good(seed!(
            "Novels~",
            "Ada Byron",
            "Ada Byron read the boys' and girls' books and the princess' letters in L'Aquila."
        )),
        Example::Good(seed!(
            "Novels~",
            "Ada Byron",
            "Ada Byron said 'I will', and 'so be it', and then left the house of her mother."
        )),
        Example::Bad {
            text: seed!(
                "Novels~",
                "1984",
                "⟦''⟧1984'' is a novel of 1949, and 8'' of a shelf are enough for it."
            ),
            kinds: &[&APOSTROPHES],
            fixed: Some(seed!(
                "Novels~",
                "1984",
                "1984 is a novel of 1949, and 8'' of a shelf are enough for it."
            )),
        },
        Example::Good(seed!(
            "Novels~",
            "Ada Byron",
            "Ada Byron lived at 51° 30' 26'' north, was 5' 4'' tall and wrote about f''(x), as רש''י did not."
        )),
        Example::Good(seed!(
            "Novels~",
            "Ada Byron",
            "Ada Byron was 5′ 4″ tall, or 5' 4\" as others write it, and lived at 51° 30′ 26″ north."
        )),
        Example::Good(seed!(
            "Novels~",
            "Ada Byron",
            "Ada Byron liked rock 'n' roll, 'twas said, and wrote “she said ‘so’” into her notes."
        )),
    ],
    triggers: &[Bytes(b"''")],
    check: Check::Document(check),
};

static APOSTROPHES: Kind = Kind::warning("apostrophes").safe();

static RUNS: LazyLock<Regex> = LazyLock::new(|| regex("''+"));

/// The runs of apostrophes that are not primes.
fn marks(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut is_open = false;
    RUNS.find_iter(text).map(|run| run.range()).filter(move |run| {
        let is_mark = is_open || !is_prime(text, run);
        is_open ^= is_mark;
        is_mark
    })
}

/// Whether apostrophes stand for seconds, inches or the derivative of a function, or for gershayim.
fn is_prime(text: &str, run: &Range<usize>) -> bool {
    let (before, after) = (char_before(text, run.start), char_at(text, run.end));
    let is_hebrew = |c: Option<char>| c.is_some_and(|c| matches!(c, 'א'..='ת'));
    run.len() == 2
        && (before.is_some_and(char::is_numeric)
            || (before.is_some_and(char::is_alphabetic) && after == Some('('))
            || (is_hebrew(before) && is_hebrew(after)))
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        let runs = || marks(paragraph.text);
        if let Some(first) = runs().next() {
            let shown = quote(&paragraph.text[first.start..]);
            findings
                .report(
                    &APOSTROPHES,
                    paragraph.at(first),
                    format!("apostrophes that mark italic or bold type are left: {shown}"),
                )
                .help("delete them")
                .fix(context.delete_within(paragraph, runs()));
        }
    }
}
