use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::markup::{self, Tag};
use crate::paragraph::Paragraph;
use crate::prose::{char_at, char_before};
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::quote;
use std::ops::Range;

pub(super) static RULE: Rule = Rule {
    code: "M505",
    name: "html-markup",
    summary: "A paragraph holds a tag or a comment of HTML or of a wiki.",
    rationale: "`tag`: a tag with one of 104 names that HTML or wikis know, with or without attributes. `comment`: \
        `<!-- … -->`, or one of its ends. Names are looked up, so that `a < b and c > d`, `<T>` and `i<n` are left \
        alone; the tags of footnotes are the business of M503. Names of one letter have attributes with values or \
        none, unlike `a <b and b> c`. What a tag encloses is text and stays; what a comment encloses was never shown \
        and goes with it. A sixth of the leads of a simple cleaner have tags, and tags that were written as entities \
        turn up once those are decoded.",
    fix: Some(
        "The tag is deleted, one that breaks the line between two words gives way to a space; raised and lowered \
        numbers become characters that are so themselves, `10<sup>6</sup>` becomes `10⁶`, or keep their tags where \
        there are none; a comment goes with its content.",
    ),
    default: true,
    kinds: &[&TAG, &COMMENT],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦<b>⟧left⟦</b>⟧ London on the 9⟦<SUP class=\"x\">⟧th⟦</SUP>⟧."
            ),
            kinds: &[&TAG, &TAG, &TAG, &TAG],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London on the 9th.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron counted 10⟦<sup>⟧−6⟦</sup>⟧ m⟦<sup>⟧2⟦</sup>⟧ of H⟦<Sub>⟧2⟦</sub>⟧O in x⟦<sub>⟧ab⟦</sub>⟧ or 2⟦<sup>⟧1,5⟦</sup>⟧."
            ),
            kinds: &[&TAG, &TAG, &TAG, &TAG, &TAG, &TAG, &TAG, &TAG, &TAG, &TAG],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron counted 10⁻⁶ m² of H₂O in xab or 2<sup>1,5</sup>."
            )),
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
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left⟦<!-- when? -->⟧⟦<!---->⟧ London.⟦<!-- a > b -- c\u{A0}-->⟧"
            ),
            kinds: &[&COMMENT, &COMMENT, &COMMENT],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London.")),
        },
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron held that a < b and c > d, that a <b and b> c, that i<n, and that p<k>r is no more than a riddle."
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

/// Names of tags between words that stood on two lines, or in two cells.
const BREAKS: &[&str] = &[
    "blockquote",
    "br",
    "caption",
    "center",
    "dd",
    "div",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "p",
    "table",
    "td",
    "th",
    "tr",
];

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        tags(context, paragraph, findings);
        comments(context, paragraph, findings);
    }
}

fn tags(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let text = paragraph.text;
    // Of tags without anything between, the last one makes the space.
    let (mut run, mut run_end, mut breaks) = (0, usize::MAX, false);
    // What becomes of each superscript and subscript that is not ended yet.
    let mut open = Vec::new();
    for tag in markup::tags(text) {
        let Range { start, end } = tag.range;
        let span = paragraph.at(start..end);
        context.claim(span);
        if start != run_end {
            (run, breaks) = (start, false);
        }
        run_end = end;
        breaks |= BREAKS.iter().any(|name| name.eq_ignore_ascii_case(tag.name));
        if matches!(tag.name.get(..3), Some(name) if name.eq_ignore_ascii_case("ref")) {
            continue;
        }
        let script = if tag.text.starts_with("</") && is_script(tag.name) {
            open.pop().unwrap_or(Script::None)
        } else {
            let script = Script::of(&tag, &text[end..]);
            if is_script(tag.name) && !tag.text.ends_with("/>") {
                open.push(if let Script::Raised(..) = script { Script::None } else { script.clone() });
            }
            script
        };
        let between_words = char_before(text, run).is_some_and(|c| !c.is_whitespace())
            && char_at(text, run_end).is_some_and(|c| !c.is_whitespace() && c != '<');
        let space = if breaks && between_words { " " } else { "" };
        let finding = findings.report(&TAG, span, format!("a tag is left: {}", quote(tag.text)));
        match script {
            Script::Kept => {
                finding.help("write the number so that it can be read without the tag");
            }
            Script::Raised(len, raised) => {
                let edit = Edit::replace(paragraph.at(start..end + len), format!("{space}{raised}"));
                finding.help(format!("write `{raised}`")).fix([edit]);
            }
            Script::None if !space.is_empty() => {
                finding.help("delete it and keep the text").fix([Edit::replace(span, space)]);
            }
            Script::None => {
                let edits = context.delete_within(paragraph, std::iter::once(start..end));
                finding.help("delete it and keep the text").fix(edits);
            }
        }
    }
}

