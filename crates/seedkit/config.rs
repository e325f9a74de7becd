//! Where `seedkit.toml` is found, and what comes of it together with the command line.
//!
//! Later layers win: the defaults, the file, its `[[per-file]]` tables, the command line.

use crate::args::ConfigArgs;
use crate::config_file::{Config, ConfigError, FailOn, parse};
use crate::globs::{Globs, absolute, here};
use crate::output::Problem;
use crate::rule_value::{RuleValue, apply, in_order, level};
use crate::status::Failure;
use crate::terminal::{Terminal, shown};
use seedkit_lint::{Language, RULES, Rule, RuleState, Settings, Severity};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::ops::{Deref, Range};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use toml::Spanned;

/// The name of the file.
pub(crate) const NAME: &str = "seedkit.toml";

/// What the files and the command line come to.
pub(crate) struct Effective {
    /// The configuration file, if any.
    pub(crate) file: Option<PathBuf>,
    pub(crate) fail_on: FailOn,
    /// The baseline that the file names.
    pub(crate) baseline: Option<PathBuf>,
    pub(crate) language: String,
    /// Where each rule got its settings: the text is empty for a default.
    pub(crate) origins: Vec<String>,
    /// For files to which no override applies.
    pub(crate) settings: Arc<Settings>,
    pub(crate) choice: FileChoice,
    layers: Layers,
    variants: Mutex<HashMap<Vec<usize>, Arc<Settings>>>,
}

/// The steps from the defaults to the settings of a file.
struct Layers {
    base: Settings,
    overrides: Vec<Override>,
    select: Vec<String>,
    ignore: Vec<String>,
    severity: Vec<(String, Option<Severity>)>,
}

/// A `[[per-file]]` table.
struct Override {
    /// As it is named in messages.
    name: String,
    files: Globs,
    rules: Vec<(Spanned<String>, Spanned<RuleValue>)>,
    used: std::sync::atomic::AtomicBool,
}

/// Which files are meant, as far as globs say.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileChoice {
    pub(crate) include: Option<Globs>,
    pub(crate) exclude: Globs,
}

/// The settings of a file. Those that most files have in common are lent: to count who has them would let threads wait
/// for each other.
pub(crate) enum FileSettings<'e> {
    Common(&'e Settings),
    Own(Arc<Settings>),
}

impl Deref for FileSettings<'_> {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        match self {
            Self::Common(settings) => settings,
            Self::Own(settings) => settings,
        }
    }
}

