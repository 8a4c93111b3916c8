//! Tables of 16-bit numbers, stored as bytes.
//!
//! The macros print a table as one byte string, which rustc reads much faster than an array of
//! numbers. Cost: one comparison with the table's length, and one load.

/// The number at `index` of a table of little-endian numbers. An index is less than half of
/// `usize::MAX`; a larger one wraps.
#[inline(always)]
pub(crate) fn number_at(table: &[u8], index: usize) -> Option<u16> {
    let start = index.wrapping_mul(2);
    // A range of constant length: `get(start..)` would compare with the length twice.
    let bytes = table.get(start..start.wrapping_add(2))?;
    bytes.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::number_at;

    #[test]
    fn whole_numbers_only() {
        let table = [1, 0, 2, 1, 9];
        assert_eq!(number_at(&table, 0), Some(1));
        assert_eq!(number_at(&table, 1), Some(0x0102));
        assert_eq!(number_at(&table, 2), None);
        assert_eq!(number_at(&table, usize::MAX / 2), None);
        assert_eq!(number_at(&[], 0), None);
    }
}
