//! An edge worker: a JavaScript module with the table of the automaton, and no regex.
//!
//! ```text
//!   TABLE[state * CLASSES + CLASS_OF[byte]] = next state         the last ones are accepting
//! ```

use std::fmt::Write as _;

use cors_compiler::language::Language;

use crate::header::header;
use crate::plan::{MAX_ORIGIN_LEN, Plan};
use crate::{File, Refusal, Target};

pub(super) fn write(plan: &Plan) -> Result<Vec<File>, Refusal> {
    let place = [
        "Import this module and wrap the handler:",
        "",
        "export default { fetch: cors((request, env, context) => fetch(request)) };",
        "",
        "An error that the handler throws is answered 500 without details.",
    ];
    let mut text = header(plan, "//", "an edge worker", &place, &plan.differences(Target::Worker));
    let language = plan.origins.language()?;
    text.push_str(&policy(plan));
    match &language {
        Some(language) => {
            text.push_str(&automaton(language));
            text.push_str(SHARE_WITH_ORIGIN);
        }
        None => text.push_str(SHARE_WITH_ANY),
    }
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

const SHARE_WITH_ORIGIN: &str = r#"
function share(headers, origin) {
  if (!headers.has("Vary") || !/(^|,)\s*(origin|\*)\s*(,|$)/i.test(headers.get("Vary"))) {
    headers.append("Vary", "Origin");
  }
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
function preflight(origin) {
  const headers = new Headers();
  if (!share(headers, origin)) {
    return new Response(null, { status: 403, headers });
  }
  const grants = [
    ["Access-Control-Allow-Methods", METHODS],
    ["Access-Control-Allow-Headers", HEADERS],
    ["Access-Control-Max-Age", MAX_AGE],
  ];
  for (const [name, value] of grants) {
    if (value !== null) {
      headers.set(name, value);
    }
  }
  return new Response(null, { status: 204, headers });
}

export function cors(handler) {
  return async (request, ...rest) => {
    const origin = request.headers.get("Origin");
    const method = request.headers.get("Access-Control-Request-Method");
    if (request.method === "OPTIONS" && origin !== null && method !== null) {
      return preflight(origin);
    }
    let response;
    try {
      response = await handler(request, ...rest);
    } catch {
      response = new Response(null, { status: 500 });
    }
    const headers = new Headers(response.headers);
    for (const name of [...headers.keys()]) {
      if (name.startsWith("access-control-")) {
        headers.delete(name);
      }
    }
    if (share(headers, origin) && EXPOSED !== null) {
      headers.set("Access-Control-Expose-Headers", EXPOSED);
    }
    const { status, statusText, webSocket } = response;
    return new Response(response.body, { status, statusText, headers, webSocket });
  };
}
"#;
