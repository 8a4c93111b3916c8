//! A policy of a workspace, and what the compiler finds of it.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use cors_compiler::ast;
use cors_compiler::map::ast::Map;
use cors_compiler::tokens::routes::Routes;
use cors_compiler::tokens::{Checked, MAX_LENGTH, ReadError, SourceFile};
use cors_compiler::toml::{self, PolicyFile, Report};
use cors_tables::PolicyTable;
use cors_tables::policy_map::MapTable;

use super::files::in_parallel;
use super::mount::Mount;
use super::package::joined;
use super::text::{PolicyText, TextFile};
use super::tree::Tree;
use crate::report::Diagnostic;

/// Where a policy or a map is declared, and what it is called.
#[derive(Debug, Clone)]
pub struct Declared {
    /// The package; none if the file is not in one.
    pub package: Option<String>,
    /// The modules from the crate on; the first is the name of the target, unless that is the library or has the name of
    /// the package.
    pub module: Vec<String>,
    /// The item that it is, or that it is in: a static, a variable, a function; the name of the table of a TOML file.
    pub item: Option<String>,
    /// The file.
    pub file: Arc<TextFile>,
    /// The byte at which its macro, attribute or table starts.
    pub at: usize,
    /// The bytes that are marked for what is about all of it: the name of its macro, attribute or table.
    pub mark: Range<usize>,
    /// Its text: between the brackets of a macro, or the whole file.
    pub text: Range<usize>,
}

/// How a policy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// `cors! { … }`
    Macro,
    /// `#[cors(…)]`
    Attribute,
    /// A table of a file of policies.
    Table,
    /// A whole file in TOML.
    File,
}

/// A policy of a workspace.
#[derive(Debug, Clone)]
pub struct SourcePolicy {
    /// Where it is, and what it is called.
    pub declared: Declared,
    /// How it is written.
    pub form: Form,
    /// Where it is mounted, as far as the source says.
    pub mounts: Vec<Mount>,
    pub(super) tree: Arc<dyn Tree>,
    /// The folder of its package.
    pub(super) folder: String,
}

/// A map of policies: `policies! { … }`.
#[derive(Debug, Clone)]
pub struct SourceMap {
    /// Where it is, and what it is called.
    pub declared: Declared,
    /// Where it is mounted, as far as the source says.
    pub mounts: Vec<Mount>,
    /// What was written.
    pub map: Map,
    /// For each row, the index of its policy in [`Sources`](super::Sources), if it is there.
    pub policies: Vec<Option<usize>>,
    /// For each row, the whole name of its policy, if it is known.
    pub names: Vec<Option<String>>,
    pub(super) checked: Arc<Checked<Map>>,
}

/// A list of handlers: `routes![…]`.
#[derive(Debug, Clone)]
pub struct SourceRoutes {
    /// Where it is, and what it is in.
    pub declared: Declared,
    checked: Arc<Checked<Routes>>,
}

/// What the compiler finds of a policy.
#[derive(Debug)]
pub struct Compiled {
    /// The policy as it was written; of one in a file, what is there. `None` if it cannot be read.
    pub policy: Option<ast::Policy>,
    /// Where the locations of the policy are.
    pub text: PolicyText,
    /// Its tables, unless there are errors.
    pub table: Option<PolicyTable>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Declared {
    /// The line and the column, counted from 1.
    #[must_use]
    pub fn line_and_column(&self) -> (usize, usize) {
        self.file.line_and_column(self.at)
    }

    /// The whole name: `api::policies::API`, or `cors.toml#api`.
    #[must_use]
    pub fn full_name(&self) -> String {
        let item = self.item.as_deref();
        if self.is_in_toml() {
            let name = item.map(|item| format!("#{item}")).unwrap_or_default();
            return format!("{}{name}", self.file.shown);
        }
        let package = self.package.as_deref();
        let modules = self.module.iter().map(String::as_str);
        let names: Vec<&str> = package.into_iter().chain(modules).chain(item).collect();
        names.join("::")
    }

    fn is_in_toml(&self) -> bool {
        self.file.path.ends_with(".toml")
    }
}

/// The short name, for messages.
impl fmt::Display for Declared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.item {
            Some(item) => f.write_str(item),
            None => write!(f, "{}:{}", self.file.shown, self.line_and_column().0),
        }
    }
}

/// Compiles policies on all processors.
#[must_use]
pub fn compile_all(policies: &[SourcePolicy]) -> Vec<Compiled> {
    compile_with(policies, || ())
}

/// The same, with a call of `step` behind each policy.
#[must_use]
pub(crate) fn compile_with(policies: &[SourcePolicy], step: impl Fn() + Sync) -> Vec<Compiled> {
    in_parallel(policies, |policy| {
        let compiled = policy.compile();
        step();
        compiled
    })
}

impl SourcePolicy {
    /// Compiles the policy.
    #[must_use]
    pub fn compile(&self) -> Compiled {
        match self.form {
            Form::Macro | Form::Attribute => self.compile_rust(),
            Form::Table | Form::File => self.compile_toml(),
        }
    }

