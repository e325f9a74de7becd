//! One line of JSON a finding, as in the list of `json`.

use super::{Audience, File, Output, Reporter};
use crate::json::json;
use crate::record::Finding;
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "jsonl",
    about: "One line of JSON a finding",
    audience: Audience::Records,
    reporter: |_| Box::new(JsonLines),
};

struct JsonLines;

impl Reporter for JsonLines {
    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        file.findings.iter().try_for_each(|found| writeln!(out, "{}", json(&Finding::new(found, file))?))
    }
}
