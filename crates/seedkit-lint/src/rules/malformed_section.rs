use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::glance::Glance;
use crate::rule::{
    Check, Example, Kind, Rule,
    Trigger::{Document, SyntaxError},
};
use crate::text::{count, quote};
use seedkit_syntax::{Line, Parts, Span, SyntaxErrorKind, is_blank};

pub(super) static RULE: Rule = Rule {
    code: "S006",
    name: "malformed-section",
    summary: "The lines of categories, the title or the body are missing, too many, or swapped.",
    rationale: "One line before the first separator, one between the two, at least one paragraph after them. Empty \
        bodies are real: 2 % of the articles of one wiki had a lead that was nothing but an infobox, which extractors \
        drop. `swapped` is a title that ends with `~` above which no `~` stands.",
    fix: Some(
        "An empty line is put before a separator that comes first. Surplus lines are joined: categories end to end, \
         a title with a space between.",
    ),
    default: true,
    kinds: &[&NO_CATEGORY_LINE, &CATEGORY_LINES, &NO_TITLE, &TITLE_LINES, &NO_BODY, &SWAPPED],
    options: &[],
    examples: &[
        Example::Bad {
            text: "⟦⟧||||||\nAda Byron\n||||||\nAda Byron wrote programs.",
            kinds: &[&NO_CATEGORY_LINE],
            fixed: Some("\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n⟦Writers~⟧\n||||||\nAda Byron\n||||||\nAda Byron wrote programs.",
            kinds: &[&CATEGORY_LINES],
            fixed: Some("Physicists~Writers~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n||||||\n⟦⟧\n||||||\nAda Byron wrote programs.",
            kinds: &[&NO_TITLE],
            fixed: None,
        },
        Example::Bad {
            text: "Physicists~\n||||||\n⟦⟧||||||\nAda Byron wrote programs.",
            kinds: &[&NO_TITLE],
            fixed: None,
        },
        Example::Bad {
            text: "Physicists~\n||||||\n⟦||||||⟧\n||||||\nAda Byron wrote programs.",
            kinds: &[&NO_TITLE],
            fixed: None,
        },
        Example::Bad {
            text: "Physicists~\n||||||\nAda\n⟦Byron⟧\n||||||\nAda Byron wrote programs.",
            kinds: &[&TITLE_LINES],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n||||||\nAda Byron\n||||||⟦⟧", kinds: &[&NO_BODY], fixed: None
        },
        Example::Bad {
            text: "Physicists~\n||||||\nAda Byron\n||||||⟦⟧\n\n",
            kinds: &[&NO_BODY],
            fixed: None,
        },
        Example::Bad {
            text: "Ada Byron\n||||||\n⟦Physicists~⟧\n||||||\nAda Byron wrote programs.",
            kinds: &[&SWAPPED],
            fixed: None,
        },
        Example::Bad {
            text: "⟦⟧||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote programs.",
            kinds: &[&NO_CATEGORY_LINE],
            fixed: Some("\r\n||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "⟦⟧|||||\n⟦⟧||||||\nAda Byron wrote programs.",
            kinds: &[&NO_CATEGORY_LINE, &NO_TITLE],
            fixed: Some("\n|||||\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "\u{FEFF}⟦⟧||||||\nAda\n⟦Byron⟧\n||||||\nAda Byron wrote programs.",
            kinds: &[&NO_CATEGORY_LINE, &TITLE_LINES],
            fixed: Some("\u{FEFF}\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "\n⟦Physicists~⟧\n||||||\n⟦⟧\nAda Byron\n||||||\nAda Byron wrote programs.",
            kinds: &[&CATEGORY_LINES, &TITLE_LINES],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~Women of\n\n⟦science~⟧\n||||||\nAda\n⟦Augusta⟧\nByron\n||||||\nAda Byron wrote programs.",
            kinds: &[&CATEGORY_LINES, &TITLE_LINES],
            fixed: Some(
                "Physicists~Women of science~\n||||||\nAda Augusta Byron\n||||||\nAda Byron wrote programs.",
            ),
        },
        Example::Bad {
            text: "Physicists~\n⟦Writers~⟧\nEngineers~\n||||||\nAda Byron\n\n\n⟦She wrote.⟧\n||||||\nAda Byron wrote programs.",
            kinds: &[&CATEGORY_LINES, &TITLE_LINES],
            fixed: Some(
                "Physicists~Writers~Engineers~\n||||||\nAda Byron She wrote.\n||||||\nAda Byron wrote programs.",
            ),
        },
        Example::Bad {
            text: "Physicists~\n||||||\nAda Byron\n||||||⟦⟧\r\n",
            kinds: &[&NO_BODY],
            fixed: None,
        },
        Example::Bad {
            text: "Physicists~\n||||||\nAda Byron\n||||||⟦⟧\n \t\n\u{A0}",
            kinds: &[&NO_BODY],
            fixed: None,
        },
        Example::Bad {
            text: "\n||||||\n⟦Physicists~Writers~⟧\n||||||\nAda Byron wrote programs.",
            kinds: &[&SWAPPED],
            fixed: None,
        },
        Example::Bad {
            text: "Ada_Byron\n||||||\n⟦Category:Physicists~Women of science~ ⟧\n||||||\nAda Byron wrote programs.",
            kinds: &[&SWAPPED],
            fixed: None,
        },
        Example::Bad {
            text: "⟦⟧||||||\n⟦Physicists ~⟧\n||||||\nAda Byron wrote programs.",
            kinds: &[&NO_CATEGORY_LINE, &SWAPPED],
            fixed: Some("\n||||||\nPhysicists ~\n||||||\nAda Byron wrote programs."),
        },
        Example::Good(seed!(
            "Songs~",
            "Hello~",
            "The song Hello~ is written with a tilde, which stands for a tone that is held for a long time."
        )),
        Example::Good(seed!(
            "Books~",
            "Physicists, Writers and Engineers",
            "Physicists, Writers and Engineers is an invented book, which was never printed and never read."
        )),
        Example::Good(seed!("Charles Babbage~", "Ada Byron")),
        Example::Good(seed!(
            "Novels~",
            "2666",
            "The novel 2666 by Roberto Bolaño was published in 2004, in the year after the death of its author."
        )),
    ],
    triggers: &[SyntaxError, Document(may_lack_something)],
    check: Check::Document(check),
};

static NO_CATEGORY_LINE: Kind = Kind::error("no-category-line").safe();
static CATEGORY_LINES: Kind = Kind::error("category-lines").risky();
static NO_TITLE: Kind = Kind::error("no-title");
static TITLE_LINES: Kind = Kind::error("title-lines").risky();
static NO_BODY: Kind = Kind::error("no-body");
static SWAPPED: Kind = Kind::error("swapped");

/// Whether the title or the body may be blank, or the title look like categories.
fn may_lack_something(glance: &Glance<'_>) -> bool {
    let may_be_blank =
        |text: &str| !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && is_blank(text);
    may_be_blank(glance.title) || may_be_blank(glance.first_line()) || glance.title.trim_end().ends_with('~')
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let Some(parts) = context.parts() else { return };
    categories(context, parts, findings);
    title(context, parts, findings);
    let document = context.document();
    if document.body().iter().all(|line| is_blank(document.text(line.span))) {
        let end = document.lines()[parts.separators[1]].span.end as usize;
        findings
            .report(&NO_BODY, Span::at(end), "there is no body after the second separator")
            .help("write one paragraph a line, or delete the file");
    }
}

fn categories(context: &Context<'_>, parts: Parts, findings: &mut Findings<'_>) {
    use SyntaxErrorKind::{CategoryLines, NoCategoryLine};
    for error in context.errors(&[NoCategoryLine, CategoryLines]) {
        if error.kind == NoCategoryLine {
            findings
                .report(&NO_CATEGORY_LINE, error.span, error.to_string())
                .help("the first line is for categories; leave it empty where there are none")
                .fix([Edit::replace(error.span, context.line_end())]);
            continue;
        }
        let lines = &context.document().lines()[..parts.separators[0]];
        let message =
            format!("{} before the first separator; categories stand on one", count(lines.len(), "line"));
        let join = joined(context, lines, |before| if before.ends_with('~') { "" } else { " " });
        findings
            .report(&CATEGORY_LINES, error.span, message)
            .help("put all categories on one line")
            .fix([join]);
    }
}

fn title(context: &Context<'_>, parts: Parts, findings: &mut Findings<'_>) {
    use SyntaxErrorKind::{NoTitleLine, TitleIsSeparator, TitleLines};
    const HELP: &str = "write the title on a line of its own between the separators";
    let document = context.document();
    let [first, second] = parts.separators;
    let mut reported = false;
    for error in context.errors(&[NoTitleLine, TitleIsSeparator, TitleLines]) {
        reported = true;
        if error.kind == TitleLines {
            let lines = &document.lines()[first + 1..second];
            let message =
                format!("{} between the separators; a title is one line", count(lines.len(), "line"));
            let join = joined(context, lines, |_| " ");
            findings.report(&TITLE_LINES, error.span, message).help(HELP).fix([join]);
        } else {
            findings.report(&NO_TITLE, error.span, error.to_string()).help(HELP);
        }
    }
    if !reported && is_blank(document.title()) {
        findings.report(&NO_TITLE, parts.title, "the title is empty").help(HELP);
    } else if context.is_swapped() {
        let message = format!("the title looks like categories: {}", quote(document.title()));
        findings
            .report(&SWAPPED, parts.title, message)
            .help("categories stand on the first line, the title between the separators");
    }
}

/// Makes one line of several: blank ones go, `glue` of what is there already stands before each further one.
fn joined(context: &Context<'_>, lines: &[Line], glue: fn(&str) -> &'static str) -> Edit {
    let mut text = String::new();
    for line in lines.iter().map(|line| context.document().text(line.span)).filter(|line| !is_blank(line)) {
        if !text.is_empty() {
            text.push_str(glue(&text));
        }
        text.push_str(line);
    }
    let span = Span { start: lines[0].span.start, end: lines[lines.len() - 1].span.end };
    Edit::replace(span, text)
}
