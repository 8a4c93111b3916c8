//! Random policies, layouts and edits.

use cors_compiler::ast::Value;
use cors_compiler::finding::{Certainty, Edit, Fix, TextEdit, Written};
use cors_compiler::key::Key;
use proptest::prelude::*;

use crate::model::{Content, Item, Model, Notation, Style, Writer};
use crate::read::Read;

/// An edit, of the entry or item with these numbers where there are so many.
#[derive(Debug, Clone)]
enum Change {
    RemoveItem(usize, usize),
    RemoveEntry(usize),
    RemoveKey(usize),
    ReplaceItem(usize, usize, Item),
    AddItem(Key, Item),
    SetText(Key, String),
    SetTable(Key, Vec<(String, String)>),
}

fn written(item: &Item) -> Written {
    match item {
        Item::Text(text) => Written::Text(text.clone()),
        Item::Regex(regex) => Written::Regex(regex.clone()),
    }
}

/// The edit, and what it makes of the model; `None` if the policy has nothing of the kind.
fn applied(change: &Change, read: &Read, Model(entries): &mut Model) -> Option<Edit> {
    let number = |index: usize, count: usize| (count > 0).then(|| index % count);
    let position =
        |entries: &[(Key, Content)], key: Key| entries.iter().position(|(one, _)| *one == key);
    Some(match change {
        Change::RemoveEntry(index) => {
            let index = number(*index, entries.len())?;
            entries.remove(index);
            Edit::Remove { location: read.entries()[index].key.location }
        }
        Change::RemoveKey(index) => {
            let index = number(*index, entries.len())?;
            Edit::RemoveKey { key: entries.remove(index).0 }
        }
        Change::RemoveItem(index, item) => {
            let index = number(*index, entries.len())?;
            let location = match (&mut entries[index].1, &read.entries()[index].value) {
                (Content::List(items), Value::List(list)) => {
                    let item = number(*item, items.len())?;
                    items.remove(item);
                    list.value[item].location()
                }
                (Content::Table(table), Value::Table(read)) => {
                    let item = number(*item, table.len())?;
                    table.remove(item);
                    read.value[item].key.location
                }
                _ => return None,
            };
            // A list that is empty is removed.
            if matches!(&entries[index].1, Content::List(items) if items.is_empty())
                || matches!(&entries[index].1, Content::Table(table) if table.is_empty())
            {
                entries.remove(index);
            }
            Edit::Remove { location }
        }
        Change::ReplaceItem(index, at, with) => {
            let index = number(*index, entries.len())?;
            let (Content::List(items), Value::List(list)) =
                (&mut entries[index].1, &read.entries()[index].value)
            else {
                return None;
            };
            let at = number(*at, items.len())?;
            items[at] = with.clone();
            Edit::Replace { location: list.value[at].location(), with: written(with) }
        }
        Change::AddItem(key, item) => {
            match position(entries, *key) {
                None => entries.push((*key, Content::List(vec![item.clone()]))),
                Some(index) => match &mut entries[index].1 {
                    Content::List(items) => items.push(item.clone()),
                    _ => return None,
                },
            }
            Edit::AddItem { key: *key, item: written(item) }
        }
        Change::SetText(key, text) => {
            match position(entries, *key) {
                None => entries.push((*key, Content::Text(text.clone()))),
                Some(index) => entries[index].1 = Content::Text(text.clone()),
            }
            Edit::SetKey { key: *key, value: Written::Text(text.clone()) }
        }
        Change::SetTable(key, added) => {
            match position(entries, *key) {
                None => entries.push((*key, Content::Table(added.clone()))),
                Some(index) => match &mut entries[index].1 {
                    Content::Table(table) => {
                        for (name, value) in added {
                            match table.iter_mut().find(|(one, _)| one == name) {
                                Some((_, old)) => old.clone_from(value),
                                None => table.push((name.clone(), value.clone())),
                            }
                        }
                    }
                    _ => return None,
                },
            }
            let value =
                added.iter().map(|(name, value)| (name.clone(), Written::Text(value.clone())));
            Edit::SetKey { key: *key, value: Written::Table(value.collect()) }
        }
    })
}

/// Keys in one order: TOML has those with tables last.
fn sorted(mut model: Model) -> Model {
    model.0.sort_by_key(|(key, _)| *key);
    model
}

