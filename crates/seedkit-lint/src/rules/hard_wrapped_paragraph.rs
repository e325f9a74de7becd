use super::seed;
use crate::context::Context;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::paragraph::Paragraph;
use crate::prose;
use crate::rule::{Check, Example, Kind, Rule, Trigger::Line};
use crate::text::{is_edge, quote};
use seedkit_syntax::Span;

pub(super) static RULE: Rule = Rule {
    code: "B313",
    name: "hard-wrapped-paragraph",
    summary: "A paragraph is divided into lines of about one length.",
    rationale: "A line is a paragraph; a text that was wrapped for a screen has several where it should have one. \
        Reported are at least three lines of 40 to 120 characters (the last one may have any length) whose breaks \
        the longest of them, of at least 60, explains: the first word of the next line would not have fitted. Half of \
        the breaks or more have to be inside a sentence: the line ends in a letter, a digit, a comma or a hyphen and \
        the next one starts in lower case. So lists of short lines and poems are left alone. One article among all \
        the full texts of a wiki is wrapped, and all 12 of its places are found; no lead is, and no clean reference \
        document. Until it is mended the lines are also reported for starting in lower case.",
    fix: Some("The lines are joined, with a space between."),
    default: true,
    kinds: &[&HARD_WRAPPED_PARAGRAPH],
    options: &[],
    examples: &[
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦Ada Byron was a mathematician who wrote the first published program for the\n\
                 Analytical Engine, a machine that Charles Babbage had designed and that was\n\
                 not built while he lived, and she wrote long letters to him about it and to\n\
                 other friends.⟧\nShe died in London."
            ),
            kinds: &[&HARD_WRAPPED_PARAGRAPH],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was a mathematician who wrote the first published program for the Analytical Engine, a machine that Charles Babbage had designed and that was not built while he lived, and she wrote long letters to him about it and to other friends.\nShe died in London."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "Short.\n⟦Ada Byron was a mathematician who wrote the first published pro-\n\
                 grams for the Analytical Engine, a machine that Charles Babbage \n\
                 had designed.⟧"
            ),
            kinds: &[&HARD_WRAPPED_PARAGRAPH],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Short.\nAda Byron was a mathematician who wrote the first published pro- grams for the Analytical Engine, a machine that Charles Babbage had designed."
            )),
        },
        Example::Bad {
            text: seed!(
                "Страны~",
                "Россия",
                "⟦Россия — государство в Восточной Европе и Северной Азии, столица которого\n\
                 находится в городе, который называется Москвой и который стоит на реке\n\
                 того же имени.⟧"
            ),
            kinds: &[&HARD_WRAPPED_PARAGRAPH],
            fixed: Some(seed!(
                "Страны~",
                "Россия",
                "Россия — государство в Восточной Европе и Северной Азии, столица которого находится в городе, который называется Москвой и который стоит на реке того же имени."
            )),
        },
        Example::Bad {
            text: seed!(
                "Physicists~",
                "Ada Byron",
                "⟦Ada Byron was a mathematician who wrote the first published program for the\n\
                 Analytical Engine, a machine that Charles Babbage had designed and that was\n\
                 not built.⟧\n\n⟦In her notes of the year 1843, which she wrote for a journal in London, there\n\
                 is a table of the numbers of Bernoulli, with the steps of the machine beside\n\
                 them.⟧"
            ),
            kinds: &[&HARD_WRAPPED_PARAGRAPH, &HARD_WRAPPED_PARAGRAPH],
            fixed: Some(seed!(
                "Physicists~",
                "Ada Byron",
                "Ada Byron was a mathematician who wrote the first published program for the Analytical Engine, a machine that Charles Babbage had designed and that was not built.\n\nIn her notes of the year 1843, which she wrote for a journal in London, there is a table of the numbers of Bernoulli, with the steps of the machine beside them."
            )),
        },
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron was a mathematician who wrote the first published program.\n\
             She wrote long letters about it to Charles Babbage, who had designed.\n\
             They met at the house of Mary Somerville in London, one summer's day."
        )),
        Example::Good(seed!(
            "Poems~",
            "The Engine",
            "The Engine stood, unfinished, in the room.\nThen Ada Byron wrote of it by night\n\
             Of wheels that weave as surely as the loom\nThe flowers and the leaves, in black and white."
        )),
        Example::Good(seed!(
            "Physicists~",
            "Ada Byron",
            "Ada Byron wrote the first published program for the Analytical Engine, and she lived in London.\n\
             The program was a table of steps.\nThe house in which she lived stood in the middle of the town."
        )),
        Example::Good(seed!(
            "Lists~",
            "Ada Byron",
            "Ada Byron had friends who wrote to her, and these are the ones whom we know of by their names.\n\
             Charles Babbage, the inventor of the Analytical Engine, who lived in London.\n\
             Mary Somerville, who wrote books about the sciences and taught mathematics.\n\
             Michael Faraday, who found how electricity and magnetism are one force."
        )),
    ],
    triggers: &[Line(|first| matches!(first, b'a'..=b'z' | ..=b' ' | 0x80..), may_go_on)],
    check: Check::Document(check),
};

