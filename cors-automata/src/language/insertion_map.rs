//! Values by their keys, in the order in which the keys were met.

use std::borrow::Borrow;
use std::hash::Hash;

use super::numbering::Numbering;

/// A map whose first value of each key stays. [`Numbering`] finds the keys, so that little of it is compiled for
/// each type.
#[derive(Debug, Clone)]
pub struct InsertionMap<K, V> {
    keys: Numbering<K>,
    values: Vec<V>,
}

impl<K, V> Default for InsertionMap<K, V> {
    fn default() -> Self {
        Self { keys: Numbering::new(), values: Vec::new() }
    }
}

impl<K: Hash + Eq, V> InsertionMap<K, V> {
    /// Sets the value of a key, unless it has one: that one is returned.
    pub fn insert_new(&mut self, key: K, value: V) -> Option<&V> {
        let number = self.keys.number(key);
        if number == self.values.len() {
            self.values.push(value);
            return None;
        }
        self.values.get(number)
    }

    /// The value of a key; a new one if it has none.
    pub fn or_insert(&mut self, key: K, value: V) -> &mut V {
        let number = self.keys.number(key);
        if number == self.values.len() {
            self.values.push(value);
        }
        &mut self.values[number]
    }

    /// The value of a key.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.values.get(self.keys.find(key)?)
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys, in the order in which they were met.
    pub fn keys(&self) -> &[K] {
        self.keys.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_stays() {
        let mut map: InsertionMap<String, u32> = InsertionMap::default();
        assert!(map.is_empty());
        assert_eq!(map.insert_new("b".to_owned(), 1), None);
        assert_eq!(map.insert_new("a".to_owned(), 2), None);
        assert_eq!(map.insert_new("b".to_owned(), 3), Some(&1));
        *map.or_insert("c".to_owned(), 4) += 1;
        assert_eq!(
            ["a", "b", "c", "d"].map(|key| map.get(key)),
            [Some(&2), Some(&1), Some(&5), None]
        );
        assert_eq!(map.keys(), ["b", "a", "c"]);
    }
}
