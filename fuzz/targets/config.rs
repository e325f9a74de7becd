//! Any text is a configuration or is refused at its place, and what it sets can be linted with.
//!
//! The command line is a binary without a library. What reads the text of a configuration touches no file and needs
//! nothing else of the binary, so its modules are compiled here once more.

#![no_main]

#[path = "../../crates/seedkit/config_file.rs"]
#[expect(dead_code, reason = "what the command line alone asks for")]
mod config_file;
#[path = "../../crates/seedkit/globs.rs"]
mod globs;

use config_file::{Config, apply, in_order, parse};
use globs::Globs;
use libfuzzer_sys::fuzz_target;
use seedkit_lint::{Fixes, Settings, fix};
use std::ops::Range;
use std::path::Path;

/// Something for options to bite on.
const SEED: &str =
    "Category:Mosses|M~All stubs~\n||||||\nPeat_moss\n||||||\nPeat moss (  ) holds water [1] ,\nand more.";

fuzz_target!(|text: &str| {
    match parse(text).map_err(|error| (error.message, error.span)).and_then(|config| settings(&config)) {
        Ok(settings) => {
            let fixed = fix(SEED.as_bytes(), &settings, Fixes::Safe);
            assert!(fixed.cycling.is_empty());
        }
        Err((message, span)) => {
            assert!(!message.is_empty() && !message.contains('\n'), "{message:?}");
            if let Some(span) = span {
                assert!(text.get(span.clone()).is_some(), "{span:?} does not lie in {text:?}");
            }
        }
    }
});

/// All that the file sets, in one: every table for some files applied to all.
fn settings(config: &Config) -> Result<Settings, (String, Option<Range<usize>>)> {
    let mut settings = Settings::default();
    if let Some(wanted) = config.format.final_newline {
        settings =
            settings.set_choice("S008", "final-newline", wanted.word()).expect("the rule has the option");
    }
    for rules in [&config.rules].into_iter().chain(config.per_file.iter().map(|one| &one.rules)) {
        for (selector, value) in in_order(rules) {
            settings = apply(settings, selector.get_ref(), value.get_ref())
                .map_err(|message| (message, Some(selector.span())))?;
        }
    }
    let files = config.per_file.iter().flat_map(|one| one.files.get_ref());
    let chosen = config.include.iter().flatten().chain(&config.exclude).map(|glob| glob.get_ref());
    let globs: Vec<String> = files.chain(chosen).cloned().collect();
    let globs = Globs::new(Path::new("/"), globs).map_err(|message| (message, None))?;
    for path in ["/a.seed", "/drafts/é/a.txt", "/"] {
        globs.find(Path::new(path));
    }
    Ok(settings)
}
