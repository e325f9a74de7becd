use super::{other, seed};
use crate::corpus::CorpusContext;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule};
use seedkit_syntax::Span;

pub(super) static RULE: Rule = Rule {
    code: "X604",
    name: "colliding-path",
    summary: "Two files have the same path on systems that do not tell case or normalisation.",
    rationale: "macOS and Windows take `Ada.seed` and `ada.seed` for one file, and macOS also `Café.seed` in its two \
        spellings: only one of them can be checked out there. Needs all files of a corpus, so it runs when a directory \
        is linted or with `--corpus`.",
    fix: None,
    default: true,
    kinds: &[&PATH],
    options: &[],
    examples: &[
        Example::BadCorpus {
            files: &[
                ("Ada.seed", seed!("⟦⟧Physicists~")),
                ("ada.seed", seed!("⟦⟧Writers~", "Ada", other!())),
            ],
            kinds: &[&PATH, &PATH],
        },
        Example::BadCorpus {
            files: &[
                ("A/b.seed", seed!("⟦⟧Physicists~")),
                ("a/B.seed", seed!("⟦⟧Writers~", "Ada", other!())),
            ],
            kinds: &[&PATH, &PATH],
        },
        Example::BadCorpus {
            files: &[
                ("Cafe\u{301}.seed", seed!("⟦⟧Physicists~")),
                ("Café.seed", seed!("⟦⟧Writers~", "Ada", other!())),
            ],
            kinds: &[&PATH, &PATH],
        },
        Example::BadCorpus {
            files: &[
                ("STRASSE.seed", seed!("⟦⟧Physicists~")),
                ("straße.seed", seed!("⟦⟧Writers~", "Ada", other!())),
            ],
            kinds: &[&PATH, &PATH],
        },
        Example::GoodCorpus(&[
            ("a/ada.seed", seed!("Physicists~")),
            ("b/ada.seed", seed!("Writers~", "Ada", other!())),
        ]),
        Example::GoodCorpus(&[
            ("cafe.seed", seed!("Physicists~")),
            ("café.seed", seed!("Writers~", "Ada", other!())),
        ]),
        Example::GoodCorpus(&[
            ("ada-byron.seed", seed!("Physicists~")),
            ("ada_byron.seed", seed!("Writers~", "Ada", other!())),
        ]),
        Example::GoodCorpus(&[
            ("Ada.seed", seed!("Physicists~")),
            ("ada.txt", seed!("Writers~", "Ada", other!())),
        ]),
    ],
    triggers: &[],
    check: Check::Corpus(check),
};

static PATH: Kind = Kind::warning("colliding-path");

fn check(corpus: &CorpusContext<'_>, findings: &mut Findings<'_>) {
    if let Some(others) = corpus.same_path() {
        findings
            .report(
                &PATH,
                Span::at(0),
                format!("the path is that of {others} where neither case nor normalisation counts"),
            )
            .help("rename one of them");
    }
}
