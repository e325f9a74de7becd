use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::markup::CITATION_MARK;
use crate::paragraph::Paragraph;
use crate::prose::{char_at, char_before};
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::{quote, regex};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M504",
    name: "citation-mark",
    summary: "A paragraph holds the mark of a footnote or a note of an editor.",
    rationale: "`mark`: `[1]`, `[2,3]`, `[a]`, `[note 4]`, or what editors of wikis ask for between brackets, such as \
        `[citation needed]`, in thirteen languages; numbers and letters that follow each other are one finding. `page-ref`: a page \
        number that sticks to the end of a sentence, `.:133–134`. Numbers and letters must touch what they cite. Left \
        alone are `[0]` and what follows a name of one letter (`L[0]`, `x[3]`), letters within words (`be[i]ng`), \
        marks before a letter, a digit or a parenthesis, and times of day. 4 % of translated reference documents have \
        one; of 47 distinct findings no false one is known.",
    fix: Some(
        "The mark is deleted: safe for words and after punctuation, unsafe where it touches a word, and for page \
         numbers.",
    ),
    default: true,
    kinds: &[&MARK, &PAGE_REF],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Físicos~",
                "Ada Byron",
                "Ada Byron viveu em Londres.⟦[carece de fontes]⟧ Ela escreveu.⟦[Citation needed]⟧⟦[注 1]⟧"
            ),
            kinds: &[&MARK, &MARK, &MARK],
            fixed: Some(seed!("Físicos~", "Ada Byron", "Ada Byron viveu em Londres. Ela escreveu.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left.⟦[1]⟧ Then she wrote.⟦[2][3][b]⟧ She read.⟦[4,5]⟧"
            ),
            kinds: &[&MARK, &MARK, &MARK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left. Then she wrote. She read.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron left⟦[12][13]⟧ London,⟦[a]⟧ then."),
            kinds: &[&MARK, &MARK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London, then.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left⟦[citation needed]⟧ London⟦[1]⟧⟦[note 4]⟧ then.⟦[when?]⟧"
            ),
            kinds: &[&MARK, &MARK, &MARK, &MARK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London then.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "History⟦[edit]⟧ of Ada Byron.\n⟦[Bearbeiten]⟧\nShe wrote.⟦[要出典]⟧"
            ),
            kinds: &[&MARK, &MARK, &MARK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "History of Ada Byron.\nShe wrote.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left.⟦:133–134⟧ She wrote \"letters\"⟦:12, 15⟧"
            ),
            kinds: &[&PAGE_REF, &PAGE_REF],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left. She wrote \"letters\"")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left.⟦[3]⟧⟦:12⟧ She “wrote letters”⟦:7–9, 12–15⟧ and,⟦:40⟧ then, she read.⟦:9⟧Then she ate."
            ),
            kinds: &[&MARK, &PAGE_REF, &PAGE_REF, &PAGE_REF, &PAGE_REF],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left. She “wrote letters” and, then, she read.Then she ate."
            )),
        },
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron came at 10:30 and left at 4:51, and her friends came at a quarter to 12."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron used L[0] and x[3] and \"y\"[1] and line[i] in the programs that she wrote."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron said that the vowel [a] is open, as the vowel [e] of her tongue is not."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron wrote that \"[s]he be[i]ng there\" had seen [the] letter of [1843] before."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron called table[1](x) and rows[2]x and the entry cells[1][2]y in the second of her notes."
        )),
    ],
    triggers: &[Bytes(b"]"), Bytes(b".:"), Bytes(b",:"), Bytes(b"\":"), Bytes(b"\xE2\x80\x9D:")],
    check: Check::Document(check),
};

static MARK: Kind = Kind::warning("mark").safe();
static PAGE_REF: Kind = Kind::warning("page-ref").risky();

static PAGES: LazyLock<Regex> =
    LazyLock::new(|| regex(r":\d{1,4}(?:[–-]\d{1,4})?(?:, ?\d{1,4}(?:[–-]\d{1,4})?)*"));
static TIME: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?i):\d\d\s?(?:[ap]\.?m|min|left|UTC|GMT|h\b)"));
/// Words, rather than a number or a letter that may be an index.
static WORDED: LazyLock<Regex> = LazyLock::new(|| regex(r"^\[(?:[a-z]+ ?\w+|\D{4,})"));
/// A number or a letter with or without one more character, which must touch what it cites.
static SHORT: LazyLock<Regex> = LazyLock::new(|| regex(r"^\[(?:\d|[a-zA-Z]\]|nb? ?\d|[AB] ?\d)"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        marks(context, paragraph, findings);
        pages(context, paragraph, findings);
    }
}

