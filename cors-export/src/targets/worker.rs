//! An edge worker: a JavaScript module with the table of the automaton, and no regex.
//!
//! ```text
//!   TABLE[state * CLASSES + CLASS_OF[byte]] = next state         the last ones are accepting
//! ```

use std::fmt::Write as _;

use cors_compiler::language::Language;
use cors_tables::decision::MAX_METHOD_LEN;
use cors_tables::fetch::FORBIDDEN_REQUEST_HEADER_NAMES;
use cors_tables::name_list::{MAX_EMPTY_ELEMENTS, MAX_STEPS_BACK};
use cors_tables::neighbours::{StorageAccess, TimingAllowOrigin};

use super::{RESOURCE_POLICY, STORAGE_ACCESS, TIMING, neighbours};
use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Origins, Plan};
use crate::requested::{Families, MAX_MIRRORED};
use crate::{File, Refusal, Target};

pub(super) fn write(plan: &Plan) -> Result<Vec<File>, Refusal> {
    let import = format!("import {{ cors }} from \"./{}.mjs\";", plan.identifier());
    let place = [
        "Import this module and wrap the handler of requests; other handlers of the worker, such as `scheduled`, stay:",
        "",
        "import worker from \"./worker.mjs\";",
        &import,
        "export default { ...worker, fetch: cors((...parameters) => worker.fetch(...parameters)) };",
        "",
        "An error that the handler throws is answered 500 without details.",
    ];
    let mut text = header(plan, "//", "an edge worker", &place, &plan.differences(Target::Worker));
    let language = plan.origins.language()?;
    text.push_str(&policy(plan));
    text.push_str(ADD_VARY);
    match &language {
        Some(language) => {
            text.push_str(&automaton(language));
            text.push_str(SHARE_WITH_ORIGIN);
        }
        None => text.push_str(SHARE_WITH_ANY),
    }
    let answers_requested = plan.mirrors_methods || plan.answers_requested_headers();
    if answers_requested {
        text.push_str(TOKEN);
    }
    if plan.mirrors_methods {
        let _ = write!(
            text,
            r"
function mirroredMethod(method) {{
  const isForbidden = /^(?:CONNECT|TRACE|TRACK)$/i.test(method);
  return method.length <= {MAX_METHOD_LEN} && TOKEN.test(method) && !isForbidden ? method : null;
}}
"
        );
    }
    if plan.answers_requested_headers() {
        text.push_str(&elements());
    }
    if plan.mirrors_headers {
        let _ = write!(
            text,
            r"
function mirroredHeaders(requested) {{
  const names = elements(requested, {MAX_MIRRORED});
  return names !== null && names.every((name) => TOKEN.test(name)) ? requested : null;
}}
"
        );
    }
    if let Some(families) = &plan.families {
        text.push_str(&requested_names(families));
    }
    text.push_str(&answers(plan));
    text.push_str(HANDLER);
    Ok(vec![File { name: format!("{}.mjs", plan.identifier()), text }])
}

fn policy(plan: &Plan) -> String {
    let text = |value: &Option<String>| match value {
        // Names have no character that JSON escapes.
        Some(value) => format!("\"{value}\""),
        None => "null".to_owned(),
    };
    let max_age = plan.max_age.map(|seconds| seconds.to_string());
    format!(
        "\nconst CREDENTIALS = {};\nconst METHODS = {};\nconst HEADERS = {};\nconst EXPOSED = {};\nconst MAX_AGE = {};\n",
        plan.credentials,
        text(&plan.methods),
        text(&plan.headers),
        text(&plan.exposed),
        text(&max_age),
    )
}

/// The names of a list within the limits of this library's own server.
fn elements() -> String {
    format!(
        r#"
// The elements of a list of at most so many bytes that are not empty; null if it is longer, or too many are empty.
function elements(list, limit) {{
  if (list.length > limit) {{
    return null;
  }}
  const all = list === "" ? [] : list.split(",").map((name) => name.replace(/^[ \t]+|[ \t]+$/g, ""));
  const names = all.filter((name) => name !== "");
  return all.length - names.length > {MAX_EMPTY_ELEMENTS} ? null : names;
}}
"#
    )
}

