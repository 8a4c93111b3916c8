//! From an error of a pattern to what is reported of it.

use super::repair::Repair;
use crate::finding::{Edit, Finding, Help, Written};
use crate::language::RegexSyntaxError;
use crate::location::{Located, Location};
use crate::lower::Lowering;
use crate::lower::variables::{ENVIRONMENTS, has_variable};
use crate::model::origin::error::{NOT_EXPANDED, PlaceholderError, SchemeError, SizeError};
use crate::model::origin::{OriginError, OriginErrorKind, OriginPattern};
use crate::model::pattern::{Form, Reader};

/// What should have been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A pattern, in this form.
    Pattern(Form),
    /// One origin.
    Origin,
}

impl Lowering<'_> {
    /// Reports what is wrong with a text. If there is exactly one plain pattern to write instead, that
    /// is the pattern that later rules check.
    pub(super) fn report(
        &mut self,
        text: &Located<String>,
        error: &OriginError,
        wanted: Wanted,
    ) -> Option<OriginPattern> {
        let message = error.message(&text.value);
        let finding =
            Finding::new(error.rule(), text.location, message).within(error.range.clone());
        let reader = self.budgets.repairer(&text.value);
        if reader.is_some_and(|reader| is_variable(&text.value, &error.kind, reader)) {
            self.findings.push(finding.note(NOT_EXPANDED).help(ENVIRONMENTS));
            return None;
        }
        let repair = reader.and_then(|reader| Repair::of(&text.value, error, wanted, reader));
        let finding = match error.note() {
            Some(note) => finding.note(note),
            None => finding,
        };
        let advice = advice(&error.kind, text.location);
        let finding = match (&repair, advice) {
            (Some(repair), None) => {
                let meant = repair.plain().cloned();
                self.findings.push(finding.help(repair.help(text.location)));
                return meant;
            }
            (Some(repair), Some(advice)) => finding.help(repair.help(text.location)).help(advice),
            (None, Some(advice)) => finding.help(advice),
            (None, None) => match otherwise(error, wanted, text.location) {
                Some(help) => finding.help(help),
                None => finding,
            },
        };
        self.findings.push(finding);
        None
    }
}

/// Whether a text is wrong because of a variable in it. One in the place of the port means any port.
fn is_variable(text: &str, kind: &OriginErrorKind, reader: Reader<'_>) -> bool {
    let is_something_else = matches!(
        kind,
        OriginErrorKind::Regex(_) | OriginErrorKind::TooLarge(_) | OriginErrorKind::Several(_)
    );
    !is_something_else && has_variable(text) && reader.with_meant_ports(text).is_none()
}

/// What to do about a mistake that cannot always be fixed by other text.
fn advice(kind: &OriginErrorKind, location: Location) -> Option<Help> {
    let advice = match kind {
        OriginErrorKind::Scheme(SchemeError::SameOrigin) => return Some(Help::remove(location)),
        OriginErrorKind::Scheme(SchemeError::UpperCaseNull) => {
            return Some(Help::write(location, Written::Text("null".to_owned())));
        }
        OriginErrorKind::Scheme(SchemeError::AnyOrigin) => {
            "to allow every origin, without credentials, write `allow_origins = \"*\"`"
        }
        OriginErrorKind::Scheme(SchemeError::Opaque) => {
            "allow the origin of the page that creates it, or serve it from a web server"
        }
        OriginErrorKind::Scheme(SchemeError::File) => {
            "serve the page from a local web server, and write \"http://localhost:*\""
        }
        OriginErrorKind::Scheme(SchemeError::Ftp) => {
            "serve the page over `https:`, and allow that origin"
        }
        OriginErrorKind::BlockedPort(_) => "serve the page on another port, and allow that origin",
        OriginErrorKind::Placeholder(PlaceholderError::InScheme) => "write one pattern per scheme",
        OriginErrorKind::Placeholder(PlaceholderError::InRange) => {
            "remove the placeholder or the prefix length"
        }
        OriginErrorKind::TooLarge(SizeError::Placeholders) => "use fewer placeholders",
        _ => return None,
    };
    Some(advice.into())
}

/// What to do where it is ambiguous what was meant.
fn otherwise(error: &OriginError, wanted: Wanted, location: Location) -> Option<Help> {
    let help = match (&error.kind, wanted) {
        (OriginErrorKind::TooLarge(_), _) => "simplify the regex, or list the origins",
        (OriginErrorKind::Placeholder(_), Wanted::Origin) => {
            "write one origin, without a placeholder"
        }
        (OriginErrorKind::Placeholder(PlaceholderError::Unopened), _) => {
            let (within, with) = (error.range.clone(), String::new());
            return Some(Help::example(
                "remove it, or put a `{` where the placeholder starts",
                [Edit::ReplaceWithin { location, within, with }],
            ));
        }
        (OriginErrorKind::Placeholder(PlaceholderError::Unclosed), _) => {
            "put a `}` where the placeholder ends, as in \"https://{tenant}.example.app\""
        }
        (OriginErrorKind::Regex(RegexSyntaxError::Anchor), _) => {
            "remove `^` and `$`: a pattern always matches the whole origin"
        }
        (
            OriginErrorKind::Placeholder(_)
            | OriginErrorKind::Regex(_)
            | OriginErrorKind::NoOrigin(_),
            _,
        ) => return None,
        (OriginErrorKind::Range(_), _) => {
            "write a range, as in \"http://10.0.0.0/8\" or \"http://[fd00::/8]:*\""
        }
        (OriginErrorKind::Several(_), _) => "write one string per origin",
        (OriginErrorKind::Wildcard(_), Wanted::Origin) => "write one origin, without a wildcard",
        (OriginErrorKind::Wildcard(_), Wanted::Pattern(_)) => {
            // The page's console doesn't show how to write a wildcard.
            "write \"https://*.example.com\" for subdomains, \"http://localhost:*\" for ports, or a \
             placeholder, as in \"https://app-{name}.example.com\""
        }
        _ => "open the calling page's console and copy `location.origin`",
    };
    Some(help.into())
}
