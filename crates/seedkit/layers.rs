//! The steps from the defaults to the settings of a file: the configuration file, its `[[per-file]]` tables, the command
//! line.

use crate::args::RuleArgs;
use crate::config_file::{Config, ConfigError};
use crate::globs::{Globs, absolute, here};
use crate::rule_value::{Entry, RuleValue, apply, in_order, level};
use crate::terminal::shown;
use seedkit_lint::{Language, RULES, Rule, Settings, Severity, find_rule};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use toml::Spanned;

/// The text of a configuration file, and what it is relative to.
pub(crate) struct Source<'t> {
    name: String,
    text: &'t str,
    pub(crate) directory: PathBuf,
}

impl<'t> Source<'t> {
    pub(crate) fn new(file: Option<&Path>, text: &'t str) -> Self {
        let directory = file.and_then(Path::parent).map_or_else(|| here().to_owned(), absolute);
        Self { name: file.map(shown).unwrap_or_default(), text, directory }
    }

    /// Where something stands, such as `seedkit.toml:3`.
    pub(crate) fn place(&self, span: Range<usize>) -> String {
        format!("{}:{}", self.name, self.text[..span.start].matches('\n').count() + 1)
    }

    /// The same for what may be there: nothing if it is not.
    pub(crate) fn origin<T>(&self, set: Option<&Spanned<T>>) -> String {
        set.map_or_else(String::new, |set| self.place(set.span()))
    }

    pub(crate) fn globs(&self, given: &[Spanned<String>]) -> Result<Globs, ConfigError> {
        for pattern in given {
            Globs::new(&self.directory, vec![pattern.get_ref().clone()])
                .map_err(|message| ConfigError::at(pattern.span(), message))?;
        }
        let patterns = given.iter().map(|pattern| pattern.get_ref().clone()).collect();
        Globs::new(&self.directory, patterns).map_err(ConfigError::whole)
    }
}

/// The steps from the defaults to the settings of a file.
pub(crate) struct Layers {
    base: Settings,
    pub(crate) overrides: Vec<Override>,
    pub(crate) select: Vec<String>,
    ignore: Vec<String>,
    severity: Vec<(String, Option<Severity>)>,
    /// Which of these options were given.
    pub(crate) options: Vec<&'static str>,
}

/// A `[[per-file]]` table.
pub(crate) struct Override {
    /// As it is named in messages.
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) files: Globs,
    pub(crate) rules: Vec<OverrideRule>,
    is_used: AtomicBool,
}

/// What a `[[per-file]]` table says of a rule or a group.
pub(crate) struct OverrideRule {
    pub(crate) place: String,
    pub(crate) selector: Spanned<String>,
    pub(crate) value: Spanned<RuleValue>,
}

impl OverrideRule {
    pub(crate) fn entry(&self) -> Entry<'_> {
        (&self.selector, &self.value)
    }
}

impl Override {
    fn new(
        number: usize,
        files: &Spanned<Vec<Spanned<String>>>,
        source: &Source<'_>,
    ) -> Result<Self, ConfigError> {
        let place = source.place(files.span());
        Ok(Self {
            name: format!("[[per-file]] {number} ({place})"),
            place,
            files: source.globs(files.get_ref())?,
            rules: Vec::new(),
            is_used: false.into(),
        })
    }

    /// Whether it applies to a file; it is noted then that it is of use.
    pub(crate) fn applies(&self, path: &Path) -> bool {
        let applies = self.files.find(path).is_some();
        if applies {
            self.is_used.store(true, Ordering::Relaxed);
        }
        applies
    }

    /// Whether it applied to a file so far.
    pub(crate) fn is_used(&self) -> bool {
        self.is_used.load(Ordering::Relaxed)
    }
}

