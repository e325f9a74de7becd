//! What `seedkit lint` and `seedkit baseline` do with each file, and with all of them together.

use crate::baseline::Baseline;
use crate::config::Effective;
use crate::file_name::{FileName, Root};
use crate::files::{Buffer, describe};
use crate::inputs::{Input, Inputs};
use crate::output::readable;
use crate::progress::Progress;
use crate::report::Checked;
use crate::status::Failure;
use crate::terminal::{notice, remark, shown};
use crate::{ordered, write};
use seedkit_lint::{
    Analysis, Corpus, Diagnostic, Fixed, Fixes, Group, RULES, Settings, Texts, fingerprints, fix_except,
    lint_bytes,
};
use seedkit_syntax::{Parse, parse_bytes};
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;

/// What is done with each file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Report,
    Fix(Fixes),
    Diff(Fixes),
}

impl Mode {
    /// Whether findings are reported.
    pub(crate) fn reports(self) -> bool {
        !matches!(self, Self::Diff(_))
    }
}

/// A file after it was looked at.
pub(crate) struct Outcome {
    /// The number of the file.
    pub(crate) file: usize,
    pub(crate) checked: Checked,
    /// The bytes before and after the fixes, where they differ and are to be shown or passed on.
    pub(crate) change: Option<(Vec<u8>, Vec<u8>)>,
    pub(crate) fixed: usize,
    /// What went wrong, ready to be told.
    pub(crate) trouble: Vec<String>,
    /// Whether it could be read.
    pub(crate) is_read: bool,
    /// Whether it was looked at before, and this is about it together with others.
    pub(crate) is_together: bool,
}

impl Outcome {
    fn new(file: usize, checked: Checked) -> Self {
        Self {
            file,
            checked,
            change: None,
            fixed: 0,
            trouble: Vec::new(),
            is_read: false,
            is_together: false,
        }
    }

    /// How many bytes it keeps.
    fn weight(&self) -> usize {
        let change = self.change.as_ref().map_or(0, |(old, new)| old.len() + new.len());
        self.checked.weight() + change
    }
}

/// What came of a look at a file.
enum Look {
    /// It was read and has no findings, and nobody wants to know which one it is.
    Clean,
    Outcome(Box<Outcome>),
    /// It is too long to be looked at beside others.
    Long(usize),
}

/// A file of more bytes is looked at when its turn comes, one at a time: a few of them would take more memory than all
/// others together. Not what can be read but once, such as a pipe.
const LONG: usize = 8 << 20;

/// What a thread keeps from one file to the next.
#[derive(Default)]
struct Memory {
    input: Input,
    buffer: Buffer,
    noted: Noted,
}

/// What is noted of files to look at them together.
#[derive(Default)]
struct Noted {
    corpus: Corpus,
    /// Of what cannot be read again.
    texts: Texts,
}

impl Noted {
    fn append(&mut self, other: Self) {
        self.corpus.append(other.corpus);
        self.texts.append(other.texts);
    }
}

/// Whether the files are looked at together: where a directory was walked or it is asked for. A run of several named
/// files, as a hook makes it, is told that they are not, and so is who selected one of the rules. It cannot be asked for
/// where `corpus` is none.
pub(crate) fn look_together(
    corpus: Option<bool>,
    inputs: &Inputs,
    effective: &Effective,
    mode: Mode,
) -> bool {
    let mut rules = RULES.iter().filter(|rule| rule.group() == Group::Corpus);
    let wanted = mode.reports() && rules.any(|rule| effective.settings.is_enabled(rule));
    let together = wanted && (corpus == Some(true) || inputs.has_found());
    if wanted && !together && (inputs.len() > 1 || effective.selects(Group::Corpus)) {
        let more = if corpus.is_some() { " or give --corpus" } else { "" };
        remark(&format!("the rules X601 to X604, about files together, did not run: name a directory{more}"));
    }
    together
}

