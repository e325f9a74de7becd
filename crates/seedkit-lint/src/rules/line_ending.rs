use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, OptionDefault, OptionSpec, Rule, Trigger::SyntaxError};
use seedkit_syntax::{Line, Span, SyntaxErrorKind};

pub(super) static RULE: Rule = Rule {
    code: "S008",
    name: "line-ending",
    summary: "Lines end in CR LF instead of LF, or the end of the file is not as wanted.",
    rationale: "A line ends in LF. A file whose lines all end in CR LF can still be read without loss; one that mixes \
        both cannot, because the CRs might be text. With Git on Windows, `*.seed text eol=lf` in `.gitattributes` \
        keeps them away. Whether a line feed follows the last paragraph is a matter of taste: seeds from wikis have \
        none, many editors add one; the option settles it where it matters.",
    fix: Some("CR LF becomes LF; the last line feed is put or taken away as the option says."),
    default: true,
    kinds: &[&CRLF, &MIXED, &NO_FINAL_NEWLINE, &FINAL_NEWLINE],
    options: &[OptionSpec {
        name: "final-newline",
        summary: "Whether a line feed follows the last paragraph.",
        default: OptionDefault::Choice(&["preserve", "always", "never"]),
    }],
    examples: &[
        Example::Bad {
            text: "Physicists~⟦\r\n⟧||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote programs.",
            kinds: &[&CRLF],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~\n||||||⟦\r\n⟧Ada Byron\n||||||\nAda Byron wrote programs.\r\n",
            kinds: &[&MIXED],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs.\n"),
        },
        Example::Bad {
            text: "Physicists~\r⟦\r\n⟧||||||\r\r\nAda Byron\r\r\n||||||\r\r\nAda Byron wrote programs.",
            kinds: &[&CRLF],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: "Physicists~⟦\r\n⟧||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote.\rShe lived.",
            kinds: &[&CRLF],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote.\rShe lived."),
        },
        Example::Bad { text: "Just text.⟦\r\n⟧", kinds: &[&CRLF], fixed: Some("Just text.\n") },
        Example::Bad {
            text: "Physicists~⟦\r\n⟧||||||\r\nAda Byron\n||||||\r\nAda Byron wrote.\r\nShe read.",
            kinds: &[&MIXED],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote.\nShe read."),
        },
        Example::Bad {
            text: "Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote.⟦\r\n⟧\r\nShe read.\n",
            kinds: &[&MIXED],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote.\n\nShe read.\n"),
        },
        Example::Bad {
            text: "Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote.\r\r⟦\r\n⟧She read.\rShe left.",
            kinds: &[&MIXED],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote.\nShe read.\rShe left."),
        },
        Example::Good(
            "Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs for engines that were not built.\n",
        ),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron was a mathematician.\nThe last paragraph, unlike the one before it, has no end of line."
        )),
        Example::Good(seed!(
            "Computing~",
            "Newline",
            "The newline of Windows is written \\r\\n in the strings of many languages, and that of Unix is \\n."
        )),
        Example::Good(seed!(
            "Computing~",
            "Carriage return",
            "The carriage return is shown as ␍ and the line feed as ␊ by editors that make both of them visible."
        )),
    ],
    triggers: &[SyntaxError],
    check: Check::Document(check),
};

