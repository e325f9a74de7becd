//! Which rules run, and with what options.

use crate::diagnostic::Severity;
use crate::glance::Glance;
use crate::rule::{OptionDefault, OptionSpec, Rule};
use crate::rules::RULES;
use crate::text::toml_string;
use crate::triggers::TRIGGERS;
use regex::RegexSet;
use std::fmt;

/// Which rules run, and with what options.
#[derive(Clone, Debug)]
pub struct Settings {
    /// One for each of [`RULES`].
    rules: Vec<RuleSettings>,
    language: Language,
    /// The rules that look at documents and are on, as signals of the [triggers](crate::triggers).
    on: u64,
    /// Those of which an option was set: triggers know the defaults alone.
    set: u64,
}

#[derive(Clone, Debug)]
pub(crate) struct RuleSettings {
    pub(crate) enabled: bool,
    /// What its findings count as, whatever their kind.
    pub(crate) severity: Option<Severity>,
    options: Vec<(&'static str, OptionValue)>,
    is_set: bool,
}

/// The settings of no rule.
pub(crate) static NO_RULE: RuleSettings =
    RuleSettings { enabled: false, severity: None, options: Vec::new(), is_set: false };

impl RuleSettings {
    fn new(rule: &Rule) -> Self {
        let value = |spec: &OptionSpec| match spec.default {
            OptionDefault::Flag(flag) => OptionValue::Flag(flag),
            OptionDefault::Number(number) => OptionValue::Number(number),
            OptionDefault::Choice(words) => OptionValue::Choice(words[0]),
            OptionDefault::Patterns => OptionValue::Patterns(RegexSet::empty()),
        };
        Self {
            enabled: rule.default,
            severity: None,
            options: rule.options.iter().map(|spec| (spec.name, value(spec))).collect(),
            is_set: false,
        }
    }

    pub(crate) fn option(&self, name: &str) -> &OptionValue {
        let value = self.options.iter().find(|(option, _)| *option == name);
        &value.unwrap_or_else(|| unreachable!("the rule declares no option {name}")).1
    }
}

/// What is set for a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleState {
    /// Whether it runs.
    pub enabled: bool,
    /// What its findings count as; none where each counts as its kind does.
    pub severity: Option<Severity>,
    /// Its options, with their values as TOML has them.
    pub options: Vec<(&'static str, String)>,
}

impl fmt::Display for OptionValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => flag.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Choice(word) => f.write_str(&toml_string(word)),
            Self::Patterns(patterns) => {
                let strings: Vec<_> =
                    patterns.patterns().iter().map(|pattern| toml_string(pattern)).collect();
                write!(f, "[{}]", strings.join(", "))
            }
        }
    }
}

/// The value of an option.
#[derive(Clone, Debug)]
pub(crate) enum OptionValue {
    Flag(bool),
    Number(usize),
    Choice(&'static str),
    Patterns(RegexSet),
}

/// What language the bodies are in, for rules that know English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English where its function words are frequent enough.
    #[default]
    Auto,
    /// English, whatever the words.
    English,
    /// Another language, whatever the words.
    Other,
}

impl Default for Settings {
    /// Every rule that is on by default, with the defaults of its options.
    fn default() -> Self {
        let rules: Vec<_> = RULES.iter().map(|rule| RuleSettings::new(rule)).collect();
        let on = signals(&rules, |rule| rule.enabled);
        Self { rules, language: Language::default(), on, set: 0 }
    }
}

impl Settings {
    /// Runs exactly the rules that the selectors name.
    ///
    /// A selector is a code (`S007`), a name (`unterminated-category`), the letter of a group (`S`: its rules that
    /// are on by default), or `all` (opt-in rules too).
    ///
    /// # Errors
    /// Where a selector names nothing.
    pub fn select(mut self, selectors: &[impl AsRef<str>]) -> Result<Self, SettingsError> {
        let selected = matched(selectors)?;
        for (state, on) in self.rules.iter_mut().zip(selected) {
            state.enabled = on;
        }
        self.on = signals(&self.rules, |rule| rule.enabled);
        Ok(self)
    }

    /// Switches off the rules that the selectors name, as for [`select`](Self::select).
    ///
    /// # Errors
    /// Where a selector names nothing.
    pub fn ignore(mut self, selectors: &[impl AsRef<str>]) -> Result<Self, SettingsError> {
        let ignored = matched(selectors)?;
        for (state, off) in self.rules.iter_mut().zip(ignored) {
            state.enabled &= !off;
        }
        self.on = signals(&self.rules, |rule| rule.enabled);
        Ok(self)
    }

