use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::mojibake::windows_1252;
use crate::prose::char_before;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Chars};
use seedkit_syntax::{Line, Role, Span};

pub(super) static RULE: Rule = Rule {
    code: "U401",
    name: "invalid-character",
    summary: "A line holds a control character, the line break of another system, U+FFFD or a private character.",
    rationale: "Controls do nothing in text but disturb terminals, XML and C strings. VT, FF, NEL, U+2028, a lone CR \
        and the like end a line for other tools (Python's `splitlines` among them), so one paragraph becomes two \
        there. U+FFFD stands where a character was lost; a character for private use means something to one font \
        only. One finding a line and kind, at the first. Dumps have hardly any; translated and hand-made texts do.",
    fix: Some(
        "Controls are deleted. A line break becomes a new line in the body, and in a file without separators; elsewhere \
        a space.",
    ),
    default: true,
    kinds: &[&CONTROL, &LINE_BREAK, &REPLACEMENT, &PRIVATE_USE],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron⟦\u{1B}⟧[31m wrote\u{7} programs."),
            kinds: &[&CONTROL],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron[31m wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada⟦\u{2028}⟧Byron",
                "Ada Byron wrote.⟦\u{B}⟧She lived.\u{85}She died."
            ),
            kinds: &[&LINE_BREAK, &LINE_BREAK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote.\nShe lived.\nShe died.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron wrote.⟦\r⟧She lived."),
            kinds: &[&LINE_BREAK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote.\nShe lived.")),
        },
        Example::Bad {
            text: "Physicists~⟦\r⟧||||||\rAda Byron\r||||||\rAda Byron wrote.\r",
            kinds: &[&LINE_BREAK],
            fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron wrote.\n"),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron met Caf⟦\u{FFFD}⟧ owners. ⟦\u{E000}\u{F8FF}⟧"),
            kinds: &[&REPLACEMENT, &PRIVATE_USE],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Physicists⟦\u{7F}⟧~",
                "Ada⟦\0⟧ Byron",
                "Ada Byron wrote in October⟦\u{96}⟧.\nShe read of Ð⟦\u{9C}⟧Ð¾."
            ),
            kinds: &[&CONTROL, &CONTROL, &CONTROL, &CONTROL],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote in October.\nShe read of Ð\u{9C}Ð¾."
            )),
        },
        Example::Bad {
            text: seed!(
                "Caf⟦\u{FFFD}⟧s~",
                "⟦\u{FFFD}\u{FFFD}⟧ Byron",
                "She wrote na⟦\u{FFFD}⟧vely to \u{FFFD}mile."
            ),
            kinds: &[&REPLACEMENT, &REPLACEMENT, &REPLACEMENT],
            fixed: None,
        },
        Example::Bad {
            text: seed!(
                "Fonts⟦\u{F0000}⟧~",
                "Ada⟦\u{FFFE}⟧ Byron",
                "Ada Byron wrote.⟦\u{1FFFE}\u{10FFFF}⟧\nShe read.⟦\u{FDD0}\u{FDEF}⟧"
            ),
            kinds: &[&PRIVATE_USE, &PRIVATE_USE, &PRIVATE_USE, &PRIVATE_USE],
            fixed: None,
        },
        Example::Good(seed!(
            "日本の物理学者~",
            "湯川秀樹",
            "湯川秀樹は日本の物理学者であり、中間子の存在を予言した。京都で育ち、京都大学で学んだ。"
        )),
        Example::Good(seed!(
            "漢字~",
            "𠮷",
            "𠮷は「吉」の異体字であり、人名や店名に用いられる。文字コードでは基本多言語面の外に置かれている。"
        )),
        Example::Good(seed!(
            "Computing~",
            "Control picture",
            "A control picture such as ␇ or ␛ shows what cannot be seen, and U+FFFD is named here by its number."
        )),
        Example::Good(seed!(
            "Typography~",
            "Ligature",
            "A ligature joins letters, as ﬁ and ﬂ do, which Unicode has near the block for Arabic forms like ﷲ."
        )),
    ],
    // Controls, DEL, and the lead bytes of everything else.
    triggers: &[Chars(&[
        '\0'..='\u{8}',
        '\u{B}'..='\u{1F}',
        '\u{7F}'..='\u{9F}',
        '\u{2028}'..='\u{2029}',
        '\u{E000}'..='\u{F8FF}',
        '\u{FDD0}'..='\u{FDEF}',
        '\u{FFFD}'..='\u{FFFF}',
        '\u{1FFFE}'..='\u{1FFFF}',
        '\u{2FFFE}'..='\u{2FFFF}',
        '\u{3FFFE}'..='\u{3FFFF}',
        '\u{4FFFE}'..='\u{4FFFF}',
        '\u{5FFFE}'..='\u{5FFFF}',
        '\u{6FFFE}'..='\u{6FFFF}',
        '\u{7FFFE}'..='\u{7FFFF}',
        '\u{8FFFE}'..='\u{8FFFF}',
        '\u{9FFFE}'..='\u{9FFFF}',
        '\u{AFFFE}'..='\u{AFFFF}',
        '\u{BFFFE}'..='\u{BFFFF}',
        '\u{CFFFE}'..='\u{CFFFF}',
        '\u{DFFFE}'..='\u{DFFFF}',
        '\u{EFFFE}'..='\u{EFFFF}',
        '\u{F0000}'..='\u{10FFFF}',
    ])],
    check: Check::Document(check),
};

