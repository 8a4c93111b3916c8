//! Trees in memory: what is found in them, and what is mounted where.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::tree::Tree;
use super::{Extent, Package, Sources, Target, TargetKind};
use crate::failure::Message;

/// Files by their paths.
#[derive(Debug)]
struct Memory {
    files: BTreeMap<String, Vec<u8>>,
    packages: Vec<Package>,
}

impl Tree for Memory {
    fn packages(&self) -> &[Package] {
        &self.packages
    }

    fn files(&self, folder: &str) -> Result<Vec<String>, Message> {
        Ok(self.files.keys().filter(|path| path.starts_with(folder)).cloned().collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }

    fn location(&self, _: &str) -> Option<PathBuf> {
        None
    }
}

/// The package in a folder, with a library, or a binary of this name.
fn package(folder: &str, binary: Option<&str>, dependencies: &[(&str, &str)]) -> Package {
    let (name, kind, file) = match binary {
        Some(name) => (name, TargetKind::Binary, "main.rs"),
        None => (folder, TargetKind::Library, "lib.rs"),
    };
    let target = Target { name: name.to_owned(), kind, root: format!("{folder}/src/{file}") };
    let dependencies =
        dependencies.iter().map(|(known, of)| ((*known).to_owned(), (*of).to_owned()));
    Package {
        name: folder.to_owned(),
        folder: folder.to_owned(),
        targets: vec![target],
        dependencies: dependencies.collect(),
    }
}

fn read(packages: Vec<Package>, files: &[(&str, &str)], extent: &Extent) -> Sources {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let tree: Arc<dyn Tree> = Arc::new(Memory { files: files.collect(), packages });
    Sources::read(&tree, extent)
}

/// The names of the policies, each with its mounts, and what was not resolved.
fn described(sources: &Sources) -> Vec<String> {
    let mounts = |mounts: &[super::Mount]| {
        mounts.iter().map(|mount| format!(" <- {}", mount.kind)).collect::<String>()
    };
    let policies = sources.policies.iter();
    let policies =
        policies.map(|policy| format!("{}{}", policy.declared.full_name(), mounts(&policy.mounts)));
    let maps = sources.maps.iter();
    let maps = maps.map(|map| format!("{}{}", map.declared.full_name(), mounts(&map.mounts)));
    let unresolved = sources.unresolved.iter();
    let unresolved =
        unresolved.map(|mount| format!("? {} <- {}", mount.policy.join("::"), mount.kind));
    policies.chain(maps).chain(unresolved).collect()
}

#[test]
fn policies_are_called_after_their_modules() {
    let policy = "static A: X = cors_runtime::cors! { closed };";
    let files = [
        (
            "a/src/lib.rs",
            "mod b; mod in_line { mod e; } #[path = \"other/place.rs\"] mod f; mod r#mod;",
        ),
        ("a/src/b.rs", "mod c;"),
        ("a/src/b/c/mod.rs", policy),
        ("a/src/in_line/e.rs", policy),
        ("a/src/other/place.rs", policy),
        ("a/src/mod.rs", policy),
        ("a/src/unused.rs", policy),
        ("a/tests/fixture/src/lib.rs", policy),
        ("a/tests/fixture/Cargo.toml", ""),
        ("b/src/main.rs", policy),
    ];
    let packages = || vec![package("a", None, &[]), package("b", Some("serve"), &[])];
    let sources = read(packages(), &files, &Extent::of_members());
    assert_eq!(described(&sources), ["a::b::c::A", "a::in_line::e::A", "a::f::A", "b::serve::A"]);
    let not_read: Vec<&str> = sources.not_analysed.iter().map(|it| it.file.path.as_str()).collect();
    assert_eq!(not_read, ["a/src/mod.rs", "a/src/unused.rs"]);
    // What is named is read.
    let extent = Extent { members: false, paths: vec!["a/src/unused.rs".to_owned()] };
    assert_eq!(described(&read(packages(), &files, &extent)), ["a::A"]);
}

#[test]
fn paths_of_policies_are_followed_as_rustc_does() {
    let files = [
        (
            "web/src/lib.rs",
            "pub mod policies; mod handlers; pub use policies::inner::DEEP as SHALLOW;
             pub use policies::*; static OWN: X = cors_runtime::cors! { closed };",
        ),
        (
            "web/src/policies.rs",
            "use cors_runtime::cors;
             pub static API: X = cors! { closed };
             pub mod inner { pub static DEEP: X = cors_runtime::cors! { closed }; }",
        ),
        (
            "web/src/handlers.rs",
            "use cors_runtime::attr::cors; use crate::policies::{self as p, API}; use super::OWN;
             #[cors(API)] fn a() {}
             #[cors(p::inner::DEEP)] fn b() {}
             #[cors(OWN)] fn c() {}
             #[cors(crate::SHALLOW)] fn d() {}
             #[cors(super::API)] fn e() {}
             #[cors(DEEP)] fn f() {}
             mod nested { use super::*; #[cors_runtime::attr::cors(API)] fn g() {} }",
        ),
        (
            "serve/src/main.rs",
            "use web::cors_runtime; use renamed::SHALLOW as S;
             fn main() { CorsLayer::new(&S); protect(app, &renamed::policies::API); CorsLayer::new(&renamed::NONE); }",
        ),
    ];
    let packages =
        vec![package("web", None, &[]), package("serve", Some("serve"), &[("renamed", "web")])];
    let sources = read(packages, &files, &Extent::of_members());
    assert_eq!(
        described(&sources),
        [
            "web::OWN <- fn c",
            "web::policies::API <- protect <- fn a <- fn e <- fn g",
            "web::policies::inner::DEEP <- CorsLayer::new <- fn b <- fn d",
            "? renamed::NONE <- CorsLayer::new",
            "? DEEP <- fn f",
        ]
    );
}

/// Imports that lead in circles lead to nothing.
#[test]
fn circles_of_imports_end() {
    let files = [(
        "a/src/lib.rs",
        "pub use self::b::*; pub use a::A; use cors_runtime::attr::cors; mod b { pub use super::*; pub use super::A; }
         #[cors(A)] fn f() {}",
    )];
    let sources = read(vec![package("a", None, &[])], &files, &Extent::of_members());
    assert_eq!(described(&sources), ["? A <- fn f"]);
}

/// A file that does not say `cors`, and uses the macro under the name that another one gives it.
#[test]
fn macros_are_found_under_exported_names() {
    let files = [
        ("a/src/lib.rs", "pub use cors_runtime::cors as policy; mod b;"),
        ("a/src/b.rs", "use crate::policy; static A: X = policy! { closed };"),
    ];
    let sources = read(vec![package("a", None, &[])], &files, &Extent::of_members());
    assert_eq!(described(&sources), ["a::b::A"]);
}

#[test]
fn policies_of_files_are_read_from_their_tree() {
    let files = [
        (
            "a/src/lib.rs",
            "static A: X = cors_runtime::cors! { file = \"../shared.toml\", policy = \"api\" };",
        ),
        ("shared.toml", "[policy.api]\nallow_origins = [\"https://example.com/\"]\n"),
        ("a/cors.toml", "allow_origins = [\"https://example.com\"]\n"),
    ];
    let sources = read(vec![package("a", None, &[])], &files, &Extent::of_members());
    assert_eq!(described(&sources), ["a::A", "a/cors.toml"]);
    let [in_file, whole] = sources.policies.as_slice() else { panic!("two policies") };
    let compiled = in_file.compile();
    let [diagnostic] = compiled.diagnostics.as_slice() else { panic!("{compiled:?}") };
    let place =
        (diagnostic.file.path.as_str(), diagnostic.file.line_and_column(diagnostic.range.start));
    assert_eq!((place, diagnostic.rule.name.as_str()), (("shared.toml", (2, 38)), "origin_path"));
    assert_eq!(compiled.policy.unwrap().entries.len(), 2);
    assert!(whole.compile().table.unwrap().allows_origin(b"https://example.com"));
}

/// What is wrong with one file does not concern the others.
#[test]
fn files_that_cannot_be_read_are_problems() {
    let mut files = BTreeMap::new();
    let mut add = |path: &str, bytes: &[u8]| files.insert(path.to_owned(), bytes.to_vec());
    add("a/src/lib.rs", b"mod b; mod c; static A: X = cors_runtime::cors! { closed };");
    add("a/src/b.rs", b"use cors_runtime::cors;\nfn f() { \" }");
    add("a/src/c.rs", b"// cors\n\xff");
    let packages = vec![package("a", None, &[])];
    let tree: Arc<dyn Tree> = Arc::new(Memory { files, packages });
    let extent = Extent { members: true, paths: vec!["missing.rs".to_owned()] };
    let sources = Sources::read(&tree, &extent);
    let problems: Vec<String> =
        sources.problems.iter().map(|problem| problem.message().to_string()).collect();
    assert_eq!(
        problems,
        [
            "a/src/b.rs:2:10: expected a token of Rust; the file is not read",
            "a/src/c.rs:2:1: it is not UTF-8",
            "missing.rs: no such file",
        ]
    );
    assert_eq!(described(&sources), ["a::A"]);
}