    /// Switches on the rules that a selector names, if it names a single rule, and has their findings count as
    /// `severity` whatever their kind; `None` switches them off.
    ///
    /// A group or `all` changes the severity of rules that are on, and switches no opt-in rule on.
    ///
    /// # Errors
    /// Where the selector names nothing.
    pub fn set_severity(mut self, selector: &str, severity: Option<Severity>) -> Result<Self, SettingsError> {
        let named = find_rule(selector).is_ok();
        for (state, matched) in self.rules.iter_mut().zip(matched(&[selector])?) {
            if matched {
                state.enabled = severity.is_some() && (state.enabled || named);
                state.severity = severity;
            }
        }
        self.on = signals(&self.rules, |rule| rule.enabled);
        Ok(self)
    }

    /// What is set for a rule of [`RULES`].
    #[must_use]
    pub fn state(&self, rule: &Rule) -> RuleState {
        let index = RULES.partition_point(|known| known.number() < rule.number());
        let state = &self.rules[index];
        let options = state.options.iter().map(|(name, value)| (*name, value.to_string())).collect();
        RuleState { enabled: state.enabled, severity: state.severity, options }
    }

    /// Sets an option that is true or false.
    ///
    /// # Errors
    /// Where the rule has no such option, or one of another type.
    pub fn set_flag(self, rule: &str, option: &str, value: bool) -> Result<Self, SettingsError> {
        self.set(rule, option, |spec| match &spec.default {
            OptionDefault::Flag(_) => Ok(OptionValue::Flag(value)),
            other => Err(format!("takes {}", other.takes())),
        })
    }

    /// Sets an option that is a number.
    ///
    /// # Errors
    /// Where the rule has no such option, or one of another type.
    pub fn set_number(self, rule: &str, option: &str, value: usize) -> Result<Self, SettingsError> {
        self.set(rule, option, |spec| match &spec.default {
            OptionDefault::Number(_) => Ok(OptionValue::Number(value)),
            other => Err(format!("takes {}", other.takes())),
        })
    }

    /// Sets an option that is one of several words.
    ///
    /// # Errors
    /// Where the rule has no such option, or one of another type, or the word is none of those it takes.
    pub fn set_choice(self, rule: &str, option: &str, value: &str) -> Result<Self, SettingsError> {
        self.set(rule, option, |spec| match &spec.default {
            OptionDefault::Choice(words) => {
                let word = words.iter().find(|word| **word == value);
                word.map(|word| OptionValue::Choice(word)).ok_or_else(|| {
                    let nearest = did_you_mean(value, words.iter().copied());
                    format!("takes {}, not `{value}`{nearest}", words.join(", "))
                })
            }
            other => Err(format!("takes {}", other.takes())),
        })
    }

    /// Sets an option that is a list of regular expressions.
    ///
    /// # Errors
    /// Where the rule has no such option, or one of another type, or a pattern is wrong.
    pub fn set_patterns(
        self,
        rule: &str,
        option: &str,
        patterns: &[impl AsRef<str>],
    ) -> Result<Self, SettingsError> {
        self.set(rule, option, |spec| match &spec.default {
            OptionDefault::Patterns => RegexSet::new(patterns)
                .map(OptionValue::Patterns)
                .map_err(|error| format!("has a wrong pattern: {}", in_brief(&error))),
            other => Err(format!("takes {}", other.takes())),
        })
    }

    fn set(
        mut self,
        rule: &str,
        option: &str,
        value: impl FnOnce(&OptionSpec) -> Result<OptionValue, String>,
    ) -> Result<Self, SettingsError> {
        let index = RULES
            .iter()
            .position(|known| known.code.eq_ignore_ascii_case(rule) || known.name.eq_ignore_ascii_case(rule));
        let index = index.ok_or_else(|| SettingsError::unknown_rule(rule))?;
        let spec = RULES[index].options.iter().find(|spec| spec.name == option).ok_or_else(|| {
            let names: Vec<_> = RULES[index].options.iter().map(|spec| spec.name).collect();
            let known = if names.is_empty() {
                "it has none".to_owned()
            } else {
                format!("it has {}", names.join(", "))
            };
            SettingsError(format!("the rule {} has no option `{option}`; {known}", RULES[index].code))
        })?;
        let value = value(spec)
            .map_err(|why| SettingsError(format!("the option `{option}` of {} {why}", RULES[index].code)))?;
        for (name, slot) in &mut self.rules[index].options {
            if *name == option {
                *slot = value;
                break;
            }
        }
        self.rules[index].is_set = true;
        self.set = signals(&self.rules, |rule| rule.is_set);
        Ok(self)
    }

