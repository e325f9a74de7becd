//! The command line of seedkit: reads arguments and files, calls the libraries, prints and writes.
//!
//! `main` parses the arguments ([`args`]) and runs one command, each in a module of its own. What every command
//! shares: the [exit status](status), which [files] are meant, how they are [written](mod@write), and the
//! [terminal].

mod args;
mod baseline;
mod baseline_command;
mod baseline_file;
mod commands;
mod completions;
mod config;
mod config_command;
mod config_file;
mod config_show;
mod convert;
mod examination;
mod excerpt;
mod explain;
mod file_name;
mod files;
mod fmt;
mod formats;
mod git;
mod globs;
mod init;
mod inputs;
mod interrupt;
mod json;
mod layers;
mod lint;
mod near;
mod ordered;
mod output;
mod patch;
mod progress;
mod record;
mod reference;
mod report;
mod rule_value;
mod schema;
mod selection;
mod split;
mod statistics;
mod stats;
mod status;
mod temporary;
mod terminal;
mod version;
mod walk;
mod write;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use status::{Failure, Status};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use terminal::Terminal;

fn main() -> ExitCode {
    let status = match Args::try_parse() {
        Ok(args) => run(args),
        Err(error) => usage(&error),
    };
    status.into()
}

fn run(args: Args) -> Status {
    let terminal = Terminal::new(args.color);
    if args.quiet {
        terminal::be_quiet();
    }
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let result = match args.command {
        Some(Command::Lint(args)) => lint::run(&args, terminal, &mut out),
        Some(Command::Fmt(args)) => fmt::run(&args, terminal, &mut out),
        Some(Command::Config(command)) => config_command::run(&command, terminal, &mut out),
        Some(Command::Convert(args)) => convert::run(&args, terminal, &mut out),
        Some(Command::Formats(args)) => formats::run(&args, &mut out),
        Some(Command::Explain(args)) => explain::explain(&args, &mut out),
        Some(Command::Rules(args)) => reference::run(&args, &mut out),
        Some(Command::Stats(args)) => stats::run(&args, terminal, &mut out),
        Some(Command::Split(args)) => split::run(&args, &mut out),
        Some(Command::Init(args)) => init::run(&args, &mut out),
        Some(Command::Completions(args)) => completions::completions(&args, &mut out),
        Some(Command::Man(args)) => completions::man(&args, &mut out),
        Some(Command::Baseline(command)) => baseline_command::run(&command, terminal, &mut out),
        Some(Command::Schema(args)) => schema::run(&args, &mut out),
        None => {
            write!(out, "{}", Args::command().render_help()).map(|()| Status::Failed).map_err(Failure::from)
        }
    };
    let flushed = out.flush().map_err(Failure::from);
    match result.and_then(|status| flushed.map(|()| status)) {
        Ok(status) => status,
        Err(Failure::ClosedPipe) => Status::ClosedPipe,
        Err(Failure::Interrupted) => Status::Interrupted,
        Err(Failure::Message(message)) => {
            terminal::notice(&message);
            Status::Failed
        }
        Err(Failure::Shown(problem)) => {
            // Where stderr is closed there is nobody to tell.
            let _ = write!(io::stderr(), "{problem}");
            Status::Failed
        }
    }
}

/// Prints what clap has to say: help and the version on stdout, errors on stderr.
fn usage(error: &clap::Error) -> Status {
    if error.use_stderr() {
        // An argument may be the name of a file, with anything in it; where stderr is closed there is nobody to tell.
        let text = error.render().to_string();
        let lines: Vec<_> = text.lines().map(seedkit_lint::printable).collect();
        let _ = writeln!(io::stderr(), "{}", terminal::inert(&lines.join("\n")));
        return Status::Failed;
    }
    match error.print() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::ClosedPipe,
        Err(_) => Status::Failed,
        Ok(()) => Status::Clean,
    }
}