fn check(notation: Notation, style: Style, model: &Model, change: &Change) {
    let mut writer = Writer { notation, style, text: String::new(), comments: 0 };
    writer.policy(model);
    let source = writer.text;
    let read = Read::new(notation, &source);
    let mut expected = read.model();
    assert_eq!(sorted(expected.clone()), sorted(model.clone()), "{source}");
    let Some(edit) = applied(change, &read, &mut expected) else { return };
    let fix = Fix { edits: vec![edit], certainty: Certainty::Certain };
    let edits = read.edits(&fix).unwrap_or_else(|| panic!("{fix:?} cannot be applied: {source}"));
    let edited = TextEdit::apply_all(&source, &edits);
    let about = format!("{fix:?}:\n{source}\n---\n{edited}");
    assert_eq!(sorted(Read::new(notation, &edited).model()), sorted(expected), "{about}");
    // An entry that is removed or replaced takes the comments in it with it.
    let removes = matches!(fix.edits[0], Edit::Remove { .. } | Edit::RemoveKey { .. });
    let sets_text = matches!(change, Change::SetText(..));
    for number in 0..writer.comments {
        let comment = format!("comment {number}, with \"[,]");
        assert!(removes || sets_text || edited.contains(&comment), "{about}");
    }
    // What is not replaced is there byte for byte: all other edits insert.
    let replaced = edits.iter().filter(|edit| !edit.range.is_empty()).count();
    let most = if let Change::SetTable(_, added) = change { added.len() } else { 1 };
    assert!(replaced <= most, "{about}");
}

fn texts() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "https://a.example",
        "x",
        "b\\.c",
        "null",
        "d\"e",
        "f'g",
        "h, i",
        "[j]",
        "# k",
    ])
    .prop_map(str::to_owned)
}

fn items() -> impl Strategy<Value = Item> {
    let regexes = prop::sample::select(vec!["https://[a-z]+\\.example", "x{1,2}", "\"q\"", "'r'"]);
    prop_oneof![
        3 => texts().prop_map(Item::Text),
        1 => regexes.prop_map(|regex| Item::Regex(regex.to_owned())),
    ]
}

fn table() -> impl Strategy<Value = Vec<(String, String)>> {
    let names = prop::sample::subsequence(vec!["null_origin", "http://a\\.b", "c d", "e"], 1..4);
    (names, texts()).prop_map(|(names, text)| {
        names.into_iter().map(|name| (name.to_owned(), text.clone())).collect()
    })
}

const LISTS: [Key; 3] = [Key::AllowOrigins, Key::AllowHeaders, Key::Allow];

fn models() -> impl Strategy<Value = Model> {
    let lists = prop::collection::vec(prop::option::of(prop::collection::vec(items(), 1..4)), 3);
    (lists, prop::option::of(texts()), prop::option::of(table())).prop_map(
        |(lists, text, table)| {
            let lists = LISTS.into_iter().zip(lists);
            let lists = lists.filter_map(|(key, items)| Some((key, Content::List(items?))));
            let text = text.map(|text| (Key::MaxAge, Content::Text(text)));
            let table = table.map(|table| (Key::AcceptRisk, Content::Table(table)));
            Model(lists.chain(text).chain(table).collect())
        },
    )
}

fn changes() -> impl Strategy<Value = Change> {
    let index = 0..6_usize;
    let list = || prop::sample::select(LISTS.to_vec());
    prop_oneof![
        (index.clone(), index.clone()).prop_map(|(entry, item)| Change::RemoveItem(entry, item)),
        index.clone().prop_map(Change::RemoveEntry),
        index.clone().prop_map(Change::RemoveKey),
        (index.clone(), index, items())
            .prop_map(|(entry, at, item)| Change::ReplaceItem(entry, at, item)),
        (list(), items()).prop_map(|(key, item)| Change::AddItem(key, item)),
        (prop::sample::select(vec![Key::MaxAge, Key::Name, Key::Allow]), texts())
            .prop_map(|(key, text)| Change::SetText(key, text)),
        table().prop_map(|table| Change::SetTable(Key::AcceptRisk, table)),
    ]
}

fn styles() -> impl Strategy<Value = Style> {
    any::<[bool; 5]>().prop_map(|[lines, comma, comments, raw, sections]| Style {
        is_of_lines: lines,
        has_last_comma: comma,
        has_comments: comments,
        has_raw_strings: raw,
        has_sections: sections,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn edits_in_rust(model in models(), style in styles(), change in changes()) {
        check(Notation::Rust, style, &model, &change);
    }

    #[test]
    fn edits_in_toml(model in models(), style in styles(), change in changes()) {
        check(Notation::Toml, style, &model, &change);
    }
}
