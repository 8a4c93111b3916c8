//! Envoy: two HTTP filters and a route.
//!
//! ```text
//!   request ──> cors ─────────────> cors_responses ──> … ──> router ──> the route of preflights: 204
//!               by the origin,                                          all other routes
//!               then by the request:
//!               403 or headers <──  removes, Vary  <── … <──
//! ```
//!
//! - The filters don't depend on the routes, so routes need no copy for each verdict.
//! - The CORS filter of Envoy answers preflights 200, sends lists to refused origins, lets the upstream's headers
//!   through, and sends no `Vary`.
//! - The value of a header is all its lines, joined by commas, so several `Origin` lines match nothing.
//! - If a nested matcher has no match, the matchers after it are tried. So each verdict is either one predicate or an
//!   action, and a denial is never an entry of its own.
//! - Filters see responses in the reverse order, so the headers are removed before they are added.
//! - `.` matches UTF-8 only and `\C` any byte, so a header is present if it matches `\C*`.
//! - `google_re2` is deprecated where Envoy's own API has regexes, but these are `xds.type.matcher.v3.RegexMatcher`, which
//!   requires it.

mod answers;
mod names;

use super::{indented, neighbours};
use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Matchers, Origins, Plan};
use crate::requested::{self, FORBIDDEN_METHODS, MAX_MIRRORED};
use crate::{File, Refusal, Target, regex};

/// The limit of one regex, for configurations that people read.
const MAX_REGEX: usize = 32 * 1024;

/// How many origins are listed in the configuration itself; there are regexes of longer lists. Envoy keeps a copy of the
/// verdict for each entry of a list, and 10,000 of them would take a gigabyte.
const MAX_LISTED: usize = 100;

const REQUEST_HEADER: &str =
    "\"@type\": type.googleapis.com/envoy.type.matcher.v3.HttpRequestHeaderMatchInput";

pub(super) fn write(plan: &Plan) -> Result<Vec<File>, Refusal> {
    let id = plan.identifier();
    let place = [
        "Add the entries of `http_filters` before all other filters of the HTTP connection manager, and the entry of \
         `routes` before all other routes of each of its virtual hosts.",
        "To leave a virtual host out, disable both filters in its `typed_per_filter_config`.",
    ];
    let differences = plan.differences(Target::Envoy);
    let mut text = header(plan, "#", "Envoy", &place, &differences);
    let names = plan.families.as_ref().map(|families| names::filter(plan, families, &id));
    let vary = match plan.origins {
        Origins::Any => "",
        Origins::These { .. } => "\n- append: {header: {key: Vary, value: Origin}}",
    };
    let removed = neighbours(plan).into_iter().map(|name| format!("\n- remove: {name}"));
    let removed: String = removed.collect();
    text.push_str(&format!(
        "
http_filters:
{names}# The headers that an allowed origin gets, and the refusal of preflights.
- name: {id}
  typed_config:
    \"@type\": type.googleapis.com/envoy.extensions.common.matching.v3.ExtensionWithMatcher
    extension_config:
      name: envoy.filters.http.composite
      typed_config:
        \"@type\": type.googleapis.com/envoy.extensions.filters.http.composite.v3.Composite
    xds_matcher:
{matcher}
# All responses, those of Envoy itself among them.
- name: {id}_responses
  typed_config:
    \"@type\": type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
    mutations:
      response_mutations:
{mutations}
routes:
# Preflights are answered here.
- name: {id}_preflight
  match:
    prefix: /
    headers:
    - name: :method
      string_match: {{exact: OPTIONS}}
    - name: origin
      present_match: true
    - name: access-control-request-method
      present_match: true
  direct_response: {{status: 204}}
",
        names = names.unwrap_or_default(),
        matcher = indented(&Verdicts::new(plan, &id).matcher(&plan.origins)?, "      "),
        mutations = indented(
            &format!(
                "- remove_on_match: {{key_matcher: {{prefix: access-control-}}}}{removed}{vary}"
            ),
            "      "
        ),
    ));
    Ok(vec![File { name: format!("{id}.yaml"), text }])
}