impl Effective {
    /// Finds and reads the configuration, and applies the command line.
    ///
    /// # Errors
    /// What is wrong, ready to be told.
    pub(crate) fn load(args: &ConfigArgs, terminal: Terminal) -> Result<Self, Failure> {
        let file = match (&args.config, args.no_config) {
            (_, true) => None,
            (Some(path), _) => Some(path.clone()),
            (None, _) => discover(),
        };
        let Some(path) = file else {
            return Self::of(Config::default(), "", None, args)
                .map_err(|error| Failure::Message(error.message));
        };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(format!("{}: a configuration must be UTF-8", shown(&path)).into());
            }
            Err(error) => return Err(format!("{}: {}", shown(&path), crate::files::describe(&error)).into()),
        };
        let in_file = |error: ConfigError| {
            let span = error.span.map(|span| seedkit_syntax::Span::new(span.start, span.end));
            let problem = Problem::error(&error.message, &shown(&path), text.as_bytes(), span, terminal);
            Failure::Shown(problem.show(terminal.for_stderr()))
        };
        let config = parse(&text).map_err(in_file)?;
        // What has no place in the file is of the command line.
        Self::of(config, &text, Some(path.clone()), args).map_err(|error| match error.span {
            Some(_) => in_file(error),
            None => Failure::Message(error.message),
        })
    }

    fn of(config: Config, text: &str, file: Option<PathBuf>, args: &ConfigArgs) -> Result<Self, ConfigError> {
        let whole = |message: String| ConfigError { message, span: None };
        let here = here().to_owned();
        let directory = file.as_deref().and_then(Path::parent).map_or_else(|| here.clone(), absolute);
        let name = file.as_deref().map(shown).unwrap_or_default();
        let place = |span: &Range<usize>| format!("{name}:{}", text[..span.start].matches('\n').count() + 1);
        let mut origins = vec![String::new(); RULES.len()];
        let mut settings = Settings::default();
        let language = config.language.clone().unwrap_or_else(|| "auto".to_owned());
        settings = settings.set_language(match &*language {
            "auto" => Language::Auto,
            english if is_english(english) => Language::English,
            _ => Language::Other,
        });
        if let Some(wanted) = config.final_newline()? {
            settings = step(settings, &mut origins, &place(&wanted.span()), |settings| {
                settings.set_choice("S008", "final-newline", wanted.get_ref())
            })
            .map_err(|error| ConfigError::at(wanted.span(), error.to_string()))?;
        }
        for entry in in_order(&config.rules)? {
            let origin = place(&entry.0.span());
            settings = step(settings, &mut origins, &origin, |settings| apply(settings, entry))?;
        }
        let base = settings;

        let mut overrides = Vec::new();
        for (index, one) in config.per_file.iter().enumerate() {
            let span = one.files.span();
            let files = globs(&directory, one.files.get_ref().clone())?;
            let mut rules = Vec::new();
            for entry in in_order(&one.rules)? {
                // Whether it makes sense shows by applying it.
                apply(base.clone(), entry)?;
                rules.push((entry.0.clone(), entry.1.clone()));
            }
            let name = format!("[[per-file]] {} ({})", index + 1, place(&span));
            overrides.push(Override { name, files, rules, used: false.into() });
        }
        let severity: Vec<_> =
            args.severity.iter().map(|given| level_of(given)).collect::<Result<_, _>>().map_err(whole)?;
        let layers =
            Layers { base, overrides, select: args.select.clone(), ignore: args.ignore.clone(), severity };
        let settings = layers.settings(&[], Some(&mut origins)).map_err(whole)?;

        let mut include = config.include.map(|given| globs(&directory, given)).transpose()?;
        if !args.include.is_empty() {
            include = Some(Globs::new(&here, args.include.clone()).map_err(whole)?);
        }
        let mut exclude = globs(&directory, config.exclude)?;
        if !args.exclude.is_empty() {
            exclude = Globs::new(&here, args.exclude.clone()).map_err(whole)?;
        }
        if args.no_exclude {
            exclude = Globs::default();
        }
        // As it was found: the working directory needs no name.
        let baseline = config.baseline.map(|name| {
            file.as_deref().and_then(Path::parent).map_or_else(PathBuf::new, Path::to_owned).join(name)
        });
        Ok(Self {
            file,
            fail_on: args.fail_on.or(config.fail_on).unwrap_or_default(),
            baseline,
            language,
            origins,
            settings: Arc::new(settings),
            choice: FileChoice { include, exclude },
            layers,
            variants: Mutex::default(),
        })
    }

    /// The settings for a file.
    pub(crate) fn for_file(&self, path: &Path) -> FileSettings<'_> {
        let matching: Vec<usize> = self.overrides_of(path).collect();
        if matching.is_empty() {
            return FileSettings::Common(&self.settings);
        }
        let mut variants = self.variants.lock().unwrap_or_else(PoisonError::into_inner);
        let variant = variants.entry(matching).or_insert_with_key(|matching| {
            // Every override was applied when the file was read, so this does not fail.
            self.layers.settings(matching, None).map_or_else(|_| Arc::clone(&self.settings), Arc::new)
        });
        FileSettings::Own(Arc::clone(variant))
    }

    fn overrides_of<'s>(&'s self, path: &'s Path) -> impl Iterator<Item = usize> + 's {
        self.layers.overrides.iter().enumerate().filter_map(move |(index, one)| {
            one.files.find(path).map(|_| {
                one.used.store(true, std::sync::atomic::Ordering::Relaxed);
                index
            })
        })
    }

    /// The names of the overrides that apply to a file.
    pub(crate) fn override_names<'s>(&'s self, path: &'s Path) -> impl Iterator<Item = &'s str> {
        self.overrides_of(path).map(|index| &*self.layers.overrides[index].name)
    }

    /// The names of the overrides that applied to no file so far.
    pub(crate) fn unused_overrides(&self) -> impl Iterator<Item = &str> {
        let unused = |one: &&Override| !one.used.load(std::sync::atomic::Ordering::Relaxed);
        self.layers.overrides.iter().filter(unused).map(|one| &*one.name)
    }

    /// What is set for a rule, and where.
    pub(crate) fn state(&self, rule: &Rule) -> (RuleState, &str) {
        let index = RULES.iter().position(|known| *known == rule).unwrap_or_default();
        (self.settings.state(rule), &self.origins[index])
    }
}