fn is_script(name: &str) -> bool {
    ["sup", "sub"].iter().any(|script| script.eq_ignore_ascii_case(name))
}

/// What becomes of a superscript or subscript. Without its tags, `10<sup>6</sup>` would be `106`.
#[derive(Clone)]
enum Script {
    /// Nothing: it is none, or no number.
    None,
    /// So many bytes after the tag become these characters, which are raised or lowered themselves.
    Raised(usize, String),
    /// There are no such characters, so the tags stay.
    Kept,
}

impl Script {
    /// What becomes of what a tag starts, before `rest`.
    fn of(tag: &Tag<'_>, rest: &str) -> Self {
        const PLAIN: &str = "0123456789+-=()n";
        const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ";
        const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ";
        if !is_script(tag.name) || tag.text.ends_with("/>") {
            return Self::None;
        }
        let characters = if tag.name.ends_with(['p', 'P']) { RAISED } else { LOWERED };
        let (content, end) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        let raise = |c: char| {
            let c = if c == '−' { '-' } else { c };
            characters.chars().nth(PLAIN.find(c)?)
        };
        let name =
            end.strip_prefix("</").and_then(|end| end.split_once('>')).map(|(name, _)| name.trim_end());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(tag.name))
            && let Some(raised) = content.trim().chars().map(raise).collect::<Option<String>>()
            && !raised.is_empty()
        {
            return Self::Raised(content.len(), raised);
        }
        // Another tag may enclose the number, and goes first.
        let encloses =
            end.starts_with('<') && !end.starts_with("</") && !end.get(1..4).is_some_and(is_script);
        if content.chars().any(char::is_numeric) || encloses { Self::Kept } else { Self::None }
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
    // Another one would stand there once the first is gone.
    let mut start = 0;
    while let Some(rest) = text[start..].trim_start().strip_prefix(CLOSE) {
        let end = text.len() - rest.len();
        report(start..end);
        start = end;
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

#[cfg(test)]
mod tests {
    use crate::{Fixes, Settings, fix};

    #[test]
    fn numbers_stay_what_they_are_whatever_encloses_them() {
        let settings = Settings::default().select(&["M505", "M506", "M507"]).unwrap();
        let nested = "<sup><sub>".repeat(50);
        for (text, expected) in [
            ("10<sup>6</sup> m<SUP> 2 </SUP>", "10⁶ m²"),
            ("10<sup><b>6</b></sup> 10<sup>''6''</sup> 10<sup>&minus;6</sup>", "10⁶ 10⁶ 10⁻⁶"),
            ("10<sup><!-- six -->6</sup>", "10⁶"),
            ("10<sup>6,5<sub/></sup> 10<sup>6</sup x", "10<sup>6,5</sup> 10<sup>6</sup x"),
            ("2<sup>10<sup>3</sup></sup>", "2<sup>10³</sup>"),
            ("10<sup>6,5</sup> 10<sup>6<sup>", "10<sup>6,5</sup> 10<sup>6"),
            ("a<br><sup>6</sup> the 9<sup>th</sup>", "a ⁶ the 9th"),
            (&*nested, ""),
            (&*format!("\n{}Moss", "--> -->".repeat(50)), "\nMoss"),
        ] {
            let seed = |text: &str| format!("Moss~\n||||||\nMoss\n||||||\nMoss. {text}");
            let fixed = fix(seed(text).as_bytes(), &settings, Fixes::Unsafe);
            assert!(fixed.cycling.is_empty());
            assert_eq!(String::from_utf8_lossy(&fixed.bytes).trim_end(), seed(expected).trim_end(), "{text}");
        }
    }
}
