//! Sorting.
//!
//! A macro is not optimised, and the sort of the standard library is compiled again for each type of items,
//! two thousand lines each time. Here the numbers of the items are sorted, and the items are put into
//! that order.

use std::cmp::Ordering;

/// Sorts items; those that compare as equal stay in their order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|first, second| match (items.get(first), items.get(second)) {
        (Some(first), Some(second)) => compare(first, second),
        _ => Ordering::Equal,
    });
    move_to(&order, &mut |one, other| items.swap(one, other));
}

/// Sorts items, and leaves each of them once.
pub fn sort_and_dedup<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, T::cmp);
    items.dedup();
}

/// The numbers below `len`, sorted.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|&first, &second| compare(first, second));
    order
}

/// Swaps items until each is where it belongs: `order` has the number of the item for each place.
fn move_to(order: &[usize], swap: &mut dyn FnMut(usize, usize)) {
    for place in 0..order.len() {
        let mut from = place;
        while let Some(&item) = order.get(from) {
            from = item;
            // What was in a place before this one was swapped away from there, to where its own place was taken from.
            if from >= place {
                break;
            }
        }
        swap(place, from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_stay_in_their_order() {
        let mut items = vec!["b2", "a1", "b1", "a2", "c"];
        sort_by(&mut items, |one, other| one.chars().next().cmp(&other.chars().next()));
        assert_eq!(items, ["a1", "a2", "b2", "b1", "c"]);
        sort_by(&mut Vec::<u8>::new(), u8::cmp);
    }

    #[test]
    fn each_item_is_left_once() {
        let mut items = vec![3, 1, 2, 3, 1];
        sort_and_dedup(&mut items);
        assert_eq!(items, [1, 2, 3]);
    }
}
