//! How many typing errors two words are apart: letters that are inserted, left out, replaced or swapped.
//!
//! A matrix has, for each start of one word and each start of the other, the least number of errors between them:
//!
//! ```text
//!          m a x a g e
//!        0 1 2 3 4 5 6
//!      m 1 0 1 2 3 4 5         maxgae -> maxage: the last two letters of
//!      a 2 1 0 1 2 3 4         `maxga` and `maxag` are swapped, one error
//!      x 3 2 1 0 1 2 3
//!      g 4 3 2 1 1 1 2
//!      a 5 4 3 2 1 1 2
//!      e 6 5 4 3 2 2 1
//! ```
//!
//! Own code, because a crate for it is built by each user: the standard algorithms are these few lines.

/// The errors between two words, if letters may also be inserted or left out between two that are swapped: the
/// Damerau–Levenshtein distance.
pub(crate) fn typing_errors(one: &str, other: &str) -> usize {
    least_errors(one, other, true)
}

/// The errors between two words, if only neighbours are swapped: the optimal string alignment distance.
pub(crate) fn aligned_typing_errors(one: &str, other: &str) -> usize {
    least_errors(one, other, false)
}

#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "rows and columns are those of the matrix, which is as large as both words in memory"
)]
fn least_errors(one: &str, other: &str, may_be_apart: bool) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let width = other.len() + 1;
    let mut errors: Vec<usize> = (0..width).collect();
    errors.resize((one.len() + 1) * width, 0);
    // For each column, the last row above with its letter; 0 for none.
    let mut last_rows = vec![0; width];
    for row in 1..=one.len() {
        errors[row * width] = row;
        // The last column to the left with this row's letter.
        let mut last_column = 0;
        for column in 1..width {
            let at = row * width + column;
            let is_same = one[row - 1] == other[column - 1];
            let replaced = errors[at - width - 1] + usize::from(!is_same);
            let mut least = replaced.min(errors[at - 1] + 1).min(errors[at - width] + 1);
            let (above, left) = (last_rows[column], last_column);
            if above > 0 && left > 0 {
                let between = (row - above - 1) + (column - left - 1);
                if may_be_apart || between == 0 {
                    let before = errors[(above - 1) * width + left - 1];
                    least = least.min(before + between + 1);
                }
            }
            errors[at] = least;
            if is_same {
                last_column = column;
            }
        }
        for (last_row, letter) in last_rows.iter_mut().skip(1).zip(&other) {
            if *letter == one[row - 1] {
                *last_row = row;
            }
        }
    }
    errors[one.len() * width + other.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn swapped_letters() {
        for (one, other, apart, aligned) in [
            ("", "", 0, 0),
            ("", "abc", 3, 3),
            ("maxgae", "maxage", 1, 1),
            ("ca", "abc", 2, 3),
            ("getlocation", "get-location", 1, 1),
            ("é", "e", 1, 1),
        ] {
            assert_eq!(typing_errors(one, other), apart, "{one} {other}");
            assert_eq!(aligned_typing_errors(one, other), aligned, "{one} {other}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_same_as_another_implementation(one in "[abcdé]{0,9}", other in "[abcdé]{0,9}") {
            prop_assert_eq!(typing_errors(&one, &other), strsim::damerau_levenshtein(&one, &other));
            prop_assert_eq!(aligned_typing_errors(&one, &other), strsim::osa_distance(&one, &other));
        }
    }
}
