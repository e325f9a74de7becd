use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::rule::{
    BEYOND_ASCII, Check, Example, Kind, Rule,
    Trigger::{Bytes, Chars, Pair},
};
use crate::text::quote;
use std::ops::Range;

pub(super) static RULE: Rule = Rule {
    code: "M509",
    name: "list-markup",
    summary: "A paragraph starts with the mark of a list or an indent.",
    rationale: "`*`, `#`, `:` and `;` at the start make lists and indents in wikis, `#` a heading in Markdown, and \
        bullets lists on any page. A number sign before a digit is left alone (`#1 hits were …`), and so are dashes, \
        with which dialogue starts in many languages. Redirect pages, whose only line starts with `#`, are one \
        finding of another rule. 5 % of the leads of most extractors have list items, half of their full texts.",
    fix: Some("The mark is deleted, with the space after it."),
    default: true,
    kinds: &[&ITEM],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦**⟧Ada Byron** was a *mathematician*.\n⟦*⟧She* wrote."),
            kinds: &[&ITEM, &ITEM],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron was a *mathematician*.\nShe wrote.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦* ⟧Ada Byron wrote programs.\n⟦** ⟧She wrote letters.\n⟦•⟧She left."
            ),
            kinds: &[&ITEM, &ITEM, &ITEM],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\nShe wrote letters.\nShe left."
            )),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦## ⟧Life\n⟦# ⟧Ada Byron wrote programs."),
            kinds: &[&ITEM, &ITEM],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Life\nAda Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦: ⟧Ada Byron wrote programs.\n⟦; ⟧She left.\n⟦:* #⟧She read."
            ),
            kinds: &[&ITEM, &ITEM, &ITEM],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\nShe left.\nShe read.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦· ⟧Ada Byron wrote programs.\n⟦***⟧\n⟦* ⟧#1 hits were hers."
            ),
            kinds: &[&ITEM, &ITEM, &ITEM],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\n#1 hits were hers.")),
        },
        Example::Good(seed!(
            "Novels~",
            "Ada Byron",
            "#1 hits were made by Ada Byron in London, and she wrote #2 too."
        )),
        Example::Good(seed!(
            "Novels~",
            "Ada Byron",
            "– Ada Byron wrote this letter, said her mother.\n— She wrote it in the year 1843, and then left London."
        )),
        Example::Good(seed!(
            "Novels~",
            "Ada Byron",
            "Ada Byron wrote a * b for the product: she had no better sign; nor had anyone in the year 1843."
        )),
        Example::Good(seed!(
            "Novels~",
            "Ada Byron",
            "Ada Byron wrote programs in C# and F# • and in other tongues · none of which was known in 1843."
        )),
    ],
    triggers: &[
        Bytes(b"*"),
        Bytes(b"#"),
        Pair(b"\n \t\x0B\x0C\r", b":;"),
        Pair(BEYOND_ASCII, b":;"),
        Chars(&['•'..='•', '‣'..='‣', '▪'..='▪', '◦'..='◦', '·'..='·']),
    ],
    check: Check::Document(check),
};

static ITEM: Kind = Kind::warning("item").risky();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        let text = paragraph.text;
        let mark = 0..mark(text);
        // A single sign is no list without something to list.
        if mark.is_empty() || text.chars().nth(1).is_none() || context.is_redirect() {
            continue;
        }
        let (what, help, end) = match end_of_emphasis(text, &mark) {
            Some(end) => ("a mark of emphasis", "delete both marks", end),
            None => ("the mark of a list", "write a sentence, or delete the item", text.len()..text.len()),
        };
        findings
            .report(
                &ITEM,
                paragraph.at(mark.clone()),
                format!("the paragraph starts with {what}: {}", quote(text)),
            )
            .help(help)
            .fix(context.delete_within(paragraph, [mark, end]));
    }
}

/// How many bytes of marks, and of white space after each, a paragraph starts with.
fn mark(text: &str) -> usize {
    let mut rest = text;
    loop {
        let marks = match rest.chars().next() {
            Some('*' | ':' | ';') => 1,
            Some('#') if is_number(rest) => 0,
            Some('#') => rest.len() - rest.trim_start_matches('#').len(),
            Some(bullet @ ('•' | '‣' | '▪' | '◦' | '·')) => bullet.len_utf8(),
            _ => 0,
        };
        if marks == 0 {
            return text.len() - rest.len();
        }
        rest = rest[marks..].trim_start();
    }
}

/// Where the emphasis of Markdown ends, `*` or `**`, that a mark starts.
fn end_of_emphasis(text: &str, mark: &Range<usize>) -> Option<Range<usize>> {
    let (run, rest) = (&text[mark.clone()], &text[mark.end..]);
    if !run.bytes().all(|byte| byte == b'*') {
        return None;
    }
    let is_end = |at: &usize| {
        let after = &rest[at + run.len()..];
        !rest[..*at].ends_with(|c: char| c.is_whitespace() || c == '*') && !after.starts_with('*')
    };
    let end = rest.match_indices(run).map(|(at, _)| at).filter(|at| *at > 0).find(is_end)?;
    Some(mark.end + end..mark.end + end + run.len())
}

/// `#1`.
fn is_number(text: &str) -> bool {
    text.chars().nth(1).is_some_and(char::is_numeric)
}
