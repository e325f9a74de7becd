use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::pairs::{ByteSet, Pairs};
use crate::paragraph::Paragraph;
use crate::prose::{self, char_at, char_before};
use crate::rule::{
    Check, Example, Kind, Rule,
    Trigger::{Bytes, Pair},
};
use crate::text::quote;
use std::ops::Range;
use unicode_normalization::char::is_combining_mark;

pub(super) static RULE: Rule = Rule {
    code: "B306",
    name: "stray-space",
    summary: "Spaces are repeated, or stand before a comma or inside a bracket, where none belongs.",
    rationale: "What is left around something that was taken out. `repeated`: two spaces or more, or a tab, inside a \
        paragraph. `before-punct`: blanks between a word, a quote or a bracket and a comma or a closing bracket, or a \
        full stop with which the paragraph ends or after which a capital follows; before a semicolon in English \
        only, since French puts a space there, as before `:`, `!` and `?`, which are left alone. `after-open`: blanks \
        between a bracket and the word that it starts with. `. . .` is an ellipsis to some and left alone. What \
        rules about empty brackets, broken punctuation and lost words report is not reported again. 16 % to 45 % of \
        the leads that common extractors make have one, and up to 91 % of full texts. All 40 places of the last two kinds that \
        were read are real, in 13 languages.",
    fix: Some("Repeated blanks become one space; the others are deleted."),
    default: true,
    kinds: &[&REPEATED, &BEFORE_PUNCT, &AFTER_OPEN],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada⟦  ⟧Byron wrote⟦\t⟧programs⟦ \t ⟧in⟦   ⟧London."),
            kinds: &[&REPEATED, &REPEATED, &REPEATED, &REPEATED],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs in London.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron lived there⟦ ,⟧ too⟦ .⟧ \"Then\"⟦  .⟧ She (who left⟦ )⟧ wrote 40 %⟦\t,⟧ or so⟦ .⟧"
            ),
            kinds: &[
                &BEFORE_PUNCT,
                &BEFORE_PUNCT,
                &BEFORE_PUNCT,
                &BEFORE_PUNCT,
                &BEFORE_PUNCT,
                &BEFORE_PUNCT,
            ],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron lived there, too. \"Then\". She (who left) wrote 40 %, or so."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was in London⟦ ;⟧ that is where the house of the family stood."
            ),
            kinds: &[&BEFORE_PUNCT],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was in London; that is where the house of the family stood."
            )),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron ⟦( ⟧in London) wrote ⟦(  ⟧20⟦  ⟧letters)."),
            kinds: &[&AFTER_OPEN, &AFTER_OPEN, &REPEATED],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron (in London) wrote (20 letters).")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron ⟦(\t⟧born in London) wrote of letters to Charles ⟦( ⟧Κάρολος) and of 9 ⟦(  ⟧½) more."
            ),
            kinds: &[&AFTER_OPEN, &AFTER_OPEN, &AFTER_OPEN],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron (born in London) wrote of letters to Charles (Κάρολος) and of 9 (½) more."
            )),
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron said \"I will . . . go\" to Charles Babbage, and . . . she went."
        )),
        Example::Good(seed!(
            "Sciences~",
            "Ada Byron",
            "Ada Byron était une mathématicienne : elle a écrit le premier programme ; vraiment ? Oui ! Elle est née à Londres."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron used ASP and .NET and a .5 inch ruler to draw f( x) and a ;) at last."
        )),
        Example::Good(seed!(
            "国~",
            "日本",
            "日本は東アジアに位置する国であり、首都は　東京（旧名 江戸）である。"
        )),
    ],
    triggers: &[Bytes(b"  "), Bytes(b"\t"), Pair(b" ", b",.);"), Pair(b"(", b" ")],
    check: Check::Document(check),
};

static REPEATED: Kind = Kind::warning("repeated").safe();
static BEFORE_PUNCT: Kind = Kind::warning("before-punct").safe();
static AFTER_OPEN: Kind = Kind::warning("after-open").safe();

/// Where to look.
static CANDIDATES: Pairs<3> = Pairs([
    [ByteSet::of(b" \t"), ByteSet::of(b",.;) \t")],
    [ByteSet::of(b"("), ByteSet::of(b" \t")],
    [ByteSet::of(b"\t"), ByteSet::ANY],
]);

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    for paragraph in context.paragraphs().iter().filter(|paragraph| !paragraph.is_code()) {
        let text = paragraph.text;
        let mut done = 0;
        for found in CANDIDATES.find_iter(text) {
            let start = found + usize::from(text.as_bytes()[found] == b'(');
            if start < done {
                continue;
            }
            done = start + text[start..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            stray(context, paragraph, start..done, findings);
        }
    }
}

/// Reports a run of blanks as the first kind that it is, unless another rule took its bytes.
fn stray(
    context: &Context<'_>,
    paragraph: &Paragraph<'_>,
    blanks: Range<usize>,
    findings: &mut Findings<'_>,
) {
    let text = paragraph.text;
    let (Some(before), Some(after)) = (char_before(text, blanks.start), char_at(text, blanks.end)) else {
        return;
    };
    let before_punct = ends_word(before) && belongs_to_word(context, after, &text[blanks.end..]);
    let after_open = before == '('
        && char_before(text, blanks.start - 1).is_some_and(char::is_whitespace)
        && (prose::is_letter(after) || after.is_numeric());
    let repeated = (blanks.len() > 1 || text[blanks.clone()].contains('\t'))
        && !before.is_whitespace()
        && !after.is_whitespace();
    let kinds = [
        (before_punct, &BEFORE_PUNCT, blanks.start..blanks.end + 1),
        (after_open, &AFTER_OPEN, blanks.start.saturating_sub(1)..blanks.end),
        (repeated, &REPEATED, blanks.clone()),
    ];
    for (_, kind, range) in kinds.into_iter().filter(|(holds, ..)| *holds) {
        let span = paragraph.at(range);
        if context.is_claimed(span) {
            continue;
        }
        context.claim(span);
        let around = paragraph.around(blanks.clone());
        let (message, replacement) = if *kind == BEFORE_PUNCT {
            (format!("a space stands before `{after}`, in {}", quote(around)), "")
        } else if *kind == AFTER_OPEN {
            (format!("a space stands after `(`, in {}", quote(around)), "")
        } else if text[blanks.clone()].contains('\t') {
            (format!("a tab stands between words, in {}", quote(around)), " ")
        } else {
            (format!("{} spaces stand between words, in {}", blanks.len(), quote(around)), " ")
        };
        findings.report(kind, span, message).fix([Edit::replace(paragraph.at(blanks), replacement)]);
        return;
    }
}

/// Whether a character ends a word or what stands for one.
fn ends_word(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | ')' | ']' | '%')
        || prose::is_letter(c)
        || c.is_numeric()
        || is_combining_mark(c)
}

/// Whether punctuation, with which `rest` starts, belongs to the word before it.
fn belongs_to_word(context: &Context<'_>, punctuation: char, rest: &str) -> bool {
    let mut after = rest[punctuation.len_utf8()..].chars();
    let next = after.next();
    let blank = next.is_some_and(char::is_whitespace);
    match punctuation {
        ',' => blank || next.is_none(),
        '.' => {
            let starts = |c: char| c.is_uppercase() || matches!(c, '"' | '“' | '(');
            next.is_none() || (blank && after.find(|c| !c.is_whitespace()).is_some_and(starts))
        }
        ')' => blank || next.is_none_or(|c| matches!(c, ',' | '.' | ';' | ':')),
        ';' => blank && context.is_english(),
        _ => false,
    }
}