/// The requested names that belong to a family.
fn requested_names(families: &Families) -> String {
    let json = |names: &[String]| format!("{names:?}");
    let forbidden = FORBIDDEN_REQUEST_HEADER_NAMES.map(str::to_owned);
    format!(
        r#"
const LISTED = {listed};
const PREFIXES = {prefixes};
// Names that pages cannot set.
const FORBIDDEN = {forbidden};

function isOfFamily(name) {{
  return /^[a-z0-9._-]+$/.test(name)
    && PREFIXES.some((prefix) => name.length > prefix.length && name.startsWith(prefix))
    && !FORBIDDEN.includes(name) && !name.startsWith("proxy-") && !name.startsWith("sec-");
}}

// The requested names that belong to a family, in lower case; none if a name is not allowed, or too many are out of order.
function requestedNames(requested) {{
  const names = elements(requested, {max_len})?.map((name) => name.toLowerCase()) ?? [];
  const stepsBack = names.filter((name, at) => at > 0 && !(names[at - 1] < name)).length;
  const others = names.filter((name) => !LISTED.includes(name));
  return stepsBack <= {MAX_STEPS_BACK} && others.every(isOfFamily) ? others : [];
}}
"#,
        listed = json(&families.listed_names),
        prefixes = json(&families.prefixes),
        forbidden = json(&forbidden),
        max_len = families.max_len,
    )
}

/// The answer to a preflight, and the headers next to the CORS protocol of all other responses.
fn answers(plan: &Plan) -> String {
    let methods = if plan.mirrors_methods {
        "mirroredMethod(request.headers.get(\"Access-Control-Request-Method\"))"
    } else {
        "METHODS"
    };
    let mut before = String::new();
    if plan.answers_requested_headers() {
        before.push_str(
            "  const requested = request.headers.get(\"Access-Control-Request-Headers\");\n",
        );
    }
    let headers = if plan.families.is_some() {
        before.push_str("  const names = [...LISTED, ...requestedNames(requested ?? \"\")];\n");
        "names.length > 0 ? names.join(\",\") : null"
    } else if plan.mirrors_headers {
        "requested === null ? null : mirroredHeaders(requested)"
    } else {
        "HEADERS"
    };
    for (depends, name) in [
        (plan.mirrors_methods, "Access-Control-Request-Method"),
        (plan.answers_requested_headers(), "Access-Control-Request-Headers"),
    ] {
        if depends {
            let _ = writeln!(before, "  addVary(headers, \"{name}\");");
        }
    }
    format!(
        r#"
function preflight(request, origin) {{
  const headers = new Headers();
  if (!share(headers, origin)) {{
    return new Response(null, {{ status: 403, headers }});
  }}
{before}  const grants = [
    ["Access-Control-Allow-Methods", {methods}],
    ["Access-Control-Allow-Headers", {headers}],
    ["Access-Control-Max-Age", MAX_AGE],
  ];
  for (const [name, value] of grants) {{
    if (value !== null) {{
      headers.set(name, value);
    }}
  }}
  return new Response(null, {{ status: 204, headers }});
}}
{}"#,
        neighbours_of(plan)
    )
}

/// The headers next to the CORS protocol.
fn neighbours_of(plan: &Plan) -> String {
    let names: Vec<String> =
        neighbours(plan).iter().map(|name| name.to_ascii_lowercase()).collect();
    let mut text = format!(
        "\nconst NEIGHBOURS = {names:?};\n\nfunction addNeighbours(request, headers, isShared) {{\n"
    );
    let origin = match plan.origins {
        Origins::Any => "\"*\"",
        Origins::These { .. } => "request.headers.get(\"Origin\")",
    };
    match plan.neighbours.timing {
        Some(TimingAllowOrigin::Any) => {
            let _ = writeln!(text, "  headers.set(\"{TIMING}\", \"*\");");
        }
        Some(TimingAllowOrigin::SameOrigins) => {
            let _ = writeln!(
                text,
                "  if (isShared) {{\n    headers.set(\"{TIMING}\", {origin});\n  }}"
            );
        }
        None => {}
    }
    if let Some(policy) = plan.neighbours.resource_policy {
        let value = policy.value();
        let _ = writeln!(text, "  headers.set(\"{RESOURCE_POLICY}\", \"{value}\");");
    }
    if let Some(access) = plan.neighbours.storage_access {
        let _ = write!(
            text,
            r#"  addVary(headers, "Sec-Fetch-Storage-Access");
  const status = request.headers.get("Sec-Fetch-Storage-Access");
  if (isShared && status === "inactive") {{
    headers.set("{STORAGE_ACCESS}", `retry; allowed-origin="${{{origin}}}"`);
  }}
"#
        );
        if access == StorageAccess::Load {
            let _ = write!(
                text,
                r#"  if (isShared && status === "active") {{
    headers.set("{STORAGE_ACCESS}", "load");
  }}
"#
            );
        }
    }
    text.push_str("}\n");
    text
}

