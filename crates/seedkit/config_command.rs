//! `seedkit config`.

use crate::args::{ConfigArgs, ConfigCommand, ConfigFilesArgs};
use crate::commands::without_commands;
use crate::config::{self, Effective};
use crate::config_file;
use crate::files::{self, Wanted};
use crate::selection;
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, shown};
use seedkit_lint::{RULES, Rule, RuleState};
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn run(
    command: &ConfigCommand,
    terminal: Terminal,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    match command {
        ConfigCommand::Schema => {
            let schema =
                serde_json::to_string_pretty(&config_file::schema()).map_err(|error| error.to_string())?;
            writeln!(out, "{schema}")?;
        }
        ConfigCommand::Show(args) => {
            let mut text = Vec::new();
            show(args, terminal, &mut text)?;
            // Values are strings of TOML.
            write!(out, "{}", without_commands(&String::from_utf8_lossy(&text), "\\u0023"))?;
        }
        ConfigCommand::Why { path, config } => why(path, config, terminal, out)?,
        ConfigCommand::Files(args) => return files(args, terminal, out),
    }
    Ok(Status::Clean)
}

/// Lists the files that a command with these arguments is about.
fn files(args: &ConfigFilesArgs, terminal: Terminal, out: &mut dyn Write) -> Result<Status, Failure> {
    let effective = Effective::load(&args.config, terminal)?;
    let found = selection::find(&args.paths, &args.selection, Wanted::Seeds, &effective.choice)?;
    for input in found.inputs.iter().filter(|input| !input.is_stdin()) {
        // None is to be taken for an option, or for stdin.
        let before = if input.path.as_os_str().as_encoded_bytes().starts_with(b"-") { "./" } else { "" };
        if args.null {
            out.write_all(before.as_bytes())?;
            out.write_all(input.path.as_os_str().as_encoded_bytes())?;
            out.write_all(b"\0")?;
        } else {
            writeln!(out, "{before}{}", shown(&input.path))?;
        }
    }
    Ok(if found.failed { Status::Failed } else { Status::Clean })
}

/// Prints the effective settings as a configuration that would bring them about, with where each comes from.
fn show(args: &ConfigArgs, terminal: Terminal, out: &mut dyn Write) -> Result<(), Failure> {
    let effective = Effective::load(args, terminal)?;
    match &effective.file {
        Some(file) => writeln!(out, "# from {}", shown(file))?,
        None => writeln!(out, "# no {} was found: these are the defaults", config::NAME)?,
    }
    writeln!(out, "fail-on = \"{}\"", effective.fail_on)?;
    writeln!(out, "language = {:?}", effective.language)?;
    if let Some(baseline) = &effective.baseline {
        writeln!(out, "baseline = {:?}", shown(baseline))?;
    }
    writeln!(out, "\n[rules]")?;
    for rule in RULES {
        let (state, origin) = effective.state(rule);
        let origin = if origin.is_empty() { "default" } else { origin };
        let kinds = if is_by_kind(rule, &state) { ", a severity for each kind" } else { "" };
        writeln!(out, "{} = {:<40} # {}: {origin}{kinds}", rule.code, value(rule, &state), rule.name)?;
    }
    Ok(())
}

/// Whether a rule is on and has no severity of its own, but that of each kind, of which there are several.
fn is_by_kind(rule: &Rule, state: &RuleState) -> bool {
    let is_mixed = rule.kinds.iter().any(|kind| kind.severity != rule.kinds[0].severity);
    state.enabled && state.severity.is_none() && is_mixed
}

/// What is set for a rule, as TOML.
fn value(rule: &Rule, state: &RuleState) -> String {
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

/// Says why a file is in or out, and which overrides apply to it.
fn why(path: &Path, args: &ConfigArgs, terminal: Terminal, out: &mut dyn Write) -> Result<(), Failure> {
    let effective = Effective::load(args, terminal)?;
    let name = shown(path);
    match std::fs::metadata(path) {
        Err(error) => return Err(format!("{name}: {}", files::describe(&error)).into()),
        Ok(metadata) if metadata.is_dir() => {
            return Err(format!("{name}: a directory is walked; name one of its files").into());
        }
        Ok(_) => {}
    }
    writeln!(out, "{name}: {}", files::reason(path, &effective.choice))?;
    let overrides: Vec<_> = effective.override_names(path).collect();
    if overrides.is_empty() {
        writeln!(out, "{name}: no [[per-file]] table applies")?;
    }
    for one in overrides {
        writeln!(out, "{name}: {one} applies")?;
    }
    let (base, special) = (&effective.settings, effective.for_file(path));
    for rule in RULES.iter().filter(|rule| base.state(rule) != special.state(rule)) {
        differs(rule, &special.state(rule), out)?;
    }
    Ok(())
}

fn differs(rule: &Rule, state: &RuleState, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {} {} = {}", rule.code, rule.name, value(rule, state))
}
