//! `seedkit explain`.

use crate::args::ExplainArgs;
use crate::status::{Failure, Status};
use seedkit_lint::{Example, Group, OptionDefault, Rule, find_rule, printable};
use std::io::{self, Write};

/// Columns of running text.
const WIDTH: usize = 80;

pub(crate) fn explain(args: &ExplainArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    if let Some(group) = Group::ALL.iter().find(|group| group.letter().to_string() == args.rule) {
        return Err(format!("`{}` is the group {group}; `seedkit rules` lists its rules", args.rule).into());
    }
    let rule = find_rule(&args.rule).map_err(|error| {
        let error = error.to_string();
        let hint = if error.ends_with('?') { "" } else { "; `seedkit rules` lists them all" };
        format!("{error}{hint}")
    })?;
    page(rule, out)?;
    Ok(Status::Clean)
}

fn page(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let opt_in = if rule.default { "" } else { ", opt-in: runs when --select names it" };
    writeln!(out, "{} {} ({}{opt_in})\n", rule.code, rule.name, rule.group())?;
    paragraph(out, rule.summary)?;
    writeln!(out)?;
    paragraph(out, rule.rationale)?;
    writeln!(out, "\nKinds:")?;
    for kind in rule.kinds {
        let fix = kind.fix.map_or("no fix".to_owned(), |fix| format!("{fix} fix"));
        let layout = if kind.layout { ", layout" } else { "" };
        writeln!(out, "  {:<20} {}, {fix}{layout}", kind.name, kind.severity)?;
    }
    if let Some(fix) = rule.fix {
        writeln!(out, "\nFix:")?;
        paragraph(out, fix)?;
    }
    if !rule.options.is_empty() {
        writeln!(out, "\nOptions:")?;
    }
    for option in rule.options {
        writeln!(out, "  {}: {} ({})", option.name, option.summary, values(&option.default))?;
    }
    examples(rule, out)
}

fn examples(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let [open, close] = Example::MARKS;
    writeln!(out, "\nReported ({open}{close} marks the place):")?;
    for example in rule.examples {
        let (text, kinds, fixed) = match example {
            Example::Good(_) | Example::GoodCorpus(_) => continue,
            Example::BadCorpus { files, .. } => {
                writeln!(out, "  together:")?;
                for (path, text) in *files {
                    writeln!(out, "  {}", printable(path))?;
                    block(out, text)?;
                }
                continue;
            }
            Example::Bad { text, kinds, fixed } => ((*text).to_owned(), *kinds, fixed),
            Example::BadBytes { bytes, kind, span: (start, end), fixed } => {
                let [before, marked, after] = [
                    &bytes[..*start as usize],
                    &bytes[*start as usize..*end as usize],
                    &bytes[*end as usize..],
                ];
                (
                    format!("{}{open}{}{close}{}", escaped(before), escaped(marked), escaped(after)),
                    std::slice::from_ref(kind),
                    fixed,
                )
            }
        };
        let mut names: Vec<_> = kinds.iter().map(|kind| kind.name).collect();
        names.dedup();
        writeln!(out, "  {}:", names.join(", "))?;
        block(out, &text)?;
        if let Some(fixed) = fixed {
            writeln!(out, "  fixed:")?;
            block(out, fixed)?;
        }
    }
    writeln!(out, "\nNot reported:")?;
    for example in rule.examples {
        match example {
            Example::Good(text) => block(out, text)?,
            Example::GoodCorpus(files) => {
                writeln!(out, "  together:")?;
                for (path, text) in *files {
                    writeln!(out, "  {}", printable(path))?;
                    block(out, text)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// What an option may be set to, and what it is unless set.
pub(crate) fn values(default: &OptionDefault) -> String {
    match default {
        OptionDefault::Flag(flag) => format!("true or false; {flag} unless set"),
        OptionDefault::Number(number) => format!("a number; {number} unless set"),
        OptionDefault::Choice(words) => format!("{}; {} unless set", words.join(", "), words[0]),
        OptionDefault::Patterns => "a list of regular expressions; none unless set".to_owned(),
    }
}

/// Bytes that are no text: printable ASCII and line feeds as they are, others as `\xFF`.
pub(crate) fn escaped(bytes: &[u8]) -> String {
    let shown = |&byte: &u8| match byte {
        b'\n' | b' '..=b'~' => char::from(byte).to_string(),
        byte => format!("\\x{byte:02X}"),
    };
    bytes.iter().map(shown).collect()
}

/// A text, indented, with what would not show made visible.
fn block(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for line in text.split('\n') {
        writeln!(out, "    {}", printable(line).replace('\u{A0}', "<U+00A0>"))?;
    }
    writeln!(out)
}

/// A text, broken between words.
fn paragraph(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let mut column = 0;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > WIDTH {
            writeln!(out)?;
            column = 0;
        }
        if column > 0 {
            write!(out, " ")?;
            column += 1;
        }
        write!(out, "{word}")?;
        column += width;
    }
    writeln!(out)
}
