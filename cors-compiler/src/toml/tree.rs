//! The tables of a text: which entries are in which.
//!
//! A table may be written in braces, under a `[header]`, under several `[[headers]]`, or with dotted
//! keys:
//!
//! ```toml
//! [server]            # `server`, and from here on its entries
//! cors.max_age = 1    # `cors` in `server`
//! [server.log]        # another table in `server`
//! ```
//!
//! A key that may not be continued is entered a second time; that it is there twice is reported later,
//! as it is for policies in macros.

use crate::ast::{Entry, Value};
use crate::language::InsertionMap;
use crate::location::{Located, Location};

type Key = Located<String>;

/// The index of a table.
type Id = usize;

/// The tables that were read, and the one that entries belong to now.
pub(super) struct Tree {
    tables: Vec<Table>,
    current: Id,
    max_depth: usize,
}

/// A table that can still grow.
struct Table {
    location: Location,
    depth: usize,
    entries: Vec<(Key, Node)>,
    /// Its tables that can be continued, by their keys.
    open: InsertionMap<String, Open>,
}

enum Node {
    Value(Value),
    Table(Id),
    /// What the headers `[[key]]` made: where the first one is, and the tables.
    Array(Location, Vec<Id>),
}

#[derive(Clone, Copy)]
enum Open {
    /// By dotted keys.
    Dotted(Id),
    /// By the header of a table in it: its own header may follow.
    Implied(Id),
    /// By its own header.
    Header(Id),
    /// By headers in double brackets: the index of the entry, and the last table.
    Array(usize, Id),
}

/// The key of a table that is nested too deeply, which is entered without a value.
#[derive(Clone, Copy)]
pub(super) struct TooDeep(pub(super) Location);

impl Tree {
    /// No entries yet. Tables may be nested as deep as `max_depth`.
    pub(super) fn new(location: Location, max_depth: usize) -> Self {
        let root = Table { location, depth: 0, entries: Vec::new(), open: InsertionMap::default() };
        Self { tables: vec![root], current: 0, max_depth }
    }

    /// How many levels of lists and tables may be in the value of a key with so many parts.
    pub(super) fn room(&self, parts: usize) -> usize {
        self.max_depth.saturating_sub(self.depth()).saturating_sub(parts.saturating_sub(1))
    }

    /// Enters the table of a header, and makes it if it is not there.
    pub(super) fn header(
        &mut self,
        path: Vec<Key>,
        location: Location,
        is_array: bool,
    ) -> Result<(), TooDeep> {
        self.current = 0;
        let entered = self.enter(path, location, is_array);
        if entered.is_err() {
            // The entries below it are in a table that belongs to nothing.
            self.current = self.add(location, 0);
        }
        entered
    }

    fn enter(
        &mut self,
        mut path: Vec<Key>,
        location: Location,
        is_array: bool,
    ) -> Result<(), TooDeep> {
        let Some(last) = path.pop() else { return Ok(()) };
        for key in path {
            let id = match self.open(&key) {
                Some(open) => open.table(),
                None => self.make(key, 1, Open::Implied)?,
            };
            self.current = id;
        }
        let id = match self.open(&last) {
            Some(Open::Implied(id)) if !is_array => {
                self.mark(last.value, Open::Header(id));
                id
            }
            Some(Open::Array(index, _)) if is_array => {
                let id = self.add(location, self.depth().saturating_add(2));
                let entry = self.table().and_then(|table| table.entries.get_mut(index));
                if let Some((_, Node::Array(_, tables))) = entry {
                    tables.push(id);
                }
                self.mark(last.value, Open::Array(index, id));
                id
            }
            _ if is_array => {
                let index = self.table().map_or(0, |table| table.entries.len());
                self.make(last, 2, |id| Open::Array(index, id))?
            }
            _ => self.make(last, 1, Open::Header)?,
        };
        self.current = id;
        if let Some(table) = self.table() {
            table.location = location;
        }
        Ok(())
    }

    /// Adds an entry to the table whose header was last.
    pub(super) fn insert(&mut self, mut path: Vec<Key>, value: Value) -> Result<(), TooDeep> {
        let Some(last) = path.pop() else { return Ok(()) };
        let header = self.current;
        let parent = path.into_iter().try_for_each(|key| {
            self.current = match self.open(&key) {
                Some(Open::Dotted(id)) => id,
                _ => self.make(key, 1, Open::Dotted)?,
            };
            Ok(())
        });
        if parent.is_ok() {
            self.push(last, Node::Value(value));
        }
        self.current = header;
        parent
    }

    /// All entries, in the order of the text.
    pub(super) fn into_entries(mut self) -> Vec<Entry> {
        self.entries(0)
    }

    fn entries(&mut self, id: Id) -> Vec<Entry> {
        let entries = self.tables.get_mut(id).map(|table| std::mem::take(&mut table.entries));
        let entries = entries.unwrap_or_default().into_iter();
        entries
            .map(|(key, node)| {
                let value = match node {
                    Node::Value(value) => value,
                    Node::Table(id) => self.value(id),
                    Node::Array(location, ids) => {
                        let tables = ids.into_iter().map(|id| self.value(id)).collect();
                        Value::List(Located::new(tables, location))
                    }
                };
                Entry { key, value }
            })
            .collect()
    }

    /// A table as a value. Tables are nested as deep as `max_depth`, so this ends soon.
    fn value(&mut self, id: Id) -> Value {
        let location = self.tables.get(id).map_or(Location::new(0), |table| table.location);
        Value::table(Located::new(self.entries(id), location))
    }

    fn table(&mut self) -> Option<&mut Table> {
        self.tables.get_mut(self.current)
    }

    fn depth(&self) -> usize {
        self.tables.get(self.current).map_or(0, |table| table.depth)
    }

    fn open(&self, key: &Key) -> Option<Open> {
        self.tables.get(self.current)?.open.get(&key.value).copied()
    }

    fn mark(&mut self, key: String, open: Open) {
        if let Some(table) = self.table() {
            *table.open.or_insert(key, open) = open;
        }
    }

    fn push(&mut self, key: Key, node: Node) {
        if let Some(table) = self.table() {
            table.entries.push((key, node));
        }
    }

    /// A table that is in no other yet.
    fn add(&mut self, location: Location, depth: usize) -> Id {
        self.tables.push(Table {
            location,
            depth,
            entries: Vec::new(),
            open: InsertionMap::default(),
        });
        self.tables.len().saturating_sub(1)
    }

    /// A new table in the current one, `levels` below it.
    fn make(&mut self, key: Key, levels: usize, open: impl Fn(Id) -> Open) -> Result<Id, TooDeep> {
        let (location, depth) = (key.location, self.depth().saturating_add(levels));
        if depth > self.max_depth {
            self.push(key, Node::Value(Value::Unreadable(location)));
            return Err(TooDeep(location));
        }
        let id = self.add(location, depth);
        self.mark(key.value.clone(), open(id));
        self.push(key, if levels == 1 { Node::Table(id) } else { Node::Array(location, vec![id]) });
        Ok(id)
    }
}

impl Open {
    fn table(self) -> Id {
        match self {
            Self::Dotted(id) | Self::Implied(id) | Self::Header(id) | Self::Array(_, id) => id,
        }
    }
}
