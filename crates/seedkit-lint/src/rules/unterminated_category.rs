use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::SyntaxError};
use crate::text::quote;
use seedkit_syntax::{Span, SyntaxErrorKind};

pub(super) static RULE: Rule = Rule {
    code: "S007",
    name: "unterminated-category",
    summary: "The last category is not ended by `~`.",
    rationale: "Every category is ended by `~`, the last one too; readers that split after each `~` lose a name \
        without one. Generators always write it, hands forget it.",
    fix: Some("A `~` is put after the last name."),
    default: true,
    kinds: &[&UNTERMINATED],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~Writers⟦⟧"),
            kinds: &[&UNTERMINATED],
            fixed: Some(seed!("Physicists~Writers~")),
        },
        Example::Bad {
            text: seed!("Physicists⟦⟧  "),
            kinds: &[&UNTERMINATED],
            fixed: Some(seed!("Physicists~  ")),
        },
        Example::Bad {
            text: "Physicists~Writers⟦⟧\r\n||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote programs.",
            kinds: &[&UNTERMINATED],
            fixed: Some("Physicists~Writers~\r\n||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote programs."),
        },
        Example::Bad {
            text: seed!("Physicists～Writers～⟦⟧"),
            kinds: &[&UNTERMINATED],
            fixed: Some(seed!("Physicists～Writers～~")),
        },
        Example::Good(seed!("Physicists~Writers~")),
        Example::Good(seed!("Airports in Washington, D.C.~")),
        Example::Good(seed!("Songs of Hello〜~")),
        Example::Good(seed!(
            "日本の物理学者~",
            "湯川秀樹",
            "湯川秀樹は日本の物理学者であり、中間子の存在を予言した。京都で育ち、京都大学で学んだ。"
        )),
        Example::Good(seed!(
            "Physicists~Writers~",
            "Ada Byron",
            "Ada Byron was a mathematician.\nNo paragraph needs a tilde at its end, and neither does the title."
        )),
    ],
    triggers: &[SyntaxError],
    check: Check::Document(check),
};

static UNTERMINATED: Kind = Kind::error("unterminated").layout();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    // Where categories and title are swapped, S006 says so.
    if context.parts().is_none() || context.is_swapped() {
        return;
    }
    for error in context.errors(&[SyntaxErrorKind::UnterminatedCategory]) {
        let last = context.document().categories().last();
        let name = last.map_or("", |category| category.name);
        // White space that is no edge of a line is one of the name, which C105 mends; behind the `~` nothing would.
        let end = last.map_or(error.span.end, |category| {
            category.span.start + name.trim_end_matches(super::edge_whitespace::is_edge).len() as u32
        });
        findings
            .report(
                &UNTERMINATED,
                error.span,
                format!("the last category, {}, is not ended by `~`", quote(name.trim())),
            )
            .fix([Edit::replace(Span::at(end as usize), "~")]);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Fixes, Settings, fix};
    use seedkit_syntax::{Acceptance, parse_bytes};

    /// A file that can be read can still be read: no form feed ends up behind the `~`.
    #[test]
    fn white_space_of_the_name_stays_in_it() {
        let source = b"Mosses\x0C \n||||||\nT\n||||||\nB";
        let alone = Settings::default().select(&["S007", "S009"]).unwrap();
        assert!(fix(source, &alone, Fixes::Layout).bytes.starts_with(b"Mosses\x0C~\n"));
        let fixed = fix(source, &Settings::default(), Fixes::Layout);
        assert!(fixed.bytes.starts_with(b"Mosses~\n"));
        assert!(parse_bytes(&fixed.bytes).unwrap().read(Acceptance::Lenient).is_ok());
    }
}
