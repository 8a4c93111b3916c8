//! The headers next to the CORS protocol. Few policies have keys for them, so all of this is apart from the writer, which
//! asks once whether there are any.

use cors_tables::answer::vary_line_names;
use cors_tables::neighbours::{Neighbours, SEC_FETCH_STORAGE_ACCESS, StorageAccessStatus};

use super::map::{Constant, Header, ResponseHeaderMap};

/// Writes the headers for a response that has the headers of the CORS protocol, in the place of a handler's. `status` is that
/// of the request.
///
/// # Errors
///
/// If the response has no room; a part may have been written.
#[cold]
pub(super) fn write<M: ResponseHeaderMap>(
    neighbours: Neighbours,
    status: Option<StorageAccessStatus>,
    response: &mut M,
) -> Result<(), M::NoRoom> {
    remove(neighbours, response);
    let allow_origin = response.lines(Header::AllowOrigin).next().map(<[u8]>::to_vec);
    let allow_origin = allow_origin.and_then(|value| String::from_utf8(value).ok());
    for (name, value) in neighbours.headers(allow_origin.as_deref(), status) {
        if let Some(value) = M::text_value(value) {
            response.append(Header::Neighbour(name), value)?;
        }
    }
    let name = SEC_FETCH_STORAGE_ACCESS;
    let varies = neighbours.storage_access.is_some();
    if varies && !response.lines(Header::Vary).any(|line| vary_line_names(line, name)) {
        response.append(Header::Vary, M::constant(Constant::Text(name)))?;
    }
    Ok(())
}

/// Removes the headers that the policy decides on.
#[cold]
pub(super) fn remove<M: ResponseHeaderMap>(neighbours: Neighbours, response: &mut M) {
    response.remove(|name| neighbours.names().any(|decided| decided.eq_ignore_ascii_case(name)));
}
