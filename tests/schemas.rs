//! The schemas in `docs/schemas` are what the binary prints, and the suite keeps to them.

use crate::support::{Folder, repository};
use std::fs;

/// The names of the schemas and their files. The number counts changes that readers of the data notice.
const SCHEMAS: [(&str, &str); 3] =
    [("json", "json-1.schema.json"), ("jsonl", "jsonl-1.schema.json"), ("parquet", "parquet-1.schema")];

#[test]
fn the_schemas_of_the_repository_are_what_is_printed() {
    for (name, file) in SCHEMAS {
        if name == "parquet" && cfg!(not(feature = "parquet")) {
            continue;
        }
        let path = repository().join("docs/schemas").join(file);
        let printed = Folder::new().run(["schema", name]).ends_with(0).stdout;
        if std::env::var_os("TRYCMD").is_some_and(|mode| mode == "overwrite") {
            fs::write(&path, &printed).unwrap();
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(kept, printed, "TRYCMD=overwrite writes {file}; a new meaning needs a new number");
    }
}
