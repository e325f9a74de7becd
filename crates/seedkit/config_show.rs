//! `seedkit config show`.

use crate::args::ConfigArgs;
use crate::config::{self, Effective};
use crate::layers::Override;
use crate::status::Failure;
use crate::terminal::{Terminal, shown};
use seedkit_lint::{RULES, Rule, RuleState, toml_string};
use std::io::{self, Write};
use std::path::Path;

/// Prints the effective settings as a configuration that would bring them about in the place of the file, with where
/// each comes from. Globs of the command line are as they were given, from the working directory.
pub(crate) fn show(args: &ConfigArgs, terminal: Terminal, out: &mut dyn Write) -> Result<(), Failure> {
    let effective = Effective::load(args, terminal)?;
    match &effective.file {
        Some(file) => writeln!(out, "# from {}", shown(file))?,
        None => writeln!(out, "# from no {}", config::NAME)?,
    }
    top(&effective, out)?;
    writeln!(out, "\n[rules]")?;
    for rule in RULES {
        let (state, origin) = effective.state(rule);
        let kinds = if is_by_kind(rule, &state) { ", a severity for each kind" } else { "" };
        let origin = format!("{}: {}{kinds}", rule.name, or_default(origin));
        line(out, rule.code, &value(rule, &state), &origin)?;
    }
    let states = RULES.iter().map(|rule| effective.state(rule).0);
    let final_newline = states.flat_map(|state| state.options).find(|(name, _)| *name == "final-newline");
    writeln!(out, "\n[format]")?;
    if let Some((name, value)) = final_newline {
        line(out, name, &value, &effective.origins.final_newline)?;
    }
    for one in effective.overrides() {
        per_file(one, effective.rule_options(), out)?;
    }
    Ok(())
}

/// What stands before all tables.
fn top(effective: &Effective, out: &mut dyn Write) -> io::Result<()> {
    let origins = &effective.origins;
    match &effective.choice.include {
        Some(include) => line(out, "include", &list(include.patterns()), &origins.include)?,
        None => writeln!(out, "# include is not set: default")?,
    }
    line(out, "exclude", &list(effective.choice.exclude.patterns()), &origins.exclude)?;
    line(out, "fail-on", &toml_string(&effective.fail_on.to_string()), &origins.fail_on)?;
    match &effective.baseline {
        Some(baseline) => {
            // As the file has it.
            let directory = effective.file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
            let name = baseline.strip_prefix(directory).unwrap_or(baseline).to_string_lossy();
            line(out, "baseline", &toml_string(&name), &origins.baseline)?;
        }
        None => writeln!(out, "# baseline is not set: default")?,
    }
    line(out, "language", &toml_string(&effective.language), &origins.language)
}

/// A `[[per-file]]` table; options of the command line win over it.
fn per_file(one: &Override, options: &[&str], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n[[per-file]]")?;
    line(out, "files", &list(one.files.patterns()), &one.place)?;
    if !options.is_empty() {
        writeln!(out, "# what {} says wins over this table", options.join(" or "))?;
    }
    writeln!(out, "[per-file.rules]")?;
    for rule in &one.rules {
        line(out, rule.selector.get_ref().trim(), &rule.value.get_ref().to_string(), &rule.place)?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, key: &str, value: &str, origin: &str) -> io::Result<()> {
    writeln!(out, "{:<47} # {}", format!("{key} = {value}"), or_default(origin))
}

fn or_default(origin: &str) -> &str {
    if origin.is_empty() { "default" } else { origin }
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| toml_string(text)).collect::<Vec<_>>().join(", "))
}

/// Whether a rule is on and has no severity of its own, but that of each kind, of which there are several.
fn is_by_kind(rule: &Rule, state: &RuleState) -> bool {
    let is_mixed = rule.kinds.iter().any(|kind| kind.severity != rule.kinds[0].severity);
    state.enabled && state.severity.is_none() && is_mixed
}

/// What is set for a rule, as TOML.
pub(crate) fn value(rule: &Rule, state: &RuleState) -> String {
    let of_kinds = rule.kinds.first().map(|kind| kind.severity);
    let severity = match (state.enabled, state.severity.or(of_kinds)) {
        (true, Some(severity)) => severity.name(),
        _ => "off",
    };
    let is_by_kind = is_by_kind(rule, state);
    if state.options.is_empty() && !is_by_kind {
        return format!("\"{severity}\"");
    }
    // To name a severity would set it for all kinds.
    let severity = (!is_by_kind).then(|| format!("severity = \"{severity}\""));
    let options = state.options.iter().map(|(name, value)| format!("{name} = {value}"));
    let entries: Vec<_> = severity.into_iter().chain(options).collect();
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}
