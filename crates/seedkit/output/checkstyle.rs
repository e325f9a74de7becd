//! The XML of Checkstyle, which many programs read.

use super::{Audience, End, File, Output, Reporter, harmless_xml, xml};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};
use std::io::{self, Write};

pub(super) static OUTPUT: Output = Output {
    name: "checkstyle",
    about: "The XML of Checkstyle",
    audience: Audience::Tools,
    reporter: |_| Box::new(Checkstyle),
};

struct Checkstyle;

impl Reporter for Checkstyle {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = Writer::new(&mut *out);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        writer.get_mut().write_all(b"\n")?;
        writer.write_event(Event::Start(
            BytesStart::new("checkstyle").with_attributes([("version", "10.0")]),
        ))?;
        writeln!(out)
    }

    fn file(&mut self, file: &File<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = Writer::new(Vec::new());
        let name = file.name.given();
        writer
            .write_event(Event::Start(BytesStart::new("file").with_attributes([("name", &*xml(&name))])))?;
        for found in &file.findings {
            let diagnostic = found.diagnostic;
            let place = file.index.position(diagnostic.span.start as usize);
            let (line, column) = (place.line.to_string(), place.column.to_string());
            let source = format!("seedkit.{}.{}", diagnostic.rule.name, diagnostic.rule.code);
            let error = BytesStart::new("error").with_attributes([
                ("line", line.as_str()),
                ("column", &column),
                ("severity", diagnostic.severity.name()),
                ("message", &xml(&found.explained())),
                ("source", &source),
            ]);
            writer.get_mut().extend(b"\n  ");
            writer.write_event(Event::Empty(error))?;
        }
        writer.get_mut().extend(b"\n");
        writer.write_event(Event::End(BytesEnd::new("file")))?;
        writeln!(out, "{}", harmless_xml(&String::from_utf8_lossy(writer.get_ref())))
    }

    fn end(&mut self, _: &End<'_>, out: &mut dyn Write) -> io::Result<()> {
        Writer::new(&mut *out).write_event(Event::End(BytesEnd::new("checkstyle")))?;
        writeln!(out)
    }
}
