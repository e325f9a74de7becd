use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::markup;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::{quote, regex};
use regex::Regex;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M501",
    name: "template-markup",
    summary: "A paragraph holds the double braces of a template.",
    rationale: "Wikis write templates and their parameters between double or triple braces. Extractors that remove \
        them with a pattern stop at the first closing pair and leave what encloses it, or meet braces that are not \
        balanced. What a template would have said is not in the text, so there is no fix. Paragraphs with commands of \
        LaTeX, where braces nest for other reasons, are left to M513. One finding a paragraph. A fifth of the leads \
        that a simple cleaner makes have one, hardly any of those of a parser.",
    fix: None,
    default: true,
    kinds: &[&TEMPLATE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron ⟦{{⟧cn}} left {{citation needed}} London."),
            kinds: &[&TEMPLATE],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "⟦{{⟧Infobox scientist\n| name = Ada\n⟦}}⟧"),
            kinds: &[&TEMPLATE, &TEMPLATE],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron was ⟦{{{⟧occupation|a writer}}} in London."),
            kinds: &[&TEMPLATE],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron was born in London⟦}}⟧ and left it."),
            kinds: &[&TEMPLATE],
            fixed: None,
        },
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron wrote about the set {1, 2, 3} and about pairs of such sets, {a} and {b}."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron put a set into a set, as in { {a}, {b} }, which no one had done before."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron opened a block of a program with { and closed it with } on a line of its own."
        )),
        Example::Good(seed!(
            "Mathematics~",
            "Ada Byron",
            "Ada Byron wrote printf(\"{}\") and format(\"{0} {1}\") into the margin of her letters."
        )),
    ],
    triggers: &[Bytes(b"{{"), Bytes(b"}}")],
    check: Check::Document(check),
};

static TEMPLATE: Kind = Kind::warning("template");

static BRACES: LazyLock<Regex> = LazyLock::new(|| regex(r"\{\{\{?|\}\}\}?"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        let Some(braces) = BRACES.find(paragraph.text) else { continue };
        if markup::latex(paragraph.text).is_none() {
            let shown = quote(&paragraph.text[braces.start()..]);
            findings
                .report(
                    &TEMPLATE,
                    paragraph.at(braces.range()),
                    format!("braces of a template are left: {shown}"),
                )
                .help("take the template out, or put what it stands for in its place");
        }
    }
}
