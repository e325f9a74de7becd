use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::prose::char_at;
use crate::rule::{
    Check, Example, Kind, OTHER_SPACE, Rule,
    Trigger::{Chars, Pair, SyntaxError},
};
use crate::text::printable;
use seedkit_syntax::{Role, Span};

pub(super) static RULE: Rule = Rule {
    code: "S009",
    name: "edge-whitespace",
    summary: "A line starts or ends with white space.",
    rationale: "White space at the edges of a line is part of the text to every reader and seen by nobody. Separators \
        are left to S004, blank lines to S010, and blanks around the names of categories to C105. Line breaks of other \
        systems (VT, NEL, U+2028) are left to U401. `tail`, after the last category, is an error: no reader accepts it. Extractors leave them where a template or a reference stood: 4 % \
        to 40 % of the leads of a wiki, and nearly all full texts.",
    fix: Some("The white space is deleted."),
    default: true,
    kinds: &[&TRAILING, &LEADING, &TAIL],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron⟦ ⟧", "⟦\u{A0}\t⟧Ada Byron wrote programs.⟦  ⟧"),
            kinds: &[&TRAILING, &LEADING, &TRAILING],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!("Physicists~⟦ ⟧"), kinds: &[&TAIL], fixed: Some(seed!("Physicists~"))
        },
        Example::Bad { text: seed!("⟦  ⟧"), kinds: &[&TAIL], fixed: Some(seed!("")) },
        Example::Bad {
            text: seed!("Physicists⟦ ⟧"), kinds: &[&TRAILING], fixed: Some(seed!("Physicists"))
        },
        Example::Bad {
            text: seed!(
                "物理学者~⟦\u{3000}⟧",
                "⟦\t⟧山田太郎⟦\u{3000}⟧",
                "⟦\u{3000}⟧山田太郎は東京で生まれた。\n⟦ \u{2003}⟧彼は京都で学んだ。"
            ),
            kinds: &[&TAIL, &LEADING, &TRAILING, &LEADING, &LEADING],
            fixed: Some(seed!("物理学者~", "山田太郎", "山田太郎は東京で生まれた。\n彼は京都で学んだ。")),
        },
        Example::Bad {
            text: "Physicists~⟦\t\u{A0}⟧\r\n||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote.⟦\t⟧\r\n",
            kinds: &[&TAIL, &TRAILING],
            fixed: Some("Physicists~\r\n||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote.\r\n"),
        },
        Example::Good(seed!(
            "日本の人物~",
            "山田\u{3000}太郎",
            "山田\u{3000}太郎は書類の見本によく使われる架空の人名である。姓と名の間には全角の空白が置かれることが多い。"
        )),
        Example::Good(seed!(
            "浮世絵~",
            "富嶽三十六景",
            "「富嶽三十六景」は葛飾北斎の代表的な浮世絵の揃物であり、江戸時代の後期に出版された。全部で四十六図ある。"
        )),
        Example::Good(seed!(
            "Mathématiciennes~",
            "Ada Byron",
            "«\u{A0}Ada Byron, la première à programmer\u{A0}»\u{A0}: qui donc a écrit cela dans une lettre de Londres\u{A0}?"
        )),
        Example::Good(concat!(seed!("Physicists~"), "\n")),
    ],
    triggers: &[Pair(b" \t", b"\n"), Pair(b"\n", b" \t"), Chars(OTHER_SPACE), SyntaxError],
    check: Check::Document(check),
};

static TRAILING: Kind = Kind::warning("trailing").layout();
static LEADING: Kind = Kind::warning("leading").layout();
static TAIL: Kind = Kind::error("tail").layout();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    for line in document.lines() {
        let text = document.text(line.span);
        let start = line.span.start as usize;
        let leading = text.len() - text.trim_start_matches(is_edge).len();
        let mut trailing = text.trim_end_matches(is_edge).len();
        // It may be what is left of a letter.
        while let Some(c) = char_at(text, trailing).filter(|c| !c.is_ascii())
            && context.is_mojibake(Span::new(start + trailing, start + trailing + c.len_utf8()))
        {
            trailing += c.len_utf8();
        }
        let categories = line.role == Role::Categories;
        let separator = matches!(line.role, Role::Separator | Role::NearSeparator);
        if separator || (leading == text.len() && !categories) {
            continue;
        }
        if leading > 0 && !categories {
            let span = Span::new(start, start + leading);
            findings.report(&LEADING, span, message("starts", &text[..leading])).fix([Edit::delete(span)]);
        }
        if trailing < text.len() {
            let span = Span::new(start + trailing, start + text.len());
            // After the last `~` they would be one more category, without a name and a `~`: no reader takes that.
            let tail = categories && (trailing == 0 || text[..trailing].ends_with('~'));
            let kind = if tail { &TAIL } else { &TRAILING };
            findings.report(kind, span, message("ends", &text[trailing..])).fix([Edit::delete(span)]);
        }
    }
}

/// White space, but for what other systems take for the end of a line.
pub(super) fn is_edge(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{B}' | '\u{C}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn message(verb: &str, blanks: &str) -> String {
    let what = match blanks {
        " " => "a space".to_owned(),
        blanks if blanks.chars().all(|c| c == ' ') => format!("{} spaces", blanks.len()),
        "\t" => "a tab".to_owned(),
        blanks => {
            let mut names: Vec<_> = blanks.chars().map(|c| format!("U+{:04X}", c as u32)).collect();
            let many = names.len() > 4;
            names.truncate(4);
            names.join(" ") + if many { " …" } else { "" }
        }
    };
    format!("the line {verb} with {}", printable(&what))
}
