//! `seedkit.toml`: what it may say, where it is found, and what comes of it together with the command line.
//!
//! Later layers win: the defaults, the file, its `[[per-file]]` tables, the command line.

use crate::args::{ConfigArgs, FailOn};
use crate::globs::{Globs, absolute, here};
use crate::output::Problem;
use crate::status::Failure;
use crate::terminal::{Terminal, shown};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use seedkit_lint::{Language, OptionDefault, RULES, Rule, RuleState, Settings, Severity};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use toml::{Spanned, Value};

/// The name of the file.
pub(crate) const NAME: &str = "seedkit.toml";

/// The configuration of seedkit.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("$id" = "urn:seedkit:schema:config:1"))]
pub(crate) struct Config {
    /// Which files of a directory are seeds: globs relative to this file. Without it, `*.seed`, `*.txt` below a
    /// directory named `seeds`, and other `*.txt` that have a line of pipes near their start.
    #[schemars(with = "Option<Vec<String>>")]
    include: Option<Vec<Spanned<String>>>,
    /// Which files are left alone, named ones too: globs relative to this file.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    exclude: Vec<Spanned<String>>,
    /// The least severity that makes the exit status of `lint` 1.
    fail_on: Option<FailOn>,
    /// A baseline: findings that it knows are hidden and do not count. Relative to this file.
    baseline: Option<String>,
    /// The language of the bodies: `en`, another language, or `auto` to guess whether it is English.
    language: Option<String>,
    /// Severity and options of rules, by code, name or letter of a group.
    #[serde(default)]
    #[schemars(schema_with = "rules_schema")]
    rules: Rules,
    /// What `fmt` writes.
    #[serde(default)]
    format: Format,
    /// Other settings for some files; later tables win.
    #[serde(default)]
    per_file: Vec<PerFile>,
}

/// Values of rules by selectors, each with its place in the file.
type Rules = BTreeMap<Spanned<String>, Spanned<Value>>;

/// What `fmt` writes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Format {
    /// Whether a line feed follows the last paragraph. The same as the option of rule S008.
    final_newline: Option<FinalNewline>,
}

/// Whether a line feed follows the last paragraph.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum FinalNewline {
    /// As it is.
    Preserve,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Other settings for some files.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PerFile {
    /// Which files: globs relative to this file.
    #[schemars(with = "Vec<String>")]
    files: Spanned<Vec<String>>,
    /// Severity and options of rules, by code, name or letter of a group.
    #[serde(default)]
    #[schemars(schema_with = "rules_schema")]
    rules: Rules,
}

/// The JSON Schema of `[rules]`, from the rules themselves.
fn rules_schema(_: &mut SchemaGenerator) -> Schema {
    let levels = serde_json::json!({ "enum": ["off", "info", "warning", "error"] });
    let mut properties = serde_json::Map::new();
    for rule in RULES {
        let mut table = serde_json::Map::from_iter([("severity".to_owned(), levels.clone())]);
        for option in rule.options {
            let mut schema = match option.default {
                OptionDefault::Flag(default) => serde_json::json!({ "type": "boolean", "default": default }),
                OptionDefault::Number(default) => {
                    serde_json::json!({ "type": "integer", "minimum": 0, "default": default })
                }
                OptionDefault::Choice(words) => serde_json::json!({ "enum": words, "default": words[0] }),
                OptionDefault::Patterns => {
                    serde_json::json!({ "type": "array", "items": { "type": "string" } })
                }
            };
            schema["description"] = option.summary.into();
            table.insert(option.name.to_owned(), schema);
        }
        let schema = serde_json::json!({
            "description": rule.summary,
            "anyOf": [levels, { "type": "object", "properties": table, "additionalProperties": false }],
        });
        properties.insert(rule.code.to_owned(), schema.clone());
        properties.insert(rule.name.to_owned(), schema);
    }
    for group in seedkit_lint::Group::ALL {
        let mut schema = levels.clone();
        schema["description"] = format!("The rules of the group: {group}").into();
        properties.insert(group.letter().to_string(), schema);
    }
    json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// The JSON Schema of `seedkit.toml`.
pub(crate) fn schema() -> Schema {
    schemars::schema_for!(Config)
}

/// What is wrong with a configuration, and where in it.
struct ConfigError {
    message: String,
    span: Option<Range<usize>>,
}

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
    rules: Vec<(String, Value)>,
    used: std::sync::atomic::AtomicBool,
}

