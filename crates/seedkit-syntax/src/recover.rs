//! What the grammar refuses: lines that resemble what should stand there, and all that is wrong with them.
//!
//! The order of work: line ends and controls; then the structure. Where the second and the fourth line are
//! separators, or resemble them, they are the separators: a seed is read by position. Otherwise markers of a merge
//! stop the search; otherwise the first two separators are used, then lines that resemble one, then lines that
//! start with one. `docs/format.md`, section 5.3, says the same.

use crate::document::{Document, Line, Parts, Role, Structure};
use crate::error::{SyntaxError, SyntaxErrorKind as Kind};
use crate::grammar::{self, SEPARATOR};
use crate::lines::Lines;
use crate::parse::Parse;
use crate::{Span, is_blank};

/// A line that is not the separator, but stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Near {
    /// Six pipes with blanks around them.
    Padded,
    /// Another number of pipes, other characters, blanks between them.
    Malformed,
}

/// The document of a text that the grammar refuses, and at least one error.
pub(crate) fn document(source: &str, lines: Lines) -> Parse<'_> {
    let (is_plain, is_ascii, mut lines) = (lines.plain(source).is_some(), lines.is_ascii, lines.all);
    let mut errors = Vec::new();
    let bom = if source.starts_with(crate::BOM) { crate::BOM.len_utf8() } else { 0 };
    if bom > 0 {
        errors.push(SyntaxError { kind: Kind::ByteOrderMark, span: Span::new(0, bom) });
    }
    if let Some(first) = lines.first_mut() {
        first.span.start = bom as u32;
    }
    // A text of that mark alone has no line.
    lines.retain(|line| line.end as usize > bom);
    if !is_plain {
        line_ends(source, &mut lines, &mut errors);
        control_characters(source, &lines, &mut errors);
    }
    let conflicts = conflicts(source, &lines);
    let structure = structure(source, &mut lines, &conflicts, &mut errors);
    if let Structure::Seed(parts) = structure {
        categories(source, &lines, parts, &mut errors);
        title(source, &lines, parts, &mut errors);
        body(&lines, parts, &mut errors);
    }
    errors.sort_by_key(|error| error.span);
    Parse { document: Document { source, is_ascii, lines, structure, conflicts }, errors }
}

/// What a line of the body is.
pub(crate) fn body_role(text: &str) -> Role {
    // Nearly every line is told by its first byte: no bar and nothing that is invisible starts with one of these.
    if let Some(b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0xC3..=0xE0 | 0xE4..=0xEE) = text.as_bytes().first()
    {
        Role::Paragraph
    } else if text == SEPARATOR {
        Role::ExtraSeparator
    } else if near_separator(text).is_some() {
        Role::NearSeparator
    } else {
        Role::Paragraph
    }
}

/// How a line that is not the separator stands for it, if it does: 2 to 16 bars, or backslashes and bars, with
/// nothing but blanks and invisible characters around them.
pub(crate) fn near_separator(text: &str) -> Option<Near> {
    const BARS: [char; 6] = ['|', '｜', '¦', '‖', '∣', '│'];
    let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}');
    let core = text.trim_matches(invisible);
    if !core.starts_with(['\\', '|', '｜', '¦', '‖', '∣', '│']) || text == SEPARATOR {
        return None;
    }
    if core == SEPARATOR {
        return Some(Near::Padded);
    }
    let (mut bars, mut marks) = (0, 0);
    for c in core.chars() {
        match c {
            ' ' | '\t' => {}
            '\\' => marks += 1,
            c if BARS.contains(&c) => (bars, marks) = (bars + 1, marks + 1),
            _ => return None,
        }
    }
    (bars > 0 && (2..=16).contains(&marks)).then_some(Near::Malformed)
}

/// The text after a separator of 4 to 6 pipes that stands at the start of a line of text.
fn glued(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches('|');
    let glued = (4..=6).contains(&(text.len() - rest.len())) && near_separator(text).is_none();
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    (glued && rest.starts_with(|c: char| !c.is_whitespace())).then_some(rest)
}

/// The lines that are markers of a merge: seven or more of `<`, `>`, `|` before a space and a label or alone, and
/// `=======` alone. (Git writes seven; nested conflicts have nine or more. A line of more than seven `=`, and
/// pipes without a label, are markers only after an opening one: both occur in text.)
pub(crate) fn conflicts(source: &str, lines: &[Line]) -> Vec<Span> {
    let mut markers = Vec::new();
    let mut open = false;
    for line in lines {
        let text = line.span.of(source);
        let Some(mark @ (b'<' | b'>' | b'=' | b'|')) = text.as_bytes().first().copied() else { continue };
        let rest = text.trim_start_matches(mark as char);
        let len = text.len() - rest.len();
        let alone = rest.is_empty();
        let labelled = rest.strip_prefix(' ').is_some_and(|label| !label.starts_with(char::is_whitespace));
        let is_marker = len >= 7
            && match mark {
                b'=' => alone && (len == 7 || open),
                b'|' => (labelled && rest.len() > 1) || (alone && open),
                _ => alone || labelled,
            };
        if is_marker {
            markers.push(line.span);
            open = match mark {
                b'<' => true,
                b'>' => false,
                _ => open,
            };
        }
    }
    markers
}

