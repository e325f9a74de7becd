//! What `seedkit.toml` may say, without any file: a text becomes a [`Config`].

use crate::rule_value::Rules;
use clap::ValueEnum;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use seedkit_lint::{OptionDefault, RULES, Severity, did_you_mean, find_rule};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// The configuration of seedkit.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(extend("$id" = "urn:seedkit:schema:config:1"))]
pub(crate) struct Config {
    /// Which files of a directory are seeds: globs relative to this file. Without it, `*.seed`, `*.txt` below a
    /// directory named `seeds`, and other `*.txt` that have a line of pipes near their start.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) include: Option<Spanned<Vec<Spanned<String>>>>,
    /// Which files are left alone, named ones too: globs relative to this file.
    #[schemars(with = "Option<Vec<String>>")]
    pub(crate) exclude: Option<Spanned<Vec<Spanned<String>>>>,
    /// The least severity that makes the exit status of `lint` 1.
    #[schemars(with = "Option<FailOn>")]
    pub(crate) fail_on: Option<Spanned<FailOn>>,
    /// A baseline: findings that it knows are hidden and do not count. Relative to this file.
    #[schemars(with = "Option<String>")]
    pub(crate) baseline: Option<Spanned<String>>,
    /// The language of the bodies: `en`, another language, or `auto` to guess whether it is English.
    #[schemars(with = "Option<String>")]
    pub(crate) language: Option<Spanned<String>>,
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

/// What `fmt` writes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Format {
    /// Whether a line feed follows the last paragraph. The same as the option of rule S008.
    #[schemars(with = "Option<FinalNewline>")]
    pub(crate) final_newline: Option<Spanned<FinalNewline>>,
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
    pub(crate) files: Spanned<Vec<Spanned<String>>>,
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

impl ConfigError {
    pub(crate) fn whole(message: String) -> Self {
        Self { message, span: None }
    }

    pub(crate) fn at(span: Range<usize>, message: String) -> Self {
        Self { message, span: Some(span) }
    }
}

impl Config {
    pub(crate) fn language(&self) -> &str {
        self.language.as_ref().map_or("auto", |set| set.get_ref())
    }

    /// What `[format]` or the rule says of line feeds after the last paragraph, which is one setting.
    ///
    /// # Errors
    /// Where both say something, and not the same.
    pub(crate) fn final_newline(&self) -> Result<Option<Spanned<&str>>, ConfigError> {
        let of_format =
            self.format.final_newline.as_ref().map(|set| Spanned::new(set.span(), set.get_ref().word()));
        let rule = self
            .rules
            .iter()
            .find(|(selector, _)| find_rule(selector.get_ref()).is_ok_and(|rule| rule.code == "S008"));
        let of_rule = rule.and_then(|(_, value)| value.get_ref().word("final-newline"));
        if let (Some(a), Some(b)) = (&of_format, &of_rule)
            && a.get_ref() != b.get_ref()
        {
            let second = if a.span().start > b.span().start { a } else { b };
            let message =
                "`final-newline` of `[format]` and of the rule S008 are the same setting: set it once";
            return Err(ConfigError::at(second.span(), message.to_owned()));
        }
        Ok(of_format.or(of_rule))
    }
}

/// Reads a configuration.
pub(crate) fn parse(text: &str) -> Result<Config, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let message = error.message().trim().replace('\n', "; ");
        // No word of ours is a table.
        let message = message.replace("wanted string or table", "invalid type: expected a string");
        ConfigError { message: with_suggestion(&message), span: error.span() }
    })
}

/// Adds the nearest of the names that an error about an unknown key or word lists.
fn with_suggestion(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let given = names.next().filter(|_| message.starts_with("unknown "));
    let nearest = given.map(|given| did_you_mean(given, names));
    message.to_owned() + &nearest.unwrap_or_default()
}
