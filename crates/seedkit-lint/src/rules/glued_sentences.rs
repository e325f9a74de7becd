use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::prose::{self, char_at, char_before};
use crate::rule::{BEYOND_ASCII, Check, Example, Kind, Rule, Trigger::Pair};
use crate::text::{quote, regex};
use regex::Regex;
use seedkit_syntax::Span;
use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;

pub(super) static RULE: Rule = Rule {
    code: "B311",
    name: "glued-sentences",
    summary: "No space stands between two sentences.",
    rationale: "The interface of MediaWiki for plain text joins paragraphs where one ends in a footnote, and other \
        extractors put footnotes into the text: \"planetesimals.The term planet\". Reported is a word in lower case \
        of at least two letters, or a year, then `.`, `!` or `?`, perhaps with a closing quote or bracket before or \
        after it, and directly after that a word with a capital that is at least four letters long or is one of few \
        short ones with which sentences start. A word that is part of an address, an abbreviation or a name with \
        full stops is left alone: `U.S.Army`, `J.R.R.Tolkien`, `Node.js`, `News.Az`, `module.Class.name`, \
        `io.Reader(x)`. 13 % of the leads and 40 % of the full texts of one extractor have one, and hardly any of \
        the others. About 80 different places were read, all real, and so are those in 11 of 576 clean reference \
        documents.",
    fix: Some("A space is put between the sentences."),
    default: true,
    kinds: &[&GLUED_SENTENCES],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left \"the ⟦town.\"The⟧ house was ⟦sold.\"Nobody⟧ knew\", she said."
            ),
            kinds: &[&GLUED_SENTENCES, &GLUED_SENTENCES],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left \"the town.\" The house was sold. \"Nobody knew\", she said."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left ⟦town.The⟧ house was ⟦sold!Nobody⟧ knew."
            ),
            kinds: &[&GLUED_SENTENCES, &GLUED_SENTENCES],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left town. The house was sold! Nobody knew."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left \"⟦town.\"The⟧ house was \"⟦sold\".It⟧ was in (⟦time).When⟧ she came in ⟦1843.They⟧ left."
            ),
            kinds: &[&GLUED_SENTENCES, &GLUED_SENTENCES, &GLUED_SENTENCES, &GLUED_SENTENCES],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left \"town.\" The house was \"sold\". It was in (time). When she came in 1843. They left."
            )),
        },
        Example::Bad {
            text: seed!("Страны~", "Россия", "Россия — самая большая ⟦страна.Столица⟧ — Москва."),
            kinds: &[&GLUED_SENTENCES],
            fixed: Some(seed!("Страны~", "Россия", "Россия — самая большая страна. Столица — Москва.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left ⟦London.Babbage⟧'s house, where ⟦l'ami.Elle⟧ knew that she’⟦ll.They⟧ go."
            ),
            kinds: &[&GLUED_SENTENCES, &GLUED_SENTENCES, &GLUED_SENTENCES],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left London. Babbage's house, where l'ami. Elle knew that she’ll. They go."
            )),
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron met the U.S.Army and J.R.R.Tolkien there, in St.Gallen and with Mr.Babbage at 3.Street."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron used Node.js and ASP.NET and example.Com and News.Az there, and user@mail.Example too."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron wrote module.Class.name and io.Reader(x) and fmt.Printf(y) and path/file.Txt in her notes."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron asked \"Who?\" She left... Nobody knew. (It was late.) \"The End.\" She died in 1852. Babbage lived."
        )),
    ],
    triggers: &[
        Pair(b".!?", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        Pair(b"\")'", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        Pair(b".!?", BEYOND_ASCII),
        Pair(b"\")", BEYOND_ASCII),
    ],
    check: Check::Document(check),
};

static GLUED_SENTENCES: Kind = Kind::warning("glued-sentences").risky();

static CANDIDATE: LazyLock<Regex> = LazyLock::new(|| regex(r#"[.!?]["”’)]?\p{Lu}"#));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    let prose =
        |paragraph: &&crate::paragraph::Paragraph<'_>| !paragraph.is_structural() && !paragraph.is_code();
    for paragraph in context.paragraphs().iter().filter(prose) {
        let text = paragraph.text;
        // Quotation marks up to a place: each is counted once, however many sentences there are.
        let (mut quotes, mut counted) = (0, 0);
        for found in CANDIDATE.find_iter(text) {
            quotes += text[counted..found.start()].matches('"').count();
            counted = found.start();
            let Some(start) = word_before(&text[..found.start()]) else { continue };
            let Some(end) = word_after(text, found.end()) else { continue };
            let span = paragraph.at(start..end);
            if context.is_claimed(span) {
                continue;
            }
            context.claim(span);
            // A quotation mark that is the first of two starts what follows.
            let is_opened = found.as_str()[1..].starts_with('"') && quotes % 2 == 0;
            let capital = found.as_str().chars().next_back().map_or(0, char::len_utf8);
            let at = found.end() - capital - usize::from(is_opened);
            let gap = Span::at(paragraph.at(at..at).start as usize);
            findings
                .report(
                    &GLUED_SENTENCES,
                    span,
                    format!("no space stands between two sentences: {}", quote(&text[start..end])),
                )
                .fix([Edit::replace(gap, " ")]);
        }
    }
}

/// Whether a word goes on after this character.
fn joins(c: char) -> bool {
    matches!(c, '.' | '/' | '@' | '_' | '-' | ':') || c.is_numeric() || prose::is_letter(c)
}

/// The start of the word in lower case, or of the year, with which a text ends but for a closing quote or bracket.
fn word_before(text: &str) -> Option<usize> {
    let word = text.strip_suffix(['"', '”', '’', ')', ']']).unwrap_or(text);
    let starts = |at: &usize| !char_before(word, *at).is_some_and(joins);
    if word.ends_with(|c: char| c.is_ascii_digit()) {
        return word.len().checked_sub(4).filter(|at| is_year(&word.as_bytes()[*at..])).filter(starts);
    }
    let tail = word.trim_end_matches(char::is_lowercase).len();
    match word[tail..].chars().count() {
        0 | 1 => return None,
        2 => return Some(tail).filter(starts),
        _ => {}
    }
    // The word may hold apostrophes and hyphens, and start with one capital.
    let inner = |c: char| matches!(c, '’' | '\'' | '-') || c.is_lowercase() || is_combining_mark(c);
    let run = word.trim_end_matches(inner).len();
    let capital = char_before(word, run).filter(|c| c.is_uppercase()).map(|c| run - c.len_utf8());
    if let Some(start) = capital.into_iter().chain([run]).find(starts) {
        return Some(start);
    }
    // After an apostrophe another word may start; three letters of it are needed.
    let latest = tail + word[tail..].char_indices().rev().nth(2).map_or(0, |(at, _)| at);
    word[run..].char_indices().map(|(at, _)| run + at).take_while(|at| *at <= latest).find(starts)
}

fn is_year(digits: &[u8]) -> bool {
    digits.iter().all(u8::is_ascii_digit) && (digits[0] == b'1' || digits.starts_with(b"20"))
}

/// The end of a word that can start a sentence and whose capital ends at an offset.
fn word_after(text: &str, capital: usize) -> Option<usize> {
    const SHORT: &[&str] = &["n", "t", "y", "s", "f", "e", "o", "he", "is", "ts", "nd", "ut"];
    let rest = text[capital..].trim_start_matches(char::is_lowercase);
    let end = text.len() - rest.len();
    let lower = &text[capital..end];
    let next = char_at(text, end);
    if lower.chars().nth(2).is_none() {
        return (SHORT.contains(&lower) && next.is_some_and(char::is_whitespace)).then_some(end);
    }
    let goes_on = next.is_some_and(|next| {
        let after = char_at(text, end + next.len_utf8());
        next == '(' || ((next == '.' || prose::is_letter(next)) && after.is_some_and(prose::is_letter))
    });
    (!goes_on).then_some(end)
}