/// The table, and the function that walks it.
fn automaton(language: &Language) -> String {
    let graph = language.graph();
    // Bytes that lead to the same state everywhere share a class; class 0 leads nowhere.
    let column = |byte: u8| -> Vec<usize> {
        let target = |state: &cors_compiler::language::State| {
            let mut edges = state.edges.iter();
            edges
                .find(|edge| edge.bytes.contains(&byte))
                .map_or(0, |edge| edge.to.saturating_add(1))
        };
        graph.states.iter().map(target).collect()
    };
    let mut columns = vec![vec![0; graph.states.len()]];
    let mut classes = Vec::new();
    for byte in 0..128_u8 {
        let column = column(byte);
        let known = columns.iter().position(|known| *known == column);
        classes.push(known.unwrap_or_else(|| {
            columns.push(column);
            columns.len().saturating_sub(1)
        }));
    }
    let rows: Vec<String> = (0..graph.states.len())
        .map(|state| {
            let entries =
                columns.iter().map(|column| column.get(state).copied().unwrap_or_default());
            entries.map(|entry| entry.to_string()).collect::<Vec<_>>().join(",")
        })
        .collect();
    let accepting: Vec<String> = (1..=graph.states.len())
        .zip(&graph.states)
        .filter(|(_, state)| state.is_accepting)
        .map(|(number, _)| number.to_string())
        .collect();
    let classes: Vec<String> = classes.iter().map(usize::to_string).collect();
    let mut text =
        String::from("\n// The automaton of the origins: state 0 is dead, state 1 is the start.\n");
    let _ = write!(
        text,
        "const CLASS_OF = [{}];\nconst CLASSES = {};\nconst TABLE = [\n  {},\n];\nconst ACCEPTING = new Set([{}]);\n",
        classes.join(","),
        columns.len(),
        rows.join(",\n  "),
        accepting.join(","),
    );
    let _ = write!(
        text,
        r"
function allows(origin) {{
  if (origin.length > {MAX_ORIGIN_LEN}) {{
    return false;
  }}
  let state = 1;
  for (let at = 0; at < origin.length && state !== 0; at++) {{
    state = TABLE[(state - 1) * CLASSES + (CLASS_OF[origin.charCodeAt(at)] ?? 0)];
  }}
  return ACCEPTING.has(state);
}}
"
    );
    text
}

const TOKEN: &str = r"
const TOKEN = /^[!#-'*+.0-9A-Z^-z|~-]+$/;
";

const ADD_VARY: &str = r#"
function addVary(headers, name) {
  const members = (headers.get("Vary") ?? "").split(",").map((member) => member.trim().toLowerCase());
  if (!members.includes("*") && !members.includes(name.toLowerCase())) {
    headers.append("Vary", name);
  }
}
"#;

const SHARE_WITH_ORIGIN: &str = r#"
function share(headers, origin) {
  addVary(headers, "Origin");
  if (origin === null || !allows(origin)) {
    return false;
  }
  headers.set("Access-Control-Allow-Origin", origin);
  if (CREDENTIALS) {
    headers.set("Access-Control-Allow-Credentials", "true");
  }
  return true;
}
"#;

const SHARE_WITH_ANY: &str = r#"
function share(headers) {
  headers.set("Access-Control-Allow-Origin", "*");
  return true;
}
"#;

const HANDLER: &str = r#"

export function cors(handler) {
  return async (request, ...rest) => {
    const origin = request.headers.get("Origin");
    const method = request.headers.get("Access-Control-Request-Method");
    if (request.method === "OPTIONS" && origin !== null && method !== null) {
      return preflight(request, origin);
    }
    let response;
    try {
      response = await handler(request, ...rest);
    } catch {
      response = new Response(null, { status: 500 });
    }
    const headers = new Headers(response.headers);
    for (const name of [...headers.keys()]) {
      if (name.startsWith("access-control-") || NEIGHBOURS.includes(name)) {
        headers.delete(name);
      }
    }
    const isShared = share(headers, origin);
    if (isShared && EXPOSED !== null) {
      headers.set("Access-Control-Expose-Headers", EXPOSED);
    }
    addNeighbours(request, headers, isShared);
    const { status, statusText, webSocket } = response;
    return new Response(response.body, { status, statusText, headers, webSocket });
  };
}
"#;