    fn compile_rust(&self) -> Compiled {
        let Declared { file, text, mark, .. } = &self.declared;
        let source = file.text().get(text.clone()).unwrap_or_default();
        let read = |path: &str| self.read(path);
        // The text is a part of a file that is made of tokens.
        let checked = Checked::with_files(source, &read).or_else(|_| Checked::new(""));
        let Ok(checked) = checked.map(Arc::new) else {
            let text = self.without_text();
            return Compiled { policy: None, text, table: None, diagnostics: Vec::new() };
        };
        let text =
            PolicyText::rust(Arc::clone(file), mark.clone(), Arc::clone(&checked), text.start);
        let name = self.declared.to_string();
        let diagnostics = checked.findings().iter();
        let mut diagnostics: Vec<Diagnostic> =
            diagnostics.map(|finding| Diagnostic::new(finding, &text, &name)).collect();
        let table = checked.table().cloned();
        let Some(in_file) = checked.file() else {
            return Compiled { policy: Some(checked.policy().clone()), text, table, diagnostics };
        };
        let Some(report) = &in_file.report else {
            return Compiled { policy: None, text, table, diagnostics };
        };
        let path = joined(&self.folder, &in_file.path).unwrap_or_else(|| in_file.path.clone());
        let text = self.toml_text(&path, &in_file.name, report);
        diagnostics.extend(of_report(report, &text, &name));
        Compiled { policy: in_file.policy.clone(), text, table, diagnostics }
    }

    fn compile_toml(&self) -> Compiled {
        let Declared { file, item, mark, .. } = &self.declared;
        let name = self.declared.to_string();
        let (policy, result) = match item.as_ref().filter(|_| self.form == Form::Table) {
            Some(item) => {
                let policies = PolicyFile::parse(file.text()).in_file(&file.shown);
                (policies.policy(item), policies.compile(item))
            }
            None => {
                let (policy, _) = toml::parse(file.text(), &mut cors_compiler::Findings::default());
                (Some(policy), toml::compile(file.text()))
            }
        };
        let (table, report) = match result {
            Ok(toml::Compiled { table, warnings }) => (Some(table), warnings),
            Err(report) => (None, report),
        };
        let text = PolicyText::toml(Arc::clone(file), mark.clone(), report.locations().clone());
        let diagnostics = of_report(&report, &text, &name).collect();
        Compiled { policy, text, table, diagnostics }
    }

    fn toml_text(&self, path: &str, name: &str, report: &Report) -> PolicyText {
        let locations = report.locations();
        let policies = PolicyFile::parse(locations.source());
        let declaration = policies.declaration(name).unwrap_or(0..0);
        let file = TextFile::of(&*self.tree, path, locations.source().to_owned());
        PolicyText::toml(Arc::new(file), declaration, locations.clone())
    }

    /// The text of a policy that cannot be read.
    fn without_text(&self) -> PolicyText {
        let (_, locations) = toml::parse("", &mut cors_compiler::Findings::default());
        let Declared { file, mark, .. } = &self.declared;
        PolicyText::toml(Arc::clone(file), mark.clone(), locations)
    }

    /// Reads a file that a policy refers to.
    fn read(&self, path: &str) -> Result<SourceFile, ReadError> {
        let Some(path) = joined(&self.folder, path) else {
            let reason = "it is not in the workspace".to_owned();
            return Err(ReadError::Other(path.to_owned(), reason));
        };
        let shown = self.tree.shown(&path);
        match self.tree.read(&path) {
            Ok(bytes) if bytes.len() > MAX_LENGTH => Err(ReadError::TooLarge(shown)),
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(SourceFile { shown, text }),
                Err(_) => Err(ReadError::NotUtf8(shown)),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(ReadError::NotFound(shown))
            }
            Err(error) => Err(ReadError::Other(shown, error.to_string())),
        }
    }
}

fn of_report<'r>(
    report: &'r Report,
    text: &'r PolicyText,
    name: &'r str,
) -> impl Iterator<Item = Diagnostic> + 'r {
    report.findings().map(|found| Diagnostic::new(found.finding(), text, name))
}

impl SourceMap {
    /// The map whose text this is; `None` if that is not made of tokens.
    pub(super) fn read(declared: Declared) -> Option<Self> {
        let source = declared.file.text().get(declared.text.clone())?;
        let checked = Arc::new(Checked::of_map(source).ok()?);
        let map = checked.map().clone();
        let (mounts, policies, names) = (Vec::new(), Vec::new(), Vec::new());
        Some(Self { declared, mounts, map, policies, names, checked })
    }

    /// The text of the map.
    #[must_use]
    pub fn text(&self) -> PolicyText<Map> {
        let file = Arc::clone(&self.declared.file);
        let Declared { mark, text, .. } = &self.declared;
        PolicyText::rust(file, mark.clone(), Arc::clone(&self.checked), text.start)
    }

    /// Its tables, unless there are errors.
    #[must_use]
    pub fn table(&self) -> Option<&MapTable> {
        self.checked.table()
    }

    /// What is wrong with it.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let (text, name) = (self.text(), self.declared.to_string());
        let findings = self.checked.findings().iter();
        findings.map(|finding| Diagnostic::new(finding, &text, &name)).collect()
    }
}

impl SourceRoutes {
    /// The list whose text this is; `None` if that is not made of tokens.
    pub(super) fn read(declared: Declared) -> Option<Self> {
        let source = declared.file.text().get(declared.text.clone())?;
        let checked = Arc::new(Checked::of_routes(source).ok()?);
        Some(Self { declared, checked })
    }

    /// What is wrong with it.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let Declared { file, mark, text, .. } = &self.declared;
        let source =
            PolicyText::rust(Arc::clone(file), mark.clone(), Arc::clone(&self.checked), text.start);
        let name = self.declared.to_string();
        let findings = self.checked.findings().iter();
        findings.map(|finding| Diagnostic::new(finding, &source, &name)).collect()
    }
}
