//! What `seedkit.toml` may say, without any file: a text becomes a [`Config`], and its tables become settings.

use clap::ValueEnum;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use seedkit_lint::{OptionDefault, RULES, Settings, Severity, find_rule};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::{Spanned, Value};

/// The configuration of seedkit.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("$id" = "urn:seedkit:schema:config:1"))]
pub(crate) struct Config {
    /// Which files of a directory are seeds: globs relative to this file. Without it, `*.seed`, `*.txt` below a
    /// directory named `seeds`, and other `*.txt` that have a line of pipes near their start.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) include: Option<Vec<Spanned<String>>>,
    /// Which files are left alone, named ones too: globs relative to this file.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub(crate) exclude: Vec<Spanned<String>>,
    /// The least severity that makes the exit status of `lint` 1.
    pub(crate) fail_on: Option<FailOn>,
    /// A baseline: findings that it knows are hidden and do not count. Relative to this file.
    pub(crate) baseline: Option<String>,
    /// The language of the bodies: `en`, another language, or `auto` to guess whether it is English.
    pub(crate) language: Option<String>,
    /// Severity and options of rules, by code, name or letter of a group.
    #[serde(default)]
    #[schemars(schema_with = "rules_schema")]
    pub(crate) rules: Rules,
    /// What `fmt` writes.
    #[serde(default)]
    pub(crate) format: Format,
    /// Other settings for some files; later tables win.
    #[serde(default)]
    pub(crate) per_file: Vec<PerFile>,
}

/// Values of rules by selectors, each with its place in the file.
pub(crate) type Rules = BTreeMap<Spanned<String>, Spanned<Value>>;

/// One of them.
type Entry<'r> = (&'r Spanned<String>, &'r Spanned<Value>);

/// What `fmt` writes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Format {
    /// Whether a line feed follows the last paragraph. The same as the option of rule S008.
    pub(crate) final_newline: Option<FinalNewline>,
}

/// Whether a line feed follows the last paragraph.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FinalNewline {
    /// As it is.
    Preserve,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl FinalNewline {
    /// As the option of the rule has it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Preserve => "preserve",
            Self::Always => "always",
            Self::Never => "never",
        }
    }
}

/// The least severity that makes the exit status 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FailOn {
    /// Errors only
    Error,
    /// Errors and warnings
    #[default]
    Warning,
    /// Any finding
    Info,
    /// Nothing
    Never,
}

impl std::fmt::Display for FailOn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Never => "never",
        })
    }
}

impl FailOn {
    pub(crate) fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
}

/// Other settings for some files.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PerFile {
    /// Which files: globs relative to this file.
    #[schemars(with = "Vec<String>")]
    pub(crate) files: Spanned<Vec<String>>,
    /// Severity and options of rules, by code, name or letter of a group.
    #[serde(default)]
    #[schemars(schema_with = "rules_schema")]
    pub(crate) rules: Rules,
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
pub(crate) struct ConfigError {
    pub(crate) message: String,
    pub(crate) span: Option<Range<usize>>,
}

/// The entries as they stand in the file: groups before single rules, so that a rule wins over its group.
///
/// # Errors
/// Where a rule is set twice, such as by its code and by its name.
pub(crate) fn in_order(rules: &Rules) -> Result<Vec<Entry<'_>>, ConfigError> {
    let mut entries: Vec<_> = rules.iter().collect();
    let is_group = |selector: &str| selector.len() == 1 || selector == "all";
    entries.sort_by_key(|(selector, _)| (!is_group(selector.get_ref()), selector.span().start));
    let mut known = BTreeMap::new();
    for (selector, _) in &entries {
        // What is no rule is a group, or told as unknown where it is applied.
        let first =
            find_rule(selector.get_ref()).ok().and_then(|rule| known.insert(rule.code, selector.get_ref()));
        if let Some(first) = first {
            let message = format!("`{first}` and `{}` are the same rule: set it once", selector.get_ref());
            return Err(ConfigError { message, span: Some(selector.span()) });
        }
    }
    Ok(entries)
}

/// `off`, `info`, `warning` or `error`.
pub(crate) fn level(word: &str) -> Result<Option<Severity>, String> {
    match word {
        "off" => Ok(None),
        "info" => Ok(Some(Severity::Info)),
        "warning" => Ok(Some(Severity::Warning)),
        "error" => Ok(Some(Severity::Error)),
        other => Err(format!("`{other}` is no severity: write off, info, warning or error")),
    }
}

/// Applies a value of `[rules]`: a severity, or a table with a severity and options.
pub(crate) fn apply(settings: Settings, selector: &str, value: &Value) -> Result<Settings, String> {
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
pub(crate) fn parse(text: &str) -> Result<Config, ConfigError> {
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
