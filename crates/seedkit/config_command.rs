//! `seedkit config`.

use crate::args::{ConfigArgs, ConfigCommand, ConfigFilesArgs};
use crate::commands::without_commands;
use crate::config::Effective;
use crate::config_file;
use crate::config_show::{show, value};
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
    let differ = |rule: &&&Rule| {
        let (base, special) = (base.state(rule), special.state(rule));
        base != special && (base.enabled || special.enabled)
    };
    for rule in RULES.iter().filter(differ) {
        differs(rule, &special.state(rule), out)?;
    }
    Ok(())
}

fn differs(rule: &Rule, state: &RuleState, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "  {} {} = {}", rule.code, rule.name, value(rule, state))
}