static HARD_WRAPPED_PARAGRAPH: Kind = Kind::warning("hard-wrapped-paragraph").risky();

/// Code points of lines that may be wrapped, and of the longest of them.
const MIN_LEN: usize = 40;
const MIN_WIDTH: usize = 60;
const MAX_LEN: usize = 120;

/// Whether a line may go on with the sentence of the line before, with white space before it or not.
fn may_go_on(line: &str) -> bool {
    line.trim_start_matches(is_edge).starts_with(char::is_lowercase)
}

fn check(context: &Context<'_>, findings: &mut Findings<'_>) {
    if context.is_redirect() {
        return;
    }
    // No break is inside a sentence unless some line starts in lower case.
    if !context.paragraphs().iter().skip(1).any(|one| one.text.starts_with(char::is_lowercase)) {
        return;
    }
    // Paragraphs on lines without a gap between them.
    for block in context.paragraphs().chunk_by(|a, b| a.line + 1 == b.line).filter(|block| block.len() > 2) {
        let mut breaks = Vec::new();
        for (at, pair) in block.windows(2).enumerate() {
            breaks.extend(Break::between(context, &pair[0], &pair[1], at));
        }
        for run in breaks.chunk_by(|a, b| a.at + 1 == b.at) {
            for wrapped in wrapped_runs(run) {
                report(context, &block[wrapped.first..=wrapped.last], wrapped.width, findings);
            }
        }
    }
}

fn report(context: &Context<'_>, lines: &[Paragraph<'_>], width: usize, findings: &mut Findings<'_>) {
    let (first, last) = (&lines[0], &lines[lines.len() - 1]);
    let span = Span { start: first.span.start, end: last.span.end };
    let number = lines.len();
    let joints = lines.windows(2).map(|pair| Span { start: pair[0].span.end, end: pair[1].span.start });
    debug_assert!(joints.clone().all(|joint| context.document().text(joint).chars().all(is_edge)));
    findings
        .report(
            &HARD_WRAPPED_PARAGRAPH,
            span,
            format!("{number} lines are one paragraph, wrapped at {width} characters: {}", quote(first.text)),
        )
        .help("one paragraph a line")
        .fix(joints.map(|joint| Edit::replace(joint, " ")));
}

/// The break after a line that is long enough, and not too long, to be wrapped.
struct Break {
    /// Index of the line in its block.
    at: usize,
    /// Code points of the line.
    len: usize,
    /// Code points that the line would have with the first word of the next one, or any number above the longest.
    needed: usize,
    /// Whether it is inside a sentence.
    inside: bool,
}

