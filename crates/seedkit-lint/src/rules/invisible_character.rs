use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Chars};
use regex::Regex;
use seedkit_syntax::{Line, Span};
use std::sync::LazyLock;
use unicode_normalization::char::canonical_combining_class;

pub(super) static RULE: Rule = Rule {
    code: "U403",
    name: "invisible-character",
    summary: "The file starts with a byte order mark, or a line holds a character that nobody sees.",
    rationale: "Soft hyphens, zero-width spaces and joiners, direction marks, word joiners, fillers, variation \
        selectors, tags and byte order marks break searches, comparisons and joins. Where a script or an emoji needs \
        them they are left alone: joiners beside letters of scripts that join (Persian spelling needs U+200C) and \
        between emoji, direction marks on a line with right-to-left letters, U+200B beside Thai, Lao, Khmer or \
        Burmese, selectors after symbols, emoji and Han, tags after a black flag, U+034F before a mark whose place it keeps. One finding a line, at the first. \
        13 % of translated reference documents have one, all unwanted.",
    fix: Some("The characters are deleted."),
    default: true,
    kinds: &[&BOM, &INVISIBLE],
    options: &[],
    examples: &[
        Example::Bad {
            text: concat!("⟦\u{FEFF}⟧", seed!("Physicists~")),
            kinds: &[&BOM],
            fixed: Some(seed!("Physicists~")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada⟦\u{200B}⟧ Byron wrote pro\u{AD}grams."),
            kinds: &[&INVISIBLE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~⟦\u{200E}⟧",
                "Ada⟦\u{200D}⟧ Byron",
                "⟦\u{FEFF}⟧Ada Byron wrote programs."
            ),
            kinds: &[&INVISIBLE, &INVISIBLE, &INVISIBLE],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote programs.")),
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada⟦\u{3164}⟧Byron", "Ada Byron wrote.⟦\u{E0068}⟧\u{E0069}"),
            kinds: &[&INVISIBLE, &INVISIBLE],
            fixed: Some(seed!("Physicists~", "AdaByron", "Ada Byron wrote.")),
        },
        Example::Bad {
            text: seed!("Schriften~", "Auflage", "Die Auf⟦\u{200C}⟧lage der Schrift war A\u{FE0F} oder B."),
            kinds: &[&INVISIBLE],
            fixed: Some(seed!("Schriften~", "Auflage", "Die Auflage der Schrift war A oder B.")),
        },
        Example::Bad {
            text: concat!("⟦\u{FEFF}⟧⟦\u{FEFF}⟧", seed!("Physicists~")),
            kinds: &[&BOM, &INVISIBLE],
            fixed: Some(seed!("Physicists~")),
        },
        Example::Bad {
            text: "⟦\u{FEFF}⟧\r\n||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote programs.",
            kinds: &[&BOM],
            fixed: Some("\r\n||||||\r\nAda Byron\r\n||||||\r\nAda Byron wrote programs."),
        },
        Example::Bad { text: "⟦\u{FEFF}⟧Just text.", kinds: &[&BOM], fixed: Some("Just text.") },
        Example::Good(seed!(
            "Emoji~",
            "Ada Byron",
            "Ada Byron sent 👩\u{200D}🚀 and ❤\u{FE0F} and 🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F} to all of her friends in London."
        )),
        Example::Good(seed!(
            "کشورها~",
            "ایران",
            "ایران کشوری در جنوب غربی آسیا است که پایتخت آن تهران است و مردم آن به زبان فارسی سخن می\u{200C}گویند."
        )),
        Example::Good(seed!(
            "ערים~",
            "ירושלים",
            "ירושלים היא בירתה של מדינת ישראל\u{200F} והעיר הגדולה ביותר בה, ומספר תושביה הוא 900,000\u{200E} נפש."
        )),
        Example::Good(seed!(
            "ערים~",
            "ירושלים",
            "יְרוּשָׁלַ\u{34F}ִם היא בירתה של מדינת ישראל והעיר הגדולה ביותר בה, וכך נכתב שמה בניקוד."
        )),
        Example::Good(seed!(
            "ประเทศ~",
            "ไทย",
            "ประเทศไทย\u{200B}เป็นประเทศในเอเชียตะวันออกเฉียงใต้ มีกรุงเทพมหานครเป็นเมืองหลวงและเมืองที่ใหญ่ที่สุด"
        )),
        Example::Good(seed!(
            "نگارش~",
            "کتاب",
            "کتاب در زبان فارسی جمع بسته می\u{200C}شود و به صورت «کتاب»\u{200C}ها و DVD\u{200C}ها نوشته می\u{200C}شود."
        )),
    ],
    triggers: &[Chars(&[
        '\u{AD}'..='\u{AD}',
        '\u{34F}'..='\u{34F}',
        '\u{61C}'..='\u{61C}',
        '\u{115F}'..='\u{1160}',
        '\u{180E}'..='\u{180E}',
        '\u{200B}'..='\u{200F}',
        '\u{2060}'..='\u{206F}',
        '\u{3164}'..='\u{3164}',
        '\u{FE00}'..='\u{FE0F}',
        '\u{FEFF}'..='\u{FEFF}',
        '\u{FFA0}'..='\u{FFA0}',
        '\u{E0000}'..='\u{E01EF}',
    ])],
    check: Check::Document(check),
};

static BOM: Kind = Kind::warning("bom").layout();
static INVISIBLE: Kind = Kind::warning("invisible").safe();

/// Classes of characters, from the Unicode properties that the crate `regex` knows.
struct Classes {
    joining: Regex,
    pictograph: Regex,
    right_to_left: Regex,
    without_spaces: Regex,
    varied: Regex,
    han: Regex,
    mongolian: Regex,
}

static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    let class =
        |members: &str| Regex::new(&format!("[{members}]")).unwrap_or_else(|error| unreachable!("{error}"));
    Classes {
        joining: class(
            r"\p{Arabic}\p{Syriac}\p{Mongolian}\p{Nko}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Thaana}\p{Mandaic}\p{Adlam}",
        ),
        pictograph: class(r"\p{Extended_Pictographic}\x{FE0F}\x{1F3FB}-\x{1F3FF}"),
        right_to_left: class(r"\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}"),
        without_spaces: class(
            r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Javanese}\p{Balinese}\p{Tai_Le}\p{New_Tai_Lue}\p{Tai_Tham}",
        ),
        varied: class(r"\p{Emoji}\p{Extended_Pictographic}\p{Han}\p{Math}\p{So}\p{Mongolian}\p{Myanmar}"),
        han: class(r"\p{Han}"),
        mongolian: class(r"\p{Mongolian}"),
    }
});

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    let document = context.document();
    if let Some(span) = document.bom() {
        findings.report(&BOM, span, "the file starts with a byte order mark").fix([Edit::delete(span)]);
    }
    for line in document.lines() {
        invisible(context, line, document.text(line.span), findings);
    }
}