impl Layers {
    /// The settings after these overrides and the command line.
    fn settings(&self, overrides: &[usize], origins: Option<&mut Vec<String>>) -> Result<Settings, String> {
        let mut unused = vec![String::new(); RULES.len()];
        let origins = origins.unwrap_or(&mut unused);
        let mut settings = self.base.clone();
        for &index in overrides {
            let one = &self.overrides[index];
            for (selector, value) in &one.rules {
                settings = step(settings, origins, &one.name, |settings| apply(settings, (selector, value)))
                    .map_err(|error| error.message)?;
            }
        }
        if !self.select.is_empty() {
            settings = step(settings, origins, "--select", |settings| settings.select(&self.select))
                .map_err(|error| format!("--select: {error}"))?;
        }
        settings = step(settings, origins, "--ignore", |settings| settings.ignore(&self.ignore))
            .map_err(|error| format!("--ignore: {error}"))?;
        for (selector, severity) in &self.severity {
            settings =
                step(settings, origins, "--severity", |settings| settings.set_severity(selector, *severity))
                    .map_err(|error| format!("--severity: {error}"))?;
        }
        Ok(settings)
    }
}

/// Takes a step and notes it as the origin of what it changed.
fn step<E>(
    settings: Settings,
    origins: &mut [String],
    origin: &str,
    change: impl FnOnce(Settings) -> Result<Settings, E>,
) -> Result<Settings, E> {
    let before: Vec<_> = RULES.iter().map(|rule| settings.state(rule)).collect();
    let settings = change(settings)?;
    for ((rule, before), slot) in RULES.iter().zip(before).zip(origins) {
        if settings.state(rule) != before {
            origin.clone_into(slot);
        }
    }
    Ok(settings)
}

/// Globs of the file, which are relative to a directory.
fn globs(base: &Path, given: Vec<Spanned<String>>) -> Result<Globs, ConfigError> {
    for pattern in &given {
        Globs::new(base, vec![pattern.get_ref().clone()])
            .map_err(|message| ConfigError::at(pattern.span(), message))?;
    }
    Globs::new(base, given.into_iter().map(Spanned::into_inner).collect())
        .map_err(|message| ConfigError { message, span: None })
}

/// Whether a tag of a language (BCP 47) is of English: in any case, of any region.
fn is_english(tag: &str) -> bool {
    tag.split(['-', '_']).next().is_some_and(|language| language.eq_ignore_ascii_case("en"))
}

/// `RULE=LEVEL`.
fn level_of(given: &str) -> Result<(String, Option<Severity>), String> {
    let (selector, word) = given
        .split_once('=')
        .ok_or_else(|| format!("--severity {given}: write RULE=LEVEL, as in S009=error"))?;
    Ok((selector.to_owned(), level(word).map_err(|message| format!("--severity: {message}"))?))
}

/// The configuration file of the working directory or of one above it, up to the root of the repository.
fn discover() -> Option<PathBuf> {
    let here = here();
    let root = here.ancestors().find(|directory| directory.join(".git").exists());
    let directories =
        here.ancestors().take_while(|directory| root.is_none_or(|root| directory.starts_with(root)));
    // Without a repository only the working directory counts: what lies above belongs to somebody else.
    let mut directories = directories.take(if root.is_some() { usize::MAX } else { 1 });
    let found = directories.find(|directory| directory.join(NAME).is_file())?;
    Some(if found == here { PathBuf::from(NAME) } else { found.join(NAME) })
}
