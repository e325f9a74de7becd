//! What recovery says of damaged texts, and where.

use crate::parse;

/// The text with `⟦` and `⟧` around each place that is wrong.
fn marked(source: &str) -> String {
    let errors = parse(source).errors;
    let mut marks: Vec<(u32, usize, char)> = Vec::new();
    for (index, error) in errors.iter().enumerate() {
        marks.extend([(error.span.start, 2 * index, '⟦'), (error.span.end, 2 * index + 1, '⟧')]);
    }
    // At one place, what starts later stands later; errors do not overlap in these texts.
    marks.sort_unstable();
    let mut marked = source.to_owned();
    for (at, _, mark) in marks.into_iter().rev() {
        marked.insert(at as usize, mark);
    }
    marked
}

#[test]
fn errors_are_told_at_their_place() {
    for expected in [
        "⟦\u{FEFF}⟧A~\n||||||\nT\n||||||\nB",
        "A~⟦\r\n⟧||||||\r\nT\r\n||||||\r\nB",
        "A~\n||||||⟦\r\n⟧T\n||||||\nB",
        "A~\n||||||\nT\n||||||\nB⟦\u{7}\u{1B}⟧[m⟦\r⟧",
        "A~\n||||||\nT\n||||||\né ⟦\0⟧é⟦\u{7F}⟧",
        "⟦⟧",
        "⟦ \n\n\t⟧",
        "⟦<<<<<<< HEAD⟧\nA~\n=======\nB~\n>>>>>>> x\n⟦<<<<<<< HEAD⟧\n||||||\nT\n||||||\nB",
        "A~\n⟦=======⟧\nB~\n⟦>>>>>>> x⟧\n||||||\nT\n||||||\nB",
        "\n\n⟦A~⟧\nT\nB",
        "A~\n⟦||||||⟧\nT\nB",
        "A~\n⟦ ||||||\u{200B}⟧\nT\n||||||\nB",
        "A~\n⟦|||||⟧\nT\n⟦｜｜｜｜｜｜⟧\nB",
        "A~\n⟦||||||⟧T\n||||||\nB",
        "A~\n⟦||||| ⟧Té\n||||||\nB",
        "⟦⟧||||||\nT\n||||||\nB",
        "A~\n⟦B~⟧\n||||||\nT\n||||||\nB",
        "\nA~\n\n⟦B~⟧\nC~\n||||||\nT\n||||||\nB",
        "A~\n⟦⟧\n||||||\nT\n||||||\nB",
        "⟦~⟧A~⟦~⟧\n||||||\nT\n||||||\nB",
        "A~Bé⟦⟧  \n||||||\nT\n||||||\nB",
        "A~⟦ \t⟧\n||||||\nT\n||||||\nB",
        "A~\n||||||\n⟦⟧||||||\nB",
        "A~\n||||||\n⟦\n \n⟧||||||\nB",
        "A~\n||||||\nT\n⟦U⟧\nV\n||||||\nB",
        "A~\n||||||\nT\n\n⟦U⟧\n||||||\nB",
        "A~\n||||||\nT\n⟦⟧\n||||||\nB",
        "A~\n||||||\n⟦||||||⟧\n||||||\nB",
        "A~\n||||||\nT\n||||||⟦⟧",
        "A~\n||||||\nT\n||||||\nB\n\n⟦\n⟧",
    ] {
        let source: String = expected.chars().filter(|c| !"⟦⟧".contains(*c)).collect();
        assert_eq!(marked(&source), expected);
    }
}

