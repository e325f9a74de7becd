use super::seed;
use crate::context::Context;
use crate::findings::Findings;
use crate::paragraph::Paragraph;
use crate::prose::{char_before, with_gap};
use crate::rule::{Check, Example, Kind, Rule, Trigger::Bytes};
use crate::text::{quote, regex};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    code: "M502",
    name: "link-markup",
    summary: "A paragraph holds the markup of a link, or an address.",
    rationale: "`wikilink`: the double brackets of a link within a wiki, one finding a paragraph. `external`: an \
        address in brackets, with or without a label. `markdown`: a label in brackets and an address in parentheses. \
        `bare-url`: an address without markup, mostly from a footnote that became text; there is no telling what \
        should stand in its place. Single brackets are left alone: editors of quotations and programs write them. \
        580 clean documents hold not one address. A seventh of the leads of a simple cleaner have double brackets, \
        3 % of those of a parser an address.",
    fix: Some(
        "The label is kept, or the target where there is no label; an address without a label is deleted.",
    ),
    default: true,
    kinds: &[&WIKILINK, &EXTERNAL, &MARKDOWN, &BARE_URL],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left ⟦[[⟧London|the city]] and [[Charles Babbage]]."
            ),
            kinds: &[&WIKILINK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left the city and Charles Babbage.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦[[⟧File:Ada.jpg|thumb|Ada in [[London]] with [[Charles Babbage|him]]]]\nAda Byron wrote⟦]]⟧ programs."
            ),
            kinds: &[&WIKILINK, &WIKILINK],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada in London with him\nAda Byron wrote programs."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left ⟦[http://example.org/london London town]⟧ and ⟦[https://example.org]⟧ wrote ⟦[//example.org more⟧"
            ),
            kinds: &[&EXTERNAL, &EXTERNAL, &EXTERNAL],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London town and wrote more")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left ⟦[London](https://example.org/)⟧ to write."
            ),
            kinds: &[&MARKDOWN],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London to write.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron is told of at ⟦https://example.org/ada⟧ in full."
            ),
            kinds: &[&BARE_URL],
            fixed: None,
        },
        Example::Bad {
            text: seed!("Physicists~", "Ada Byron", "Ada Byron left ⟦[[⟧Kent (county)|]] for [[London]]."),
            kinds: &[&WIKILINK],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left Kent (county) for London.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron wrote to ⟦[mailto:ada@example.org Ada King]⟧ and ⟦[ftp://example.org/a  the  archive]⟧."
            ),
            kinds: &[&EXTERNAL, &EXTERNAL],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron wrote to Ada King and the  archive.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron left ⟦[London](/wiki/London)⟧, ⟦[a house](#kent)⟧ and ⟦[Paris](http://example.org/?a=b)⟧."
            ),
            kinds: &[&MARKDOWN, &MARKDOWN, &MARKDOWN],
            fixed: Some(seed!("Physicists~", "Ada Byron", "Ada Byron left London, a house and Paris.")),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦http://example.org/a_b⟧, says Ada Byron, or ⟦https://example.org/?q=1&r=2⟧; [see ⟦https://example.org/é⟧]. It is at ⟦https://example.org/c⟧!"
            ),
            kinds: &[&BARE_URL, &BARE_URL, &BARE_URL, &BARE_URL],
            fixed: None,
        },
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron wrote that \"[s]he be[i]ng there\" was left out of [the first] print."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron took the interval [0, 1] and the matrix [a, b] and the list [x] for her notes."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron never knew example.org, the scheme http or the address of a page at www.example.com."
        )),
        Example::Good(seed!(
            "Computing~",
            "Ada Byron",
            "Ada Byron called f[i](x) a call of an entry of a table, and g[1](2) another call."
        )),
    ],
    triggers: &[
        Bytes(b"[["),
        Bytes(b"]]"),
        Bytes(b"[http:"),
        Bytes(b"[https:"),
        Bytes(b"[ftp:"),
        Bytes(b"[mailto:"),
        Bytes(b"[//"),
        Bytes(b"]("),
        Bytes(b"http://"),
        Bytes(b"https://"),
    ],
    check: Check::Document(check),
};

