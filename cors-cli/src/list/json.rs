//! The list for programs.

use serde::Serialize;

use super::row::{MapRow, Row};
use crate::failure::Failure;
use crate::output::Output;
use crate::report::json::{Rest, pretty};
use crate::sources::Sources;

/// What `list --format json` prints. Fields may be added.
#[derive(Serialize)]
struct List<'s> {
    policies: &'s [Row<'s>],
    maps: &'s [MapRow<'s>],
    #[serde(flatten)]
    rest: Rest<'s>,
}

pub(super) fn write(
    policies: &[Row<'_>],
    maps: &[MapRow<'_>],
    sources: &Sources,
    output: &mut Output,
) -> Result<(), Failure> {
    pretty(&List { policies, maps, rest: Rest::of(sources) }, output)
}