/// Looks at the bytes of a file, and at what they are parsed to if they are text, on any thread.
pub(crate) type Observer<'a> = dyn Fn(&[u8], Option<&Parse<'_>>) + Sync + 'a;

/// Files to look at, and how.
pub(crate) struct Examination<'a> {
    pub(crate) inputs: &'a Inputs,
    pub(crate) effective: &'a Effective,
    /// Whose findings are not fixed.
    pub(crate) baseline: Option<&'a Baseline>,
    pub(crate) root: &'a Root,
    pub(crate) stdin_name: &'a Path,
    pub(crate) jobs: Option<NonZeroUsize>,
    pub(crate) mode: Mode,
    /// Whether the files are looked at together, too.
    pub(crate) together: bool,
    /// Whether clean files are handed on by name, too.
    pub(crate) by_name: bool,
    /// What else looks at each file, where nothing is mended.
    pub(crate) observer: Option<&'a Observer<'a>>,
    /// Whether fingerprints will be asked for: then they are made by all threads, not where results are handed on.
    pub(crate) with_fingerprints: bool,
}

impl Examination<'_> {
    /// Looks at every file and hands on what came of it, in the order of the names: nothing for a clean file that is
    /// just to be counted. Then at those that share something with others. A second argument says that what is printed
    /// has to be flushed, because a line of progress follows.
    ///
    /// # Errors
    /// The first error of `emit`.
    pub(crate) fn run(
        &self,
        emit: &mut dyn FnMut(Option<Outcome>, bool) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut progress = Progress::new(self.inputs.len());
        let mut noted = Noted::default();
        let look = |memory: &mut Memory, file: usize| {
            let Memory { input, buffer, noted } = memory;
            self.inputs.put(file, input);
            match input.read_into(buffer, LONG) {
                Ok(true) => self.look(input, file, &buffer.bytes, noted),
                Ok(false) => Look::Long(file),
                Err(error) => Look::Outcome(Box::new(self.unread(input, file, &error))),
            }
        };
        let weigh = |look: &Look| if let Look::Outcome(outcome) = look { outcome.weight() } else { 0 };
        let memories =
            ordered::for_each(self.inputs.len(), self.jobs, Memory::default, look, weigh, |look| {
                let outcome = match look {
                    Look::Clean => None,
                    Look::Outcome(outcome) => Some(*outcome),
                    Look::Long(file) => self.look_alone(file, &mut noted),
                };
                progress.step();
                let flush = progress.is_shown();
                progress.around(|| emit(outcome, flush))
            })?;
        progress.end();
        if !self.together {
            return Ok(());
        }
        for memory in memories {
            noted.append(memory.noted);
        }
        self.look_at_shared(noted, emit)
    }

    /// Looks at the files that share something with others, and hands on what came of it.
    fn look_at_shared(
        &self,
        noted: Noted,
        emit: &mut dyn FnMut(Option<Outcome>, bool) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Noted { mut corpus, mut texts } = noted;
        let starts = corpus.take_starts();
        let (findings, added) =
            ordered::both(self.jobs, || corpus.finish(), || self.add_texts(&starts.candidates(), &mut texts));
        added?;
        let findings = findings.with_texts(texts);
        let name = |file: u32| self.name(&self.inputs.get(file as usize)).shown;
        let look = |(): &mut (), index: usize| {
            let file = findings.files()[index];
            let input = self.inputs.get(file as usize);
            // A file that is gone by now has nothing to say any more.
            let bytes = if input.can_be_read_again() { input.read().ok()? } else { return None };
            let diagnostics = findings.of(file, &bytes, &name, &self.effective.for_file(&input.path));
            let is_news = !diagnostics.is_empty();
            let checked = is_news.then(|| Checked::new(self.root.name(&input.path), bytes, diagnostics))?;
            self.prepare(&checked);
            Some(Outcome { is_together: true, ..Outcome::new(file as usize, checked) })
        };
        let weigh = |outcome: &Option<Outcome>| outcome.as_ref().map_or(0, Outcome::weight);
        ordered::for_each(
            findings.files().len(),
            self.jobs,
            || (),
            look,
            weigh,
            |outcome| match outcome {
                Some(outcome) => emit(Some(outcome), false),
                None => Ok(()),
            },
        )?;
        Ok(())
    }

    /// Reads files again whose texts may be those of others.
    fn add_texts(&self, candidates: &[u32], texts: &mut Texts) -> Result<(), Failure> {
        let input = |file: u32| self.inputs.get(file as usize);
        // A file that is gone by now has nothing to say any more.
        let add = |texts: &mut Texts, file: u32, bytes: &[u8]| {
            if let Ok(parse) = parse_bytes(bytes) {
                texts.add(file, &parse);
            }
        };
        // Long ones come one at a time.
        let look = |(buffer, texts): &mut (Buffer, Texts), index: usize| {
            let input = input(candidates[index]);
            if !input.can_be_read_again() {
                return None;
            }
            match input.read_into(buffer, LONG) {
                Ok(true) => add(texts, candidates[index], &buffer.bytes),
                Ok(false) => return Some(candidates[index]),
                Err(_) => {}
            }
            None
        };
        let state = || (Buffer::default(), Texts::default());
        let all = ordered::for_each(
            candidates.len(),
            self.jobs,
            state,
            look,
            |_| 0,
            |long| {
                if let Some(file) = long
                    && let Ok(bytes) = input(file).read()
                {
                    add(texts, file, &bytes);
                }
                Ok::<_, Failure>(())
            },
        )?;
        for (_, some) in all {
            texts.append(some);
        }
        Ok(())
    }

    /// Whether the rule of this code looked at a file.
    pub(crate) fn ran(&self, code: &str, path: &Path) -> bool {
        let rule = RULES.iter().find(|rule| rule.code == code);
        rule.is_some_and(|rule| {
            self.effective.for_file(path).is_enabled(rule) && (self.together || rule.group() != Group::Corpus)
        })
    }

    /// Looks at a file that is too long to be looked at beside others.
    fn look_alone(&self, file: usize, noted: &mut Noted) -> Option<Outcome> {
        let input = self.inputs.get(file);
        match input.read() {
            Ok(bytes) => match self.look(&input, file, &bytes, noted) {
                Look::Outcome(outcome) => Some(*outcome),
                Look::Clean | Look::Long(_) => None,
            },
            Err(error) => Some(self.unread(&input, file, &error)),
        }
    }

    /// What there is to tell of a file that cannot be read.
    fn unread(&self, input: &Input, file: usize, error: &io::Error) -> Outcome {
        let mut outcome = Outcome::new(file, Checked::new(self.name(input), Vec::new(), Vec::new()));
        let name = &outcome.checked.name.shown;
        if error.kind() == io::ErrorKind::NotFound && input.root.is_some() {
            // Nobody asked for this very file.
            notice(&format!("{name}: gone before it could be read; passed over"));
        } else {
            outcome.trouble.push(format!("{name}: {}", describe(error)));
        }
        outcome
    }

    fn name(&self, input: &Input) -> FileName {
        self.root.name(self.path(input))
    }

    fn path<'p>(&'p self, input: &'p Input) -> &'p Path {
        if input.is_stdin() { self.stdin_name } else { &input.path }
    }

    /// Lints and, if asked, mends a file.
    fn look(&self, input: &Input, file: usize, bytes: &[u8], noted: &mut Noted) -> Look {
        let settings = self.effective.for_file(&input.path);
        let outcome = match self.mode {
            Mode::Report => {
                let parse = parse_bytes(bytes);
                if let Some(observe) = self.observer {
                    observe(bytes, parse.as_ref().ok());
                }
                let diagnostics = match parse {
                    Ok(parse) => {
                        let text = Analysis::of(&parse);
                        self.note(noted, (input, file), &parse, &text);
                        text.lint(&settings)
                    }
                    Err(_) => lint_bytes(bytes, &settings),
                };
                if diagnostics.is_empty() && !self.by_name {
                    return Look::Clean;
                }
                Outcome::new(file, Checked::new(self.name(input), bytes.to_vec(), diagnostics))
            }
            Mode::Fix(fixes) | Mode::Diff(fixes) => {
                let name = self.name(input);
                let spared = |found: &[Diagnostic]| match self.baseline {
                    None => vec![false; found.len()],
                    Some(baseline) => fingerprints(name.rooted_bytes(), &readable(bytes), found)
                        .into_iter()
                        .map(|print| baseline.has(print))
                        .collect(),
                };
                let fixed = fix_except(bytes, &settings, fixes, spared);
                let mended = mend(input, bytes.to_vec(), fixed, self.mode, &name.shown, &settings);
                if let Ok(parse) = parse_bytes(&mended.bytes) {
                    self.note(noted, (input, file), &parse, &Analysis::of(&parse));
                }
                Outcome {
                    change: mended.change,
                    fixed: mended.fixed,
                    trouble: mended.trouble,
                    ..Outcome::new(file, Checked::new(name, mended.bytes, mended.remaining))
                }
            }
        };
        self.prepare(&outcome.checked);
        Look::Outcome(Box::new(Outcome { is_read: true, ..outcome }))
    }

    /// Notes of a file what is needed to look at it together with others.
    fn note<'a>(
        &self,
        noted: &mut Noted,
        (input, file): (&Input, usize),
        parse: &Parse<'_>,
        text: &'a Analysis<'a>,
    ) {
        if self.together {
            noted.corpus.add(file as u32, text, &shown(self.path(input)));
            if !input.can_be_read_again() {
                noted.texts.add(file as u32, parse);
            }
        }
    }

    /// Does what would be done later, and by one thread.
    fn prepare(&self, checked: &Checked) {
        if self.with_fingerprints {
            checked.fingerprints();
        }
    }
}