/// Takes carriage returns at the ends of lines for parts of these ends.
fn line_ends(source: &str, lines: &mut [Line], errors: &mut Vec<SyntaxError>) {
    for line in lines.iter_mut().filter(|line| line.end > line.span.end) {
        line.span.end -= u32::from(line.span.of(source).ends_with('\r'));
    }
    let ended = lines.iter().filter(|line| line.end > line.span.end);
    let mut crlf = ended.clone().filter(|line| line.terminator().of(source) == "\r\n");
    let count = crlf.clone().count();
    if let Some(first) = crlf.next() {
        let kind = if count == ended.count() { Kind::Crlf } else { Kind::MixedLineEndings };
        errors.push(SyntaxError { kind, span: first.terminator() });
    }
}

fn control_characters(source: &str, lines: &[Line], errors: &mut Vec<SyntaxError>) {
    for line in lines {
        let bytes = line.span.of(source).as_bytes();
        let mut from = 0;
        while let Some(first) = bytes[from..].iter().position(|&byte| !grammar::is_char(byte)) {
            let start = from + first;
            let len = bytes[start..].iter().take_while(|&&byte| !grammar::is_char(byte)).count();
            from = start + len;
            let at = line.span.start as usize;
            errors.push(SyntaxError { kind: Kind::ControlCharacter, span: Span::new(at + start, at + from) });
        }
    }
}

/// Finds the separators and gives every line its role.
fn structure(
    source: &str,
    lines: &mut [Line],
    conflicts: &[Span],
    errors: &mut Vec<SyntaxError>,
) -> Structure {
    let text = |line: &Line| line.span.of(source);
    if lines.iter().all(|line| is_blank(text(line))) {
        errors.push(SyntaxError { kind: Kind::EmptyFile, span: Span::new(0, source.len()) });
        return Structure::Unstructured;
    }
    let is_separator = |line: &Line| text(line) == SEPARATOR;
    let resembles = |line: &Line| is_separator(line) || near_separator(text(line)).is_some();
    let positional = lines.len() > 3 && resembles(&lines[1]) && resembles(&lines[3]);
    if !positional && !conflicts.is_empty() {
        let opening = |span: &&Span| span.of(source).starts_with('<');
        let blocks: Vec<_> = conflicts.iter().filter(opening).collect();
        let starts = if blocks.is_empty() { conflicts.iter().collect() } else { blocks };
        errors.extend(starts.into_iter().map(|&span| SyntaxError { kind: Kind::ConflictMarker, span }));
        return Structure::Conflicted;
    }
    let mut found: Vec<usize> = if positional {
        vec![1, 3]
    } else {
        let indices = |accepts: &dyn Fn(&Line) -> bool, limit: usize| -> Vec<usize> {
            lines
                .iter()
                .enumerate()
                .filter(|(_, line)| accepts(line))
                .map(|(index, _)| index)
                .take(limit)
                .collect()
        };
        let mut found = indices(&is_separator, 2);
        if found.len() < 2 {
            let near = indices(&|line| !is_separator(line) && resembles(line), 2 - found.len());
            found.extend(near);
        }
        if found.len() < 2 {
            let near = indices(&|line| glued(text(line)).is_some(), 2 - found.len());
            found.extend(near);
        }
        found
    };
    found.sort_unstable();
    for &index in &found {
        let line = &lines[index];
        let kind = match near_separator(text(line)) {
            _ if is_separator(line) => continue,
            Some(Near::Padded) => Kind::PaddedSeparator,
            Some(Near::Malformed) => Kind::MalformedSeparator,
            None => Kind::GluedSeparator,
        };
        let glue = glued(text(line)).filter(|_| kind == Kind::GluedSeparator).map_or(0, str::len);
        let span = Span { start: line.span.start, end: line.span.end - glue as u32 };
        errors.push(SyntaxError { kind, span });
    }
    let [first, second] = match found[..] {
        [] => {
            let line =
                lines.iter().find(|line| !is_blank(text(line))).map_or_else(Span::default, |line| line.span);
            errors.push(SyntaxError { kind: Kind::NoSeparators, span: line });
            return Structure::Unstructured;
        }
        [one] => {
            lines[one].role = Role::Separator;
            errors.push(SyntaxError { kind: Kind::OneSeparator, span: lines[one].span });
            return Structure::Unstructured;
        }
        [first, second, ..] => [first, second],
    };
    let not_blank =
        |range: std::ops::Range<usize>| range.into_iter().find(|&index| !is_blank(text(&lines[index])));
    let categories = not_blank(0..first).or((first > 0).then_some(0));
    let title_line = not_blank(first + 1..second).or((second == first + 2).then_some(first + 1));
    // Text that is glued to the first separator is the title, where no line is.
    let glue = glued(text(&lines[first])).filter(|_| title_line.is_none() && !is_separator(&lines[first]));
    let title = match title_line {
        Some(index) => lines[index].span,
        None => Span {
            start: lines[first].span.end - glue.map_or(0, str::len) as u32,
            end: lines[first].span.end,
        },
    };
    for line in &mut lines[second + 1..] {
        line.role = body_role(line.span.of(source));
    }
    for (index, role) in [(Some(first), Role::Separator), (Some(second), Role::Separator)]
        .into_iter()
        .chain([(categories, Role::Categories), (title_line, Role::Title)])
    {
        if let Some(index) = index {
            lines[index].role = role;
        }
    }
    Structure::Seed(Parts { categories, separators: [first, second], title })
}

