//! The file of a baseline, as a text: one JSON object a line, first one that says what it is, then one for each finding,
//! sorted by path, rule and fingerprint. A line is known by its fingerprint alone; the rest is for people. No line
//! depends on another one, so version control merges such files line by line.

use crate::json::json;
use seedkit_lint::{Fingerprint, printable};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io;

/// The version of the file.
const VERSION: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    #[serde(rename = "seedkit-baseline")]
    version: u32,
}

/// A finding, as the file has it. The order of the fields is that of the lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// From the root of the repository; bytes that are not UTF-8 are percent-encoded.
    pub(crate) path: String,
    /// The code of the rule.
    pub(crate) rule: String,
    pub(crate) fingerprint: String,
    /// What it said, for people.
    pub(crate) message: String,
}

/// Reads a baseline. The order of the lines does not matter, so what version control merged is fine.
///
/// # Errors
/// What is wrong, after the name of the file: a colon, the line if there is one, and the reason.
pub(crate) fn parse(text: &str) -> Result<HashMap<Fingerprint, Entry>, String> {
    let mut lines = text.lines().zip(1..).filter(|(line, _)| !line.is_empty());
    let head = lines.next().map(|(line, _)| serde_json::from_str::<Head>(line));
    match head {
        Some(Ok(Head { version: VERSION })) => {}
        Some(Ok(Head { version })) => {
            return Err(format!(": version {version} of baselines is newer than this seedkit"));
        }
        _ => {
            return Err(format!(
                ": no baseline: the first line of one is {{\"seedkit-baseline\":{VERSION}}}"
            ));
        }
    }
    let mut entries = HashMap::new();
    for (line, number) in lines {
        if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| line.starts_with(marker)) {
            return Err(format!(
                ":{number}: a merge conflict is not resolved: keep the lines of both sides and delete those of markers"
            ));
        }
        // Merging both sides may repeat the first line.
        if serde_json::from_str::<Head>(line).is_ok() {
            continue;
        }
        let entry: Entry = serde_json::from_str(line).map_err(|error| {
            // The line is one of several to serde, but the first one to it.
            let error = error.to_string();
            let error = error.split(" at line").next().unwrap_or_default();
            format!(":{number}: no entry of a baseline: {}", printable(error))
        })?;
        let print = entry
            .fingerprint
            .parse()
            .map_err(|()| format!(":{number}: `{}` is no fingerprint", printable(&entry.fingerprint)))?;
        entries.insert(print, entry);
    }
    Ok(entries)
}

/// The file of these entries.
///
/// # Errors
/// Where one cannot be written as JSON.
pub(crate) fn write<'e>(entries: impl Iterator<Item = &'e Entry>) -> io::Result<String> {
    let mut entries: Vec<_> = entries.collect();
    entries.sort();
    let mut text = json(&Head { version: VERSION })? + "\n";
    for entry in entries {
        text += &json(entry)?;
        text.push('\n');
    }
    Ok(text)
}
