//! The catalogue of the rules about maps.
//!
//! They have no keys, and none of them can be silenced.

use crate::rules::{Level, Rule};

/// Lists the rules in the order in which a reader meets them.
macro_rules! rules {
    ($($rule:ident)*) => {
        const ALL: &[&Rule] = &[$(&$rule),*];
    };
}

rules! {
    MAP_SYNTAX
    ROW_PATH
    ROW_HOST
    ROW_PLACEHOLDER
    ROW_REGEX
    ROW_MATCHES_NOTHING
    UNREACHABLE_ROW
    MISSING_LAST_ROW
    OPEN_BESIDE_HOSTS
    MAP_TOO_LARGE
}

/// All rules about maps. The examples of each are rows of `policies! { … }`.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied()
}

/// Something that is not a row.
pub static MAP_SYNTAX: Rule = Rule {
    name: "map_syntax",
    level: Level::Error,
    keys: &[],
    summary: "an entry in a map that is not `\"pattern\" => POLICY`",
    reason: "a map is a comma-separated list of rows: a quoted pattern or `_`, `=>`, and the name of a policy or `closed`",
    source: "https://doc.rust-lang.org/reference/expressions/match-expr.html",
    wrong: r#""/public/{*rest}" = PUBLIC, _ => closed"#,
    right: r#""/public/{*rest}" => PUBLIC, _ => closed"#,
};

/// A path that no request has.
pub static ROW_PATH: Rule = Rule {
    name: "row_path",
    level: Level::Error,
    keys: &[],
    summary: "a path that no request has, or that is not in canonical form",
    reason: "rows are compared with the decoded path of a request, which starts with `/`, has one slash between segments, and no `.` or `..`, percent-encoding, query or fragment",
    source: "https://url.spec.whatwg.org/#path-state",
    wrong: r#""/files/%61dmin/{*rest}" => ADMIN, _ => closed"#,
    right: r#""/files/admin/{*rest}" => ADMIN, _ => closed"#,
};

/// A host that no request has.
pub static ROW_HOST: Rule = Rule {
    name: "row_host",
    level: Level::Error,
    keys: &[],
    summary: "a host that is not in canonical form",
    reason: "the host of a request is compared in lower case, without its port and without a trailing dot",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-7.2",
    wrong: r#""//Admin.example.com:8443/{*rest}" => ADMIN, _ => closed"#,
    right: r#""//admin.example.com/{*rest}" => ADMIN, _ => closed"#,
};

/// A placeholder that cannot be read.
pub static ROW_PLACEHOLDER: Rule = Rule {
    name: "row_placeholder",
    level: Level::Error,
    keys: &[],
    summary: "a placeholder that cannot be parsed, or is not allowed at its position",
    reason: "`{name}` matches one segment of a path or one label of a host, `{name:regex}` matches part of either, and `{*name}` matches the rest of a path",
    source: "https://docs.rs/axum/latest/axum/struct.Router.html#method.route",
    wrong: r#""/{*rest}/admin" => ADMIN, _ => closed"#,
    right: r#""/{rest}/admin" => ADMIN, _ => closed"#,
};

/// A regex that cannot be read.
pub static ROW_REGEX: Rule = Rule {
    name: "row_regex",
    level: Level::Error,
    keys: &[],
    summary: "a regex in a row that cannot be parsed",
    reason: "regexes use the syntax of the `regex` crate, without Unicode or assertions, and must match the whole placeholder",
    source: "https://docs.rs/regex/latest/regex/#syntax",
    wrong: r#""/users/{id:([0-9]+}" => USERS, _ => closed"#,
    right: r#""/users/{id:[0-9]+}" => USERS, _ => closed"#,
};

/// A placeholder that matches nothing.
pub static ROW_MATCHES_NOTHING: Rule = Rule {
    name: "row_matches_nothing",
    level: Level::Error,
    keys: &[],
    summary: "a placeholder that matches no segment and no host",
    reason: "placeholders never match `/`, and placeholders in a host match only characters of host names",
    source: "https://url.spec.whatwg.org/#path-state",
    wrong: r#""/files/{path:[a-z]+/[a-z]+}" => FILES, _ => closed"#,
    right: r#""/files/{folder:[a-z]+}/{file:[a-z]+}" => FILES, _ => closed"#,
};

/// A row that no request reaches.
pub static UNREACHABLE_ROW: Rule = Rule {
    name: "unreachable_row",
    level: Level::Error,
    keys: &[],
    summary: "a row that is never reached, because earlier rows match all of its requests",
    reason: "the first matching row chooses the policy, so this row has no effect",
    source: "https://doc.rust-lang.org/reference/expressions/match-expr.html",
    wrong: r#""/{*rest}" => PUBLIC, "/admin/{*rest}" => ADMIN, _ => closed"#,
    right: r#""/admin/{*rest}" => ADMIN, "/{*rest}" => PUBLIC, _ => closed"#,
};

/// No row for all other requests.
pub static MISSING_LAST_ROW: Rule = Rule {
    name: "missing_last_row",
    level: Level::Error,
    keys: &[],
    summary: "a map without a row for all other requests",
    reason: "the policy for requests that no other row matches must be explicit; `closed` refuses cross-origin requests",
    source: "https://doc.rust-lang.org/reference/patterns.html#wildcard-pattern",
    wrong: r#""/public/{*rest}" => PUBLIC"#,
    right: r#""/public/{*rest}" => PUBLIC, _ => closed"#,
};

/// A row for all hosts that answers the paths of a row with a host.
pub static OPEN_BESIDE_HOSTS: Rule = Rule {
    name: "open_beside_hosts",
    level: Level::Error,
    keys: &[],
    summary: "a row for all hosts that includes paths for which another row has a separate policy on one host",
    reason: "routers choose handlers by path alone, so pages can reach the handlers of that host by another name or address of the server, and then this row's policy applies",
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-7.4",
    wrong: r#""//admin.example.com/{*rest}" => ADMIN, _ => PUBLIC"#,
    right: r#""//admin.example.com/{*rest}" => ADMIN, "//{host:api.example.com|www.example.com}/{*rest}" => PUBLIC, _ => closed"#,
};

/// A map that would take the compiler too long, or make tables too large.
pub static MAP_TOO_LARGE: Rule = Rule {
    name: "map_too_large",
    level: Level::Error,
    keys: &[],
    summary: "a map that exceeds the compiler's limits",
    reason: "limits keep compile times within seconds and the table of a map within a megabyte: 2000 rows of 2048 bytes, and twenty million steps to build their automaton",
    source: "https://en.wikipedia.org/wiki/Powerset_construction#Complexity",
    wrong: r#""/{x:[a-z]*a[a-z]{24}}" => ADMIN, _ => closed"#,
    right: r#""/{x:[a-z]*a[a-z]{4}}" => ADMIN, _ => closed"#,
};
