use super::{other, seed};
use crate::corpus::CorpusContext;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule};
use crate::text::quote;

pub(super) static RULE: Rule = Rule {
    code: "X601",
    name: "duplicate-title",
    summary: "Two seeds have the same title.",
    rationale: "Compared without regard to case, Unicode normalisation and underscores. A corpus has one seed for a \
        subject; a second one is a copy, a redirect, or another subject that needs a title of its own. Needs all \
        files of a corpus, so it runs when a directory is linted or with `--corpus`. Raw dumps have a few, all of them \
        redirects.",
    fix: None,
    default: true,
    kinds: &[&TITLE],
    options: &[],
    examples: &[
        Example::BadCorpus {
            files: &[
                ("a.seed", seed!("Physicists~", "⟦Ada Byron⟧")),
                ("b.seed", seed!("Writers~", "⟦Ada BYRON⟧", other!())),
            ],
            kinds: &[&TITLE, &TITLE],
        },
        Example::BadCorpus {
            files: &[
                ("a.seed", seed!("Physicists~", "⟦Ada_Byron⟧")),
                ("b/c.seed", seed!("Writers~", "⟦Ada Byron⟧", other!())),
            ],
            kinds: &[&TITLE, &TITLE],
        },
        Example::BadCorpus {
            files: &[
                ("a.seed", seed!("Physicists~", "⟦Café⟧", other!())),
                ("b.seed", seed!("Writers~", "⟦Cafe\u{301}⟧")),
            ],
            kinds: &[&TITLE, &TITLE],
        },
        Example::BadCorpus {
            files: &[
                ("a.seed", seed!("Physicists~", "⟦Ada Byron⟧")),
                ("b.seed", seed!("Writers~", "⟦Ada Byron⟧", other!())),
                (
                    "c.seed",
                    seed!("Writers~", "⟦ada byron⟧", "Ada Byron had a third life, of which this seed tells."),
                ),
            ],
            kinds: &[&TITLE, &TITLE, &TITLE],
        },
        Example::GoodCorpus(&[
            ("a.seed", seed!("Physicists~", "Ada Byron")),
            ("b.seed", seed!("Writers~", "Ada Byron (writer)", other!())),
        ]),
        Example::GoodCorpus(&[
            (
                "a.seed",
                seed!(
                    "Documents~",
                    "Resume",
                    "Resume is what one says to somebody who should go on after a break in the work."
                ),
            ),
            (
                "b.seed",
                seed!(
                    "Documents~",
                    "Résumé",
                    "A résumé is a list of what somebody did, sent to those who look for people."
                ),
            ),
        ]),
        Example::GoodCorpus(&[
            (
                "a.seed",
                seed!(
                    "Structures~",
                    "Bridge",
                    "A bridge carries a road over water, over a valley or over another road."
                ),
            ),
            (
                "b.seed",
                seed!(
                    "Games~",
                    "Bridges",
                    "Bridges is a puzzle in which islands are joined by lines that never cross."
                ),
            ),
        ]),
        Example::GoodCorpus(&[
            ("a.seed", seed!("Mathematics~", "Ada Byron")),
            (
                "b.seed",
                seed!(
                    "Science~",
                    "Mathematics",
                    "Mathematics is the study of numbers, of shapes and of what can be proved."
                ),
            ),
        ]),
    ],
    triggers: &[],
    check: Check::Corpus(check),
};

static TITLE: Kind = Kind::warning("duplicate-title");

fn check(corpus: &CorpusContext<'_>, findings: &mut Findings<'_>) {
    let Some((title, span)) = corpus.context.title() else { return };
    if let Some(others) = corpus.same_title(title) {
        findings
            .report(&TITLE, span, format!("the title {} is also that of {others}", quote(title)))
            .help("merge the seeds, or give each subject a title of its own");
    }
}
