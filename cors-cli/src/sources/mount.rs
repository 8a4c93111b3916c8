//! Where a policy is mounted, as far as the source says.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::text::TextFile;

/// A place where a policy is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mount {
    /// How.
    pub kind: MountKind,
    /// The path of the policy, as it is written there; empty if the policy itself is written there.
    pub policy: Vec<String>,
    /// The file.
    pub file: Arc<TextFile>,
    /// The byte of the file.
    pub at: usize,
}

/// How a policy is mounted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum MountKind {
    /// `#[cors(…)]` on a function.
    Function {
        /// Its name.
        name: String,
        /// Its routes, as far as they are known: `GET /users`.
        routes: Vec<String>,
    },
    /// The argument of a call.
    Call {
        /// The function: `CorsLayer::new`.
        name: String,
        /// The path of the route that it is about.
        route: Option<String>,
    },
    /// A row of a map.
    Row {
        /// The name of the map.
        map: String,
        /// The pattern of the row.
        pattern: String,
    },
}

impl Mount {
    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.file.line_and_column(self.at).0
    }
}

impl fmt::Display for MountKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Function { name, routes } if routes.is_empty() => write!(f, "fn {name}"),
            Self::Function { routes, .. } => f.write_str(&routes.join(", ")),
            Self::Call { name, route: Some(route) } => write!(f, "{name} in {route}"),
            Self::Call { name, route: None } => f.write_str(name),
            Self::Row { map, pattern } => write!(f, "{map}: {pattern}"),
        }
    }
}