impl Layers {
    /// With where each rule got its settings, the command line left out.
    pub(crate) fn new(
        config: &Config,
        source: &Source<'_>,
        args: &RuleArgs,
    ) -> Result<(Self, Vec<String>), ConfigError> {
        let mut origins = vec![String::new(); RULES.len()];
        let mut base = Settings::default().set_language(match config.language() {
            "auto" => Language::Auto,
            english if is_english(english) => Language::English,
            _ => Language::Other,
        });
        if let Some(wanted) = config.final_newline()? {
            base = step(base, &mut origins, &source.place(wanted.span()), &["S008"], |settings| {
                settings.set_choice("S008", "final-newline", wanted.get_ref())
            })
            .map_err(|error| ConfigError::at(wanted.span(), error.to_string()))?;
        }
        for entry in in_order(&config.rules)? {
            let origin = source.place(entry.0.span());
            let named = [entry.0.get_ref()];
            base = step(base, &mut origins, &origin, &named, |settings| apply(settings, entry))?;
        }
        let mut overrides = Vec::new();
        for (index, one) in config.per_file.iter().enumerate() {
            let mut table = Override::new(index + 1, &one.files, source)?;
            for entry in in_order(&one.rules)? {
                // Whether it makes sense shows by applying it.
                apply(base.clone(), entry)?;
                let (selector, value) = (entry.0.clone(), entry.1.clone());
                table.rules.push(OverrideRule { place: source.place(selector.span()), selector, value });
            }
            overrides.push(table);
        }
        let severity = args.severity.iter().map(|given| level_of(given)).collect::<Result<_, _>>();
        let layers = Self {
            base,
            overrides,
            select: args.select.clone(),
            ignore: args.ignore.clone(),
            severity: severity.map_err(ConfigError::whole)?,
            options: [("--select", &args.select), ("--ignore", &args.ignore), ("--severity", &args.severity)]
                .into_iter()
                .filter(|(_, given)| !given.is_empty())
                .map(|(option, _)| option)
                .collect(),
        };
        Ok((layers, origins))
    }

    /// The settings after these overrides and the command line.
    pub(crate) fn settings(
        &self,
        overrides: &[usize],
        origins: Option<&mut Vec<String>>,
    ) -> Result<Settings, String> {
        let mut unused = vec![String::new(); RULES.len()];
        let origins = origins.unwrap_or(&mut unused);
        let mut settings = self.base.clone();
        for &index in overrides {
            let one = &self.overrides[index];
            for rule in &one.rules {
                let named = [rule.selector.get_ref()];
                settings =
                    step(settings, origins, &one.name, &named, |settings| apply(settings, rule.entry()))
                        .map_err(|error| error.message)?;
            }
        }
        if !self.select.is_empty() {
            settings =
                step(settings, origins, "--select", &self.select, |settings| settings.select(&self.select))
                    .map_err(|error| format!("--select: {error}"))?;
        }
        settings =
            step(settings, origins, "--ignore", &self.ignore, |settings| settings.ignore(&self.ignore))
                .map_err(|error| format!("--ignore: {error}"))?;
        for (selector, severity) in &self.severity {
            settings = step(settings, origins, "--severity", &[selector], |settings| {
                settings.set_severity(selector, *severity)
            })
            .map_err(|error| format!("--severity: {error}"))?;
        }
        Ok(settings)
    }
}

/// Takes a step and notes it as the origin of what it changed, and of the rules that it names.
fn step<E>(
    settings: Settings,
    origins: &mut [String],
    origin: &str,
    named: &[impl AsRef<str>],
    change: impl FnOnce(Settings) -> Result<Settings, E>,
) -> Result<Settings, E> {
    let before: Vec<_> = RULES.iter().map(|rule| settings.state(rule)).collect();
    let settings = change(settings)?;
    for ((rule, before), slot) in RULES.iter().zip(before).zip(origins) {
        let is_named = named.iter().any(|selector| is_of(selector.as_ref().trim(), rule));
        if is_named || settings.state(rule) != before {
            origin.clone_into(slot);
        }
    }
    Ok(settings)
}

/// Whether a code, a name, the letter of a group or `all` means a rule.
fn is_of(selector: &str, rule: &Rule) -> bool {
    selector == "all"
        || selector == rule.group().letter().to_string()
        || find_rule(selector).is_ok_and(|named| named == rule)
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
