//! Numbers alone: how many findings each rule has.

use super::{Audience, End, File, Output, Reporter};
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "summary",
    about: "How many findings each rule has",
    audience: Audience::People,
    reporter: |_| Box::new(Totals),
};

struct Totals;

impl Reporter for Totals {
    fn file(&mut self, _: &File<'_>, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, end: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        End { hidden: 0, with_statistics: true, ..*end }.write(out)
    }
}