/// The parts of the matcher that occur several times: the first time they are written, with an anchor, and after that
/// an alias refers to them.
struct Verdicts<'p> {
    plan: &'p Plan,
    id: &'p str,
    has_preflight: bool,
    has_origin: bool,
    has_allowed: bool,
    has_refused: bool,
    has_method: bool,
    has_list: bool,
}

impl<'p> Verdicts<'p> {
    fn new(plan: &'p Plan, id: &'p str) -> Self {
        Self {
            plan,
            id,
            has_preflight: false,
            has_origin: false,
            has_allowed: false,
            has_refused: false,
            has_method: false,
            has_list: false,
        }
    }

    /// The fields of the `xds_matcher`.
    fn matcher(mut self, origins: &Origins) -> Result<String, Refusal> {
        match origins {
            Origins::Any => Ok(self.allowed_matcher()),
            Origins::These { allowed, denied } => {
                let is_listed = !allowed.exact.is_empty() && allowed.exact.len() <= MAX_LISTED;
                if !is_listed {
                    return self.patterns(allowed, denied);
                }
                let input = self.origin();
                let mut text = format!(
                    "matcher_tree:\n  input:{}\n  exact_match_map:\n    map:\n",
                    below(&input, 2)
                );
                for origin in &allowed.exact {
                    let verdict = self.allowed();
                    text.push_str(&format!("      {}:{}\n", quoted(origin), below(&verdict, 6)));
                }
                let rest = if allowed.patterns.is_empty() {
                    self.refused()
                } else {
                    format!("\n  matcher:\n{}", indented(&self.patterns(allowed, denied)?, "    "))
                };
                text.push_str(&format!("on_no_match:{}\n", rest.trim_end()));
                Ok(text)
            }
        }
    }

    /// The fields of a matcher for patterns, and for a long list.
    fn patterns(&mut self, allowed: &Matchers, denied: &Matchers) -> Result<String, Refusal> {
        let is_long = allowed.exact.len() > MAX_LISTED;
        if !is_long && allowed.patterns.is_empty() {
            return Ok(self.refused_matcher());
        }
        // In the order in which they are written: the first one has the anchors.
        let too_long = MAX_ORIGIN_LEN.saturating_add(1);
        let mut excluded = vec![format!(
            "# Longer than an origin can be.\n{}",
            self.matches(&format!(".{{{too_long},}}"))
        )];
        for origin in &denied.exact {
            excluded.push(self.is_origin(&format!("exact: {}", quoted(origin))));
        }
        excluded.extend(self.regexes(denied, "Denied: ")?);
        let mut included = Vec::new();
        if is_long {
            let lists = regex::literals(&allowed.exact, MAX_REGEX);
            included.extend(lists.iter().map(|list| self.matches(list)));
        }
        included.extend(self.regexes(allowed, "")?);
        let (excluded, included) = (any_of(&excluded), any_of(&included));
        let excluded = format!("- not_matcher:\n{}", indented(&without_dash(&excluded), "    "));
        let all = format!("{excluded}{included}");
        let (verdict, otherwise) = (self.allowed(), self.refused());
        Ok(format!(
            "matcher_list:\n  matchers:\n  - predicate:\n      and_matcher:\n        predicate:\n{}    on_match:{}\n\
             on_no_match:{}\n",
            indented(&all, "        "),
            below(&verdict, 4),
            otherwise.trim_end()
        ))
    }

    /// A predicate for each regex of these patterns.
    fn regexes(&mut self, matchers: &Matchers, what: &str) -> Result<Vec<String>, Refusal> {
        let mut predicates = Vec::new();
        for pattern in &matchers.patterns {
            let mut comment = format!("# {what}{}\n", pattern.comment());
            for regex in pattern.regexes(MAX_REGEX)? {
                predicates.push(format!("{comment}{}", self.matches(&regex)));
                comment.clear();
            }
        }
        Ok(predicates)
    }

