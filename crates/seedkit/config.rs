//! Where `seedkit.toml` is found, and what comes of it together with the command line.
//!
//! Later layers win: the defaults, the file, its `[[per-file]]` tables, the command line.

use crate::args::ConfigArgs;
use crate::config_file::{Config, ConfigError, FailOn, parse};
use crate::globs::{Globs, here};
use crate::inputs::Inputs;
use crate::layers::{Layers, Override, Source};
use crate::output::Problem;
use crate::status::Failure;
use crate::terminal::{Terminal, remark, shown};
use seedkit_lint::{Group, RULES, Rule, RuleState, Settings, find_rule};
use std::collections::HashMap;
use std::fs;
use std::io;
use std::ops::Deref;
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
    pub(crate) origins: Origins,
    /// For files to which no override applies.
    pub(crate) settings: Arc<Settings>,
    pub(crate) choice: FileChoice,
    layers: Layers,
    variants: Mutex<HashMap<Vec<usize>, Arc<Settings>>>,
}

/// Where settings come from, such as `seedkit.toml:3` or `--select`: nothing for a default.
pub(crate) struct Origins {
    pub(crate) include: String,
    pub(crate) exclude: String,
    pub(crate) fail_on: String,
    pub(crate) baseline: String,
    pub(crate) language: String,
    pub(crate) final_newline: String,
    /// Those of each rule.
    rules: Vec<String>,
}

/// Which files are meant, as far as globs say.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileChoice {
    pub(crate) include: Option<Globs>,
    pub(crate) exclude: Globs,
}

impl FileChoice {
    /// With where both come from.
    fn new(
        config: &Config,
        source: &Source<'_>,
        args: &ConfigArgs,
    ) -> Result<(Self, [String; 2]), ConfigError> {
        let of_file = |set: &Spanned<Vec<Spanned<String>>>| source.globs(set.get_ref());
        let given = |globs: &[String]| Globs::new(here(), globs.to_vec()).map_err(ConfigError::whole);
        let mut include = config.include.as_ref().map(of_file).transpose()?;
        let mut exclude = config.exclude.as_ref().map(of_file).transpose()?.unwrap_or_default();
        let mut origins = [source.origin(config.include.as_ref()), source.origin(config.exclude.as_ref())];
        if !args.include.is_empty() {
            include = Some(given(&args.include)?);
            origins[0] = "--include, from the working directory".into();
        }
        if !args.exclude.is_empty() {
            exclude = given(&args.exclude)?;
            origins[1] = "--exclude, from the working directory".into();
        }
        if args.no_exclude {
            exclude = Globs::default();
            origins[1] = "--no-exclude".into();
        }
        Ok((Self { include, exclude }, origins))
    }
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
        let file = match (&args.rules.config, args.rules.no_config) {
            (_, true) => None,
            (Some(path), _) => Some(path.clone()),
            (None, _) => discover(),
        };
        let Some(path) = file else {
            return Self::of(&Config::default(), &Source::new(None, ""), None, args)
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
        let source = Source::new(Some(&path), &text);
        Self::of(&config, &source, Some(path.clone()), args).map_err(|error| match error.span {
            Some(_) => in_file(error),
            None => Failure::Message(error.message),
        })
    }

    fn of(
        config: &Config,
        source: &Source<'_>,
        file: Option<PathBuf>,
        args: &ConfigArgs,
    ) -> Result<Self, ConfigError> {
        let (layers, mut rules) = Layers::new(config, source, &args.rules)?;
        let settings = layers.settings(&[], Some(&mut rules)).map_err(ConfigError::whole)?;
        let (choice, [include, exclude]) = FileChoice::new(config, source, args)?;
        let of_file = config.fail_on.as_ref();
        let fail_on = args.fail_on.map_or_else(|| source.origin(of_file), |_| "--fail-on".to_owned());
        let origins = Origins {
            include,
            exclude,
            fail_on,
            baseline: source.origin(config.baseline.as_ref()),
            language: source.origin(config.language.as_ref()),
            final_newline: source.origin(config.final_newline()?.as_ref()),
            rules,
        };
        // As it was found: the working directory needs no name.
        let baseline = config.baseline.as_ref().map(|name| {
            let directory = file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
            directory.join(name.get_ref())
        });
        Ok(Self {
            file,
            fail_on: args.fail_on.or(of_file.map(|set| *set.get_ref())).unwrap_or_default(),
            baseline,
            language: config.language().to_owned(),
            origins,
            settings: Arc::new(settings),
            choice,
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
        self.layers
            .overrides
            .iter()
            .enumerate()
            .filter_map(move |(index, one)| one.applies(path).then_some(index))
    }

    /// The names of the overrides that apply to a file.
    pub(crate) fn override_names<'s>(&'s self, path: &'s Path) -> impl Iterator<Item = &'s str> {
        self.overrides_of(path).map(|index| &*self.layers.overrides[index].name)
    }

    /// Tells which overrides applied to no file, where a directory was walked: named files say nothing of the others.
    pub(crate) fn tell_unused(&self, inputs: &Inputs) {
        for unused in self.layers.overrides.iter().filter(|one| inputs.has_found() && !one.is_used()) {
            remark(&format!("{} matches no file of this run", unused.name));
        }
    }

    /// What is set for a rule, and where.
    pub(crate) fn state(&self, rule: &Rule) -> (RuleState, &str) {
        let index = RULES.iter().position(|known| *known == rule).unwrap_or_default();
        (self.settings.state(rule), &self.origins.rules[index])
    }

    /// Whether `--select` names a group or one of its rules.
    pub(crate) fn selects(&self, group: Group) -> bool {
        self.layers.select.iter().map(|selector| selector.trim()).any(|selector| {
            selector == group.letter().to_string()
                || find_rule(selector).is_ok_and(|rule| rule.group() == group)
        })
    }

    /// The `[[per-file]]` tables.
    pub(crate) fn overrides(&self) -> &[Override] {
        &self.layers.overrides
    }

    /// The options of the command line that say something of rules.
    pub(crate) fn rule_options(&self) -> &[&'static str] {
        &self.layers.options
    }
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
