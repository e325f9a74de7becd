use super::{other, seed};
use crate::corpus::CorpusContext;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule};
use crate::text::{count, quote};

pub(super) static RULE: Rule = Rule {
    code: "X603",
    name: "category-variant",
    summary: "A category is spelled in two ways in the corpus.",
    rationale: "Two names of four letters or more that are equal once case, accents and punctuation are off are one \
        category to people and two to programs. The spelling that fewer seeds have is reported, once, in the first of \
        them. Needs all files of a corpus, so it runs when a directory is linted or with `--corpus`. None among 1,500 \
        names of wikis; corpora that people write by hand have them.",
    fix: None,
    default: true,
    kinds: &[&VARIANT],
    options: &[],
    examples: &[
        Example::BadCorpus {
            files: &[("a.seed", seed!("Old Ships~")), ("b.seed", seed!("⟦Old ships⟧~", "Ada", other!()))],
            kinds: &[&VARIANT],
        },
        Example::BadCorpus {
            files: &[
                ("a.seed", seed!("⟦Womens rights⟧~")),
                ("b.seed", seed!("Women's rights~", "Ada", other!())),
                (
                    "c.seed",
                    seed!("Women's rights~", "Bea", "Bea was another, who lived in Paris and wrote as well."),
                ),
            ],
            kinds: &[&VARIANT],
        },
        Example::BadCorpus {
            files: &[("a.seed", seed!("Ecrivains~")), ("b.seed", seed!("⟦Écrivains⟧~", "Ada", other!()))],
            kinds: &[&VARIANT],
        },
        Example::BadCorpus {
            files: &[
                ("a.seed", seed!("Post-war art~")),
                ("b.seed", seed!("⟦Postwar art⟧~", "Ada", other!())),
                (
                    "c.seed",
                    seed!("Postwar art~Post-war art~", "Bea", "Bea was another, who lived in Paris then."),
                ),
            ],
            kinds: &[&VARIANT],
        },
        Example::GoodCorpus(&[
            ("a.seed", seed!("Old ships~")),
            ("b.seed", seed!("Old ship~", "Ada", other!())),
        ]),
        Example::GoodCorpus(&[("a.seed", seed!("C++~")), ("b.seed", seed!("C~", "Ada", other!()))]),
        Example::GoodCorpus(&[("a.seed", seed!("ETA~")), ("b.seed", seed!("Eta~", "Ada", other!()))]),
        Example::GoodCorpus(&[
            ("a.seed", seed!("Mercury (element)~")),
            ("b.seed", seed!("Mercury~", "Ada", other!())),
        ]),
        Example::GoodCorpus(&[("a.seed", seed!("Google~")), ("b.seed", seed!("Google+~", "Ada", other!()))]),
    ],
    triggers: &[],
    check: Check::Corpus(check),
};

static VARIANT: Kind = Kind::info("category-variant");

fn check(corpus: &CorpusContext<'_>, findings: &mut Findings<'_>) {
    for name in corpus.context.categories() {
        if let Some(variant) = corpus.variant(&name.clean) {
            let message = format!(
                "the category {} of {} is a variant of {}, which {} {}",
                quote(&name.clean),
                count(variant.files as usize, "seed"),
                quote(&variant.of),
                count(variant.of_files as usize, "seed"),
                if variant.of_files == 1 { "has" } else { "have" },
            );
            findings.report(&VARIANT, name.category.span, message).help("spell it in one way everywhere");
        }
    }
}