    /// The predicate that the origin matches a regex.
    fn matches(&mut self, regex: &str) -> String {
        // A regex of Envoy matches the whole value.
        let regex = quoted(whole(regex));
        self.is_origin(&format!("safe_regex: {{google_re2: {{}}, regex: {regex}}}"))
    }

    /// The predicate that the origin has a value.
    fn is_origin(&mut self, value: &str) -> String {
        format!(
            "- single_predicate:\n    input:{}\n    value_match: {{{value}}}\n",
            below(&self.origin(), 4)
        )
    }

    /// The input of a predicate about `Origin`.
    fn origin(&mut self) -> String {
        self.once(
            |this| &mut this.has_origin,
            "origin",
            |_| format!("name: origin\ntyped_config:\n  {REQUEST_HEADER}\n  header_name: origin\n"),
        )
    }

    /// What follows if the origin is allowed.
    fn allowed(&mut self) -> String {
        self.once(
            |this| &mut this.has_allowed,
            "allowed",
            |this| format!("matcher:\n{}", indented(&this.allowed_matcher(), "  ")),
        )
    }

    /// What follows if it is not.
    fn refused(&mut self) -> String {
        self.once(
            |this| &mut this.has_refused,
            "refused",
            |this| format!("matcher:\n{}", indented(&this.refused_matcher(), "  ")),
        )
    }

    fn allowed_matcher(&mut self) -> String {
        let preflight = self.preflight();
        let granted = answers::granted(self);
        let shared = answers::shared(self.plan);
        format!(
            "matcher_list:\n  matchers:\n  - predicate:{}\n    on_match:\n{}on_no_match:\n{}",
            below(&preflight, 4),
            indented(&granted, "      "),
            indented(&shared, "  "),
        )
    }

    fn refused_matcher(&mut self) -> String {
        let preflight = self.preflight();
        let action = execute(
            "refused",
            "envoy.filters.http.rbac",
            "rbac.v3.RBAC",
            "rules: {action: DENY, policies: {preflight: {permissions: [{any: true}], principals: [{any: true}]}}}\n",
        );
        let others = answers::others(self.plan);
        let others = others.map(|action| format!("on_no_match:\n{}", indented(&action, "  ")));
        format!(
            "matcher_list:\n  matchers:\n  - predicate:{}\n    on_match:\n{}{}",
            below(&preflight, 4),
            indented(&action, "      "),
            others.unwrap_or_default()
        )
    }

    /// The predicate that the requested method may be sent back.
    fn method(&mut self) -> String {
        const METHOD: &str = "access-control-request-method";
        self.once(
            |this| &mut this.has_method,
            "method",
            |_| {
                let is = |regex: &str| {
                    header_is(
                        METHOD,
                        &format!("safe_regex: {{google_re2: {{}}, regex: {}}}", quoted(regex)),
                    )
                };
                let forbidden = is(&format!("(?i:{FORBIDDEN_METHODS})"));
                let forbidden = indented(&without_dash(&forbidden), "      ");
                let allowed = indented(&is(whole(&requested::method())), "  ");
                format!("and_matcher:\n  predicate:\n  - not_matcher:\n{forbidden}{allowed}")
            },
        )
    }

    /// The predicate that the requested headers may be sent back.
    fn list(&mut self) -> String {
        const LIST: &str = "access-control-request-headers";
        self.once(
            |this| &mut this.has_list,
            "list",
            |_| {
                let is = |regex: &str| {
                    header_is(
                        LIST,
                        &format!("safe_regex: {{google_re2: {{}}, regex: {}}}", quoted(regex)),
                    )
                };
                let too_long = requested::at_least(MAX_MIRRORED.saturating_add(1));
                let too_long = is(&format!("{}.*", whole(&too_long)));
                let too_long = indented(&without_dash(&too_long), "      ");
                let allowed = indented(&is(whole(&requested::list())), "  ");
                format!("and_matcher:\n  predicate:\n  - not_matcher:\n{too_long}{allowed}")
            },
        )
    }

