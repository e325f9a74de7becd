//! Triggers and the scan hide nothing: what rules find is the same where each is asked.

use crate::rule::Check;
use crate::settings::Language;
use crate::tests::{DEFAULTS, EVERYTHING, cases, seeds, texts};
use crate::{Context, Diagnostic, Example, Findings, RULES, lint};
use proptest::prelude::*;
use seedkit_syntax::parse;

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn a_rule_without_its_triggers_has_nothing_to_say(source in texts()) {
        prop_assert_eq!(said_without_a_trigger(&source), [""; 0]);
    }

    #[test]
    fn a_scan_hides_no_finding(source in texts()) {
        prop_assert_eq!(lint(&parse(&source), &EVERYTHING), lint_without_scan(&source));
    }

    #[test]
    fn a_scan_hides_no_finding_of_seeds(source in seeds()) {
        prop_assert_eq!(lint(&parse(&source), &EVERYTHING), lint_without_scan(&source));
    }

    #[test]
    fn a_scan_hides_no_finding_of_words(
        words in prop::sample::subsequence(WORDS, 1..9)
            .prop_flat_map(|few| prop::collection::vec(prop::sample::select(few), 100..200)),
    ) {
        let source = format!("A~\n||||||\nT\n||||||\n{}", words.concat());
        prop_assert_eq!(lint(&parse(&source), &EVERYTHING), lint_without_scan(&source));
    }
}

/// What makes up bodies that are repetitive, have few letters or lack words.
const WORDS: &[&str] = &[
    "of ",
    "the ",
    "in ",
    "and ",
    "peat-moss ",
    "don’t ",
    "é",
    "мох ",
    "мох",
    "水。",
    "水",
    "12 ",
    "3",
    ", ",
    " – ",
    "\n",
    "approximately ",
    "between ",
    "(",
    ") ",
    "'s ",
    "\u{A0}",
    "\t",
    "It is. ",
    "भाषा ",
];

/// The rules that have something to say of a text without their triggers.
fn said_without_a_trigger(source: &str) -> Vec<&'static str> {
    let parse = parse(source);
    let facts = crate::context::Facts::default();
    let mut codes = Vec::new();
    for (rule, state) in EVERYTHING.enabled().filter(|(rule, _)| !rule.triggers.is_empty()) {
        let Check::Document(check) = rule.check else { continue };
        let mut found = Vec::new();
        if !rule.triggers.iter().any(|trigger| trigger.occurs(&parse)) {
            check(
                &Context::new(&parse, &facts, state, Language::Auto),
                &mut Findings::new(rule, None, &mut found),
            );
        }
        codes.extend((!found.is_empty()).then_some(rule.code));
    }
    codes
}

#[test]
fn white_space_beyond_ascii_before_a_mark_is_a_trigger() {
    assert_eq!(said_without_a_trigger("|||||\n||||||\n\u{A0}:12\n"), [""; 0]);
}

#[test]
fn words_stand_where_no_letter_of_ascii_is_beside_them() {
    assert_eq!(said_without_a_trigger("|||||\n||||||\nc'Lorem ipsum\n"), [""; 0]);
}

/// What all rules say, each asked.
fn lint_without_scan(source: &str) -> Vec<Diagnostic> {
    let parse = parse(source);
    let facts = crate::context::Facts::default();
    let mut found = Vec::new();
    for (rule, state) in EVERYTHING.in_order() {
        if let Check::Document(check) = rule.check {
            check(
                &Context::new(&parse, &facts, state, Language::Auto),
                &mut Findings::new(rule, state.severity, &mut found),
            );
        }
    }
    crate::engine::sort(&mut found);
    found
}

