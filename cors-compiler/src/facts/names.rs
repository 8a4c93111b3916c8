//! A list of methods or of headers, sorted out: each name once, and those without effect apart.

use crate::language::Numbering;
use crate::location::{Located, Location};

/// The names of a list.
#[derive(Debug)]
pub(crate) struct Names<'p, N> {
    /// Those that have an effect, each once.
    pub(crate) listed: Vec<&'p Located<N>>,
    /// Those that are allowed regardless.
    pub(crate) needless: Vec<&'p Located<N>>,
    /// Those that are listed again.
    pub(crate) repeated: Vec<Repeated>,
}

/// An item of a list that is in it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Repeated {
    pub(crate) written: String,
    pub(crate) location: Location,
    /// Where it is listed first.
    pub(crate) first: Location,
}

impl<'p, N: Clone> Names<'p, N> {
    pub(super) fn new(
        names: &'p [Located<N>],
        text: fn(&N) -> &str,
        is_needless: fn(&[u8]) -> bool,
    ) -> Self {
        let (needless, names): (Vec<_>, Vec<_>) =
            names.iter().partition(|name| is_needless(text(&name.value).as_bytes()));
        let (listed, repeated) =
            each_once(names, |name| (text(&name.value).to_owned(), name.location));
        Self { listed, needless, repeated }
    }
}

/// The items of a list, each once, and those that come again.
pub(crate) fn each_once<T>(
    list: Vec<T>,
    written: impl Fn(&T) -> (String, Location),
) -> (Vec<T>, Vec<Repeated>) {
    let mut seen = Numbering::new();
    let mut firsts: Vec<Location> = Vec::new();
    let (mut once, mut repeated) = (Vec::with_capacity(list.len()), Vec::new());
    for item in list {
        let (written, location) = written(&item);
        match firsts.get(seen.number(written.clone())) {
            Some(&first) => repeated.push(Repeated { written, location, first }),
            None => {
                firsts.push(location);
                once.push(item);
            }
        }
    }
    (once, repeated)
}
