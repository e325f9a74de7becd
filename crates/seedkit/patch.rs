//! Changes as a unified diff, for people to read.
//!
//! A line is a paragraph and may be thousands of characters long, so of a line that changed only the surroundings of
//! the change are shown, and characters that would not show are made visible. To get a patch for a tool, apply the
//! fixes and let version control compare.

use crate::terminal::{Terminal, inert};
use anstyle::{AnsiColor, Style};
use seedkit_lint::printable;
use similar::{ChangeTag, TextDiff};
use std::io::{self, Write};
use std::ops::Range;

/// How many characters are shown on either side of a change, in a line that is too long to be shown as a whole.
const AROUND: usize = 30;

/// How many characters of a line that did not change are shown.
const LONGEST: usize = 76;

/// Writes the changes from `old` to `new`.
pub(crate) fn write(
    out: &mut dyn Write,
    name: &str,
    old: &str,
    new: &str,
    terminal: Terminal,
) -> io::Result<()> {
    let style = |style: Style| if terminal.color { style } else { Style::new() };
    let (bold, dim) = (style(Style::new().bold()), style(AnsiColor::Cyan.on_default()));
    let (removed, added) = (style(AnsiColor::Red.on_default()), style(AnsiColor::Green.on_default()));
    writeln!(out, "{bold}--- {name}{bold:#}")?;
    writeln!(out, "{bold}+++ {name} (fixed){bold:#}")?;
    // Nothing but a line feed ends a line of a seed.
    let lines = |text| -> Vec<&str> { str::split_inclusive(text, '\n').collect() };
    let (old, new) = (lines(old), lines(new));
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    for hunk in diff.unified_diff().context_radius(1).iter_hunks() {
        writeln!(out, "{dim}{}{dim:#}", hunk.header().to_string().trim_end())?;
        let changes: Vec<_> = hunk.iter_changes().collect();
        for block in changes.chunk_by(|a, b| (a.tag() == ChangeTag::Equal) == (b.tag() == ChangeTag::Equal)) {
            let of = |tag| block.iter().filter(move |change| change.tag() == tag).map(similar::Change::value);
            let (mut coming, mut going) = (of(ChangeTag::Insert), of(ChangeTag::Delete));
            for change in block {
                // The first line that goes is compared with the first one that comes, and so on.
                let (sign, style, other) = match change.tag() {
                    ChangeTag::Delete => ('-', removed, coming.next()),
                    ChangeTag::Insert => ('+', added, going.next()),
                    ChangeTag::Equal => (' ', Style::new(), None),
                };
                let text = change.value().strip_suffix('\n').unwrap_or(change.value());
                let line = format!("{sign}{}", shortened(text, other));
                writeln!(out, "{style}{}{style:#}", inert(&line))?;
                if change.missing_newline() {
                    writeln!(out, "\\ No newline at end of file")?;
                }
            }
        }
    }
    Ok(())
}

/// A line, cut to the surroundings of what differs from `other`, printable.
fn shortened(text: &str, other: Option<&str>) -> String {
    let chars: Vec<char> = text.chars().collect();
    let Range { start, end } = match other {
        _ if chars.len() <= LONGEST => 0..chars.len(),
        None => 0..LONGEST,
        Some(other) => {
            let other: Vec<char> = other.strip_suffix('\n').unwrap_or(other).chars().collect();
            let same = |(a, b): &(&char, &char)| a == b;
            let before = chars.iter().zip(&other).take_while(same).count();
            let after =
                chars[before..].iter().rev().zip(other[before..].iter().rev()).take_while(same).count();
            before.saturating_sub(AROUND)..(chars.len() - after + AROUND).min(chars.len())
        }
    };
    let shown: String = chars[start..end].iter().collect();
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    format!("{}{}{}", cut(start > 0), printable(&shown), cut(end < chars.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_line_feed_ends_a_line() {
        let mut out = Vec::new();
        write(&mut out, "a.seed", "A~\r~\nB\nC", "A~\nB\nC\n", Terminal::for_file()).unwrap();
        let shown = String::from_utf8(out).unwrap();
        let expected = "--- a.seed\n+++ a.seed (fixed)\n@@ -1,3 +1,3 @@\n-A~␍~\n+A~\n B\n-C\n\\ No newline at end of file\n+C\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn long_lines_are_cut_to_their_change() {
        let (a, b) = ("a".repeat(500), "b".repeat(500));
        let cut = shortened(&format!("{a}  {b}"), Some(&format!("{a} {b}\n")));
        assert_eq!(cut, format!("…{}  {}…", "a".repeat(29), "b".repeat(30)));
        assert_eq!(shortened(&a, None), format!("{}…", "a".repeat(LONGEST)));
        assert_eq!(shortened("short\u{7}", Some("")), "short␇");
        assert_eq!(shortened(&a, Some(&a)), format!("…{}", "a".repeat(AROUND)));
    }
}
