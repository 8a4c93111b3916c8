//! The kinds of header maps for the cases.

use std::borrow::Cow;
use std::fmt::Debug;

use crate::policy::PolicyData;
use crate::response::map::{Constant, Header, PolicyHeader, ResponseHeaderMap};

pub(super) type Lines = [(&'static str, &'static str)];

/// A map that a test can fill and print.
pub(super) trait TestMap: ResponseHeaderMap<Value: Clone + Debug> + Default {
    fn put(&mut self, name: &'static str, value: &'static str);

    fn value(text: &'static str) -> Self::Value;

    /// An empty map with room for this many lines of new names, if maps of this kind can be full.
    fn with_room(room: usize) -> Option<Self>;

    /// All lines, sorted by name; those of one name are in order.
    fn sorted(&self) -> Vec<(String, String)>;
}

impl TestMap for http::HeaderMap {
    fn put(&mut self, name: &'static str, value: &'static str) {
        let name = http::HeaderName::try_from(name).unwrap();
        http::HeaderMap::append(self, name, http::HeaderValue::from_static(value));
    }

    fn value(text: &'static str) -> http::HeaderValue {
        http::HeaderValue::from_static(text)
    }

    fn with_room(room: usize) -> Option<Self> {
        let mut map = Self::new();
        let mut names =
            (0..).map(|index| http::HeaderName::try_from(format!("x-{index}")).unwrap());
        while map.try_insert(names.next().unwrap(), Self::value("a")).is_ok() {}
        for index in 0..room {
            http::HeaderMap::remove(&mut map, format!("x-{index}"));
        }
        Some(map)
    }

    fn sorted(&self) -> Vec<(String, String)> {
        sorted(self.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())))
    }
}

#[cfg(feature = "actix-web")]
impl TestMap for actix_web::http::header::HeaderMap {
    fn put(&mut self, name: &'static str, value: &'static str) {
        use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
        let name = HeaderName::try_from(name).unwrap();
        HeaderMap::append(self, name, HeaderValue::from_static(value));
    }

    fn value(text: &'static str) -> actix_web::http::header::HeaderValue {
        actix_web::http::header::HeaderValue::from_static(text)
    }

    fn with_room(_: usize) -> Option<Self> {
        None
    }

    fn sorted(&self) -> Vec<(String, String)> {
        sorted(self.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())))
    }
}

#[cfg(feature = "rocket")]
impl TestMap for rocket::Response<'static> {
    fn put(&mut self, name: &'static str, value: &'static str) {
        self.adjoin_raw_header(name, value);
    }

    fn value(text: &'static str) -> Cow<'static, str> {
        Cow::Borrowed(text)
    }

    fn with_room(_: usize) -> Option<Self> {
        None
    }

    fn sorted(&self) -> Vec<(String, String)> {
        let lines: Vec<_> = self.headers().iter().collect();
        sorted(lines.iter().map(|line| (line.name.as_str(), &*line.value)))
    }
}

/// Strings in the order of the response.
#[derive(Debug)]
pub(super) struct Texts {
    lines: Vec<(&'static str, Cow<'static, str>)>,
    /// The number of lines that it has room for.
    room: usize,
}

/// There is no room for another line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

impl Default for Texts {
    fn default() -> Self {
        Self { lines: Vec::new(), room: usize::MAX }
    }
}

impl Texts {
    fn name(header: Header) -> &'static str {
        match header {
            Header::AllowOrigin => "Access-Control-Allow-Origin",
            Header::AllowCredentials => "Access-Control-Allow-Credentials",
            Header::ExposeHeaders => "Access-Control-Expose-Headers",
            Header::AllowMethods => "Access-Control-Allow-Methods",
            Header::AllowHeaders => "Access-Control-Allow-Headers",
            Header::MaxAge => "Access-Control-Max-Age",
            Header::Vary => "Vary",
            Header::Neighbour(name) => name,
            Header::Error => "CORS-Error",
        }
    }
}

impl ResponseHeaderMap for Texts {
    type Value = Cow<'static, str>;
    type NoRoom = Full;

    fn constant(constant: Constant<'_>) -> Self::Value {
        Cow::Borrowed(constant.as_str())
    }

    fn text_value(text: String) -> Option<Self::Value> {
        Some(Cow::Owned(text))
    }

    fn policy_value(policy: &PolicyData, header: PolicyHeader) -> Option<Self::Value> {
        let value = policy.values.get(header)?;
        Some(Cow::Owned(value.to_str().unwrap().to_owned()))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|(name, _)| *name)
    }

    fn lines(&self, header: Header) -> impl Iterator<Item = &[u8]> {
        let lines = self.lines.iter();
        lines
            .filter(move |(name, _)| name.eq_ignore_ascii_case(Self::name(header)))
            .map(|(_, value)| value.as_bytes())
    }

    fn append(&mut self, header: Header, value: Self::Value) -> Result<(), Full> {
        if self.lines.len() >= self.room {
            return Err(Full);
        }
        self.lines.push((Self::name(header), value));
        Ok(())
    }

    fn remove(&mut self, matches: impl Fn(&str) -> bool) {
        self.lines.retain(|(name, _)| !matches(name));
    }

    fn replace_equal(&mut self, header: Header, value: Self::Value) -> bool {
        let mut lines = self.lines.iter_mut();
        let equal = lines
            .find(|(name, line)| name.eq_ignore_ascii_case(Self::name(header)) && *line == value);
        equal.map(|(_, line)| *line = value).is_some()
    }
}

impl TestMap for Texts {
    fn put(&mut self, name: &'static str, value: &'static str) {
        self.lines.push((name, Cow::Borrowed(value)));
    }

    fn value(text: &'static str) -> Self::Value {
        Cow::Borrowed(text)
    }

    fn with_room(room: usize) -> Option<Self> {
        Some(Self { lines: Vec::new(), room })
    }

    fn sorted(&self) -> Vec<(String, String)> {
        sorted(self.lines.iter().map(|(name, value)| (*name, &**value)))
    }
}

fn sorted<'l>(lines: impl Iterator<Item = (&'l str, &'l str)>) -> Vec<(String, String)> {
    let mut lines: Vec<_> =
        lines.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    lines.sort_by(|(left, _), (right, _)| left.cmp(right));
    lines
}