static WIKILINK: Kind = Kind::warning("wikilink").risky();
static EXTERNAL: Kind = Kind::warning("external").risky();
static MARKDOWN: Kind = Kind::warning("markdown").risky();
static BARE_URL: Kind = Kind::warning("bare-url");

static BRACKETED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\[(?:https?:|ftp:|mailto:|//)(?:\[[^\s\[\]]*\]|[^\s\[\]])*(?:\s(?:\[[^\[\]\n]*\]|[^\[\]\n])*)?\]?",
    )
});
static LABELLED: LazyLock<Regex> =
    LazyLock::new(|| regex(r"!?\[[^\]\n]{1,80}\]\((?:https?://|/|#)(?:\([^\s()]*\)|[^\s()])*\)"));
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| regex(r"https?://[^\s\]]"));

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    for paragraph in context.paragraphs() {
        wikilinks(context, paragraph, findings);
        external(context, paragraph, findings);
        markdown(context, paragraph, findings);
        bare_urls(context, paragraph, findings);
    }
}

fn wikilinks(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let text = paragraph.text;
    let first = match (text.find("[["), text.find("]]")) {
        (Some(open), Some(close)) => open.min(close),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return,
    };
    findings
        .report(
            &WIKILINK,
            paragraph.at(first..first + 2),
            format!("brackets of a link are left: {}", quote(&text[first..])),
        )
        .help("keep the label of each link, without the brackets")
        .fix(context.delete_within(paragraph, around_labels(text)));
}

/// What is not label in the links of a paragraph.
fn around_labels(text: &str) -> Vec<Range<usize>> {
    let (bytes, mut at) = (text.as_bytes(), 0);
    let mut ranges = Vec::new();
    // Where each open link starts, its last pipe, and how many templates are open there: their pipes are not its own.
    let mut open: Vec<(usize, Option<usize>, usize)> = Vec::new();
    let mut templates = 0_usize;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'[', Some(b'[')) => {
                ranges.push(at..at + 2);
                open.push((at, None, templates));
                at += 2;
            }
            (b']', Some(b']')) => {
                ranges.push(at..at + 2);
                match open.pop() {
                    Some((_, Some(pipe), _)) if text[pipe + 1..at].trim_start().is_empty() => {
                        ranges.push(pipe..at);
                    }
                    Some((start, Some(pipe), _)) => ranges.push(start..pipe + 1),
                    _ => {}
                }
                at += 2;
            }
            (b'{', Some(b'{')) => {
                templates += 1;
                at += 2;
            }
            (b'}', Some(b'}')) => {
                templates = templates.saturating_sub(1);
                at += 2;
            }
            (b'|', _) => {
                if let Some((_, pipe, outside)) = open.last_mut()
                    && *outside == templates
                {
                    *pipe = Some(at);
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    ranges
}

fn external(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let text = paragraph.text;
    for link in BRACKETED.find_iter(text) {
        let inner = link.as_str().strip_suffix(']').unwrap_or(link.as_str());
        let label = inner.split_once(char::is_whitespace).map_or("", |(_, label)| label.trim_start());
        let ranges = if label.is_empty() {
            vec![with_gap(text, link.range())]
        } else {
            let end = link.start() + inner.len();
            vec![link.start()..end - label.len(), end..link.end()]
        };
        let span = paragraph.at(link.range());
        context.claim(span);
        findings
            .report(&EXTERNAL, span, format!("the markup of a link is left: {}", quote(link.as_str())))
            .help("keep the label, without the address and the brackets")
            .fix(context.delete_within(paragraph, ranges));
    }
}

fn markdown(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let (text, mut at) = (paragraph.text, 0);
    if !text.contains("](") {
        return;
    }
    while let Some(link) = LABELLED.find_at(text, at) {
        if char_before(text, link.start()) == Some('(') {
            // One that starts later may stand alone. A label has 80 characters at most, so this is soon over.
            at = link.start() + 1;
            continue;
        }
        at = link.end();
        let label = link.start() + link.as_str().find('[').unwrap_or_default() + 1;
        let label_end = link.start() + link.as_str().find("](").unwrap_or_default();
        let span = paragraph.at(link.range());
        context.claim(span);
        findings
            .report(&MARKDOWN, span, format!("the markup of a link is left: {}", quote(link.as_str())))
            .help("keep the label, without the brackets and the address")
            .fix(context.delete_within(paragraph, [link.start()..label, label_end..link.end()]));
    }
}

fn bare_urls(context: &Context<'_>, paragraph: &Paragraph<'_>, findings: &mut Findings<'_>) {
    let (text, mut at) = (paragraph.text, 0);
    while let Some(start) = ADDRESS.find_at(text, at).map(|address| address.start()) {
        if char_before(text, start).is_some_and(|c| c.is_alphabetic() || c == '/') {
            at = start + 1;
            continue;
        }
        let rest = &text[start..];
        at = start + rest.find(|c: char| c.is_whitespace() || c == ']').unwrap_or(rest.len());
        let end = start + address(&text[start..at]).len();
        // Within a link that is reported it is no second defect.
        if !context.is_claimed(paragraph.at(start..start + 1)) {
            let span = paragraph.at(start..end);
            context.claim(span);
            findings
                .report(
                    &BARE_URL,
                    span,
                    format!("an address stands in the text: {}", quote(&text[start..end])),
                )
                .help("take it out, with the footnote it belongs to");
        }
    }
}

/// What is an address of a text without white space that starts with one: what ends the sentence, and what was opened before
/// it, does not belong to it.
fn address(text: &str) -> &str {
    let text = &text[..text.find(['<', '>', '"', '“', '”', '»', '`']).unwrap_or(text.len())];
    let (mut open, mut unopened) = (0_usize, text.len());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => open += 1,
            b')' if open > 0 => open -= 1,
            b')' => {
                unopened = at;
                break;
            }
            _ => {}
        }
    }
    text[..unopened].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’'])
}

