use super::seed;
use crate::diagnostic::Edit;
use crate::findings::Findings;
use crate::rule::{Check, Example, Kind, Rule};
use crate::text::count;
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use seedkit_syntax::{EncodingError, EncodingErrorKind, Span};

pub(super) static RULE: Rule = Rule {
    code: "S001",
    name: "invalid-encoding",
    summary: "The file is not UTF-8.",
    rationale: "A seed is UTF-8; nothing else can be said of a file that is not, so no other rule looks at it. Files \
        in UTF-16 or UTF-32 are told by their byte order mark, UTF-16 without one by its many NUL bytes. A UTF-8 byte \
        order mark is the business of U403. Generated corpora had none; editors and spreadsheets on Windows write \
        them.",
    fix: Some(
        "UTF-16 and UTF-32 are transcoded. Single bytes that are not UTF-8 are read as Windows-1252, unless more than \
         one byte in ten is wrong: such a file is in another encoding or is no text.",
    ),
    default: true,
    kinds: &[&UTF_16, &UTF_32, &UTF_16_WITHOUT_BOM, &INVALID_BYTE],
    options: &[],
    examples: &[
        Example::BadBytes { bytes: b"\xFF\xFEA\0~\0\n\0", kind: &UTF_16, span: (0, 2), fixed: Some("A~\n") },
        Example::BadBytes { bytes: b"\xFE\xFF\0A\0~\0\n", kind: &UTF_16, span: (0, 2), fixed: Some("A~\n") },
        Example::BadBytes {
            bytes: b"\xFF\xFE\0\0A\0\0\0~\0\0\0",
            kind: &UTF_32,
            span: (0, 4),
            fixed: Some("A~"),
        },
        Example::BadBytes {
            bytes: b"P\0h\0y\0s\0i\0c\0s\0~\0\n\0",
            kind: &UTF_16_WITHOUT_BOM,
            span: (0, 2),
            fixed: Some("Physics~\n"),
        },
        Example::BadBytes {
            bytes: b"Physicists~\n||||||\n\xC9mile\n||||||\nThe pupils called him \x93\xC9mile\x94.",
            kind: &INVALID_BYTE,
            span: (19, 20),
            fixed: Some("Physicists~\n||||||\nÉmile\n||||||\nThe pupils called him “Émile”."),
        },
Example::BadBytes { bytes: b"\xFF\xFE\x00\xD8\x30\xDF~\0\r\0\n\0", kind: &UTF_16, span: (0, 2), fixed: Some("𐌰~\r\n") },
Example::BadBytes { bytes: b"\xFE\xFF\0\xC9\0~", kind: &UTF_16, span: (0, 2), fixed: Some("É~") },
Example::BadBytes { bytes: b"\0\0\xFE\xFF\0\0\0A\0\0\0~", kind: &UTF_32, span: (0, 4), fixed: Some("A~") },
Example::BadBytes { bytes: b"\xFF\xFE\0\0\x30\x03\x01\0~\0\0\0", kind: &UTF_32, span: (0, 4), fixed: Some("𐌰~") },
Example::BadBytes { bytes: b"\0\0\xFE\xFF\0\0\0\xC9\0\0\0~\0\0\0\r\0\0\0\n", kind: &UTF_32, span: (0, 4), fixed: Some("É~\r\n") },
Example::BadBytes { bytes: b"\0P\0h\0y\0s\0i\0c\0s\0~\0\n", kind: &UTF_16_WITHOUT_BOM, span: (0, 2), fixed: Some("Physics~\n") },
Example::BadBytes { bytes: b"\xC9\0m\0i\0l\0e\0s\0~\0\r\0\n\0", kind: &UTF_16_WITHOUT_BOM, span: (0, 2), fixed: Some("Émiles~\r\n") },
Example::BadBytes { bytes: b"\0C\0a\0f\0\xE9\0s\0 \x20\x13\0 \0A\0~", kind: &UTF_16_WITHOUT_BOM, span: (0, 2), fixed: Some("Cafés – A~") },
Example::BadBytes { bytes: b"\xC9crivains~\n||||||\nAda Byron\n||||||\nElle a v\xE9cu en 1843.", kind: &INVALID_BYTE, span: (0, 1), fixed: Some("Écrivains~\n||||||\nAda Byron\n||||||\nElle a vécu en 1843.") },
Example::BadBytes { bytes: b"Physicists~\n||||||\nAda Byron\n||||||\nAda Byron left a caf\xE9\x97the first one\x97in London.", kind: &INVALID_BYTE, span: (56, 58), fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron left a café—the first one—in London.") },
Example::BadBytes { bytes: b"Physicists~\n||||||\nAda Byron\n||||||\nAda Byron met the owners of a caf\xE9", kind: &INVALID_BYTE, span: (69, 70), fixed: Some("Physicists~\n||||||\nAda Byron\n||||||\nAda Byron met the owners of a café") },
        Example::Good(seed!(
            "Physicists~",
            "Émile",
            "Émile was a physicist who worked in Paris for more than forty years."
        )),
        Example::Good(seed!(
            "Encodings~",
            "Byte order mark",
            "The byte order mark of UTF-16 looks like ÿþ or þÿ in a program that takes each byte for a letter."
        )),
        Example::Good(seed!(
            "Alphabets~",
            "Gothic alphabet",
            "The Gothic alphabet has four bytes for each letter in UTF-8, as in the word 𐌰𐍄𐍄𐌰 for a father."
        )),
        Example::Good(seed!(
            "ქალაქები~",
            "თბილისი",
            "თბილისი არის საქართველოს დედაქალაქი და უდიდესი ქალაქი, რომელიც მდინარე მტკვრის ნაპირებზე მდებარეობს."
        )),
    ],
    triggers: &[],
    check: Check::Bytes(check),
};

static UTF_16: Kind = Kind::error("utf-16").risky();
static UTF_32: Kind = Kind::error("utf-32").risky();
static UTF_16_WITHOUT_BOM: Kind = Kind::error("utf-16-without-bom").risky();
static INVALID_BYTE: Kind = Kind::error("invalid-byte").risky();

fn check(bytes: &[u8], error: &EncodingError, findings: &mut Findings<'_>) {
    let (kind, mark, text) = match error.kind {
        EncodingErrorKind::Utf16Le => (&UTF_16, 2, utf_16(bytes, UTF_16LE)),
        EncodingErrorKind::Utf16Be => (&UTF_16, 2, utf_16(bytes, UTF_16BE)),
        EncodingErrorKind::Utf16LeWithoutBom => (&UTF_16_WITHOUT_BOM, 2, utf_16(bytes, UTF_16LE)),
        EncodingErrorKind::Utf16BeWithoutBom => (&UTF_16_WITHOUT_BOM, 2, utf_16(bytes, UTF_16BE)),
        EncodingErrorKind::Utf32Le => (&UTF_32, 4, utf_32(&bytes[4..], u32::from_le_bytes)),
        EncodingErrorKind::Utf32Be => (&UTF_32, 4, utf_32(&bytes[4..], u32::from_be_bytes)),
        _ => return invalid_bytes(bytes, error.offset, findings),
    };
    let finding = findings
        .report(kind, Span::new(0, boundary(bytes, mark)), error.to_string())
        .help("save the file as UTF-8");
    if let Some(text) = text {
        finding.fix([Edit::replace(Span::new(0, bytes.len()), text)]);
    }
}

/// The first offset from `at` on that is not within a character: where there is no mark, the bytes may as well be UTF-8.
fn boundary(bytes: &[u8], at: usize) -> usize {
    let mut start = 0;
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid();
        if at <= start + valid.len() {
            return start + valid.ceil_char_boundary(at - start);
        }
        start += valid.len() + chunk.invalid().len();
        if at <= start {
            return at;
        }
    }
    bytes.len()
}

