//! Strings listed in full, laid out by their number.

use cors_tables::origin_set::{FEW, Few, StringSet};
use cors_tables::stored::Text;

use super::perfect_hash;

/// The set of `strings`, which are all different.
pub(super) fn set_of(strings: Vec<String>) -> StringSet {
    if strings.len() > FEW {
        let strings: Vec<&str> = strings.iter().map(String::as_str).collect();
        return StringSet::Many(perfect_hash::table_of(&strings));
    }
    let texts: Vec<Text> = strings.into_iter().map(Text::from).collect();
    match <[Text; 1]>::try_from(texts) {
        Ok([one]) => StringSet::One(one),
        Err(texts) => Few::new(&texts).map_or(StringSet::Empty, StringSet::Few),
    }
}
