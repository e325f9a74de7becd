//! The names of outputs: where they come from, which are refused, and which collide.

use crate::formats;
use crate::inputs::{Input, Inputs};
use crate::terminal::shown;
use foldhash::fast::RandomState;
use seedkit_convert::Format;
use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// The name of an input below the directory it was found in, or its file name if it was named itself.
pub(super) fn relative(input: &Input) -> &Path {
    match &input.root {
        Some(root) => input.path.strip_prefix(root).unwrap_or(&input.path),
        None => Path::new(input.path.file_name().unwrap_or_default()),
    }
}

/// The same name with `/` between the parts, as a column holds it.
pub(super) fn column(input: &Input) -> Result<String, String> {
    let name = relative(input);
    let text = name.to_str().ok_or_else(|| {
        "the name is not UTF-8, and a column `path` holds nothing else: rename the file".to_owned()
    })?;
    check(text)?;
    Ok(if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() })
}

/// The name of an output: that of the input with the extension of the format.
pub(super) fn with_extension(name: &Path, to: &Format) -> PathBuf {
    // Only an extension that means a format is replaced: the `.2` of `v1.2` belongs to the name.
    let stem = match formats::of(name) {
        // The file has the name it had before.
        Some((format, _, _)) if format.name == to.name => return name.to_owned(),
        Some((_, _, stem)) => stem,
        None => name,
    };
    let mut file = OsString::from(stem);
    file.push(format!(".{}", to.extensions[0]));
    file.into()
}

/// Refuses a path of a column that no file should have: what leads out of the directory, or means something else on
/// some system.
pub(super) fn check(path: &str) -> Result<(), String> {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
    let refuse = |why: &str| Err(format!("the path {path:?} {why}"));
    if path.contains('\0') {
        return refuse("holds NUL, which no file name can");
    }
    let has_drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.starts_with(['/', '\\']) || (has_drive && path[2..].starts_with(['/', '\\'])) {
        return refuse("is absolute: it has to lie in the directory of the outputs");
    }
    if path.is_empty() || path.ends_with('/') {
        return refuse("names no file");
    }
    for part in path.split(['/', '\\']) {
        match part {
            ".." => return refuse("leads out of the directory with `..`"),
            "" | "." => return refuse("has an empty part or `.` in it"),
            _ => {}
        }
        let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
        let numbered = (stem.starts_with("com") || stem.starts_with("lpt")) && stem.len() == 4 && {
            let digit = stem.as_bytes()[3];
            digit.is_ascii_digit() && digit != b'0'
        };
        if RESERVED.contains(&stem.as_str()) || numbered {
            return refuse(&format!("holds `{part}`, which Windows keeps for a device"));
        }
        if cfg!(windows) && (part.contains(['<', '>', ':', '"', '|', '?', '*']) || part.ends_with(['.', ' ']))
        {
            return refuse(&format!("holds `{part}`, which is no file name on this system"));
        }
    }
    if cfg!(windows) && path.contains('\\') {
        return refuse("holds `\\`");
    }
    Ok(())
}

/// Names that are taken. Keeps 16 bytes of each.
pub(super) struct Taken {
    case_sensitive: bool,
    files: Hashes,
    directories: Hashes,
}

/// Hashes of names.
type Hashes = HashSet<u128, RandomState>;

/// How a name collides with one that is taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Collision {
    /// It is taken, perhaps in another case.
    Same,
    /// One of the two would have to be a file and a directory.
    FileAndDirectory,
}

impl Collision {
    /// What is wrong with the name, as the end of a sentence.
    pub(super) fn sentence(&self) -> &'static str {
        match self {
            Self::Same => {
                "is taken by an earlier one, perhaps in another case; --case-sensitive tells cases apart"
            }
            Self::FileAndDirectory => "would have to be a file and a directory",
        }
    }
}

impl Taken {
    pub(super) fn new(case_sensitive: bool) -> Self {
        Self { case_sensitive, files: Hashes::default(), directories: Hashes::default() }
    }