static CRLF: Kind = Kind::warning("crlf").layout();
static MIXED: Kind = Kind::error("mixed").layout();
static NO_FINAL_NEWLINE: Kind = Kind::warning("no-final-newline").layout();
static FINAL_NEWLINE: Kind = Kind::warning("final-newline").layout();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    for error in context.errors(&[SyntaxErrorKind::Crlf, SyntaxErrorKind::MixedLineEndings]) {
        let returns = || {
            let crlf = document.lines().iter().map(Line::terminator).filter(|end| end.len() == 2);
            crlf.map(|end| Span { end: end.end - 1, ..end })
        };
        let (kind, message) = if error.kind == SyntaxErrorKind::Crlf {
            (&CRLF, "every line ends in CR LF instead of LF".to_owned())
        } else {
            let ended = document.lines().iter().filter(|line| !line.terminator().is_empty()).count();
            let crlf = returns().count();
            (&MIXED, format!("of {ended} line ends {crlf} are CR LF and {} LF", ended - crlf))
        };
        findings
            .report(kind, error.span, message)
            .help("save the file with Unix line ends; `*.seed text eol=lf` in .gitattributes keeps them")
            .fix(returns().map(Edit::delete));
    }
    let wanted = context.choice("final-newline");
    if let Some(last) = document.body().last().filter(|_| wanted != "preserve" && context.parts().is_some()) {
        let end = last.terminator();
        if wanted == "always" && end.is_empty() {
            findings
                .report(&NO_FINAL_NEWLINE, end, "no line feed follows the last paragraph")
                .fix([Edit::replace(end, context.line_end())]);
        } else if wanted == "never" && !end.is_empty() && !last.span.is_empty() {
            findings
                .report(&FINAL_NEWLINE, end, "a line feed follows the last paragraph")
                .fix([Edit::delete(end)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Fixes, Settings, fix, lint_bytes};
    use seedkit_syntax::Span;

    fn fixed(source: &str, wanted: &str) -> String {
        let settings = Settings::default().set_choice("S008", "final-newline", wanted).unwrap();
        String::from_utf8(fix(source.as_bytes(), &settings, Fixes::Layout).bytes).unwrap()
    }

    #[test]
    fn the_last_line_feed_is_as_wanted() {
        for (source, always, never) in [
            (seed!("A~"), concat!(seed!("A~"), "\n"), seed!("A~")),
            (concat!(seed!("A~"), "\n"), concat!(seed!("A~"), "\n"), seed!("A~")),
            (concat!(seed!("A~"), "\n\n"), concat!(seed!("A~"), "\n"), seed!("A~")),
            ("A~\n||||||\nT\n||||||\n", "A~\n||||||\nT\n||||||\n", "A~\n||||||\nT\n||||||\n"),
        ] {
            assert_eq!(fixed(source, "always"), always);
            assert_eq!(fixed(source, "never"), never);
        }
        assert_eq!(fixed(seed!("A~"), "preserve"), seed!("A~"));
        assert_eq!(fixed(concat!(seed!("A~"), "\n"), "preserve"), concat!(seed!("A~"), "\n"));
    }

    #[test]
    fn an_end_that_is_not_wanted_is_reported() {
        const SEED: &str = "Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote programs.";
        const CRLF: &str = "Physicists~\r\n||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote.";
        let found = |source: &str, wanted: &str| -> Vec<_> {
            let settings = Settings::default().set_choice("S008", "final-newline", wanted).unwrap();
            let found = lint_bytes(source.as_bytes(), &settings.select(&["S008"]).unwrap());
            found.iter().map(|one| (one.rule.code, one.kind.name, one.span)).collect()
        };
        for (body, kinds) in [
            (SEED.to_owned(), &[][..]),
            (format!("{SEED}\nShe read."), &[]),
            (format!("{SEED}\n ||||||"), &[]),
            (format!("{SEED}é\n \t"), &[]),
            (CRLF.to_owned(), &["crlf"]),
        ] {
            let first = kinds.iter().map(|kind| ("S008", *kind, Span::new(11, 13)));
            let end = ("S008", "no-final-newline", Span::at(body.len()));
            let expected: Vec<_> = first.clone().chain([end]).collect();
            assert_eq!(found(&body, "always"), expected, "{body:?}");
            assert_eq!(found(&body, "never"), first.clone().collect::<Vec<_>>(), "{body:?}");
            let terminator = if kinds.is_empty() { "\n" } else { "\r\n" };
            let ended = format!("{body}{terminator}");
            let end = ("S008", "final-newline", Span::new(body.len(), ended.len()));
            assert_eq!(found(&ended, "never"), first.clone().chain([end]).collect::<Vec<_>>(), "{ended:?}");
            assert_eq!(found(&ended, "always"), first.collect::<Vec<_>>(), "{ended:?}");
        }
        let further = format!("{SEED}\nEngineers~\n||||||\nCharles Babbage\n||||||\nHe built.");
        let end = Span::at(further.len());
        assert_eq!(found(&further, "always"), [("S008", "no-final-newline", end)]);
        assert!(found("Just text.", "always").is_empty() && found("Just text.\n", "never").is_empty());
    }

    use super::super::seed;
}