fn utf_16(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Option<String> {
    let (text, broken) = encoding.decode_with_bom_removal(bytes);
    (!broken).then(|| text.into_owned())
}

fn utf_32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    rest.is_empty().then(|| units.iter().map(|&bytes| char::from_u32(unit(bytes))).collect())?
}

fn invalid_bytes(bytes: &[u8], offset: usize, findings: &mut Findings<'_>) {
    let invalid = || bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).filter(|&len| len > 0);
    let (sequences, wrong) = (invalid().count(), invalid().sum::<usize>());
    let len = invalid().next().unwrap_or(1);
    let shown: Vec<_> = bytes[offset..offset + len].iter().map(|byte| format!("{byte:02X}")).collect();
    let more = match sequences - 1 {
        0 => String::new(),
        more => format!(
            ", nor {} further on",
            if more == 1 { "is 1 more".into() } else { format!("are {more} more") }
        ),
    };
    let noun = if len == 1 { "byte" } else { "bytes" };
    let verb = if len == 1 { "is" } else { "are" };
    let message = format!("the {noun} {} at offset {offset} {verb} not UTF-8{more}", shown.join(" "));
    let finding = findings.report(&INVALID_BYTE, Span::new(offset, offset + len), message);
    if wrong * 10 > bytes.len() {
        finding.help(format!(
            "{} of {} are not UTF-8: the file is in another encoding or is no text",
            count(wrong, "byte"),
            bytes.len()
        ));
        return;
    }
    let mut text = String::new();
    let mut end = offset;
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        at += chunk.valid().len();
        if at > offset {
            text.push_str(chunk.valid());
        }
        if !chunk.invalid().is_empty() {
            text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
            at += chunk.invalid().len();
            end = at;
        }
    }
    // What stands after the last wrong byte needs no edit.
    let tail = bytes.len() - end;
    text.truncate(text.len() - tail);
    finding
        .help("save the file as UTF-8; the fix reads such bytes as Windows-1252")
        .fix([Edit::replace(Span::new(offset, end), text)]);
}

#[cfg(test)]
mod tests {
    use crate::{Settings, lint_bytes};
    use seedkit_syntax::Span;

    /// What is full of NUL is taken for UTF-16, and is UTF-8 all the same.
    #[test]
    fn the_span_does_not_cut_a_character() {
        let nuls = [0; 20];
        for (start, end) in [("a", 2), ("é", 2), ("aé", 3), ("日", 3), ("😀", 4), ("", 2)] {
            for wrong in [&b""[..], b"\xFF"] {
                let bytes = [start.as_bytes(), &nuls, wrong].concat();
                let found = lint_bytes(&bytes, &Settings::default());
                assert_eq!(found[0].span, Span::new(0, end), "{bytes:?}");
            }
        }
        let bytes = [b"\x80", "日".as_bytes(), &nuls].concat();
        assert_eq!(lint_bytes(&bytes, &Settings::default())[0].span, Span::new(0, 4));
    }
}
