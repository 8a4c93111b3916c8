//! The writer's view of rocket's responses, whose headers are texts.

use std::borrow::Cow;
use std::convert::Infallible;

use cors_tables::stored::Text;
use rocket::Response;
use rocket::http::Header as FieldLine;

use crate::policy::PolicyData;
use crate::response::map::{Constant, Header, PolicyHeader, ResponseHeaderMap};
use crate::stacked::ERROR_HEADER;

fn name(header: Header) -> &'static str {
    match header {
        Header::AllowOrigin => "access-control-allow-origin",
        Header::AllowCredentials => "access-control-allow-credentials",
        Header::ExposeHeaders => "access-control-expose-headers",
        Header::AllowMethods => "access-control-allow-methods",
        Header::AllowHeaders => "access-control-allow-headers",
        Header::MaxAge => "access-control-max-age",
        Header::Vary => "vary",
        Header::Neighbour(name) => name,
        Header::Error => ERROR_HEADER,
    }
}

impl ResponseHeaderMap for Response<'_> {
    type Value = Cow<'static, str>;
    /// The map grows as long as there is memory.
    type NoRoom = Infallible;

    fn constant(constant: Constant<'_>) -> Self::Value {
        Cow::Borrowed(constant.as_str())
    }

    fn text_value(text: String) -> Option<Self::Value> {
        http::HeaderValue::from_str(&text).is_ok().then_some(Cow::Owned(text))
    }

    fn policy_value(policy: &PolicyData, header: PolicyHeader) -> Option<Self::Value> {
        let table = &policy.table;
        let text = match header {
            PolicyHeader::AllowOrigin => table.only_origin(),
            PolicyHeader::ExposeHeaders => table.expose_headers.value(),
            PolicyHeader::AllowMethods => table.allow_methods.value(),
            PolicyHeader::AllowHeaders => table.allow_headers.value(),
            PolicyHeader::MaxAge => table.max_age.as_ref().map(|max_age| &max_age.value),
        };
        text.map(|text| match text {
            Text::Fixed(text) => Cow::Borrowed(*text),
            Text::Owned(text) => Cow::Owned(text.to_string()),
        })
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.headers().iter().map(|line| match line.name.into_cow() {
            Cow::Borrowed(name) => name,
            // The iterator borrows all names.
            Cow::Owned(_) => "",
        })
    }

    fn lines(&self, header: Header) -> impl Iterator<Item = &[u8]> {
        self.headers().get(name(header)).map(str::as_bytes)
    }

    fn append(&mut self, header: Header, value: Self::Value) -> Result<(), Infallible> {
        self.adjoin_header(FieldLine::new(name(header), value));
        Ok(())
    }

    fn remove(&mut self, matches: impl Fn(&str) -> bool) {
        let names: Vec<_> =
            self.names().filter(|name| matches(name)).map(ToOwned::to_owned).collect();
        for name in names {
            self.remove_header(&name);
        }
    }

    fn replace_equal(&mut self, header: Header, value: Self::Value) -> bool {
        let name = name(header);
        let lines: Vec<_> = self.headers().get(name).map(ToOwned::to_owned).collect();
        let Some(index) = lines.iter().position(|line| *line == value) else { return false };
        self.remove_header(name);
        for (at, line) in lines.into_iter().enumerate() {
            let line = if at == index { value.clone() } else { Cow::Owned(line) };
            self.adjoin_header(FieldLine::new(name, line));
        }
        true
    }
}
