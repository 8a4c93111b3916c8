//! Maps of policies: which policy answers a request, by its host and path.
//!
//! ```text
//! "/public/{*rest}"             => PUBLIC,      row: pattern => policy
//! "//admin.example.com/{*rest}" => ADMIN,       a host before the path
//! _                             => closed,      all other requests
//!
//! ast::Map ──read──> RowPattern ──check──> findings
//!                        │
//!                        └──> one automaton, labelled by the first row that matches ──> MapTable
//! ```
//!
//! A row is two languages, one of hosts and one of paths. The rules about rows are questions to the
//! automaton of all rows, and to the languages of two of them: a row is unreachable if its label is on
//! no state. What a pattern means for a request that spells its path in another way is not decided
//! here, but by [`cors_tables::policy_map`].

pub mod ast;
mod check;
mod compile;
#[cfg(feature = "compare")]
mod first_rows;
mod host;
mod path;
mod pattern;
mod rows;
pub mod rules;
mod runs;

#[cfg(feature = "tokens")]
pub(crate) use compile::names;
use cors_tables::policy_map::MapTable;
#[cfg(feature = "compare")]
pub(crate) use first_rows::FirstRows;

use crate::finding::{Finding, Findings, Oversized, words};
use crate::language::{Automata, TooLarge};
use crate::location::Location;
use rows::Rows;
use rules::MAP_TOO_LARGE;

/// How many rows a map may have.
const MOST_ROWS: usize = 2_000;

/// How many bytes a pattern may have.
const LONGEST: usize = 2_048;

/// How many steps the constructions of one map may take together: at most about a second, unoptimised.
const STEPS: usize = 20_000_000;

/// Compiles a map, collecting what is wrong with it.
///
/// `None` if there is an error among the findings.
pub fn compile_map(map: &ast::Map, findings: &mut Findings) -> Option<MapTable> {
    if map.rows.len() > MOST_ROWS {
        let message = words!(
            "the map has {count} rows; the limit is {most}",
            count = map.rows.len(),
            most = MOST_ROWS
        );
        findings.push(Finding::new(&MAP_TOO_LARGE, map.location, message).help(
            "use rows that match many paths, as in \"/tenants/{tenant}/{*rest}\", or choose the \
             policy with a function: `CorsLayer::select`",
        ));
        return None;
    }
    let automata = Automata::within(STEPS);
    let rows = Rows::read(map, &automata, findings);
    check::order(map, findings);
    let rows = findings.unless_errors(rows)?;
    match compile::Compiling::new(rows) {
        Ok(compiling) => {
            check::meaning(&compiling, findings);
            let table = compiling.table();
            findings.unless_errors(())?;
            table.map_err(|error| findings.push(too_large(map.location, error))).ok()
        }
        Err(error) => {
            findings.push(too_large(map.location, error));
            None
        }
    }
}

/// The finding of what a map would have needed.
fn too_large(location: Location, error: TooLarge) -> Finding {
    Finding::new(&MAP_TOO_LARGE, location, Oversized::Map.words(error))
        .help("use fewer rows, or simplify the regexes of the placeholders")
}
