//! What a command reads: the policies in the Rust sources and TOML files of a workspace.
//!
//! ```text
//! Tree ──> packages, files ──bytes──> those that may have a policy ──tokens──> Sources
//!                                                                    │
//!           policies (not compiled yet), maps, mounts, what was not analysed, problems
//! ```
//!
//! Rust files are read as tokens, not as a syntax tree: a file that doesn't parse still has its policies found, and
//! so does one that has them inside other macros. Most files have none, which their bytes show.
//!
//! # Cost
//!
//! One look at the bytes of each file, and the tokens of those with policies. Files are read by all processors.

mod edited;
mod files;
mod git;
mod imports;
mod modules;
mod mount;
mod names;
mod package;
mod place;
mod policy;
mod read;
mod resolve;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod tokens;
pub mod tree;

pub(crate) use files::in_parallel;
pub use git::{Repository, Revision};
pub use mount::{Mount, MountKind};
pub use package::{Package, Target, TargetKind, Workspace};
pub use place::{Places, Trees};
pub(crate) use policy::compile_with;
pub use policy::{Compiled, Declared, Form, SourceMap, SourcePolicy, SourceRoutes, compile_all};
pub use read::{Extent, NotAnalysed, Problem, Sources};
pub use text::{PolicyText, TextFile};