/// Reports the first unwanted character of a line, with the edits for all of them.
fn invisible(context: &Context<'_>, line: &Line, text: &str, findings: &mut Findings<'_>) {
    let at = line.span.start as usize;
    let right_to_left = std::cell::LazyCell::new(|| CLASSES.right_to_left.is_match(text));
    let mut unwanted: Vec<(char, Span)> = Vec::new();
    let mut before: Option<char> = None;
    let mut flag = false;
    let mut chars = text.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        if is_invisible(c) && !is_needed(c, before, after, flag, &right_to_left) {
            let span = Span::new(at + offset, at + offset + c.len_utf8());
            if !context.is_mojibake(span) {
                unwanted.push((c, span));
            }
        }
        // Tags belong to the flag before them, however many.
        flag = c == '\u{1F3F4}' || (flag && is_tag(c));
        before = Some(c);
    }
    if let Some(&(c, first)) = unwanted.first() {
        let more =
            if unwanted.len() > 1 { format!(", and {} more", unwanted.len() - 1) } else { String::new() };
        findings
            .report(
                &INVISIBLE,
                first,
                format!("the line holds an invisible character, U+{:04X}{more}", c as u32),
            )
            .fix(unwanted.iter().map(|(_, span)| Edit::delete(*span)));
    }
}

pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{E0000}'..='\u{E007F}' | '\u{E0100}'..='\u{E01EF}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0020}'..='\u{E007F}')
}

fn is_needed(
    c: char,
    before: Option<char>,
    after: Option<char>,
    flag: bool,
    right_to_left: &std::cell::LazyCell<bool, impl FnOnce() -> bool>,
) -> bool {
    let is = |class: &Regex, c: Option<char>| c.is_some_and(|c| class.is_match(c.encode_utf8(&mut [0; 4])));
    match c {
        '\u{200C}' | '\u{200D}' => {
            is(&CLASSES.joining, before)
                || is(&CLASSES.joining, after)
                || (is(&CLASSES.pictograph, before) && is(&CLASSES.pictograph, after))
        }
        '\u{200E}' | '\u{200F}' | '\u{61C}' => **right_to_left,
        '\u{180E}' => is(&CLASSES.mongolian, before),
        // It keeps marks in an order that normalisation would change.
        '\u{34F}' => {
            let class = |c: Option<char>| c.map_or(0, canonical_combining_class);
            class(after) > 0 && class(before) > class(after)
        }
        '\u{200B}' => is(&CLASSES.without_spaces, before) || is(&CLASSES.without_spaces, after),
        '\u{FE00}'..='\u{FE0F}' => is(&CLASSES.varied, before),
        '\u{E0100}'..='\u{E01EF}' => is(&CLASSES.han, before),
        c if is_tag(c) => flag,
        _ => false,
    }
}
