//! `seedkit stats`: a corpus in numbers.

use crate::args::{StatsArgs, StatsFormat};
use crate::config::Effective;
use crate::files::{Wanted, describe};
use crate::inputs::Input;
use crate::json;
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, inert, notice, number, shown};
use crate::{ordered, selection};
use seedkit_lint::{RULES, Rule, Settings, lint, lint_bytes};
use seedkit_syntax::{is_blank, parse_bytes};
use serde_json::json;
use std::collections::HashMap;
use std::io::{self, Write};
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// How many categories and scripts are listed.
const TOP: usize = 10;

/// One seed in numbers.
#[derive(Default)]
struct Seed {
    bytes: usize,
    words: usize,
    paragraphs: usize,
    categories: Vec<String>,
    letters: HashMap<Script, usize>,
    /// Findings of each rule, by its place among all.
    findings: Vec<(usize, usize)>,
}

/// The corpus in numbers.
#[derive(Default)]
struct Corpus {
    sizes: Vec<usize>,
    words: usize,
    paragraphs: usize,
    categories: HashMap<String, usize>,
    letters: HashMap<Script, usize>,
    clean: usize,
    /// Findings of each rule, and files that have any.
    findings: Vec<(usize, usize)>,
}

pub(crate) fn run(args: &StatsArgs, terminal: Terminal, out: &mut dyn Write) -> Result<Status, Failure> {
    let effective = Effective::load(&args.config, terminal)?;
    let found = selection::find(&args.paths, &args.selection, Wanted::Seeds, &effective.choice)?;
    let mut status = if found.failed { Status::Failed } else { Status::Clean };
    let mut corpus = Corpus { findings: vec![(0, 0); RULES.len()], ..Corpus::default() };
    ordered::for_each(
        found.inputs.len(),
        args.config.jobs,
        || (),
        |(), file| {
            let input = found.inputs.get(file);
            measure(&input, &effective.for_file(&input.path))
        },
        |_| 0,
        |seed| {
            match seed {
                Ok(seed) => corpus.add(seed),
                Err(message) => {
                    notice(&message);
                    status = Status::Failed;
                }
            }
            Ok::<(), Failure>(())
        },
    )?;
    corpus.sizes.sort_unstable();
    match args.output_format {
        StatsFormat::Table => corpus.table(out)?,
        StatsFormat::Json => writeln!(out, "{}", json::harmless(format!("{:#}", corpus.json())))?,
    }
    Ok(status)
}

fn measure(input: &Input, settings: &Settings) -> Result<Seed, String> {
    let bytes = input.read().map_err(|error| format!("{}: {}", shown(&input.path), describe(&error)))?;
    let mut seed = Seed { bytes: bytes.len(), ..Seed::default() };
    let found = match parse_bytes(&bytes) {
        Err(_) => lint_bytes(&bytes, settings),
        Ok(parse) => {
            for paragraph in parse.document.paragraphs() {
                seed.paragraphs += 1;
                seed.words += paragraph.text.unicode_words().count();
                for c in paragraph.text.chars().filter(|c| c.is_alphabetic()) {
                    *seed.letters.entry(c.script()).or_default() += 1;
                }
            }
            let names = parse.document.categories().filter(|category| !is_blank(category.name));
            seed.categories = names.map(|category| category.name.trim().to_owned()).collect();
            lint(&parse, settings)
        }
    };
    for (index, rule) in RULES.iter().enumerate() {
        let count = found.iter().filter(|one| one.rule == *rule).count();
        if count > 0 {
            seed.findings.push((index, count));
        }
    }
    Ok(seed)
}

impl Corpus {
    fn add(&mut self, seed: Seed) {
        self.sizes.push(seed.bytes);
        self.words += seed.words;
        self.paragraphs += seed.paragraphs;
        self.clean += usize::from(seed.findings.is_empty());
        for name in seed.categories {
            *self.categories.entry(name).or_default() += 1;
        }
        for (script, count) in seed.letters {
            *self.letters.entry(script).or_default() += count;
        }
        for (rule, count) in seed.findings {
            self.findings[rule].0 += count;
            self.findings[rule].1 += 1;
        }
    }

