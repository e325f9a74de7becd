use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::CharThen};
use crate::text::quote;
use seedkit_syntax::Span;

pub(super) static RULE: Rule = Rule {
    code: "U406",
    name: "mojibake",
    summary: "A line holds UTF-8 that was read as Windows-1252.",
    rationale: "`Ã©` for `é`, `â€™` for `’`: bytes of UTF-8 were taken for Windows-1252 and encoded again. In each run \
        of two or more characters of the upper half of that encoding, sequences that are well-formed UTF-8 of an \
        assigned character are found. Sequences of three and four count, unless they end in quotation marks, dashes or spaces alone, as in `«\u{A0}café\u{A0}»`; one of two counts if it starts with \
        `Â Ã Ä Å` or another one in the run starts alike, and does not end in a quotation mark, dash or ellipsis \
        unless a letter follows; `×` and `ß` start none. So `“Ä”` and `Ã’` at the end of a word are text. All 42 \
        places found in real data are damage; of text broken on purpose 98 % of the paragraphs are found.",
    fix: Some("The characters are decoded."),
    default: true,
    kinds: &[&MOJIBAKE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron met Caf⟦Ã©⟧ owners."),
            kinds: &[&MOJIBAKE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron met Café owners.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron⟦â€™⟧s notes."),
            kinds: &[&MOJIBAKE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron’s notes.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron met ⟦ÐŸÐµÑ‚Ñ€⟧."),
            kinds: &[&MOJIBAKE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron met Петр.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron went to Vi⟦á»‡⟧t Nam and ⟦äº¬⟧."),
            kinds: &[&MOJIBAKE, &MOJIBAKE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron went to Việt Nam and 京.")),
        },
        Example::Good(seed!(
            "Letters~",
            "Ada Byron",
            "Ada Byron wrote the letters “Ä” and “Å” and ‘Ã’, which exist in the alphabets of the north."
        )),
        Example::Good(seed!(
            "Écrivains~",
            "Ada Byron",
            "Ada Byron a reçu une lettre à Noël, où l’âge du maître était donné : « trente-sept ans »."
        )),
        Example::Good(seed!(
            "Mathematik~",
            "Ada Byron",
            "Ada Byron maß ein Feld von 3×4 Metern; die Straße daneben hieß nach dem König „Große Straße“."
        )),
        Example::Good(seed!(
            "São Paulo~",
            "São João",
            "São João é uma festa de junho; ÃO não é sílaba inicial em português, mas NÃO é palavra comum."
        )),
        Example::Good(seed!(
            "Units~",
            "Ångström",
            "An ångström, written Å, is a length; 64 Å² is an area, 512 Å³ a volume, and 1.54 Å±0.02 a bond."
        )),
    ],
    // A lead byte of UTF-8, C2 to F4, as a character.
    triggers: &[CharThen(
        &['\u{C2}'..='\u{D6}', '\u{D8}'..='\u{DE}', '\u{E0}'..='\u{F4}'],
        // How characters start that are a byte from 0x80 to 0xBF in Windows-1252.
        b"\xC2\xC5\xC6\xCB\xE2",
    )],
    check: Check::Document(check),
};

static MOJIBAKE: Kind = Kind::error("mojibake").risky();

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for found in &context.mojibake().sure {
        let span = Span::new(found.range.start, found.range.end);
        let (shown, decoded) = (quote(context.document().text(span)), quote(&found.decoded));
        findings
            .report(&MOJIBAKE, span, format!("{shown} is {decoded} in UTF-8 that was read as Windows-1252"))
            .help("convert the text again from its source, as UTF-8")
            .fix([Edit::replace(span, found.decoded.clone())]);
    }
}