    /// The predicate that a request is a preflight.
    fn preflight(&mut self) -> String {
        self.once(
            |this| &mut this.has_preflight,
            "preflight",
            |_| {
                let is = |header: &str, value: &str| indented(&header_is(header, value), "  ");
                let is_present = r"safe_regex: {google_re2: {}, regex: '\C*'}";
                format!(
                    "and_matcher:\n  predicate:\n{}  # In RE2, `\\C` is any byte: the header is present, whatever its value is.\n{}{}",
                    is(":method", "exact: OPTIONS"),
                    is("origin", is_present),
                    is("access-control-request-method", is_present)
                )
            },
        )
    }

    /// The text with an anchor, or the alias if it was written before.
    fn once(
        &mut self,
        is_written: impl Fn(&mut Self) -> &mut bool,
        name: &str,
        text: impl FnOnce(&mut Self) -> String,
    ) -> String {
        let id = self.id;
        if std::mem::replace(is_written(self), true) {
            return format!(" *{id}_{name}");
        }
        format!(" &{id}_{name}\n{}", indented(&text(self), "  "))
    }
}

/// The predicate that a header has a value, as an item of a list.
fn header_is(header: &str, value: &str) -> String {
    format!(
        "- single_predicate:\n    input:\n      name: header\n      typed_config:\n        {REQUEST_HEADER}\n        \
         header_name: '{header}'\n    value_match: {{{value}}}\n"
    )
}

/// A regex without anchors: one of Envoy matches the whole value.
fn whole(regex: &str) -> &str {
    let regex = regex.strip_prefix('^').unwrap_or(regex);
    regex.strip_suffix('$').unwrap_or(regex)
}

/// An anchor and what is below it, or an alias, after a key that is indented so far.
fn below(value: &str, indent: usize) -> String {
    let (first, rest) = value.split_once('\n').unwrap_or((value, ""));
    if rest.is_empty() {
        return first.to_owned();
    }
    format!("{first}\n{}", indented(rest, &" ".repeat(indent))).trim_end().to_owned()
}

/// The predicate that one of these, each an item of a list, is true; itself an item.
fn any_of(predicates: &[String]) -> String {
    match predicates {
        [only] => only.clone(),
        _ => format!("- or_matcher:\n    predicate:\n{}", indented(&predicates.concat(), "    ")),
    }
}

/// An item of a list as a value: the comment and the fields.
fn without_dash(item: &str) -> String {
    let line = |line: &str| {
        let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("  ")).unwrap_or(line);
        format!("{line}\n")
    };
    item.lines().map(line).collect()
}

/// An action that adds response headers.
fn add_headers(name: &str, headers: &[(&'static str, String)]) -> String {
    let line = |(name, value): &(&str, String)| {
        format!("  - append: {{header: {{key: {name}, value: {value}}}}}\n")
    };
    let lines: String = headers.iter().map(line).collect();
    execute(
        name,
        "envoy.filters.http.header_mutation",
        "header_mutation.v3.HeaderMutation",
        &format!("mutations:\n  response_mutations:\n{lines}"),
    )
}

/// An action that puts a filter in the place of the composite one.
fn execute(name: &str, filter: &str, message: &str, configuration: &str) -> String {
    format!(
        "action:
  name: {name}
  typed_config:
    \"@type\": type.googleapis.com/envoy.extensions.filters.http.composite.v3.ExecuteFilterAction
    typed_config:
      name: {filter}
      typed_config:
        \"@type\": type.googleapis.com/envoy.extensions.filters.http.{message}
{}",
        indented(configuration, "        ")
    )
}

/// A scalar in single quotes.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