/// A file after its fixes were written, shown, or refused.
struct Mended {
    bytes: Vec<u8>,
    remaining: Vec<Diagnostic>,
    change: Option<(Vec<u8>, Vec<u8>)>,
    fixed: usize,
    trouble: Vec<String>,
}

/// Writes a fixed file, or keeps what is to be shown of it.
fn mend(input: &Input, bytes: Vec<u8>, fixed: Fixed, mode: Mode, name: &str, settings: &Settings) -> Mended {
    // What is left as it is has all of its findings.
    let left = |bytes: Vec<u8>, trouble: String| Mended {
        remaining: lint_bytes(&bytes, settings),
        bytes,
        change: None,
        fixed: 0,
        trouble: vec![trouble],
    };
    if !fixed.cycling.is_empty() {
        let codes: Vec<_> = fixed.cycling.iter().map(|rule| rule.code).collect();
        let trouble = format!(
            "{name}: the fixes of {} do not come to an end, so the file is left as it is; leave one of them out with \
             --ignore, and please report this defect of seedkit",
            codes.join(", ")
        );
        return left(bytes, trouble);
    }
    let count = fixed.count();
    let Fixed { bytes: new, remaining, .. } = fixed;
    let changed = new != bytes;
    let change = match mode {
        Mode::Fix(_) if changed && !input.is_stdin() => {
            match write::replace(&input.path, input.root.as_deref(), &bytes, &new) {
                Ok(()) => None,
                Err(error) => return left(bytes, format!("{name}: not fixed: {}", describe(&error))),
            }
        }
        // Stdin is passed on even if nothing was to be fixed: a filter gives what it got.
        Mode::Fix(_) if input.is_stdin() => Some((Vec::new(), new.clone())),
        Mode::Diff(_) if changed => Some((bytes, new.clone())),
        _ => None,
    };
    Mended { bytes: new, remaining, change, fixed: count, trouble: Vec::new() }
}