    /// The size below which a share of the seeds is, the shares in hundredths.
    fn size(&self, share: usize) -> usize {
        let last = self.sizes.len().saturating_sub(1);
        self.sizes.get((last * share + 50) / 100).copied().unwrap_or_default()
    }

    /// The categories that most seeds have; those of equal use by name.
    fn top_categories(&self) -> Vec<(&str, usize)> {
        let mut top: Vec<_> = self.categories.iter().map(|(name, count)| (&**name, *count)).collect();
        top.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        top.truncate(TOP);
        top
    }

    /// The scripts that most letters have.
    fn top_scripts(&self) -> Vec<(&'static str, usize)> {
        let mut top: Vec<_> =
            self.letters.iter().map(|(script, count)| (script.full_name(), *count)).collect();
        top.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        top.truncate(TOP);
        top
    }

    /// The rules that found anything: findings, and seeds that have them.
    fn found(&self) -> impl Iterator<Item = (&'static Rule, usize, usize)> {
        let rules = RULES.iter().zip(&self.findings);
        rules.filter(|(_, (count, _))| *count > 0).map(|(rule, (count, seeds))| (*rule, *count, *seeds))
    }

    fn groups(&self) -> Vec<(String, usize)> {
        let groups = seedkit_lint::Group::ALL.iter().map(|group| {
            let count =
                self.found().filter(|(rule, ..)| rule.group() == *group).map(|(_, count, _)| count).sum();
            (group.to_string(), count)
        });
        groups.filter(|(_, count)| *count > 0).collect()
    }

    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let seeds = self.sizes.len();
        let share = |part: usize| (part * 100).checked_div(seeds).unwrap_or_default();
        writeln!(out, "{:>16}  seeds", number(seeds))?;
        writeln!(out, "{:>16}  of them without findings ({} %)", number(self.clean), share(self.clean))?;
        writeln!(out, "{:>16}  paragraphs", number(self.paragraphs))?;
        writeln!(out, "{:>16}  words", number(self.words))?;
        writeln!(out, "{:>16}  categories", number(self.categories.len()))?;
        writeln!(out, "\nsize in bytes")?;
        for (name, share) in [("smallest", 0), ("median", 50), ("95 % are not larger", 95), ("largest", 100)]
        {
            writeln!(out, "{:>16}  {name}", number(self.size(share)))?;
        }
        section(out, "letters by script", self.top_scripts())?;
        section(out, "most frequent categories", self.top_categories())?;
        section(out, "findings by group", self.groups())?;
        if self.found().next().is_some() {
            writeln!(out, "\nfindings and seeds by rule")?;
        }
        for (rule, count, files) in self.found() {
            writeln!(out, "{:>16} {:>12}  {} {}", number(count), number(files), rule.code, rule.name)?;
        }
        Ok(())
    }

    fn json(&self) -> serde_json::Value {
        let list = |pairs: Vec<(&str, usize)>, of: &str| -> Vec<_> {
            pairs.into_iter().map(|(name, count)| json!({ of: name, "count": count })).collect()
        };
        let found = self.found().map(|(rule, count, seeds)| {
            json!({ "rule": rule.code, "name": rule.name, "findings": count, "seeds": seeds })
        });
        let groups: serde_json::Map<_, _> =
            self.groups().into_iter().map(|(group, count)| (group, count.into())).collect();
        json!({
            "version": 1,
            "seeds": self.sizes.len(),
            "clean_seeds": self.clean,
            "paragraphs": self.paragraphs,
            "words": self.words,
            "categories": self.categories.len(),
            "bytes": { "min": self.size(0), "median": self.size(50), "p95": self.size(95), "max": self.size(100) },
            "letters_by_script": list(self.top_scripts(), "script"),
            "top_categories": list(self.top_categories(), "name"),
            "findings_by_group": groups,
            "findings_by_rule": found.collect::<Vec<_>>(),
        })
    }
}

fn section(out: &mut dyn Write, title: &str, rows: Vec<(impl AsRef<str>, usize)>) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}")?;
    for (name, count) in rows {
        let name = seedkit_lint::printable(name.as_ref());
        writeln!(out, "{:>16}  {}", number(count), inert(&name))?;
    }
    Ok(())
}
