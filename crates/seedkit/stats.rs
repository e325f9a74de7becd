//! `seedkit stats`: a corpus in numbers.

use crate::args::{StatsArgs, StatsFormat};
use crate::config::Effective;
use crate::examination::{Examination, Mode, look_together};
use crate::file_name::Root;
use crate::files::Wanted;
use crate::status::{Failure, Status};
use crate::terminal::{Terminal, inert, notice, number};
use crate::{json, selection};
use seedkit_lint::{RULES, Rule};
use seedkit_syntax::{Parse, is_blank};
use serde_json::json;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// How many categories and scripts are listed.
const TOP: usize = 10;

/// Texts in numbers.
#[derive(Default)]
struct Texts {
    /// Bytes of each.
    sizes: Vec<usize>,
    words: usize,
    paragraphs: usize,
    categories: HashMap<String, usize>,
    letters: HashMap<Script, usize>,
}

/// The corpus in numbers.
struct Corpus {
    texts: Texts,
    clean: usize,
    /// Findings of each rule by its place among all, and files that have any.
    findings: Vec<(usize, usize)>,
}

pub(crate) fn run(args: &StatsArgs, terminal: Terminal, out: &mut dyn Write) -> Result<Status, Failure> {
    let effective = Effective::load(&args.config, terminal)?;
    let found = selection::find(&args.paths, &args.selection, Wanted::Seeds, &effective.choice)?;
    let mut status = if found.failed { Status::Failed } else { Status::Clean };
    let texts = Mutex::new(Texts::default());
    let root = Root::find();
    let examination = Examination {
        inputs: &found.inputs,
        effective: &effective,
        baseline: None,
        root: &root,
        stdin_name: Path::new("<stdin>"),
        jobs: args.config.jobs,
        mode: Mode::Report,
        together: look_together(None, &found.inputs, &effective, Mode::Report),
        by_name: false,
        observer: Some(&|bytes, parse| {
            let text = Texts::of(bytes, parse);
            texts.lock().unwrap_or_else(PoisonError::into_inner).add(text);
        }),
        with_fingerprints: false,
    };
    let mut findings = vec![(0, 0); RULES.len()];
    // A file has a second turn where it shares something with others.
    let mut has_findings = vec![false; found.inputs.len()];
    examination.run(&mut |outcome, _| {
        let Some(outcome) = outcome else { return Ok(()) };
        for trouble in &outcome.trouble {
            notice(trouble);
            status = Status::Failed;
        }
        for (rule, (count, files)) in RULES.iter().zip(&mut findings) {
            let own = outcome.checked.diagnostics.iter().filter(|one| one.rule == *rule).count();
            *count += own;
            *files += usize::from(own > 0);
        }
        has_findings[outcome.file] |= !outcome.checked.diagnostics.is_empty();
        Ok(())
    })?;
    let mut texts = texts.into_inner().unwrap_or_else(PoisonError::into_inner);
    texts.sizes.sort_unstable();
    let with_findings = has_findings.into_iter().filter(|has| *has).count();
    let corpus = Corpus { clean: texts.sizes.len() - with_findings, texts, findings };
    match args.output_format {
        StatsFormat::Table => corpus.table(out)?,
        StatsFormat::Json => writeln!(out, "{}", json::harmless(format!("{:#}", corpus.json())))?,
    }
    effective.tell_unused(&found.inputs);
    Ok(status)
}

impl Texts {
    /// Those of one file.
    fn of(bytes: &[u8], parse: Option<&Parse<'_>>) -> Self {
        let mut text = Self { sizes: vec![bytes.len()], ..Self::default() };
        let Some(Parse { document, .. }) = parse else { return text };
        for paragraph in document.paragraphs() {
            text.paragraphs += 1;
            text.words += paragraph.text.unicode_words().count();
            for c in paragraph.text.chars().filter(|c| c.is_alphabetic()) {
                *text.letters.entry(c.script()).or_default() += 1;
            }
        }
        for category in document.categories().filter(|category| !is_blank(category.name)) {
            *text.categories.entry(category.name.trim().to_owned()).or_default() += 1;
        }
        text
    }

    fn add(&mut self, other: Self) {
        self.sizes.extend(other.sizes);
        self.words += other.words;
        self.paragraphs += other.paragraphs;
        for (name, count) in other.categories {
            *self.categories.entry(name).or_default() += count;
        }
        for (script, count) in other.letters {
            *self.letters.entry(script).or_default() += count;
        }
    }
}

impl Corpus {
    /// The size below which a share of the seeds is, the shares in hundredths.
    fn size(&self, share: usize) -> usize {
        let last = self.texts.sizes.len().saturating_sub(1);
        self.texts.sizes.get((last * share + 50) / 100).copied().unwrap_or_default()
    }

    /// The categories that most seeds have; those of equal use by name.
    fn top_categories(&self) -> Vec<(&str, usize)> {
        let mut top: Vec<_> = self.texts.categories.iter().map(|(name, count)| (&**name, *count)).collect();
        top.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        top.truncate(TOP);
        top
    }

    /// The scripts that most letters have.
    fn top_scripts(&self) -> Vec<(&'static str, usize)> {
        let mut top: Vec<_> =
            self.texts.letters.iter().map(|(script, count)| (script.full_name(), *count)).collect();
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
        let seeds = self.texts.sizes.len();
        // Only none are 0 %, and only all are 100.
        let share = |part: usize| match part {
            0 => 0,
            part if part == seeds => 100,
            part => ((part * 200 + seeds) / (2 * seeds)).clamp(1, 99),
        };
        writeln!(out, "{:>16}  seeds", number(seeds))?;
        writeln!(out, "{:>16}  of them without findings ({} %)", number(self.clean), share(self.clean))?;
        writeln!(out, "{:>16}  paragraphs", number(self.texts.paragraphs))?;
        writeln!(out, "{:>16}  words", number(self.texts.words))?;
        writeln!(out, "{:>16}  categories", number(self.texts.categories.len()))?;
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
            "seeds": self.texts.sizes.len(),
            "clean_seeds": self.clean,
            "paragraphs": self.texts.paragraphs,
            "words": self.texts.words,
            "categories": self.texts.categories.len(),
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
