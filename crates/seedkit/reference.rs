//! `seedkit rules`: the list of the rules, as text, as data, and as the page `docs/rules.md`.

use crate::args::{RulesArgs, RulesFormat};
use crate::explain::{escaped, values};
use crate::status::{Failure, Status};
use seedkit_lint::{Example, Group, OptionDefault, RULES, Rule, printable};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write};

pub(crate) fn run(args: &RulesArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    match args.output_format {
        RulesFormat::Text => text(out)?,
        RulesFormat::Json => {
            let rules: Vec<Value> = RULES.iter().map(|rule| data(rule)).collect();
            let text = serde_json::to_string_pretty(&rules).map_err(|error| error.to_string())?;
            writeln!(out, "{text}")?;
        }
        RulesFormat::Markdown => out.write_all(markdown().as_bytes())?,
    }
    Ok(Status::Clean)
}

fn of(group: Group) -> impl Iterator<Item = &'static &'static Rule> {
    RULES.iter().filter(move |rule| rule.group() == group)
}

fn text(out: &mut dyn Write) -> io::Result<()> {
    for group in Group::ALL.iter().filter(|group| of(**group).next().is_some()) {
        writeln!(out, "{} - {group}", group.letter())?;
        for rule in of(*group) {
            let (severity, fix) = strongest(rule);
            let opt_in = if rule.default { "" } else { " (opt-in)" };
            writeln!(
                out,
                "  {}  {:<24} {severity:<8} {fix:<11} {}{opt_in}",
                rule.code, rule.name, rule.summary
            )?;
        }
        writeln!(out)?;
    }
    writeln!(out, "`seedkit explain CODE` says more about one.")
}

/// The worst severity and the surest fix of the kinds of a rule.
fn strongest(rule: &Rule) -> (&'static str, String) {
    let severity = rule.kinds.iter().map(|kind| kind.severity).max().map_or("", |severity| severity.name());
    let fix = rule.kinds.iter().filter_map(|kind| kind.fix).max();
    (severity, fix.map_or(String::new(), |fix| format!("{fix} fix")))
}

fn data(rule: &Rule) -> Value {
    let kinds = rule.kinds.iter().map(|kind| {
        json!({
            "name": kind.name,
            "severity": kind.severity.name(),
            "fix": kind.fix.map(|fix| fix.to_string()),
            "layout": kind.layout,
        })
    });
    let options = rule.options.iter().map(|option| {
        let default = match option.default {
            OptionDefault::Flag(flag) => json!(flag),
            OptionDefault::Number(number) => json!(number),
            OptionDefault::Choice(words) => json!(words[0]),
            OptionDefault::Patterns => json!([]),
        };
        json!({ "name": option.name, "summary": option.summary, "default": default })
    });
    let examples = rule.examples.iter().map(|example| match example {
        Example::Bad { text, kinds, fixed } => {
            let kinds: Vec<_> = kinds.iter().map(|kind| kind.name).collect();
            json!({ "bad": text, "kinds": kinds, "fixed": fixed })
        }
        Example::BadBytes { bytes, kind, fixed, .. } => {
            json!({ "bad_bytes": escaped(bytes), "kinds": [kind.name], "fixed": fixed })
        }
        Example::BadCorpus { files, kinds } => {
            let kinds: Vec<_> = kinds.iter().map(|kind| kind.name).collect();
            json!({ "bad_files": files.iter().copied().collect::<std::collections::BTreeMap<_, _>>(), "kinds": kinds })
        }
        Example::Good(text) => json!({ "good": text }),
        Example::GoodCorpus(files) => {
            json!({ "good_files": files.iter().copied().collect::<std::collections::BTreeMap<_, _>>() })
        }
    });
    json!({
        "code": rule.code,
        "name": rule.name,
        "group": rule.group().to_string(),
        "summary": rule.summary,
        "rationale": rule.rationale,
        "fix": rule.fix,
        "default": rule.default,
        "kinds": kinds.collect::<Vec<_>>(),
        "options": options.collect::<Vec<_>>(),
        "examples": examples.collect::<Vec<_>>(),
    })
}