    /// Takes a name.
    pub(super) fn take(&mut self, name: &Path) -> Result<(), Collision> {
        let hash = |path: &Path| key(path, self.case_sensitive);
        let file = hash(name);
        if self.directories.contains(&file) {
            return Err(Collision::FileAndDirectory);
        }
        for parent in name.ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty()) {
            let parent = hash(parent);
            if self.files.contains(&parent) {
                return Err(Collision::FileAndDirectory);
            }
            if !self.directories.insert(parent) {
                break;
            }
        }
        if self.files.insert(file) { Ok(()) } else { Err(Collision::Same) }
    }
}

/// What two names share if they are one: on many systems names that differ only in case are.
pub(super) fn key(path: &Path, case_sensitive: bool) -> u128 {
    let bytes = path.as_os_str().as_encoded_bytes();
    match (case_sensitive, bytes.is_ascii()) {
        (true, _) => xxh3_128(bytes),
        (false, true) => xxh3_128(&bytes.to_ascii_lowercase()),
        (false, false) => xxh3_128(path.to_string_lossy().to_lowercase().as_bytes()),
    }
}

/// Tells which files are inputs, whatever they are called.
pub(super) struct Files<'p> {
    inputs: &'p Inputs,
    /// The real names of the inputs, once there is an output that could be one.
    names: Option<Hashes>,
    /// Directories as they are called and as they really are.
    directories: HashMap<PathBuf, PathBuf>,
}

impl<'p> Files<'p> {
    /// The files among the inputs.
    pub(super) fn of(inputs: &'p Inputs) -> Self {
        Self { inputs, names: None, directories: HashMap::new() }
    }

    /// Refuses an output that is an input.
    pub(super) fn refuse_input(&mut self, output: &Path) -> Result<(), String> {
        // What is not there is no input, and to ask what each of a million inputs really is takes long.
        if output.symlink_metadata().is_err() {
            return Ok(());
        }
        let real = self.real(output);
        let names = self.names.take().unwrap_or_else(|| {
            let files = self.inputs.iter().filter(|input| !input.is_stdin());
            files.map(|input| self.real(&input.path)).collect()
        });
        let is_input = names.contains(&real);
        self.names = Some(names);
        if is_input {
            return Err(format!("{} is an input: an output cannot take its place", shown(output)));
        }
        Ok(())
    }

    fn real(&mut self, path: &Path) -> u128 {
        if path.is_symlink() {
            let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            return xxh3_128(real.as_os_str().as_encoded_bytes());
        }
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !self.directories.contains_key(parent) {
            let real = std::fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned());
            self.directories.insert(parent.to_owned(), real);
        }
        let real = self.directories[parent].join(path.file_name().unwrap_or_default());
        xxh3_128(real.as_os_str().as_encoded_bytes())
    }
}

