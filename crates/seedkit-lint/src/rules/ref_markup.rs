use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::prose::{char_at, char_before};
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::{quote, regex, regex_of_ascii};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M503",
    name: "ref-markup",
    summary: "A paragraph holds the tags of a footnote.",
    rationale: "`tag`: `<ref>`, `</ref>` or `<references>` in any spelling, closed or not. `bare`: `ref/ref`, `/ref` \
        or `ref/`, which one extractor makes of the tags by deleting their angle brackets; words and paths such as \
        `prefer/refer` and `/ref/` are left alone. One finding a paragraph, at the first. The footnote does not belong \
        to the text and is deleted with its tags; of bare tags nobody knows where the note starts, so only empty \
        notes are. 75 % of the leads of that extractor have bare tags, 16 % of those of a simple cleaner real ones.",
    fix: Some("Footnotes are deleted with their tags, stray tags alone; of bare tags only `ref/ref`."),
    default: true,
    kinds: &[&TAG, &BARE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left.⟦<ref name=a/>⟧ Then she wrote.<ref group=\"n\">A letter, 1843.</ref> Then she read."
            ),
            kinds: &[&TAG],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left. Then she wrote. Then she read.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left.⟦</REF>⟧ Then she wrote.<ref>\n⟦<references />⟧"
            ),
            kinds: &[&TAG, &TAG],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left. Then she wrote.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.⟦ref/ref⟧ She read letters.ref/refref/ref"
            ),
            kinds: &[&BARE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs. She read letters.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.ref Toole, page 9⟦/ref⟧ She read."
            ),
            kinds: &[&BARE],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.ref Toole, page 9/ref She read."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote⟦<ref programs.⟧\nShe left.⟦<ref name=\"a\"⟧\nShe read⟦<ref name=b group='c' letters.⟧\nShe ate.⟦<ref name=“a b”/⟧"
            ),
            kinds: &[&TAG, &TAG, &TAG, &TAG],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\nShe left.\nShe read letters.\nShe ate."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left.⟦/ref⟧The house stayed.\nShe wrote.refToole⟦/ref⟧refStein/ref Then she read.\nShe read letters.⟦ref/⟧ Then she left."
            ),
            kinds: &[&BARE, &BARE, &BARE],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left./refThe house stayed.\nShe wrote.refToole/refrefStein/ref Then she read.\nShe read letters.ref/ Then she left."
            )),
        },
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron wrote prefer/refer and xref/yref in the notes that she left to her friends."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron kept the letters at /ref/letters and a copy of them at /home/refs in the archive."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron asked the ref about a foul, for a ref is what players call a referee."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron found that n < ref holds and that ref > n, where ref is a reference value."
        )),
    ],
    triggers: &[Bytes(b"<r"), Bytes(b"<R"), Bytes(b"</r"), Bytes(b"</R"), Bytes(b"ref/"), Bytes(b"/ref")],
    check: Check::Document(check),
};

static TAG: Kind = Kind::warning("tag").risky();
static BARE: Kind = Kind::warning("bare").risky();

static TAGS: LazyLock<Regex> = LazyLock::new(|| regex_of_ascii(r"(?i)</?ref(?:erences)?\b[^<>\n]*>?"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        let text = paragraph.text;
        let tags: Vec<_> = TAGS.find_iter(text).map(|tag| tag.range()).collect();
        for tag in &tags {
            context.claim(paragraph.at(tag.clone()));
        }
        if let Some(first) = tags.first() {
            findings
                .report(
                    &TAG,
                    paragraph.at(first.clone()),
                    format!("the tag of a footnote is left: {}", quote(&text[first.clone()])),
                )
                .help("delete the footnotes of the paragraph, with their tags")
                .fix(context.delete_within(paragraph, footnotes(text, &tags)));
        } else if let Some(bare) = bare(text) {
            let span = paragraph.at(bare.clone());
            context.claim(span);
            let finding = findings
                .report(
                    &BARE,
                    span,
                    format!("what is left of the tags of a footnote: {}", quote(&text[bare])),
                )
                .help("delete the footnotes of the paragraph, or extract it again without them");
            let mut empty: Vec<Range<usize>> = Vec::new();
            for (at, found) in text.match_indices("ref/ref") {
                // One after the other, each is free once the one before is gone.
                if is_free(text, at) || empty.last().is_some_and(|last| last.end == at) {
                    empty.push(at..at + found.len());
                }
            }
            if !empty.is_empty() {
                finding.fix(context.delete_within(paragraph, empty));
            }
        }
    }
}

/// The footnotes from tag to tag, and the tags that have no counterpart.
fn footnotes(text: &str, tags: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut ranges = Vec::with_capacity(tags.len());
    let mut open: Option<usize> = None;
    for tag in tags {
        let name = text[tag.clone()].trim_start_matches(['<', '/']);
        let is_list =
            name.get(.."references".len()).is_some_and(|start| start.eq_ignore_ascii_case("references"));
        let closes = text[tag.clone()].starts_with("</");
        // The nearest tag before it: one further off may have lost its own, and what follows that one is text.
        let start = if closes && !is_list { open.take() } else { None };
        ranges.push(start.unwrap_or(tag.start)..tag_end(text, tag));
        if !closes && !is_list && !name.ends_with("/>") {
            open = Some(tag.start);
        }
    }
    ranges
}

/// The name of a tag and its attributes, as far as they can be told from text.
static WITHOUT_END: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r#"^</?[A-Za-z]+(?:\s+[A-Za-z]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|“[^”]*”|«[^»]*»)|=["'“«]?[^\s"'“«/]*["'”»]?))*(?:\s*/)?"#,
    )
});

/// Where a tag ends. Of what follows one that is not closed, only attributes belong to it.
fn tag_end(text: &str, tag: &Range<usize>) -> usize {
    let shown = &text[tag.clone()];
    let without_end = if shown.ends_with('>') { None } else { WITHOUT_END.find(shown) };
    without_end.map_or(tag.end, |found| tag.start + found.end())
}

/// The first place where tags were without their angle brackets.
fn bare(text: &str) -> Option<Range<usize>> {
    text.match_indices("ref").find_map(|(at, _)| {
        let (before, after) = (char_before(text, at), &text[at + 3..]);
        if before == Some('/')
            && (after.starts_with("ref")
                || after.chars().next().is_none_or(|c| {
                    c.is_whitespace() || matches!(c, '.' | ',' | ';' | ')') || c.is_uppercase()
                }))
        {
            return Some(at - 1..at + 3);
        }
        if after.starts_with("/ref") && is_free(text, at) {
            return Some(at..at + 7);
        }
        let touches = |c: char| matches!(c, '.' | ',' | ':' | ';' | '"' | '”' | ')') || c.is_lowercase();
        let ends = after.starts_with('/') && char_at(after, 1).is_none_or(char::is_whitespace);
        (ends && before.is_some_and(touches)).then(|| at..at + 4)
    })
}

/// Whether what starts here is neither the end of a word nor of a path.
fn is_free(text: &str, at: usize) -> bool {
    !char_before(text, at).is_some_and(|c| c.is_alphabetic() || c == '/')
}
