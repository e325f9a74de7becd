use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Chars};
use seedkit_syntax::Span;

pub(super) static RULE: Rule = Rule {
    code: "U402",
    name: "bidi-control",
    summary: "A line holds a character that reorders text.",
    rationale: "Embeddings, overrides and isolates (U+202A to U+202E, U+2066 to U+2069) make text appear in another \
        order than it is stored in, so that a reader sees something else than a program: the base of the attack named \
        Trojan Source. Right-to-left text does not need them; the marks U+200E, U+200F and U+061C, which it does need \
        at times, are left to U403. One finding a line, at the first. None occur in the corpora that were looked at.",
    fix: Some("The characters are deleted."),
    default: true,
    kinds: &[&OVERRIDE, &EMBEDDING],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron met ⟦\u{202E}⟧evil\u{202C} owners."),
            kinds: &[&OVERRIDE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron met evil owners.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron met ⟦\u{2067}⟧owners\u{2069}."),
            kinds: &[&EMBEDDING],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron met owners.")),
        },
        Example::Bad {
            text: seed!("⟦\u{202D}⟧Physicists~", "Ada⟦\u{202A}⟧ Byron"),
            kinds: &[&OVERRIDE, &EMBEDDING],
            fixed: Some(seed!("Physicists~", "Ada Byron")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada ⟦\u{2066}⟧Byron \u{202D}wrote."),
            kinds: &[&OVERRIDE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote.")),
        },
        Example::Bad {
            text: seed!(
                "⟦\u{202B}⟧Physicists\u{202C}~",
                "Ada Byron⟦\u{202C}⟧",
                "⟦\u{2068}⟧Ada Byron\u{2069} wrote.\nShe ⟦\u{202A}⟧met \u{202E}evil\u{202C} owners."
            ),
            kinds: &[&EMBEDDING, &EMBEDDING, &EMBEDDING, &OVERRIDE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote.\nShe met evil owners.")),
        },
        Example::Good(seed!(
            "ערים~",
            "חיפה",
            "חיפה היא עיר נמל בצפון ישראל, ושוכנת על הר הכרמל\u{200F}; מספר תושביה עולה על 280,000 נפש."
        )),
        Example::Good(seed!(
            "مدن~",
            "القاهرة",
            "القاهرة هي عاصمة مصر وأكبر مدنها، وتقع على ضفاف نهر النيل منذ عام 969."
        )),
        Example::Good(seed!(
            "Unicode~",
            "Override",
            "Override is the name of two characters of Unicode that are written U+202D and U+202E in texts."
        )),
        Example::Good(seed!(
            "Cities~",
            "Haifa",
            "Haifa is written חיפה in Hebrew and حيفا in Arabic, and the order of both needs no control at all."
        )),
    ],
    triggers: &[Chars(&['\u{202A}'..='\u{202E}', '\u{2066}'..='\u{2069}'])],
    check: Check::Document(check),
};

static OVERRIDE: Kind = Kind::error("override").risky();
static EMBEDDING: Kind = Kind::error("embedding").risky();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    for line in document.lines() {
        let text = document.text(line.span);
        let is = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        let found = || text.match_indices(is).map(|(at, c)| (line.span.start as usize + at, c));
        let Some((at, c)) = found().next() else { continue };
        let overrides = text.contains(['\u{202D}', '\u{202E}']);
        let (kind, what) =
            if overrides { (&OVERRIDE, "overrides") } else { (&EMBEDDING, "embeds or isolates") };
        let point = c.chars().next().map_or(0, u32::from);
        let span = |(at, c): (usize, &str)| Span::new(at, at + c.len());
        findings
            .report(
                kind,
                span((at, c)),
                format!("the line holds a character that {what} the direction of text, U+{point:04X}"),
            )
            .help("delete it; look at what the line says without")
            .fix(found().map(|found| Edit::delete(span(found))));
    }
}
