use super::invisible_character::is_invisible;
use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{
    Check, Example, Kind, Rule,
    Trigger::{Line, SyntaxError},
};
use crate::text::quote;
use seedkit_syntax::{Role, SEPARATOR, SyntaxErrorKind};

pub(super) static RULE: Rule = Rule {
    code: "S004",
    name: "malformed-separator",
    summary: "A separator is not exactly six pipes.",
    rationale: "A line of 2 to 16 bars (also `｜ ¦ ‖ ∣ │`, and `\\|` as Markdown tools write it), with nothing but \
        blanks and invisible characters around and between, stands for a separator where one lacks, and so does a \
        line that starts with four to six pipes; the rest of the file is then checked as if it were right. Such lines \
        that are not needed as separators are reported too, as `extra-padding` and `extra-shape`: they are \
        paragraphs to every reader.",
    fix: Some("The line becomes six pipes; text that is glued to it gets a line of its own."),
    default: true,
    kinds: &[&PADDING, &SHAPE, &GLUED, &EXTRA_PADDING, &EXTRA_SHAPE],
    options: &[],
    examples: &[
        Example::Bad {
            text: "Physicists~\n⟦|||||| ⟧\nAda Byron\n||||||\nAda Byron wrote programs.",
            kinds: &[&PADDING],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n⟦|||||⟧\nAda Byron\n⟦|||||||⟧\nAda Byron wrote programs.",
            kinds: &[&SHAPE, &SHAPE],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n⟦\\|\\|\\|\\|\\|\\|⟧\nAda Byron\n⟦｜｜｜｜｜｜⟧\nAda Byron wrote programs.",
            kinds: &[&SHAPE, &SHAPE],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n⟦| | | | | |⟧\nAda Byron\n||||||\nAda Byron wrote programs.",
            kinds: &[&SHAPE],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n⟦||||||⟧Ada Byron\n||||||\nAda Byron wrote programs.",
            kinds: &[&GLUED],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.\n⟦|||||||⟧\n⟦ ||||||⟧"),
            kinds: &[&EXTRA_SHAPE, &EXTRA_PADDING],
            fixed: None,
        },
        Example::Bad {
            text: "Physicists~\n⟦\t||||||\u{A0}⟧\nAda Byron\n⟦ ||||||⟧\nAda Byron wrote programs.",
            kinds: &[&PADDING, &PADDING],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n||||||\nAda Byron\n⟦\u{200B}||||||\u{FEFF}⟧\nAda Byron wrote programs.",
            kinds: &[&PADDING],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n⟦||||⟧Ada Byron\n⟦||||| ⟧Ada Byron wrote programs.",
            kinds: &[&GLUED, &GLUED],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\r\n||||||\r\nAda Byron\r\n⟦||||||⟧Ada Byron wrote programs.\r\n",
            kinds: &[&GLUED],
            fixed: Some("Physicists~\r\n||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote programs.\r\n"),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\n⟦||||||\t⟧\nShe read.\n⟦\u{3000}||||||⟧\n⟦\u{200B}||||||\u{2060}⟧"
            ),
            kinds: &[&EXTRA_PADDING, &EXTRA_PADDING, &EXTRA_PADDING],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦||⟧\nAda Byron wrote programs.\n⟦│ ∣ ‖⟧\n⟦\\|\\|\\|⟧\nShe read.\n⟦||||||||||||||||⟧"
            ),
            kinds: &[&EXTRA_SHAPE, &EXTRA_SHAPE, &EXTRA_SHAPE, &EXTRA_SHAPE],
            fixed: None,
        },
        Example::Good(seed!(
            "Norms~",
            "Norm",
            "A norm is written ||x|| and is a length; a single | is read as a condition in probability theory."
        )),
        Example::Good(seed!(
            "Characters~",
            "Broken bar",
            "¦¦¦¦¦¦ Broken bars like these drew lines on old printers; only the first of them was on the keyboard."
        )),
        Example::Good(seed!(
            "Markup languages~",
            "Markdown",
            "\\|\\|\\|\\|\\|\\| Markdown needs these backslashes where pipes are not to end the cells of a table."
        )),
        Example::Good(seed!(
            "Music~",
            "Double bar",
            "The double bar ends a piece of music, and the signs ‖ and │ stand for it where no better type is at hand."
        )),
    ],
    // What resembles a separator starts neither with a letter nor with a digit of ASCII.
    triggers: &[SyntaxError, Line(|first| first != b'\n' && !first.is_ascii_alphanumeric(), |_| true)],
    check: Check::Document(check),
};

static PADDING: Kind = Kind::error("padding").layout();
static SHAPE: Kind = Kind::error("shape").risky();
static GLUED: Kind = Kind::error("glued").risky();
static EXTRA_PADDING: Kind = Kind::error("extra-padding");
static EXTRA_SHAPE: Kind = Kind::error("extra-shape");

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    use SyntaxErrorKind::{GluedSeparator, MalformedSeparator, PaddedSeparator};
    let document = context.document();
    for error in context.errors(&[PaddedSeparator, MalformedSeparator, GluedSeparator]) {
        let text = document.text(error.span);
        let (kind, message) = match error.kind {
            PaddedSeparator => {
                (&PADDING, format!("the separator has blanks around its six pipes: {}", quote(text)))
            }
            MalformedSeparator => (&SHAPE, format!("the separator is {}, not six pipes", quote(text))),
            _ => (&GLUED, format!("the separator {} shares its line with text", quote(text.trim_end()))),
        };
        let end = if kind == &GLUED { context.line_end() } else { "" };
        findings
            .report(kind, error.span, message)
            .help("a separator is `||||||`, alone on its line")
            .fix([Edit::replace(error.span, format!("{SEPARATOR}{end}"))]);
    }
    if context.parts().is_none() {
        return;
    }
    for line in document.body().iter().filter(|line| line.role == Role::NearSeparator) {
        let text = document.text(line.span);
        let padded = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c)) == SEPARATOR;
        findings
            .report(
                if padded { &EXTRA_PADDING } else { &EXTRA_SHAPE },
                line.span,
                format!("the paragraph {} resembles a separator, and the file has both already", quote(text)),
            )
            .help("delete the line, or, if a second seed starts near it, give that a file of its own");
    }
}