fn marks(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let text = paragraph.text;
    if !text.contains(']') {
        return;
    }
    // What ends where this one starts: short marks to report with it, or one that is none.
    let (mut held, mut refused_end): (Option<Range<usize>>, _) = (None, usize::MAX);
    for mark in CITATION_MARK.find_iter(text) {
        let (start, end) = (mark.start(), mark.end());
        let before = held.take().filter(|held| held.end == start);
        let is_short = SHORT.is_match(mark.as_str());
        let is_plain = is_plain(mark.as_str());
        let is_index =
            is_plain && char_at(text, end).is_some_and(|c| c.is_alphanumeric() || matches!(c, '(' | '_'));
        // What is short and follows an index is one too.
        let follows_index = is_short && refused_end == start;
        if follows_index || is_index || !is_mark(text, start, mark.as_str()) {
            refused_end = end;
            continue;
        }
        let run = match before {
            Some(before) if is_short => before.start..end,
            Some(before) => {
                report(context, paragraph, before, findings);
                start..end
            }
            None => start..end,
        };
        if is_plain && text[end..].starts_with('[') {
            // An index or the first of several marks: what follows tells.
            held = Some(run);
        } else {
            report(context, paragraph, run, findings);
        }
    }
}

fn report(context: &Context<'_>, paragraph: &Paragraph<'_>, run: Range<usize>, findings: &mut Findings<'_>) {
    let (text, shown) = (paragraph.text, &paragraph.text[run.clone()]);
    // Of several, which are short all, the first one touches what they cite.
    let is_worded = !shown.contains("][") && WORDED.is_match(shown);
    let is_sure = is_worded || char_before(text, run.start).is_none_or(|c| ".,;:!?\"”’»)]".contains(c));
    let span = paragraph.at(run.clone());
    let edits = context.delete_within(paragraph, [run]);
    context.claim(span);
    let finding = findings
        .report(&MARK, span, format!("the mark of a note is left: {}", quote(shown)))
        .help("delete it");
    if is_sure {
        finding.fix(edits);
    } else {
        finding.fix_unsafely(edits);
    }
}

/// `[a]`, `[12]`: what may be an index, too.
fn is_plain(mark: &str) -> bool {
    let inner = &mark[1..mark.len() - 1];
    (inner.len() == 1 && inner.starts_with(|c: char| c.is_ascii_alphabetic()))
        || inner.chars().all(char::is_numeric)
}

/// Whether what stands before brackets makes them a mark.
fn is_mark(text: &str, start: usize, mark: &str) -> bool {
    let before = char_before(text, start);
    let cites = |c: char| c.is_alphanumeric() || ".,;:!?\"”’»)]%".contains(c);
    if SHORT.is_match(mark) && !before.is_some_and(cites) {
        return false;
    }
    let is_letter = mark.len() == 3 && mark.as_bytes()[1].is_ascii_alphabetic();
    if is_letter && before.is_some_and(char::is_alphabetic) {
        return false;
    }
    let is_number = char_at(mark, 1).is_some_and(char::is_numeric);
    !is_number || (mark != "[0]" && !follows_letter(text, start))
}

/// Whether a name of one letter stands before, with or without quotes.
fn follows_letter(text: &str, start: usize) -> bool {
    let name = text[..start].strip_suffix(['"', '”']).unwrap_or(&text[..start]);
    let mut chars = name.chars().rev();
    chars.next().is_some_and(char::is_alphabetic) && !chars.next().is_some_and(char::is_alphanumeric)
}

fn pages(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let text = paragraph.text;
    for pages in PAGES.find_iter(text) {
        let sticks = char_before(text, pages.start()).is_some_and(|c| ".,\"”]".contains(c));
        let ends =
            char_at(text, pages.end()).is_none_or(|c| c.is_whitespace() || c == ':' || c.is_uppercase());
        if sticks && ends && !TIME.is_match(&text[pages.start()..]) {
            let span = paragraph.at(pages.range());
            context.claim(span);
            findings
                .report(
                    &PAGE_REF,
                    span,
                    format!("the page number of a note is left: {}", quote(pages.as_str())),
                )
                .help("delete it")
                .fix(context.delete_within(paragraph, [pages.range()]));
        }
    }
}
