//! The XML of `JUnit`: a suite a file, a case a finding.
//!
//! A finding that does not make the run fail is a skipped case, so that the report and the exit status agree. The
//! numbers of all cases stand at the start, so everything is kept until the end.

use super::{Audience, End, File, Found, Output, Reporter, harmless_xml, xml};
use crate::config_file::FailOn;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use std::collections::HashMap;
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "junit",
    about: "The XML of JUnit",
    audience: Audience::Tools,
    reporter: |setup| Box::new(Junit { fail_on: setup.fail_on, suites: Vec::new(), by_name: HashMap::new() }),
};

struct Junit {
    fail_on: FailOn,
    suites: Vec<TestSuite>,
    /// Where the suite of a file is.
    by_name: HashMap<String, usize>,
}

impl Reporter for Junit {
    fn file(&mut self, file: &File<'_>, _: &mut dyn Write) -> io::Result<()> {
        let name = file.name.given();
        let name = xml(&name);
        let at = *self.by_name.entry(name.to_string()).or_insert_with(|| {
            self.suites.push(TestSuite::new(&*name));
            self.suites.len() - 1
        });
        let cases = file.findings.iter().map(|found| case(found, file, &name, self.fail_on));
        self.suites[at].add_test_cases(cases);
        Ok(())
    }

    fn end(&mut self, end: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut report = Report::new("seedkit");
        if self.suites.is_empty() {
            // A report without a case is an error to some readers.
            let mut suite = TestSuite::new("seedkit");
            suite.add_test_case(TestCase::new(end.sentence, TestCaseStatus::success()));
            report.add_test_suite(suite);
        }
        report.add_test_suites(std::mem::take(&mut self.suites));
        // By way of memory, since an error would not say whether it is about the place that is written to.
        let mut xml = Vec::new();
        report.serialize(&mut xml).map_err(io::Error::other)?;
        out.write_all(harmless_xml(&String::from_utf8_lossy(&xml)).as_bytes())
    }
}

fn case(found: &Found<'_>, file: &File<'_>, name: &str, fail_on: FailOn) -> TestCase {
    let diagnostic = found.diagnostic;
    let place = file.index.position(diagnostic.span.start as usize);
    let mut status = if fail_on.fails(diagnostic.severity) {
        TestCaseStatus::non_success(NonSuccessKind::Failure)
    } else {
        TestCaseStatus::skipped()
    };
    status.set_type(diagnostic.severity.name()).set_message(&*xml(&diagnostic.message));
    let description = format!("{name}:{}:{}: {}", place.line, place.column, xml(&found.explained()));
    status.set_description(description);
    let title =
        format!("{} {} at {}:{}", diagnostic.rule.code, diagnostic.rule.name, place.line, place.column);
    let mut case = TestCase::new(title, status);
    case.set_classname(name);
    case
}