#[cfg(test)]
mod tests {
    use crate::{Fixes, Settings, fix};

    #[test]
    fn addresses_end_before_what_was_opened_before_them() {
        for (text, address) in [
            ("http://x.org/a_(b)).", "http://x.org/a_(b)"),
            ("http://x.org/a),", "http://x.org/a"),
            ("https://x.org>", "https://x.org"),
            ("https://x.org/?a=(b)\".", "https://x.org/?a=(b)"),
            ("https://x.org/a’", "https://x.org/a"),
        ] {
            assert_eq!(super::address(text), address);
        }
    }

    #[test]
    fn links_within_links_go_at_once() {
        let settings = Settings::default().select(&[super::RULE.code]).unwrap();
        for (link, times) in
            [("[http://x.org[b] ", 50), ("[http://x.org a [1]] ", 50), ("[http://x.org ", 50)]
        {
            let text = format!("Moss~\n||||||\nMoss\n||||||\nMoss {}", link.repeat(times));
            assert!(fix(text.as_bytes(), &settings, Fixes::Unsafe).cycling.is_empty(), "{link}");
        }
    }

    #[test]
    fn pipes_of_templates_are_none_of_links() {
        let settings = Settings::default().select(&[super::RULE.code]).unwrap();
        for (text, label) in [
            ("[[atom ({{nowrap|Z 1}}) of it]]", "atom ({{nowrap|Z 1}}) of it"),
            ("[[atom|{{nowrap|Z 1}}]]", "{{nowrap|Z 1}}"),
            ("{{quote|[[atom|Z 1]]}}", "{{quote|Z 1}}"),
        ] {
            let seed = |text: &str| format!("Atoms~\n||||||\nAtom\n||||||\nAn atom is {text}.");
            let fixed = fix(seed(text).as_bytes(), &settings, Fixes::Unsafe);
            assert_eq!(String::from_utf8_lossy(&fixed.bytes), seed(label));
        }
    }
}