/// The page `docs/rules.md`.
fn markdown() -> String {
    let mut page = String::from(
        "# Rules\n\nPrinted by `seedkit rules --output-format markdown`; `seedkit explain CODE` shows one of them in a \
         terminal.\n\nA rule reports *kinds* of findings; severity and fix belong to the kind. *Safe* fixes change no \
         word and are applied by `--fix`; *unsafe* ones only with `--unsafe-fixes`. Kinds marked *layout* are what \
         `seedkit fmt` applies. In examples `⟦` and `⟧` stand around the place that is reported; characters that would \
         not show are written as `␛` or `<U+202E>`.\n",
    );
    for group in Group::ALL.iter().filter(|group| of(**group).next().is_some()) {
        let _ =
            write!(page, "\n| {}: {group} | | severity | fix | |\n|---|---|---|---|---|\n", group.letter());
        for rule in of(*group) {
            let (severity, fix) = strongest(rule);
            let opt_in = if rule.default { "" } else { " Opt-in." };
            let (code, name) = (rule.code, rule.name);
            let _ = writeln!(
                page,
                "| [{code}](#{}-{name}) | {name} | {severity} | {} | {}{opt_in} |",
                code.to_lowercase(),
                fix.trim_end_matches(" fix"),
                rule.summary
            );
        }
    }
    for rule in RULES {
        section(rule, &mut page);
    }
    page
}

fn section(rule: &Rule, page: &mut String) {
    // Writing to a string does not fail.
    let opt_in = if rule.default { "" } else { " Opt-in: it runs when it is selected or given a severity." };
    let _ =
        write!(page, "\n## {} {}\n\n{}{opt_in}\n\n{}\n", rule.code, rule.name, rule.summary, rule.rationale);
    page.push_str("\n| kind | severity | fix |\n|---|---|---|\n");
    for kind in rule.kinds {
        let fix = kind.fix.map_or("-".to_owned(), |fix| fix.to_string());
        let layout = if kind.layout { ", layout" } else { "" };
        let _ = writeln!(page, "| {} | {} | {fix}{layout} |", kind.name, kind.severity);
    }
    if let Some(fix) = rule.fix {
        let _ = write!(page, "\nFix: {fix}\n");
    }
    for option in rule.options {
        let _ =
            write!(page, "\nOption `{}`: {} ({})\n", option.name, option.summary, values(&option.default));
    }
    page.push_str("\nReported:\n");
    for example in rule.examples {
        match example {
            Example::Bad { text, fixed, .. } => {
                fence(page, text);
                if let Some(fixed) = fixed {
                    page.push_str("\nfixed:\n");
                    fence(page, fixed);
                }
            }
            Example::BadBytes { bytes, fixed, .. } => {
                fence(page, &escaped(bytes));
                if let Some(fixed) = fixed {
                    page.push_str("\nfixed:\n");
                    fence(page, fixed);
                }
            }
            Example::BadCorpus { files, .. } => together(page, files),
            Example::Good(_) | Example::GoodCorpus(_) => {}
        }
    }
    page.push_str("\nNot reported:\n");
    for example in rule.examples {
        match example {
            Example::Good(text) => fence(page, text),
            Example::GoodCorpus(files) => together(page, files),
            _ => {}
        }
    }
}

fn together(page: &mut String, files: &[(&str, &str)]) {
    page.push_str("\ntogether:\n");
    for (path, text) in files {
        let _ = write!(page, "\n`{}`:\n", printable(path));
        fence(page, text);
    }
}

/// A text as a block of code, with what would not show made visible.
fn fence(page: &mut String, text: &str) {
    // A fence must be longer than any in the text.
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    let lines: Vec<_> = text.split('\n').map(|line| printable(line).replace('\u{A0}', "<U+00A0>")).collect();
    let shown: Vec<_> = lines.iter().map(|line| visible_end(line)).collect();
    let _ = write!(page, "\n{fence}text\n{}\n{fence}\n", shown.join("\n"));
}

/// A line whose spaces at the end can be seen.
fn visible_end(line: &str) -> String {
    let bare = line.trim_end_matches(' ');
    format!("{bare}{}", "␠".repeat(line.len() - bare.len()))
}