    /// Says what language the bodies are in.
    #[must_use]
    pub fn set_language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// Whether a rule runs.
    #[must_use]
    pub fn is_enabled(&self, rule: &Rule) -> bool {
        RULES.iter().zip(&self.rules).any(|(known, state)| *known == rule && state.enabled)
    }

    /// The rules that look at documents, are on and have their triggers in this one, in the order in which they run.
    pub(crate) fn triggered(
        &self,
        glance: &Glance<'_>,
    ) -> impl Iterator<Item = (&'static Rule, &RuleSettings)> {
        self.signalled(TRIGGERS.rules(glance, self.on) | (self.set & self.on))
    }

    /// The rules that look at documents and are on, in the order in which they run.
    #[cfg(test)]
    pub(crate) fn in_order(&self) -> impl Iterator<Item = (&'static Rule, &RuleSettings)> {
        self.signalled(self.on)
    }

    fn signalled(&self, mut signals: u64) -> impl Iterator<Item = (&'static Rule, &RuleSettings)> {
        std::iter::from_fn(move || {
            let place = (signals != 0).then(|| signals.trailing_zeros() as usize)?;
            signals &= signals - 1;
            let index = TRIGGERS.order[place];
            Some((RULES[index], &self.rules[index]))
        })
    }

    /// All rules that are on.
    pub(crate) fn enabled(&self) -> impl Iterator<Item = (&'static Rule, &RuleSettings)> {
        RULES.iter().zip(&self.rules).filter(|(_, state)| state.enabled).map(|(rule, state)| (*rule, state))
    }
}

/// The rules that look at documents of which something is set, as signals.
fn signals(rules: &[RuleSettings], are: impl Fn(&RuleSettings) -> bool) -> u64 {
    let places = TRIGGERS.order.iter().enumerate();
    places.fold(0, |on, (place, index)| on | u64::from(are(&rules[*index])) << place)
}

/// What is wrong with a pattern, without the pattern, which the message of the library repeats on lines of its own.
fn in_brief(error: &regex::Error) -> String {
    let message = error.to_string();
    let last = message.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// Which rules the selectors name.
fn matched(selectors: &[impl AsRef<str>]) -> Result<Vec<bool>, SettingsError> {
    let mut matched = vec![false; RULES.len()];
    for selector in selectors {
        let selector = selector.as_ref().trim();
        let mut any = false;
        for (on, rule) in matched.iter_mut().zip(RULES) {
            let group = selector.len() == 1 && rule.code.starts_with(selector) && rule.default;
            let named = rule.code.eq_ignore_ascii_case(selector) || rule.name.eq_ignore_ascii_case(selector);
            if selector == "all" || named || group {
                (*on, any) = (true, true);
            }
        }
        if !any {
            return Err(SettingsError::unknown_rule(selector));
        }
    }
    Ok(matched)
}

/// A setting that makes no sense, as one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError(String);

impl SettingsError {
    fn unknown_rule(given: &str) -> Self {
        let given = crate::printable(given);
        let nearest = nearest(&given, RULES.iter().flat_map(|rule| [rule.code, rule.name]))
            .and_then(|name| find_rule(name).ok())
            .map_or(String::new(), |rule| format!("; did you mean {} `{}`?", rule.code, rule.name));
        Self(format!("no rule, group or name is `{given}`{nearest}"))
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SettingsError {}

/// The rule with this code or name, in any case.
///
/// # Errors
/// Where there is none; names the nearest one.
pub fn find_rule(given: &str) -> Result<&'static Rule, SettingsError> {
    let is = |rule: &&&'static Rule| {
        rule.code.eq_ignore_ascii_case(given) || rule.name.eq_ignore_ascii_case(given)
    };
    RULES.iter().find(is).copied().ok_or_else(|| SettingsError::unknown_rule(given))
}

/// `; did you mean ...?` with the name that is nearest to what was given; nothing where none is near.
#[must_use]
pub fn did_you_mean<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    nearest(given, names).map_or(String::new(), |name| format!("; did you mean `{name}`?"))
}

/// The nearest name of those that start so, or are at most a third of their length away, in any case.
fn nearest<'n>(given: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    /// With fewer letters many names may start.
    const START: usize = 3;
    let given = given.to_ascii_lowercase();
    let near = names.into_iter().filter_map(|name| {
        let lower = name.to_ascii_lowercase();
        let far = distance(&given, &lower);
        (far * 3 <= name.len() || given.len() >= START && lower.starts_with(&given)).then_some((far, name))
    });
    near.min_by_key(|(far, _)| *far).map(|(_, name)| name)
}

/// The distance between two words: how many characters must be put in, taken out or replaced to come from one to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().take(100).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}