#[test]
fn lines_that_are_markers_of_a_merge() {
    let markers = |source: &str| {
        let parse = parse(source);
        let document = parse.document;
        document.conflicts().iter().map(|span| document.text(*span).to_owned()).collect::<Vec<_>>()
    };
    for marker in
        ["<<<<<<<", "<<<<<<< HEAD", ">>>>>>>", ">>>>>>> x", "<<<<<<<<< a b", "=======", "||||||| base"]
    {
        assert_eq!(markers(&format!("A~\n||||||\nT\n||||||\n{marker}\nB")), [marker]);
    }
    // Too short, glued, followed by blanks, or nothing without an opening one.
    for text in [
        "<<<<<<",
        "<<<<<< HEAD",
        "<<<<<<<HEAD",
        "<<<<<<<  HEAD",
        "=======x",
        "======= x",
        "========",
        "|||||||",
        "||||||| ",
        "|||||||base",
        "x<<<<<<<",
        "-------",
    ] {
        let source = format!("A~\n||||||\nT\n||||||\n{text}\nB");
        assert_eq!(markers(&source), [""; 0], "{text:?}");
    }
    // Between an opening and a closing marker there is more.
    for text in ["========", "|||||||", "|||||||||"] {
        let source = format!("A~\n||||||\nT\n||||||\n<<<<<<< a\n{text}\n>>>>>>> b\n{text}");
        assert_eq!(markers(&source), ["<<<<<<< a", text, ">>>>>>> b"]);
    }
}

#[test]
fn separators_are_found_by_place_then_by_likeness() {
    let of = |source: &str| {
        let parse = parse(source);
        let parts = parse.document.parts();
        parts.map(|parts| (parts.categories, parts.separators, parts.title.of(source).to_owned()))
    };
    let found = |categories, separators, title: &str| Some((categories, separators, title.to_owned()));
    // By place, also where others follow that are whole, or markers of a merge.
    assert_eq!(of("A~\n|||||\nT\n|||||\n||||||\n||||||"), found(Some(0), [1, 3], "T"));
    assert_eq!(of("A~\n|||||\nT\n|||||\n<<<<<<< x"), found(Some(0), [1, 3], "T"));
    assert_eq!(of("A~\n|||||\nT\n|||||"), found(Some(0), [1, 3], "T"));
    // The first two that are whole, else what resembles one, else what starts with one.
    assert_eq!(of("A~\n\n||||||\nT\n|||||\n||||||\n||||||"), found(Some(0), [2, 5], "T"));
    assert_eq!(of("A~\n\n||||||T\n||||\nT\n||||||\nB"), found(Some(0), [3, 5], "T"));
    assert_eq!(of("A~\n\n|||||| T\n||||||\nB"), found(Some(0), [2, 3], "T"));
    assert_eq!(of("\n||||||T\n\n||||||U\nB"), found(Some(0), [1, 3], ""));
    assert_eq!(of("||||||T\nU\n||||||"), found(None, [0, 2], "U"));
    // No more of those that only resemble one than are missing.
    assert_eq!(of("A~\n\n|||||\nT\n|||||\nU\n||||||"), found(Some(0), [2, 6], "T"));
    assert_eq!(of("A~\n\n||||||T\n\n|||||U\nB\n ||||||"), found(Some(0), [2, 6], "|||||U"));
    // Blank lines around a title or the categories are passed over; one alone is the title.
    assert_eq!(of("\nA~\n||||||\n\nT\n||||||"), found(Some(1), [2, 5], "T"));
    assert_eq!(of("\n\n||||||\n \n||||||"), found(Some(0), [2, 4], " "));
    assert_eq!(of("A~\n||||||\n\n\n||||||"), found(Some(0), [1, 4], ""));
    assert_eq!(of("A~\n||||||\nT"), None);
}

#[test]
fn lines_without_a_place_are_stray() {
    use crate::Role::{Categories, Paragraph, Separator, Stray, Title};
    let parse = parse("\nA~\nB~\n||||||\nT\nU\n||||||\nText.\n");
    let roles: Vec<_> = parse.document.lines().iter().map(|line| line.role).collect();
    assert_eq!(roles, [Stray, Categories, Stray, Separator, Title, Stray, Separator, Paragraph]);
}
