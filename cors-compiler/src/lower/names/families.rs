//! Families of request headers in `allow_headers`: `"x-amz-meta-{name}"`.

use super::{Lowering, NameList};
use crate::ast::Value;
use crate::finding::{Finding, Help, words};
use crate::key::Key;
use crate::location::Located;
use crate::model::HeaderFamily;
use crate::rules::{FORBIDDEN_REQUEST_HEADER, POLICY_TOO_LARGE};

/// How many families a policy may have: each name of a preflight may be compared with each of them.
const MAX_FAMILIES: usize = 64;

/// Browsers set every request header that starts with one of these, or it is a response header.
const NOT_OF_PAGES: [&str; 3] = ["access-control-", "proxy-", "sec-"];

impl Lowering<'_> {
    /// Whether an item of a list of names is a family of headers; it is kept, or what is wrong with it is reported.
    pub(super) fn takes_family<N>(&mut self, list: &NameList<N>, item: &Value) -> bool {
        let (Key::AllowHeaders, Value::Text(text)) = (list.key, item) else { return false };
        let Some(family) = HeaderFamily::read(&text.value) else { return false };
        let not_of_pages = NOT_OF_PAGES.into_iter().find(|prefix| family.is_within(prefix));
        if let Some(prefix) = not_of_pages {
            let message =
                words!("pages never set request headers that begin with `{prefix}`", prefix);
            let finding = Finding::new(&FORBIDDEN_REQUEST_HEADER, text.location, message);
            self.findings.push(finding.help(Help::remove(text.location)));
        } else if self.families.len() == MAX_FAMILIES {
            self.has_left_out = true;
            let message = words!(
                "`{key}` has more than {most} families of headers",
                key = list.key,
                most = MAX_FAMILIES
            );
            let finding = Finding::new(&POLICY_TOO_LARGE, text.location, message)
                .because("each requested name is compared with each family");
            self.findings.push(finding.help("use a shorter prefix for several families"));
        } else {
            self.families.push(Located::new(family, text.location));
        }
        true
    }
}
