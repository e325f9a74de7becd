//! `seedkit completions` and `seedkit man`: for the shell and for `man`, from the definitions of the command line.

use crate::args::{Args, CompletionsArgs, ManArgs};
use crate::files::describe;
use crate::status::{Failure, Status};
use crate::terminal::{notice, shown};
use crate::version::VERSION_NUMBER;
use crate::write;
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use std::io::{self, Write};

pub(crate) fn completions(args: &CompletionsArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "seedkit", &mut script);
    out.write_all(&script)?;
    Ok(Status::Clean)
}

/// Prints the page of one command, or writes those of all into a directory.
pub(crate) fn man(args: &ManArgs, out: &mut dyn Write) -> Result<Status, Failure> {
    // `seedkit help` has no page of its own, so none is to name it.
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    let Some(directory) = &args.output else {
        let mut chosen = &command;
        for name in &args.command {
            chosen = chosen.get_subcommands().find(|known| known.get_name() == name).ok_or_else(|| {
                let name = seedkit_lint::printable(name);
                format!("there is no command `{name}`; `seedkit --help` lists them")
            })?;
        }
        out.write_all(&page(chosen)?)?;
        return Ok(Status::Clean);
    };
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
    for (name, page) in &pages {
        let path = directory.join(name);
        write::create(&path, None, page, args.force)
            .map_err(|error| format!("{}: {}", shown(&path), describe(&error)))?;
    }
    notice(&format!("{}: {} pages", shown(directory), pages.len()));
    Ok(Status::Clean)
}

/// The pages of a command and of those below it, by the names of their files.
fn collect(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    pages.push((format!("{name}.1"), page(command)?));
    command.get_subcommands().try_for_each(|one| collect(one, pages))
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    let source = format!("seedkit {VERSION_NUMBER}");
    Man::new(command.clone()).source(source).manual("seedkit manual").render(&mut page)?;
    Ok(page)
}
