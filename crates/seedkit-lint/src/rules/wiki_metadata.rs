use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::markup;
use crate::rule::{
    COLON, Check, Example, Kind, Rule,
    Trigger::{Both, Bytes, Line},
};
use crate::text::{quote, regex};
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M512",
    name: "wiki-metadata",
    summary: "A paragraph holds a category, a link to another language, a sort key or a switch of the wiki.",
    rationale: "`magic-word`: `__NOTOC__` and 24 other switches. `category`: a paragraph that is `Category:…` in one \
        of 25 languages; it belongs on the first line. `interlanguage`: a paragraph that is `fr:Agronomie`, without a \
        full stop. `defaultsort`: the key by which the page is sorted. The words within a sentence are left alone, \
        and so are `Note: …` and other words with a colon that name no language. Extractors that know the words of \
        one language only leave the others: 25 % of the leads of a Latgalian wiki have one, 1 in 200 English ones, \
        and nearly all full texts of a parser.",
    fix: Some("A switch is deleted, safely; of the other kinds the line is."),
    default: true,
    kinds: &[&MAGIC_WORD, &CATEGORY, &INTERLANGUAGE_LINK, &DEFAULTSORT],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦__NOTOC__⟧\n⟦__INDEX__⟧Ada Byron wrote programs.⟦__NOGALLERY__⟧"
            ),
            kinds: &[&MAGIC_WORD, &MAGIC_WORD, &MAGIC_WORD],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\n⟦Category:Physicists⟧\n⟦Kategorie : Frau⟧"
            ),
            kinds: &[&CATEGORY, &CATEGORY],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦de:Ada Byron⟧\nAda Byron wrote programs.\n⟦zh-yue:愛達⟧\n"
            ),
            kinds: &[&INTERLANGUAGE_LINK, &INTERLANGUAGE_LINK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\n")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦DEFAULTSORT:Byron, Ada⟧\nAda Byron wrote programs."),
            kinds: &[&DEFAULTSORT],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote __NOTOC programs.⟦__EXPECTED_UNCONNECTED_PAGE__⟧\n⟦CATÉGORIE:Mathématicienne⟧\n⟦Категория:Физики⟧"
            ),
            kinds: &[&MAGIC_WORD, &CATEGORY, &CATEGORY],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote __NOTOC programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦simple:Ada Byron⟧\n⟦be-x-old:Ада Байрон⟧\nAda Byron wrote programs.\n⟦got:𐌰𐌳𐌰⟧"
            ),
            kinds: &[&INTERLANGUAGE_LINK, &INTERLANGUAGE_LINK, &INTERLANGUAGE_LINK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦DISPLAYTITLE : ada Byron⟧\nAda Byron wrote programs.\n⟦SORTIERUNG:Byron, Ada⟧\n⟦CLÉDETRI:Byron⟧"
            ),
            kinds: &[&DEFAULTSORT, &DEFAULTSORT, &DEFAULTSORT],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron was put into Category:Physicists and into the categories that her friends chose."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron wrote the methods __init__ and __START of a class that no one knew in 1843."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Note: Ada Byron wrote the first published program, and de: is what stands before German titles."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron wrote programs.\nCategory theory is younger than Ada Byron: it was made in the year 1945."
        )),
    ],
    triggers: &[Both(&COLON, &[Line(|_| true, markup::may_have_early_colon)]), Bytes(b"__")],
    check: Check::Document(check),
};

static MAGIC_WORD: Kind = Kind::warning("magic-word").safe();
static CATEGORY: Kind = Kind::warning("category").risky();
static INTERLANGUAGE_LINK: Kind = Kind::warning("interlanguage").risky();
static DEFAULTSORT: Kind = Kind::warning("defaultsort").risky();

static MAGIC_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        "__(?:NOTOC|FORCETOC|TOC|NOEDITSECTION|NEWSECTIONLINK|NONEWSECTIONLINK|NOGALLERY|HIDDENCAT|EXPECTUNUSEDCATEGORY|NOCONTENTCONVERT|NOCC|NOTITLECONVERT|NOTC|START|END|INDEX|NOINDEX|STATICREDIRECT|DISAMBIG|NOGLOBAL|EXPECTED_UNCONNECTED_PAGE|ARCHIVEDTALK|NOTALK|NOAUTHORLINKS|NOSHARE)__",
    )
});

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        let text = paragraph.text;
        for word in
            if text.contains("__") { Some(MAGIC_WORDS.find_iter(text)) } else { None }.into_iter().flatten()
        {
            findings
                .report(
                    &MAGIC_WORD,
                    paragraph.at(word.range()),
                    format!("a switch of the wiki is left: {}", quote(word.as_str())),
                )
                .help("delete it")
                .fix(context.delete_within(paragraph, [word.range()]));
        }
        if !markup::has_early_colon(text) {
            continue;
        }
        let (kind, what, help) = if is_category(text) {
            (&CATEGORY, "a category stands in the body", "put it on the first line, or delete it")
        } else if markup::is_interlanguage(text) {
            (&INTERLANGUAGE_LINK, "a link to the page of another language is left", "delete the line")
        } else if markup::is_sort_key(text) {
            (&DEFAULTSORT, "the sort key of the page is left", "delete the line")
        } else {
            continue;
        };
        findings
            .report(kind, paragraph.span, format!("{what}: {}", quote(text)))
            .help(help)
            .fix([context.delete_line(paragraph.line)]);
    }
}

/// Longer ones are prose about something.
fn is_category(text: &str) -> bool {
    const LIMIT: usize = 200;
    !text.starts_with(':')
        && text.chars().nth(LIMIT).is_none()
        && markup::after_category_prefix(text).is_some()
}
