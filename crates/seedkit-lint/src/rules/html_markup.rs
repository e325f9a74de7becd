use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::markup::TAG as ANY_TAG;
use crate::paragraph::Paragraph;
use crate::prose::{char_at, char_before};
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::{quote, regex};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M505",
    name: "html-markup",
    summary: "A paragraph holds a tag or a comment of HTML or of a wiki.",
    rationale: "`tag`: a tag with one of 104 names that HTML or wikis know, with or without attributes. `comment`: \
        `<!-- … -->`, or one of its ends. Names are looked up, so that `a < b and c > d`, `<T>` and `i<n` are left \
        alone; the tags of footnotes are the business of M503. What a tag encloses is text and stays; what a comment \
        encloses was never shown and goes with it. A sixth of the leads of a simple cleaner have tags, and tags that \
        were written as entities turn up once those are decoded.",
    fix: Some(
        "The tag is deleted, one that breaks the line between two words gives way to a space; a comment goes \
        with its content.",
    ),
    default: true,
    kinds: &[&TAG, &COMMENT],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦<b>⟧left⟦</b>⟧ London in 18⟦<SUP class=\"x\">⟧43⟦</SUP>⟧."
            ),
            kinds: &[&TAG, &TAG, &TAG, &TAG],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London in 1843.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left.⟦<br/>⟧She wrote.⟦<br>⟧⟦<br />⟧She read. ⟦<br>⟧"
            ),
            kinds: &[&TAG, &TAG, &TAG, &TAG],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left. She wrote. She read. ")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦<blockquote>⟧\nAda Byron wrote programs.\n⟦</blockquote>⟧"
            ),
            kinds: &[&TAG, &TAG],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron⟦<!-- or Lovelace -->⟧ left London.⟦<!--⟧ Why"),
            kinds: &[&COMMENT, &COMMENT],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London. Why")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦-->⟧Ada Byron left London."),
            kinds: &[&COMMENT],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London.")),
        },
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron held that a < b and c > d, that i<n, and that p<k>r is no more than a riddle."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron wrote to <ada@example.org> and read a list <T> of type <string> and of <bold> words."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron drew an arrow --> from the left to the right and <-- from the right to the left."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron told of a b tag, of x <b y and of a <- b, and said that n<s for all of them."
        )),
    ],
    triggers: &[Bytes(b"<"), Bytes(b"-->")],
    check: Check::Document(check),
};

static TAG: Kind = Kind::warning("tag").risky();
static COMMENT: Kind = Kind::warning("comment").risky();

/// A tag between words that stood on two lines, or in two cells.
static BREAK: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^(?i)</?(?:br|hr|p|div|li|td|th|tr|dd|dt|h[1-6]|table|center|caption|blockquote)[\s/>]")
});

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        tags(context, paragraph, findings);
        comments(context, paragraph, findings);
    }
}

fn tags(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let text = paragraph.text;
    if !text.contains('<') {
        return;
    }
    // Of tags without anything between, the last one makes the space.
    let (mut run, mut run_end, mut breaks) = (0, usize::MAX, false);
    for tag in ANY_TAG.find_iter(text) {
        let span = paragraph.at(tag.range());
        context.claim(span);
        if tag.start() != run_end {
            (run, breaks) = (tag.start(), false);
        }
        run_end = tag.end();
        breaks |= BREAK.is_match(tag.as_str());
        if tag.as_str().trim_start_matches(['<', '/']).get(..3).is_some_and(|n| n.eq_ignore_ascii_case("ref"))
        {
            continue;
        }
        let between_words = char_before(text, run).is_some_and(|c| !c.is_whitespace())
            && char_at(text, run_end).is_some_and(|c| !c.is_whitespace() && c != '<');
        let edits = if breaks && between_words {
            vec![Edit::replace(span, " ")]
        } else {
            context.delete_within(paragraph, [tag.range()])
        };
        findings
            .report(&TAG, span, format!("a tag is left: {}", quote(tag.as_str())))
            .help("delete it and keep the text")
            .fix(edits);
    }
}

fn comments(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    const OPEN: &str = "<!--";
    const CLOSE: &str = "-->";
    let text = paragraph.text;
    let mut report = |comment: Range<usize>| {
        let shown = quote(&text[comment.clone()]);
        findings
            .report(&COMMENT, paragraph.at(comment.clone()), format!("a comment is left: {shown}"))
            .help("delete it, with its content")
            .fix(context.delete_within(paragraph, [comment]));
    };
    if text.starts_with(CLOSE) {
        report(0..CLOSE.len());
    }
    let Some(mut at) = text.find(OPEN) else { return };
    // No search for an end goes further, so that what has no end is not searched again and again.
    let last = text.rfind(CLOSE).map_or(0, |close| close + CLOSE.len());
    loop {
        let content = at + OPEN.len();
        let close = if content < last { text[content..last].find(CLOSE) } else { None };
        let end = close.map_or(content, |close| content + close + CLOSE.len());
        report(at..end);
        match text[end..].find(OPEN) {
            Some(open) => at = end + open,
            None => break,
        }
    }
}
