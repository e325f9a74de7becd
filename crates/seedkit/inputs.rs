//! The files of a run. There may be millions, so their names are kept by directory, one after the other.

use crate::git::Staged;
use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::ops::Range;
use std::path::{Component, MAIN_SEPARATOR_STR, Path, PathBuf};
use std::sync::Arc;

/// A file that is meant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Input {
    /// Where it is; `-` for stdin.
    pub(crate) path: PathBuf,
    /// The directory in which it was found, if it was not named itself.
    pub(crate) root: Option<Arc<Path>>,
    /// What is staged of it, where that counts and not the file.
    pub(crate) staged: Option<Staged>,
}

impl Input {
    pub(crate) fn is_stdin(&self) -> bool {
        self.root.is_none() && self.path.as_os_str() == "-"
    }

    /// Whether it has the same bytes when it is read again: not if it was named and is a pipe.
    pub(crate) fn can_be_read_again(&self) -> bool {
        // What was found in a directory is a file, and what is staged lies in the repository.
        self.root.is_some() || self.staged.is_some() || (!self.is_stdin() && self.path.is_file())
    }
}

/// Files in the order of their names, each once.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    len: usize,
    /// In their order.
    runs: Vec<Run>,
    directories: Vec<Directory>,
    /// What is staged, by path.
    staged: HashMap<PathBuf, Staged>,
    has_stdin: bool,
}

/// Files that follow each other and lie in one directory.
#[derive(Debug)]
struct Run {
    /// The number of its first file among all.
    first: usize,
    directory: usize,
    /// The number of its first file among those of the directory.
    start: usize,
    root: Option<Arc<Path>>,
}

#[derive(Debug)]
struct Directory {
    path: PathBuf,
    /// What stands between this and a name: nothing after the root, or after nothing.
    separator: &'static str,
    names: Names,
    /// From which number on files were found in which root, ascending.
    roots: Vec<(usize, Option<Arc<Path>>)>,
}

impl Inputs {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A file by its number.
    pub(crate) fn get(&self, index: usize) -> Input {
        let mut input = Input::default();
        self.put(index, &mut input);
        input
    }

    /// Puts a file in the place of another one. What they have in common stays as it is: to count who refers to it, threads
    /// would wait for each other.
    pub(crate) fn put(&self, index: usize, input: &mut Input) {
        let run = &self.runs[self.runs.partition_point(|run| run.first <= index) - 1];
        let directory = &self.directories[run.directory];
        let path = input.path.as_mut_os_string();
        path.clear();
        path.push(&directory.path);
        path.push(directory.separator);
        path.push(directory.names.get(run.start + (index - run.first)));
        if input.root.as_ref().map(Arc::as_ptr) != run.root.as_ref().map(Arc::as_ptr) {
            input.root.clone_from(&run.root);
        }
        input.staged = if self.staged.is_empty() { None } else { self.staged.get(&input.path).cloned() };
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Input> {
        (0..self.len).map(|index| self.get(index))
    }

    /// Whether any was found in a directory, and not named itself.
    pub(crate) fn has_found(&self) -> bool {
        self.runs.iter().any(|run| run.root.is_some())
    }

    pub(crate) fn has_stdin(&self) -> bool {
        self.has_stdin
    }

    /// Adds files of a directory, by their numbers in it.
    fn add(&mut self, directory: usize, range: Range<usize>) {
        let roots = &self.directories[directory].roots;
        for (index, (from, root)) in roots.iter().enumerate() {
            let to = roots.get(index + 1).map_or(usize::MAX, |(to, _)| *to);
            let (start, end) = (range.start.max(*from), range.end.min(to));
            if start < end {
                self.runs.push(Run { first: self.len, directory, start, root: root.clone() });
                self.len += end - start;
            }
        }
    }
}

impl FromIterator<Input> for Inputs {
    fn from_iter<I: IntoIterator<Item = Input>>(inputs: I) -> Self {
        let mut files = Files::default();
        inputs.into_iter().for_each(|input| files.add(input));
        files.sorted()
    }
}

/// Files in any order.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// By directory and root. One that was named stands before the same one from a directory.
    names: BTreeMap<(PathBuf, Option<Arc<Path>>), Names>,
    staged: HashMap<PathBuf, Staged>,
    has_stdin: bool,
}

