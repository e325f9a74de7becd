use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Document};
use crate::text::quote;

pub(super) static RULE: Rule = Rule {
    code: "T203",
    name: "redirect-page",
    summary: "The page is a redirect to another one.",
    rationale: "Half of the pages of a raw dump are redirects; some extractors turn them into the sentence `REDIRECT \
        Computer accessibility`. Told by the first paragraph: `#` and the word for a redirect in one of 24 languages, \
        or the word in upper case in a body of at most 30 words, or `redirect` with a few words as the whole \
        paragraph. Of such a seed nothing else in the body is reported. All 99 redirects of a dump are found, and no \
        article.",
    fix: None,
    default: true,
    kinds: &[&REDIRECT],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("", "Byron", "⟦REDIRECT Ada Lovelace⟧"),
            kinds: &[&REDIRECT],
            fixed: None,
        },
        Example::Bad {
            text: seed!("", "Byron", "⟦#REDIRECT [[Ada Lovelace]]⟧"),
            kinds: &[&REDIRECT],
            fixed: None,
        },
        Example::Bad {
            text: seed!("", "Byron", "⟦#weiterleitung Ada Lovelace⟧"),
            kinds: &[&REDIRECT],
            fixed: None,
        },
        Example::Bad {
            text: seed!("", "Byron", "⟦redirect Ada Lovelace⟧"),
            kinds: &[&REDIRECT],
            fixed: None,
        },
        Example::Good(seed!(
            "Law~",
            "Redirect",
            "Redirect examination is the questioning of a witness by the party who called Ada and others."
        )),
        Example::Good(seed!(
            "Computing~",
            "REDIRECT",
            concat!(
                "REDIRECT is the name of a command of several programs, which sends what they print to another place ",
                "than the screen, most often to a file, and which beginners confuse with the pipe, although that is a ",
                "different thing and much older."
            )
        )),
        Example::Good(seed!(
            "Computing~",
            "Number sign",
            "#1 is read as number one in the United States, where the number sign stands before a number and not after it."
        )),
        Example::Good(seed!(
            "Computing~",
            "Redirection",
            "Redirection of output was known to the first shells and is written with a sign like an arrow."
        )),
    ],
    triggers: &[Document(|glance| glance.may_be_redirect)],
    check: Check::Document(check),
};

static REDIRECT: Kind = Kind::error("redirect-page");

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.title().is_some() && context.is_redirect() {
        let first = &context.paragraphs()[0];
        findings
            .report(&REDIRECT, first.span, format!("the page is a redirect: {}", quote(first.text)))
            .help("delete the file");
    }
}