/// Which files are meant, as far as globs say.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileChoice {
    pub(crate) include: Option<Globs>,
    pub(crate) exclude: Globs,
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
                return Err(format!("{}: a configuration is UTF-8", shown(&path)).into());
            }
            Err(error) => return Err(format!("{}: {}", shown(&path), crate::files::describe(&error)).into()),
        };
        let loaded = parse(&text).and_then(|config| Self::of(config, &text, Some(path.clone()), args));
        loaded.map_err(|error| {
            let span = error.span.map(|span| seedkit_syntax::Span::new(span.start, span.end));
            let problem = Problem::error(&error.message, &shown(&path), text.as_bytes(), span, terminal);
            Failure::Shown(problem.show(terminal.for_stderr()))
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
        let language = config.language.unwrap_or_else(|| "auto".to_owned());
        settings = settings.set_language(match &*language {
            "auto" => Language::Auto,
            "en" => Language::English,
            _ => Language::Other,
        });
        if let Some(wanted) = config.format.final_newline {
            let word = match wanted {
                FinalNewline::Preserve => "preserve",
                FinalNewline::Always => "always",
                FinalNewline::Never => "never",
            };
            settings = step(settings, &mut origins, &name, |settings| {
                settings.set_choice("S008", "final-newline", word)
            })
            .map_err(whole)?;
        }
        for (selector, value) in in_order(&config.rules) {
            let origin = place(&selector.span());
            settings = step(settings, &mut origins, &origin, |settings| {
                apply(settings, selector.get_ref(), value.get_ref())
            })
            .map_err(|message| ConfigError { message, span: Some(selector.span()) })?;
        }
        let base = settings;

        let mut overrides = Vec::new();
        for (index, one) in config.per_file.iter().enumerate() {
            let span = one.files.span();
            let at = |message| ConfigError { message, span: Some(span.clone()) };
            let files = Globs::new(&directory, one.files.get_ref().clone()).map_err(at)?;
            let mut rules = Vec::new();
            for (selector, value) in in_order(&one.rules) {
                // Whether it makes sense shows by applying it.
                apply(base.clone(), selector.get_ref(), value.get_ref())
                    .map_err(|message| ConfigError { message, span: Some(selector.span()) })?;
                rules.push((selector.get_ref().clone(), value.get_ref().clone()));
            }
            let name = format!("[[per-file]] {} ({})", index + 1, place(&span));
            overrides.push(Override { name, files, rules, used: false.into() });
        }
        let severity: Vec<_> =
            args.severity.iter().map(|given| level_of(given)).collect::<Result<_, _>>().map_err(whole)?;
        let layers =
            Layers { base, overrides, select: args.select.clone(), ignore: args.ignore.clone(), severity };
        let settings = layers.settings(&[], Some(&mut origins)).map_err(whole)?;

        let globs = |base: &Path, given: Vec<Spanned<String>>| -> Result<Globs, ConfigError> {
            for pattern in &given {
                Globs::new(base, vec![pattern.get_ref().clone()])
                    .map_err(|message| ConfigError { message, span: Some(pattern.span()) })?;
            }
            Globs::new(base, given.into_iter().map(Spanned::into_inner).collect()).map_err(whole)
        };
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
    pub(crate) fn for_file(&self, path: &Path) -> Arc<Settings> {
        if self.layers.overrides.is_empty() {
            return Arc::clone(&self.settings);
        }
        let matching: Vec<usize> = self.overrides_of(path).collect();
        if matching.is_empty() {
            return Arc::clone(&self.settings);
        }
        let mut variants = self.variants.lock().unwrap_or_else(PoisonError::into_inner);
        let variant = variants.entry(matching).or_insert_with_key(|matching| {
            // Every override was applied when the file was read, so this does not fail.
            self.layers.settings(matching, None).map_or_else(|_| Arc::clone(&self.settings), Arc::new)
        });
        Arc::clone(variant)
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
                settings = step(settings, origins, &one.name, |settings| apply(settings, selector, value))?;
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
fn step<E: ToString>(
    settings: Settings,
    origins: &mut [String],
    origin: &str,
    change: impl FnOnce(Settings) -> Result<Settings, E>,
) -> Result<Settings, String> {
    let before: Vec<_> = RULES.iter().map(|rule| settings.state(rule)).collect();
    let settings = change(settings).map_err(|error| error.to_string())?;
    for ((rule, before), slot) in RULES.iter().zip(before).zip(origins) {
        if settings.state(rule) != before {
            origin.clone_into(slot);
        }
    }
    Ok(settings)
}

/// The entries as they stand in the file: groups before single rules, so that a rule wins over its group.
fn in_order(rules: &Rules) -> Vec<(&Spanned<String>, &Spanned<Value>)> {
    let mut entries: Vec<_> = rules.iter().collect();
    let is_group = |selector: &str| selector.len() == 1 || selector == "all";
    entries.sort_by_key(|(selector, _)| (!is_group(selector.get_ref()), selector.span().start));
    entries
}

/// `off`, `info`, `warning` or `error`.
fn level(word: &str) -> Result<Option<Severity>, String> {
    match word {
        "off" => Ok(None),
        "info" => Ok(Some(Severity::Info)),
        "warning" => Ok(Some(Severity::Warning)),
        "error" => Ok(Some(Severity::Error)),
        other => Err(format!("`{other}` is no severity: write off, info, warning or error")),
    }
}

/// `RULE=LEVEL`.
fn level_of(given: &str) -> Result<(String, Option<Severity>), String> {
    let (selector, word) = given
        .split_once('=')
        .ok_or_else(|| format!("--severity {given}: write RULE=LEVEL, as in S009=error"))?;
    Ok((selector.to_owned(), level(word).map_err(|message| format!("--severity: {message}"))?))
}

/// Applies a value of `[rules]`: a severity, or a table with a severity and options.
fn apply(settings: Settings, selector: &str, value: &Value) -> Result<Settings, String> {
    let table = match value {
        Value::String(word) => {
            return settings.set_severity(selector, level(word)?).map_err(|error| error.to_string());
        }
        Value::Table(table) => table,
        _ => {
            return Err(format!(
                "`{selector}` takes a severity (\"off\", \"info\", \"warning\", \"error\") or a table"
            ));
        }
    };
    // An unknown rule is told as that, not as one without such an option.
    let mut settings = settings;
    settings.clone().ignore(&[selector]).map_err(|error| error.to_string())?;
    for (key, value) in table {
        let result = match value {
            Value::String(word) if key == "severity" => settings.set_severity(selector, level(word)?),
            Value::String(word) => settings.set_choice(selector, key, word),
            Value::Boolean(flag) => settings.set_flag(selector, key, *flag),
            Value::Integer(number) => match usize::try_from(*number) {
                Ok(number) => settings.set_number(selector, key, number),
                Err(_) => return Err(format!("the option `{key}` of {selector} takes no negative number")),
            },
            Value::Array(list) => {
                let patterns: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
                let patterns = patterns
                    .ok_or_else(|| format!("the option `{key}` of {selector} takes a list of strings"))?;
                settings.set_patterns(selector, key, &patterns)
            }
            _ => return Err(format!("the option `{key}` of {selector} takes no such value")),
        };
        settings = result.map_err(|error| error.to_string())?;
    }
    Ok(settings)
}

/// Reads a configuration.
fn parse(text: &str) -> Result<Config, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().trim().replace('\n', "; ");
        ConfigError { message: with_suggestion(&message), span: error.span() }
    })
}

/// Adds the nearest of the names that an error about an unknown key lists.
fn with_suggestion(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let nearest = message.starts_with("unknown field").then(|| {
        let given = names.next()?;
        names
            .map(|name| (seedkit_lint::distance(given, name), name))
            .filter(|(far, name)| far * 3 <= name.len().max(3))
            .min()
    });
    match nearest.flatten() {
        Some((_, name)) => format!("{message}; did you mean `{name}`?"),
        None => message.to_owned(),
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