impl Files {
    pub(crate) fn add(&mut self, input: Input) {
        self.has_stdin |= input.is_stdin();
        let directory = input.path.parent().unwrap_or(Path::new("")).to_owned();
        let name = input.path.file_name().unwrap_or_default().to_owned();
        // Of two with one path the first stays.
        if let Some(staged) = input.staged {
            self.staged.entry(input.path).or_insert(staged);
        }
        self.names.entry((directory, input.root)).or_default().push(&name);
    }

    /// Adds files of a directory below `root`.
    pub(crate) fn add_found(&mut self, root: &Arc<Path>, directory: PathBuf, names: Names) {
        let known = self.names.entry((directory, Some(Arc::clone(root)))).or_default();
        if known.len() == 0 {
            *known = names;
        } else {
            names.iter().for_each(|name| known.push(name));
        }
    }

    /// Puts them in order.
    pub(crate) fn sorted(self) -> Inputs {
        let mut inputs = Inputs { staged: self.staged, has_stdin: self.has_stdin, ..Inputs::default() };
        let mut groups = self.names.into_iter().peekable();
        while let Some(((path, root), names)) = groups.next() {
            let mut same = vec![(root, names)];
            while let Some(((_, root), names)) = groups.next_if(|((other, _), _)| *other == path) {
                same.push((root, names));
            }
            inputs.directories.push(Directory::of(path, same));
        }
        // What lies in a subdirectory stands among the files of the directory.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for index in 0..=inputs.directories.len() {
            while let Some((outer, done)) = open.pop() {
                let directory = &inputs.directories[outer];
                let below = inputs
                    .directories
                    .get(index)
                    .and_then(|inner| inner.path.strip_prefix(&directory.path).ok()?.components().next());
                let end = match below {
                    None => directory.names.len(),
                    Some(Component::Normal(part)) => directory.names.up_to(part),
                    // Roots and `..` stand before all names.
                    Some(_) => done,
                };
                let is_below = below.is_some();
                inputs.add(outer, done..end);
                if is_below {
                    open.push((outer, end));
                    break;
                }
            }
            open.push((index, 0));
        }
        inputs
    }
}

impl Directory {
    /// Of names and where they were found.
    fn of(path: PathBuf, mut groups: Vec<(Option<Arc<Path>>, Names)>) -> Self {
        // Those of a walk are in order.
        if groups.len() == 1
            && let Some((root, names)) = groups.pop_if(|(_, names)| names.is_in_order())
        {
            return Self { separator: separator_after(&path), path, names, roots: vec![(0, root)] };
        }
        let mut order: Vec<(usize, usize)> = groups
            .iter()
            .enumerate()
            .flat_map(|(group, (_, names))| (0..names.len()).map(move |index| (group, index)))
            .collect();
        let name = |(group, index): (usize, usize)| groups[group].1.get(index);
        order.sort_unstable_by(|&a, &b| name(a).cmp(name(b)).then(a.0.cmp(&b.0)));
        order.dedup_by(|later, earlier| name(*later) == name(*earlier));
        let mut names = Names::default();
        names.ends.reserve_exact(order.len());
        names.text.reserve_exact(groups.iter().map(|(_, names)| names.text.len()).sum());
        let mut roots = Vec::new();
        for (number, one) in order.iter().enumerate() {
            names.push(name(*one));
            if number == 0 || order[number - 1].0 != one.0 {
                roots.push((number, groups[one.0].0.clone()));
            }
        }
        names.text.shrink_to_fit();
        Self { separator: separator_after(&path), path, names, roots }
    }
}

/// What stands between a path and a name after it.
fn separator_after(path: &Path) -> &'static str {
    let name = "x";
    let has_one = path.join(name).as_os_str().len() > path.as_os_str().len() + name.len();
    if has_one { MAIN_SEPARATOR_STR } else { "" }
}

/// Names of files.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// All of them, one after the other.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// Those that are not UTF-8, by their numbers; they are empty in the text.
    others: BTreeMap<usize, OsString>,
}

