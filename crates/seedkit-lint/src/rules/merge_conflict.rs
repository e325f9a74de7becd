use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::quote;

pub(super) static RULE: Rule = Rule {
    code: "S002",
    name: "merge-conflict",
    summary: "A merge conflict is not resolved.",
    rationale: "Categories stand on one line, so any two edits of them conflict, and the markers come first in the \
        file. A marker is a line that starts with seven or more `<`, `>` or `|` before a space and a label, or that \
        consists of seven `=`; without a label, pipes and longer rows of `=` count only after an opening `<<<<<<<`. \
        Seven pipes with a label are the base of a three-way merge, six alone are a separator, seven alone are S004. \
        One finding for each conflict, at its start; where no start is left, one for each marker. Structure and \
        content of such a file cannot be told, so only rules about single lines and characters still look at it. \
        Not seen in generated corpora; hand-resolved merges leave the base marker behind.",
    fix: None,
    default: true,
    kinds: &[&MARKER],
    options: &[],
    examples: &[
        Example::Bad {
            text: concat!(
                "⟦<<<<<<< HEAD⟧\nArtists~Physicists~\n=======\nPhysicists~Writers~\n>>>>>>> theirs\n",
                "||||||\nAda Byron\n||||||\nAda Byron was a mathematician."
            ),
            kinds: &[&MARKER],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote.\n⟦||||||| merged common ancestors⟧\nAda Byron."
            ),
            kinds: &[&MARKER],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote.\n⟦=======⟧\nAda Byron.\n⟦>>>>>>> theirs⟧"
            ),
            kinds: &[&MARKER, &MARKER],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦<<<<<<< ours⟧\nAda.\n|||||||\nAda\n=======\nAda Byron.\n>>>>>>> theirs"
            ),
            kinds: &[&MARKER],
            fixed: None,
        },
        Example::Good(seed!("Physicists~")),
        Example::Good(seed!(
            "Languages~",
            "Shift operator",
            "A shift operator is written <<<<<<< in no language, and ======= in none that is known to anyone."
        )),
        Example::Good(seed!(
            "Version control~",
            "Conflict marker",
            "\"<<<<<<< HEAD\" is the first conflict marker that Git writes, and \">>>>>>> theirs\" the last one."
        )),
        Example::Good(seed!(
            "Version control~",
            "Git",
            "<<<<<<<HEAD is not what Git writes, which puts a blank between the marker and the name of a branch."
        )),
        Example::Good(seed!(
            "Usenet~",
            "Usenet quoting",
            ">>>>>> Usenet quoting puts one such sign before a line for each time that somebody answered it."
        )),
    ],
    triggers: &[Bytes(b"<<<<<<<"), Bytes(b">>>>>>>"), Bytes(b"======="), Bytes(b"|||||||")],
    check: Check::Document(check),
};

static MARKER: Kind = Kind::error("marker");

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    let opening = document.conflicts().iter().any(|&span| document.text(span).starts_with('<'));
    for &span in document.conflicts() {
        let text = document.text(span);
        if text.starts_with('<') || !opening {
            let what = if opening {
                "a merge conflict is not resolved"
            } else {
                "a marker of a merge conflict is left"
            };
            findings
                .report(&MARKER, span, format!("{what}: {}", quote(text)))
                .help("keep what is right of each side, delete the lines of markers, and lint again");
        }
    }
}
