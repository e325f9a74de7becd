//! `docs/rules.md` is what the binary prints.

use std::process::Command;

#[test]
fn the_page_of_rules_is_what_the_binary_prints() {
    let printed = Command::new(env!("CARGO_BIN_EXE_seedkit"))
        .args(["rules", "--output-format", "markdown"])
        .output()
        .unwrap();
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md")).unwrap();
    assert!(
        page.as_bytes() == printed.stdout,
        "docs/rules.md is stale: run `cargo run -- rules --output-format markdown > docs/rules.md`"
    );
}
