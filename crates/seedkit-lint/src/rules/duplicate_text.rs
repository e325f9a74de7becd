use super::seed;
use crate::corpus::CorpusContext;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule};
use crate::text::quote;
use seedkit_syntax::Span;

macro_rules! long {
    () => {
        "The same sentence stands in several seeds, which is what a site adds to all of its pages alike."
    };
}

pub(super) static RULE: Rule = Rule {
    code: "X602",
    name: "duplicate-text",
    summary: "Two seeds have the same body, or three the same paragraph.",
    rationale: "`body`: the bodies of two seeds are equal without regard to case and white space, and 40 characters \
        or longer: one of them has the text of the other. `paragraph`: a paragraph of 80 characters or more stands in \
        three seeds or more: boilerplate of a site or a generator; it is not said of seeds whose whole bodies are \
        equal. Needs all files of a corpus, so it runs when a directory is linted or with `--corpus`. It found an \
        article of a wiki that held the text of another one.",
    fix: None,
    default: true,
    kinds: &[&BODY, &PARAGRAPH],
    options: &[],
    examples: &[
        Example::BadCorpus {
            files: &[
                (
                    "a.seed",
                    seed!(
                        "Physicists~",
                        "Ada Byron",
                        "⟦Ada Byron wrote the first program that was published.⟧"
                    ),
                ),
                (
                    "b.seed",
                    seed!("Writers~", "Ada", "⟦Ada BYRON wrote the  first program that was published.⟧"),
                ),
            ],
            kinds: &[&BODY, &BODY],
        },
        Example::BadCorpus {
            files: &[
                (
                    "a.seed",
                    seed!(
                        "Physicists~",
                        "Ada Byron",
                        "⟦Ada Byron wrote notes.\nShe lived in the city of London.⟧"
                    ),
                ),
                (
                    "b.seed",
                    seed!(
                        "Writers~",
                        "Ada",
                        "⟦Ada Byron wrote notes.\n\nShe lived in the city of London.⟧\n"
                    ),
                ),
            ],
            kinds: &[&BODY, &BODY],
        },
        Example::BadCorpus {
            files: &[
                ("a.seed", seed!("Physicists~", "Ada", concat!("Ada was one.\n⟦", long!(), "⟧"))),
                ("b.seed", seed!("Physicists~", "Bea", concat!("Bea was two.\n⟦", long!(), "⟧"))),
                ("c.seed", seed!("Physicists~", "Cleo", concat!("⟦", long!(), "⟧\nCleo was three."))),
            ],
            kinds: &[&PARAGRAPH, &PARAGRAPH, &PARAGRAPH],
        },
        Example::BadCorpus {
            files: &[
                ("a.seed", seed!("Physicists~", "Ada", concat!("⟦", long!(), "⟧"))),
                ("b.seed", seed!("Physicists~", "Bea", concat!("⟦", long!(), "⟧"))),
                ("c.seed", seed!("Physicists~", "Cleo", concat!("⟦", long!(), "⟧\nCleo was three."))),
            ],
            kinds: &[&BODY, &BODY, &PARAGRAPH],
        },
        Example::GoodCorpus(&[
            (
                "a.seed",
                seed!("Physicists~", "Ada", concat!("Ada was the first of several who wrote.\n", long!())),
            ),
            (
                "b.seed",
                seed!("Physicists~", "Bea", concat!("Bea was the second of several who wrote.\n", long!())),
            ),
        ]),
        Example::GoodCorpus(&[
            (
                "a.seed",
                seed!(
                    "Physicists~",
                    "Ada",
                    "Ada was the first of several who wrote.\nThe year of death is not known."
                ),
            ),
            (
                "b.seed",
                seed!(
                    "Physicists~",
                    "Bea",
                    "Bea was the second of several who wrote.\nThe year of death is not known."
                ),
            ),
            (
                "c.seed",
                seed!(
                    "Physicists~",
                    "Cleo",
                    "Cleo was the third of several who wrote.\nThe year of death is not known."
                ),
            ),
        ]),
        Example::GoodCorpus(&[
            ("a.seed", seed!("Physicists~", "Ada", concat!("Ada was one. ", long!()))),
            ("b.seed", seed!("Physicists~", "Bea", concat!("Bea was two. ", long!()))),
            ("c.seed", seed!("Physicists~", "Cleo", concat!(long!(), " Cleo was three."))),
        ]),
        Example::GoodCorpus(&[
            (
                "a.seed",
                seed!(
                    "Villages~",
                    "Upper Moss",
                    "Upper Moss is a village in the north, with 312 people in the year 1843."
                ),
            ),
            (
                "b.seed",
                seed!(
                    "Villages~",
                    "Lower Moss",
                    "Lower Moss is a village in the north, with 312 people in the year 1843."
                ),
            ),
        ]),
    ],
    triggers: &[],
    check: Check::Corpus(check),
};

static BODY: Kind = Kind::warning("body");
static PARAGRAPH: Kind = Kind::warning("paragraph");

fn check(corpus: &CorpusContext<'_>, findings: &mut Findings<'_>) {
    let paragraphs = corpus.context.paragraphs();
    let [first, .., last] = paragraphs else {
        return only(corpus, findings);
    };
    if let Some(others) = corpus.same_body(paragraphs) {
        body(Span { start: first.span.start, end: last.span.end }, &others, findings);
        return;
    }
    for paragraph in paragraphs {
        shared(corpus, paragraph.text, paragraph.span, findings);
    }
}

/// A body of one paragraph, or of none.
fn only(corpus: &CorpusContext<'_>, findings: &mut Findings<'_>) {
    let paragraphs = corpus.context.paragraphs();
    let Some(paragraph) = paragraphs.first() else { return };
    match corpus.same_body(paragraphs) {
        Some(others) => body(paragraph.span, &others, findings),
        None => shared(corpus, paragraph.text, paragraph.span, findings),
    }
}

fn body(span: Span, others: &str, findings: &mut Findings<'_>) {
    findings
        .report(&BODY, span, format!("the body is also that of {others}"))
        .help("which of them is it the body of?");
}

fn shared(corpus: &CorpusContext<'_>, text: &str, span: Span, findings: &mut Findings<'_>) {
    if let Some(others) = corpus.same_paragraph(text) {
        let message = format!("the paragraph {} stands also in {others}", quote(text));
        findings.report(&PARAGRAPH, span, message).help("delete it where it says nothing about the subject");
    }
}
