//! `Vary`: the handler's value is kept, and the request headers that the answer depends on are added.

use cors_tables::answer::{Vary, vary_line_names};

use super::map::{Constant, Header, ResponseHeaderMap};
use crate::stacked::Mark;

/// Adds the request headers that the answer depends on to `Vary`, and returns whether it carries the mark.
#[inline(always)]
pub(super) fn put_vary<M: ResponseHeaderMap>(
    has_vary: bool,
    vary: Vary,
    mark: Option<&Mark>,
    response: &mut M,
) -> Result<bool, M::NoRoom> {
    if has_vary {
        return merge_vary(vary, mark, response);
    }
    // Nearly every answer depends on `Origin` alone.
    let (constant, is_marked) = match vary {
        Vary { origin: true, method: false, headers: false } => (Constant::Origin(mark), true),
        _ => match vary.value() {
            Some(names) => (Constant::Text(names), false),
            None => return Ok(false),
        },
    };
    response.append(Header::Vary, M::constant(constant))?;
    Ok(is_marked)
}

/// Adds the missing names, each in a separate line. A line that is `Origin` alone, which a handler may have
/// set, gets the mark.
fn merge_vary<M: ResponseHeaderMap>(
    vary: Vary,
    mark: Option<&Mark>,
    response: &mut M,
) -> Result<bool, M::NoRoom> {
    let mut is_marked = false;
    for name in vary.value().iter().flat_map(|names| names.split(", ")) {
        let is_origin = name == "Origin";
        let constant = if is_origin { Constant::Origin(mark) } else { Constant::Text(name) };
        if !response.lines(Header::Vary).any(|line| vary_line_names(line, name)) {
            response.append(Header::Vary, M::constant(constant))?;
            is_marked |= is_origin && mark.is_some();
        } else if is_origin && mark.is_some() {
            is_marked |= response.replace_equal(Header::Vary, M::constant(constant));
        }
    }
    Ok(is_marked)
}