fn categories(source: &str, lines: &[Line], parts: Parts, errors: &mut Vec<SyntaxError>) {
    let [first, _] = parts.separators;
    let Some(index) = parts.categories else {
        errors.push(SyntaxError {
            kind: Kind::NoCategoryLine,
            span: Span::at(lines[first].span.start as usize),
        });
        return;
    };
    if first > 1 {
        let strays =
            lines[..first].iter().enumerate().filter(|&(other, _)| other != index).map(|(_, line)| line);
        let span = strays.map(|line| line.span).find(|span| !is_blank(span.of(source)));
        errors.push(SyntaxError { kind: Kind::CategoryLines, span: span.unwrap_or(lines[1].span) });
    }
    let line = lines[index].span;
    let mut at = line.start as usize;
    for piece in line.of(source).split_inclusive('~') {
        let end = at + piece.len();
        if !piece.ends_with('~') {
            let kind = if is_blank(piece) { Kind::BlankTail } else { Kind::UnterminatedCategory };
            let span =
                if is_blank(piece) { Span::new(at, end) } else { Span::at(at + piece.trim_end().len()) };
            errors.push(SyntaxError { kind, span });
        } else if piece.len() == 1 {
            errors.push(SyntaxError { kind: Kind::EmptyName, span: Span::new(at, end) });
        }
        at = end;
    }
}

fn title(source: &str, lines: &[Line], parts: Parts, errors: &mut Vec<SyntaxError>) {
    let [first, second] = parts.separators;
    let between = &lines[first + 1..second];
    match between {
        [line] if line.span.of(source) == SEPARATOR => {
            errors.push(SyntaxError { kind: Kind::TitleIsSeparator, span: line.span });
        }
        [_] => {}
        // A title that is glued to the separator is said once, as that.
        _ if between.is_empty() && !parts.title.is_empty() => {}
        _ if is_blank(parts.title.of(source)) => {
            let span = Span { start: lines[first].end, end: lines[second].span.start };
            errors.push(SyntaxError { kind: Kind::NoTitleLine, span });
        }
        _ => {
            let stray = between.iter().filter(|line| line.role != Role::Title);
            let span = stray.clone().map(|line| line.span).find(|span| !is_blank(span.of(source)));
            let span = span.or_else(|| stray.clone().next().map(|line| line.span)).unwrap_or(parts.title);
            errors.push(SyntaxError { kind: Kind::TitleLines, span });
        }
    }
}

fn body(lines: &[Line], parts: Parts, errors: &mut Vec<SyntaxError>) {
    let second = &lines[parts.separators[1]];
    let body = &lines[parts.separators[1] + 1..];
    match body.last() {
        None if second.terminator().is_empty() => {
            errors.push(SyntaxError { kind: Kind::NoBody, span: Span::at(second.end as usize) });
        }
        Some(last) if last.span.is_empty() => {
            errors.push(SyntaxError { kind: Kind::TrailingBlankLine, span: last.full() });
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_stand_for_a_separator() {
        for text in
            ["|||||", "|||||||", "| | | | | |", "｜｜｜｜｜｜", "\\|\\|\\|\\|\\|\\|", "\\|", "¦¦", " ||| "]
        {
            assert_eq!(near_separator(text), Some(Near::Malformed), "{text:?}");
        }
        for text in ["|||||| ", " ||||||", "\u{200B}||||||\u{FEFF}"] {
            assert_eq!(near_separator(text), Some(Near::Padded), "{text:?}");
        }
        for text in ["||||||", "|", "", "\\\\", "||||||a", "a||||||", &"|".repeat(17)] {
            assert_eq!(near_separator(text), None, "{text:?}");
        }
    }

    #[test]
    fn text_glued_to_a_separator() {
        assert_eq!(glued("||||||Title"), Some("Title"));
        assert_eq!(glued("|||| Title"), Some("Title"));
        assert_eq!(glued("||||||"), None);
        assert_eq!(glued("|||||||Title"), None);
        assert_eq!(glued("|||Title"), None);
    }
}
