use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::quote;
use seedkit_syntax::Role;

pub(super) static RULE: Rule = Rule {
    code: "S005",
    name: "extra-separator",
    summary: "The body has a line of six pipes.",
    rationale: "Only the second and the fourth line of a seed are separators, so this is a paragraph of six pipes: \
        valid, but readers that split the text at every separator lose what follows. Where the line before it ends \
        with `~`, a whole second seed follows (`two-seeds`): files were put together, or a merge kept both sides.",
    fix: None,
    default: true,
    kinds: &[&TWO_SEEDS, &IN_BODY],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\n⟦||||||⟧\nShe wrote letters too."
            ),
            kinds: &[&IN_BODY],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote.\nEngineers~\n⟦||||||⟧\nCharles Babbage\n||||||\nHe built an engine."
            ),
            kinds: &[&TWO_SEEDS],
            fixed: None,
        },
        Example::Bad {
            text: concat!(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs."), "\n⟦||||||⟧\n"),
            kinds: &[&IN_BODY],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦||||||⟧\nAda Byron wrote.\n⟦||||||⟧\nShe wrote letters too."
            ),
            kinds: &[&IN_BODY, &IN_BODY],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                concat!(
                    "Ada Byron wrote.\nEngineers~\n\n⟦||||||⟧\nCharles Babbage\n||||||\nHe built an engine.\n",
                    "Towns~\n⟦||||||⟧\nByron\n||||||\nByron lies in Ohio."
                )
            ),
            kinds: &[&TWO_SEEDS, &TWO_SEEDS],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Engineers~ \n⟦||||||⟧\nCharles Babbage~\n||||||\nHe built an engine."
            ),
            kinds: &[&TWO_SEEDS],
            fixed: None,
        },
        Example::Good(seed!(
            "File formats~",
            "Separator",
            "Separator is the name of a line of six pipes.\nA sentence may name it, as \"||||||\", without being one."
        )),
        Example::Good(seed!(
            "Clocks~",
            "Clock face",
            "IIIIII is what the clocks of some towers show for six, since their makers did not know a shorter way."
        )),
        Example::Good(seed!(
            "File formats~",
            "Tilde",
            "The tilde ends each name of a list, as in Artists~Writers~.\nWhat follows such a list in a body is still the same seed."
        )),
        Example::Good(concat!(
            seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote programs.\nShe wrote many letters to her friends in London."
            ),
            "\n"
        )),
    ],
    triggers: &[Bytes(b"||||||")],
    check: Check::Document(check),
};

static TWO_SEEDS: Kind = Kind::error("two-seeds");
static IN_BODY: Kind = Kind::warning("in-body");

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.parts().is_none() {
        return;
    }
    let document = context.document();
    let seeds: Vec<_> = document.further_seeds().collect();
    for (index, line) in
        document.lines().iter().enumerate().filter(|(_, line)| line.role == Role::ExtraSeparator)
    {
        // The other separator of a second seed is said with the first one.
        if seeds.iter().any(|(_, first)| index == first + 2) {
            continue;
        }
        if let Some((categories, _)) = seeds.iter().find(|(_, first)| *first == index) {
            let categories = document.text(document.lines()[*categories].span);
            let message = format!("a second seed starts with the line before: {}", quote(categories));
            findings
                .report(&TWO_SEEDS, line.span, message)
                .help("give each seed a file of its own; `seedkit split` does");
        } else {
            findings
                .report(&IN_BODY, line.span, "a paragraph consists of six pipes, like a separator")
                .help("delete the line, or, if a second seed follows, give that a file of its own");
        }
    }
}
