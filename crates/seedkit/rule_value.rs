//! What `[rules]` may say, each part with its place in the file, and the settings that come of it.

use crate::config_file::ConfigError;
use seedkit_lint::{Rule, Settings, SettingsError, Severity, did_you_mean, find_rule, toml_string};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Unexpected, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::iter::once;
use std::ops::Range;
use toml::{Spanned, Value};

/// Values of rules by selectors.
pub(crate) type Rules = BTreeMap<Spanned<String>, Spanned<RuleValue>>;

/// One of them.
pub(crate) type Entry<'r> = (&'r Spanned<String>, &'r Spanned<RuleValue>);

/// What is said of a rule or a group.
#[derive(Clone, Debug)]
pub(crate) enum RuleValue {
    /// A severity.
    Level(String),
    /// A severity and options.
    Table(BTreeMap<Spanned<String>, Spanned<Value>>),
}

impl RuleValue {
    /// An option that is a word.
    pub(crate) fn word(&self, option: &str) -> Option<Spanned<&str>> {
        let Self::Table(table) = self else { return None };
        let value = table.get(option)?;
        value.get_ref().as_str().map(|word| Spanned::new(value.span(), word))
    }
}

/// As TOML, on one line.
impl fmt::Display for RuleValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(word) => f.write_str(&toml_string(word)),
            Self::Table(table) if table.is_empty() => f.write_str("{}"),
            Self::Table(table) => {
                let entries = table
                    .iter()
                    .map(|(key, value)| format!("{} = {}", key.get_ref(), inline(value.get_ref())));
                write!(f, "{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => toml_string(text),
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

// What serde derives for an enum like this one forgets the places.
impl<'de> Deserialize<'de> for RuleValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RuleValueVisitor)
    }
}

struct RuleValueVisitor;

impl<'de> Visitor<'de> for RuleValueVisitor {
    type Value = RuleValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a severity ({LEVELS}) or a table")
    }

    fn visit_str<E>(self, word: &str) -> Result<RuleValue, E> {
        Ok(RuleValue::Level(word.to_owned()))
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<RuleValue, M::Error> {
        let table = BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(RuleValue::Table);
        // A date comes as a map, with a key that has no place.
        table.map_err(|error| {
            let is_date = error.to_string().contains("private_datetime");
            if is_date { M::Error::invalid_type(Unexpected::Other("date"), &self) } else { error }
        })
    }
}

/// The entries as they stand in the file: groups before single rules, so that a rule wins over its group.
///
/// # Errors
/// Where a rule is set twice, such as by its code and by its name.
pub(crate) fn in_order(rules: &Rules) -> Result<Vec<Entry<'_>>, ConfigError> {
    let mut entries: Vec<_> = rules.iter().collect();
    let is_group = |selector: &str| selector.trim().len() == 1 || selector.trim() == "all";
    entries.sort_by_key(|(selector, _)| (!is_group(selector.get_ref()), selector.span().start));
    let mut known = BTreeMap::new();
    for (selector, _) in &entries {
        // What is no rule is a group, or told as unknown where it is applied.
        let name = selector.get_ref();
        let code = find_rule(name).map_or(name.trim(), |rule| rule.code);
        if let Some(first) = known.insert(code, name) {
            let message = format!("`{first}` and `{name}` are the same: set it once");
            return Err(ConfigError { message, span: Some(selector.span()) });
        }
    }
    Ok(entries)
}

const LEVELS: &str = "off, info, warning or error";

/// `off`, `info`, `warning` or `error`.
pub(crate) fn level(word: &str) -> Result<Option<Severity>, String> {
    match word {
        "off" => Ok(None),
        "info" => Ok(Some(Severity::Info)),
        "warning" => Ok(Some(Severity::Warning)),
        "error" => Ok(Some(Severity::Error)),
        other => {
            let nearest = did_you_mean(other, ["off", "info", "warning", "error"]);
            Err(format!("`{other}` is no severity: write {LEVELS}{nearest}"))
        }
    }
}

/// Applies an entry.
///
/// # Errors
/// Where it makes no sense, at the key or value that is wrong.
pub(crate) fn apply(settings: Settings, (selector, value): Entry<'_>) -> Result<Settings, ConfigError> {
    let name = selector.get_ref();
    let unknown = |error: SettingsError| ConfigError::at(selector.span(), error.to_string());
    let set_severity = |settings: Settings, word: &str, span: Range<usize>| {
        let level = level(word).map_err(|message| ConfigError::at(span, message))?;
        settings.set_severity(name, level).map_err(unknown)
    };
    let table = match value.get_ref() {
        RuleValue::Level(word) => return set_severity(settings, word, value.span()),
        RuleValue::Table(table) => table,
    };
    // An unknown rule is told as that, not as one without such an option.
    settings.clone().ignore(&[name]).map_err(unknown)?;
    table.iter().try_fold(settings, |settings, (key, value)| {
        if key.get_ref() != "severity" {
            let rule = find_rule(name).map_err(|_| {
                ConfigError::at(
                    key.span(),
                    format!("`{name}` is a group, which has a severity and no options"),
                )
            })?;
            return set_option(settings, rule, key, value);
        }
        match value.get_ref() {
            Value::String(word) => set_severity(settings, word, value.span()),
            _ => Err(ConfigError::at(value.span(), format!("`severity` takes {LEVELS}"))),
        }
    })
}

fn set_option(
    settings: Settings,
    rule: &Rule,
    key: &Spanned<String>,
    value: &Spanned<Value>,
) -> Result<Settings, ConfigError> {
    let Some(spec) = rule.options.iter().find(|spec| spec.name == key.get_ref()) else {
        let key_name = key.get_ref();
        let names: Vec<_> = once("severity").chain(rule.options.iter().map(|spec| spec.name)).collect();
        let (known, nearest) = (names.join(", "), did_you_mean(key_name, names));
        let message = format!("the rule {} has no option `{key_name}`; it has {known}{nearest}", rule.code);
        return Err(ConfigError::at(key.span(), message));
    };
    let (code, name) = (rule.code, spec.name);
    let takes = || format!("the option `{name}` of {code} takes {}", spec.default.takes());
    let set = match value.get_ref() {
        Value::String(word) => settings.set_choice(code, name, word),
        Value::Boolean(flag) => settings.set_flag(code, name, *flag),
        Value::Integer(number) => match usize::try_from(*number) {
            Ok(number) => settings.set_number(code, name, number),
            Err(_) => return Err(ConfigError::at(value.span(), takes())),
        },
        Value::Array(list) => match list.iter().map(Value::as_str).collect::<Option<Vec<_>>>() {
            Some(patterns) => settings.set_patterns(code, name, &patterns),
            None => return Err(ConfigError::at(value.span(), takes())),
        },
        _ => return Err(ConfigError::at(value.span(), takes())),
    };
    set.map_err(|error| ConfigError::at(value.span(), error.to_string()))
}
