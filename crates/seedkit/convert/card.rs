//! The dataset card: a README.md that tells the Hugging Face Hub and `datasets` what types the columns have, so that
//! they do not guess them from strings that look like dates or numbers.

use crate::json::json;
use seedkit_lint::printable;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Where the card of a file stands.
pub(super) fn path(data: &Path) -> PathBuf {
    data.with_file_name("README.md")
}

/// The card for a file.
pub(super) fn text(data: &Path, rows: u64, text_key: Option<&str>) -> String {
    let name = data.file_name().unwrap_or_default().to_string_lossy();
    let argument = argument(&name);
    // A string of JSON is one of YAML; names with what YAML reads otherwise are rare enough.
    let file = json(&name).unwrap_or_default();
    let text = |name: &str| format!("  - name: {name}\n    dtype: string\n");
    let list = |name: &str| format!("  - name: {name}\n    sequence: string\n");
    let key =
        text_key.filter(|key| *key != "text").map(|key| format!(" --text-key {key}")).unwrap_or_default();
    let extra = text_key.map(text).unwrap_or_default();
    let extra_row = text_key
        .map(|key| format!("| `{key}` | the paragraphs joined by line feeds |\n"))
        .unwrap_or_default();
    format!(
        "---\n\
         configs:\n\
         - config_name: default\n  data_files:\n  - split: train\n    path: {file}\n\
         dataset_info:\n  features:\n{}{}{}{}{extra}{}\
         ---\n\n\
         # Seeds\n\n\
         {rows} documents in the seed format {}, one a row.\n\n\
         | Column | Holds |\n|---|---|\n\
         | `path` | where the file was, with `/` between the parts |\n\
         | `categories` | the names of the categories |\n\
         | `title` | the title |\n\
         | `body` | the paragraphs |\n\
         {extra_row}\
         | `seed` | flags of the layout, empty or null if there are none |\n\n\
         With these columns the files come back byte for byte:\n\n\
         ```sh\nseedkit convert {argument} --to seed --output seeds/{key}\n```\n",
        text("path"),
        list("categories"),
        text("title"),
        list("body"),
        text("seed"),
        seedkit_syntax::FORMAT_VERSION,
    )
}

/// The name of a file as one argument of a shell, and no option; a name that cannot be shown is left to the reader.
fn argument(name: &str) -> String {
    if let Cow::Owned(_) = printable(name) {
        return "FILE".to_owned();
    }
    let here = if name.starts_with('-') { "./" } else { "" };
    format!("'{here}{}'", name.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_argument() {
        assert_eq!(argument("a b.jsonl"), "'a b.jsonl'");
        assert_eq!(argument("$(x)`y`'; z.jsonl"), r"'$(x)`y`'\''; z.jsonl'");
        assert_eq!(argument("--force.jsonl"), "'./--force.jsonl'");
        assert_eq!(argument("a\n```\nb.jsonl"), "FILE");
    }
}