/// What another seed in the same file has does not make up for what the first one lacks.
#[test]
fn a_further_seed_hides_nothing() {
    let list = "A list of the mosses of the north\n".repeat(8);
    let numbers = (0..60).map(|number| number.to_string()).collect::<Vec<_>>().join(" ") + ".";
    let moths = "It is a moth of the family of the owlet moths, and it lives in Peru. ".repeat(12);
    let prose = (0..40).fold(String::new(), |prose, number| {
        prose + &format!("The {number}th moss grows on {} stones, as those who saw it say.\n", number * 7)
    });
    for (body, code, kind) in [
        (&*list, "B302", "short-lines"),
        (&numbers, "B302", "few-letters"),
        (&moths, "B302", "repetition"),
        ("Moss grows on stones and it", "B304", "last"),
    ] {
        let first = format!("Moss~\n||||||\nMoss\n||||||\n{}", body.trim_end());
        for source in [first.clone(), format!("{first}\nMoss~\n||||||\nMoss\n||||||\n{prose}")] {
            let found = lint(&parse(&source), &EVERYTHING);
            let is_found = found.iter().any(|found| (found.rule.code, found.kind.name) == (code, kind));
            assert!(is_found, "{kind}: {source}");
        }
    }
}

/// White space beyond ASCII makes a name more than just a name.
#[test]
fn white_space_of_every_kind_is_seen_in_names() {
    for space in ["\u{85}", "\u{A0}", "\u{2003}", "\u{3000}"] {
        let source = format!("Peat{space}moss~{space}Fern~\n||||||\nPeat\n||||||\nPeat grows.");
        let found = lint(&parse(&source), &DEFAULTS);
        assert_eq!(found.iter().filter(|found| found.rule.code == "C105").count(), 2, "{source:?}");
    }
}

#[test]
fn a_scan_hides_no_finding_of_examples() {
    let texts = RULES.iter().flat_map(|rule| rule.examples).filter_map(|example| match example {
        Example::Bad { text, .. } => Some(text.replace(Example::MARKS, "")),
        Example::Good(text) => Some((*text).to_owned()),
        _ => None,
    });
    for source in texts {
        assert_eq!(lint(&parse(&source), &EVERYTHING), lint_without_scan(&source), "{source:?}");
    }
}

/// What may stand around a character, `@`.
const AROUND: &[&str] = &[
    "@Peat",
    "Peat@",
    "pe@t",
    "p @ t",
    "К@К",
    "КК@",
    "@КК",
    "α@α",
    "中@中",
    "é@é",
    "e@\u{301}",
    "5@5",
    "@5",
    "5 @ 5",
    "(@)",
    "( @)",
    "a@,",
    "a@.",
    ".@A",
    ". @",
    "\"@\"",
    "''@''",
    "[@]",
    "the@ the",
    "the @the",
    "of @ of",
    "@@",
    "@ @",
    "|@|",
    "*@",
    ":@",
    "For@ x, see y.",
    "For x,@see y.",
    "For x, @ee y.",
    "@ee also: x",
    "See@also: x",
    "&@;",
    "<@>",
    "{@}",
    "=@=",
    "@:12",
    "1@000",
    "a-@b",
    "Ab@Cd",
    "ABC@",
    "\n@\n",
    "@It is.\n@It is.",
    "File:@.jpg",
    "http://@",
    "@ redirects here. For x",
    "\u{201C}@",
    "@\u{201D}",
    "–@",
    "Coordinates@ 1",
    "@oordinates: 5",
];

/// Those that are something of their own to some rule, or nearly so.
const ODD: &str = "ªßıİſŉɑʼ\u{301}\u{345}ΩΣςКѓẞ\u{212A}\u{212B}’“–…\u{A0}\u{AD}\u{200B}\u{200E}\u{202E}\u{2028}\u{FEFF}\u{3000}。，ﬁが한िกั𐐀😀\u{E000}\u{FFFD}ⓘ°×·•";

#[test]
fn a_scan_hides_no_finding_of_odd_characters() {
    let others =
        (0x80..0x3100).step_by(193).chain((0x3100..0x2_0000).step_by(4999)).filter_map(char::from_u32);
    for c in ODD.chars().chain(others) {
        for around in AROUND {
            let text = around.replace('@', &c.to_string());
            let name = text.replace('\n', "~");
            for [names, title, body] in
                [["A~B", "Moss", &text], [&name, "Moss", "Moss grows."], ["A~B", &name, "Moss grows."]]
            {
                let source = format!("{names}~\n||||||\n{title}\n||||||\n{body}");
                assert_eq!(lint(&parse(&source), &EVERYTHING), lint_without_scan(&source), "{source:?}");
            }
        }
    }
}