impl Break {
    fn between(
        context: &Context<'_>,
        paragraph: &Paragraph<'_>,
        next: &Paragraph<'_>,
        at: usize,
    ) -> Option<Self> {
        let document = context.document();
        let line = |paragraph: &Paragraph<'_>| document.text(document.lines()[paragraph.line].span);
        let (text, next) = (line(paragraph), line(next));
        if text.len() < MIN_LEN || text.len() > 4 * MAX_LEN || paragraph.is_structural() {
            return None;
        }
        let len = text.chars().count();
        let word = next.chars().take(MAX_LEN).take_while(|c| *c != ' ').count();
        let goes_on = |c: char| matches!(c, ',' | '-' | '–') || c.is_numeric() || prose::is_letter(c);
        let inside = next.starts_with(char::is_lowercase) && text.trim_end().ends_with(goes_on);
        (MIN_LEN..=MAX_LEN).contains(&len).then_some(Self { at, len, needed: len + 1 + word, inside })
    }
}

/// Lines that are one wrapped paragraph.
struct Wrapped {
    first: usize,
    last: usize,
    width: usize,
}

/// What is wrapped among lines with a break after each: from the first line on as many breaks as one width explains.
fn wrapped_runs(breaks: &[Break]) -> Vec<Wrapped> {
    let mut found = Vec::new();
    let mut window = Window::default();
    let (mut start, mut end) = (0, 0);
    while start < breaks.len() {
        while end < breaks.len() && window.explains(&breaks[end]) {
            window.add(&breaks[end]);
            end += 1;
        }
        let number = end - start;
        if number >= 2 && window.inside * 2 >= number && window.width() >= MIN_WIDTH {
            found.push(Wrapped {
                first: breaks[start].at,
                last: breaks[end - 1].at + 1,
                width: window.width(),
            });
            // The last line is part of it and starts no other one.
            (start, end, window) = (end + 1, end + 1, Window::default());
        } else {
            window.remove(&breaks[start]);
            start += 1;
        }
    }
    found
}

/// Breaks in a row that one width explains, as counts, so that adding and removing take no time.
struct Window {
    lens: [u32; MAX_LEN + 1],
    /// Anything above the longest line is as good as any other.
    needed: [u32; MAX_LEN + 2],
    inside: usize,
}

impl Default for Window {
    fn default() -> Self {
        Self { lens: [0; MAX_LEN + 1], needed: [0; MAX_LEN + 2], inside: 0 }
    }
}

impl Window {
    /// The longest line.
    fn width(&self) -> usize {
        self.lens.iter().rposition(|count| *count > 0).unwrap_or(0)
    }

    /// Whether a width would explain one more break too.
    fn explains(&self, more: &Break) -> bool {
        let needed = self.needed.iter().position(|count| *count > 0).unwrap_or(usize::MAX);
        needed.min(more.needed) > self.width().max(more.len)
    }

    fn add(&mut self, more: &Break) {
        self.lens[more.len] += 1;
        self.needed[more.needed.min(MAX_LEN + 1)] += 1;
        self.inside += usize::from(more.inside);
    }

    fn remove(&mut self, one: &Break) {
        self.lens[one.len] -= 1;
        self.needed[one.needed.min(MAX_LEN + 1)] -= 1;
        self.inside -= usize::from(one.inside);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Fixes, Settings, fix, lint};

    #[test]
    fn lines_are_joined_without_the_byte_order_marks_at_their_edges() {
        let line = "it is a green moss that grows in bogs, and it holds a lot of water in";
        let text =
            format!("Mosses~\n||||||\nPeat moss\n||||||\n{line}\n{line}\u{FEFF}\n\u{FEFF}{line}\n{line}.");
        let settings = Settings::default().select(&[super::RULE.code]).unwrap();
        let found = lint(&seedkit_syntax::parse(&text), &settings);
        assert!(found.iter().any(|found| found.rule.code == super::RULE.code), "{found:?}");
        let fixed = fix(text.as_bytes(), &settings, Fixes::Unsafe);
        let joined = format!("Mosses~\n||||||\nPeat moss\n||||||\n{line} {line} {line} {line}.");
        assert_eq!(String::from_utf8_lossy(&fixed.bytes), joined);
    }
}