impl Names {
    pub(crate) fn push(&mut self, name: &OsStr) {
        match name.to_str() {
            Some(name) => self.text.push_str(name),
            None => _ = self.others.insert(self.ends.len(), name.to_owned()),
        }
        self.ends.push(self.text.len());
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, index: usize) -> &OsStr {
        if !self.others.is_empty()
            && let Some(name) = self.others.get(&index)
        {
            return name;
        }
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        OsStr::new(&self.text[start..self.ends[index]])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &OsStr> {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Whether each stands after the one before.
    fn is_in_order(&self) -> bool {
        self.iter().zip(self.iter().skip(1)).all(|(before, name)| before < name)
    }

    /// Puts them in order.
    pub(crate) fn sort(&mut self) {
        // Most names differ in their first bytes, which are compared as one number.
        let first = |name: &OsStr| {
            let mut bytes = [0; 8];
            name.as_encoded_bytes().iter().zip(&mut bytes).for_each(|(byte, first)| *first = *byte);
            u64::from_be_bytes(bytes)
        };
        let mut order: Vec<(u64, usize)> = self.iter().map(first).zip(0..).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.get(a.1).cmp(self.get(b.1))));
        let mut sorted = Self::default();
        sorted.ends.reserve_exact(order.len());
        sorted.text.reserve_exact(self.text.len());
        for (_, index) in order {
            sorted.push(self.get(index));
        }
        *self = sorted;
    }

    /// How many do not stand after a name, if they are in order.
    fn up_to(&self, name: &OsStr) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.get(middle) <= name { low = middle + 1 } else { high = middle }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn input(path: &str, root: Option<&str>) -> Input {
        Input { path: PathBuf::from(path), root: root.map(|root| Path::new(root).into()), staged: None }
    }

    #[test]
    fn stdin_is_a_name_and_not_a_file() {
        let inputs: Inputs = [input("-", None), input("a", None)].into_iter().collect();
        assert!(inputs.has_stdin() && inputs.get(0).is_stdin() && !inputs.has_found());
        let inputs: Inputs = [input("-", Some("."))].into_iter().collect();
        assert!(!inputs.has_stdin() && !inputs.get(0).is_stdin() && inputs.has_found());
    }

    #[test]
    fn a_name_is_put_after_any_directory() {
        for path in ["", "/", "a", "a/", "/a", "a/..", "C:", "C:\\"] {
            let mut joined = PathBuf::from(path);
            joined.as_mut_os_string().push(separator_after(Path::new(path)));
            joined.as_mut_os_string().push("b");
            assert_eq!(joined.as_os_str(), Path::new(path).join("b").as_os_str());
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_need_not_be_text() {
        use std::os::unix::ffi::OsStrExt as _;
        let names: [&[u8]; 4] = [b"d/\xFF", b"d/b", b"d/\x80x", b"d/a"];
        let one =
            |name: &&[u8]| Input { path: PathBuf::from(OsStr::from_bytes(name)), root: None, staged: None };
        let inputs: Inputs = names.iter().map(one).collect();
        let found: Vec<PathBuf> = inputs.iter().map(|input| input.path).collect();
        assert_eq!(
            found,
            [names[3], names[1], names[2], names[0]].map(|name| PathBuf::from(OsStr::from_bytes(name)))
        );
    }

    proptest! {
        #[test]
        fn names_are_sorted(mut expected in prop::collection::vec("[ab]{0,3}(abcdefg)?[ab.]{0,3}", 0..40)) {
            let mut names = Names::default();
            for name in &expected {
                names.push(OsStr::new(name));
            }
            names.sort();
            expected.sort();
            prop_assert_eq!(names.iter().collect::<Vec<_>>(), expected.iter().map(OsStr::new).collect::<Vec<_>>());
        }

        /// Whatever the directories, the order is that of the paths, and of files with one path the first stays.
        #[test]
        fn the_order_is_that_of_paths(
            files in prop::collection::vec(("[ab.]{1,2}(/[ab.-]{1,2}){0,3}", prop::option::of("[ab]")), 0..40)
        ) {
            let is_file = |path: &str| !path.split('/').any(|part| matches!(part, "." | ".."));
            let mut given: Vec<Input> = files
                .iter()
                .filter(|(path, _)| is_file(path))
                .map(|(path, root)| input(path, root.as_deref()))
                .collect();
            let inputs: Inputs = given.iter().cloned().collect();
            given.sort_by(|a, b| (&a.path, &a.root).cmp(&(&b.path, &b.root)));
            given.dedup_by(|later, earlier| later.path == earlier.path);
            let pair = |input: Input| (input.path, input.root);
            prop_assert_eq!(inputs.len(), given.len());
            prop_assert_eq!(inputs.iter().map(pair).collect::<Vec<_>>(), given.into_iter().map(pair).collect::<Vec<_>>());
        }
    }
}