static CONTROL: Kind = Kind::error("control").risky();
static LINE_BREAK: Kind = Kind::error("line-break").risky();
static REPLACEMENT: Kind = Kind::error("replacement");
static PRIVATE_USE: Kind = Kind::error("private-use");

fn kind(c: char) -> Option<&'static Kind> {
    match c {
        '\t' | '\n' => None,
        '\u{B}' | '\u{C}' | '\r' | '\u{1C}'..='\u{1E}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
            Some(&LINE_BREAK)
        }
        '\u{FFFD}' => Some(&REPLACEMENT),
        '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}' | '\u{F0000}'.. => Some(&PRIVATE_USE),
        // The last two of each plane.
        c if u32::from(c) & 0xFFFE == 0xFFFE => Some(&PRIVATE_USE),
        c if c.is_control() => Some(&CONTROL),
        _ => None,
    }
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for line in context.document().lines() {
        if !context.document().text(line.span).contains(|c| kind(c).is_some()) {
            continue;
        }
        for kind in RULE.kinds {
            line_of(context, line, kind, findings);
        }
    }
}

/// Reports the first run of one kind on a line, with the edits for all of them.
fn line_of(context: &Context<'_>, line: &Line, wanted: &'static Kind, findings: &mut Findings<'_>) {
    let text = context.document().text(line.span);
    let at = line.span.start as usize;
    let is = |c: char| kind(c) == Some(wanted);
    let runs = || {
        let mut rest = 0;
        let all = std::iter::from_fn(move || {
            let start = rest + text[rest..].find(is)?;
            rest = text[start..].find(|c| !is(c)).map_or(text.len(), |len| start + len);
            Some(Span::new(at + start, at + rest))
        });
        all.filter(|span| *wanted != LINE_BREAK || !context.is_mojibake(*span))
    };
    let Some(first) = runs().next() else { return };
    let mut names: Vec<_> =
        context.document().text(first).chars().map(|c| format!("U+{:04X}", c as u32)).collect();
    let number: usize = runs().map(|run| context.document().text(run).chars().count()).sum();
    names.truncate(1);
    let what = match wanted.name {
        "control" => "a control character",
        "line-break" => "the line break of another system",
        "replacement" => "a character that was lost",
        _ => "what is no character, or one for private use",
    };
    let more = if number > 1 { format!(", and {} more like it", number - 1) } else { String::new() };
    let finding = findings.report(wanted, first, format!("the line holds {what}, {}{more}", names.join(" ")));
    match wanted.name {
        "control" => {
            // After a byte of UTF-8 that was read as Windows-1252 it is one, too: U406.
            let is_byte = |run: &Span| {
                let before = char_before(context.document().source(), run.start as usize);
                before.is_some_and(|c| !c.is_ascii() && windows_1252(c).is_some())
            };
            let edits: Vec<_> = runs().filter(|run| !is_byte(run)).map(Edit::delete).collect();
            let finding = finding.help("delete it");
            if !edits.is_empty() {
                finding.fix(edits);
            }
        }
        "line-break" => {
            let is_body = matches!(line.role, Role::Paragraph | Role::ExtraSeparator | Role::NearSeparator);
            // Where there are no parts, they may be found once lines end as they should.
            let breaks = is_body || context.document().parts().is_none();
            let break_ = if breaks { context.line_end() } else { " " };
            finding
                .help("end a line with LF, or write a space")
                .fix(runs().map(|span| Edit::replace(span, break_)));
        }
        "replacement" => {
            finding.help("look the character up where the text came from");
        }
        _ => {
            finding.help("write a character that Unicode defines");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Fixes, Settings, fix};
    use seedkit_syntax::SEPARATOR;

    fn fixed(text: &str) -> String {
        let fixed = fix(text.as_bytes(), &Settings::default(), Fixes::Unsafe);
        String::from_utf8_lossy(&fixed.bytes).into_owned()
    }

    /// A character, with the bytes of its UTF-8 taken for characters.
    fn mistaken(c: char) -> String {
        c.encode_utf8(&mut [0; 4]).bytes().map(char::from).collect()
    }

    #[test]
    fn bytes_that_were_read_as_another_encoding_are_decoded_and_not_deleted() {
        let text =
            "Towns~\n||||||\nMoscow\n||||||\nMoscow is â€œÐ\u{9C}Ð¾Ñ\u{81}ÐºÐ²Ð°â€\u{9D} in\u{1} Russian.";
        let expected = "Towns~\n||||||\nMoscow\n||||||\nMoscow is “Москва” in Russian.";
        assert_eq!(fixed(text), expected);
        // What is white space, or invisible, as long as it is not decoded.
        let text = "Les déjà vus~Ål på Åland~\n||||||\nVoilà la vie\n||||||\n中国 et Å et là, dit María à l’été, voilà";
        let all: String = text.chars().map(mistaken).collect();
        let broken = all.replace("||||||", SEPARATOR);
        for fixes in [Fixes::Safe, Fixes::Unsafe] {
            let first = fix(broken.as_bytes(), &Settings::default(), fixes).bytes;
            assert_eq!(fixed(&String::from_utf8_lossy(&first)), text, "{fixes:?}");
        }
    }
}