/// A path with neither `..` nor a root, so that it stays below the directory it is put in.
pub(super) fn stays_below(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        for path in [
            "",
            "/etc/passwd",
            "\\x",
            "C:/x",
            "c:\\x",
            "../x",
            "a/../b",
            "a/..",
            "a\\..\\b",
            "a//b",
            "./a",
            "a/",
            "a\0b",
            "CON",
            "con.seed",
            "a/nul.tar.seed",
            "Com1.seed",
            "LPT9",
            "aux .seed",
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
        for path in ["", "a/", "a\\b/"] {
            assert!(check(path).unwrap_err().ends_with("names no file"), "{path:?}");
        }
        for path in
            ["a", "a/b.seed", "console.seed", "com0", "com10", "a..b/c", "...", "日本/é.seed", "AC: live"]
        {
            assert_eq!(check(path), Ok(()), "{path:?}");
        }
    }

    #[test]
    fn names_collide() {
        let mut taken = Taken::new(false);
        assert_eq!(taken.take(Path::new("a/B.seed")), Ok(()));
        assert_eq!(taken.take(Path::new("A/b.seed")), Err(Collision::Same));
        assert_eq!(taken.take(Path::new("a/b.seed/c.seed")), Err(Collision::FileAndDirectory));
        assert_eq!(taken.take(Path::new("A")), Err(Collision::FileAndDirectory));
        assert_eq!(taken.take(Path::new("a/c.seed")), Ok(()));
        assert_eq!(taken.take(Path::new("b/c/d")), Ok(()));
        assert_eq!(taken.take(Path::new("b")), Err(Collision::FileAndDirectory));
        assert!(Collision::Same.sentence().starts_with("is taken by an earlier one"));
        assert!(Collision::FileAndDirectory.sentence().ends_with("a file and a directory"));
        let mut taken = Taken::new(true);
        assert_eq!(taken.take(Path::new("a")), Ok(()));
        assert_eq!(taken.take(Path::new("A")), Ok(()));
    }

    #[test]
    fn names_that_only_look_reserved_are_none() {
        for path in ["com", "coma", "lpt0", "lpt10", "acom1", "auxx", "1:/x", "C:x", "a:", "xC:/y", "a.con"] {
            assert_eq!(check(path), Ok(()), "{path:?}");
        }
        for path in ["prn", "CONIN$", "conout$.seed", "com9.x", "a\\LPT1", "z:\\", "a/."] {
            let error = check(path).unwrap_err();
            assert!(error.starts_with(&format!("the path {path:?} ")), "{error}");
        }
    }

    fn input(path: &Path, root: Option<&str>) -> Input {
        Input { path: path.to_owned(), root: root.map(|root| Path::new(root).into()), staged: None }
    }

    #[test]
    fn names_are_told_from_the_directory_they_were_found_in() {
        let path = Path::new("in/a/b.seed");
        assert_eq!(relative(&input(path, Some("in"))), Path::new("a/b.seed"));
        assert_eq!(relative(&input(path, None)), Path::new("b.seed"));
        assert_eq!(column(&input(path, Some("in"))), Ok("a/b.seed".to_owned()));
        assert!(column(&input(Path::new("in/con"), Some("in"))).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            let name = Path::new(std::ffi::OsStr::from_bytes(b"\xFF"));
            assert!(column(&input(name, None)).unwrap_err().contains("UTF-8"));
        }
    }

    #[test]
    fn only_an_extension_of_a_format_is_replaced() {
        for (name, to, expected) in [
            ("a.b/moss.seed", "json", "a.b/moss.json"),
            ("moss.JSON", "json", "moss.JSON"),
            ("moss.jsonl.gz", "yaml", "moss.yaml"),
            ("v1.2", "yaml", "v1.2.yaml"),
            ("moss", "markdown", "moss.md"),
        ] {
            let format = seedkit_convert::FORMATS.iter().find(|format| format.name == to).unwrap();
            assert_eq!(with_extension(Path::new(name), format), Path::new(expected));
        }
    }

    #[test]
    fn what_stays_below_has_no_way_up() {
        for (path, stays) in [
            ("a/b", true),
            ("./a", true),
            ("a..b/..c", true),
            ("../a", false),
            ("a/../b", false),
            ("/a", false),
        ] {
            assert_eq!(stays_below(Path::new(path)), stays, "{path}");
        }
    }

    #[test]
    fn files_are_the_same_whatever_they_are_called() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        std::fs::create_dir(at("in")).unwrap();
        std::fs::write(at("in/a"), "").unwrap();
        std::fs::write(at("in/other"), "").unwrap();
        let inputs: Inputs = [input(&at("in/a"), None), input(Path::new("-"), None)].into_iter().collect();
        let mut files = Files::of(&inputs);
        assert!(files.refuse_input(&at("in/a")).unwrap_err().contains("is an input"));
        assert!(files.refuse_input(&at("in/../in/a")).is_err());
        assert_eq!(files.refuse_input(&at("in/b")), Ok(()));
        assert_eq!(files.refuse_input(&at("in/other")), Ok(()));
        assert_eq!(files.refuse_input(&at("a")), Ok(()));
        assert_eq!(files.refuse_input(Path::new("-")), Ok(()));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("in/a"), at("link")).unwrap();
            std::os::unix::fs::symlink(at("in"), at("way")).unwrap();
            assert!(files.refuse_input(&at("link")).is_err());
            assert!(files.refuse_input(&at("way/a")).is_err());
        }
    }
}
