//! The parts of a policy that every target needs, and what no target can express.
//!
//! Origins are the policy's patterns, one by one, so that each line of a configuration can name its pattern. Patterns
//! with wildcards match more hosts than pages can have: every punctuation that some browser sends, empty labels,
//! trailing dots. In a configuration each pattern is restricted to [`USUAL_ORIGINS`], which makes its regex readable.

use cors_compiler::Checked;
use cors_compiler::check::CheckedOrigins;
use cors_compiler::language::{self, Automata, Language, TooLarge};
use cors_compiler::location::Located;
use cors_compiler::model::Pattern;
use cors_tables::answer::Vary;
use cors_tables::neighbours::Neighbours;
use cors_tables::policy::{AllowHeaders, AllowMethods};
use cors_tables::stored::Text;

use crate::difference::{
    EMPTY_LIST, JOINED_LISTS, MANY_OUT_OF_ORDER, NO_SEVERAL_LISTS, OTHER_LISTS, UNUSUAL_HOSTS,
};
use crate::regex::{self, RegexError};
use crate::requested::Families;
use crate::{Difference, Options, Refusal, Target};

/// The longest origin that is examined, as on this library's own server.
pub(crate) use cors_tables::origin_set::MAX_ORIGIN_LEN;

/// Origins whose hosts are addresses, or labels of letters, digits, `-` and `_`.
const USUAL_ORIGINS: &str =
    r"[a-z][a-z0-9+.-]*://(?:\[[0-9a-f:.]+\]|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)(?::[0-9]+)?";

/// How many steps the automata of a policy may take together.
pub(crate) const MAX_STEPS: usize = 50_000_000;

/// A policy that can be exported.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) name: Option<String>,
    pub(crate) declared_in: Option<String>,
    pub(crate) origins: Origins,
    pub(crate) credentials: bool,
    /// The value of `Access-Control-Allow-Methods`; none if it is mirrored, or if no preflight is granted.
    pub(crate) methods: Option<String>,
    pub(crate) mirrors_methods: bool,
    /// The constant value of `Access-Control-Allow-Headers`, or the constant part of it if there are families.
    pub(crate) headers: Option<String>,
    pub(crate) mirrors_headers: bool,
    pub(crate) families: Option<Families>,
    pub(crate) exposed: Option<String>,
    pub(crate) max_age: Option<u32>,
    /// Headers next to the CORS protocol.
    pub(crate) neighbours: Neighbours,
}

/// The origins of a policy.
#[derive(Debug)]
pub(crate) enum Origins {
    /// Any: `*`.
    Any,
    /// Those that `allowed` has and `denied` does not.
    These {
        /// `allow_origins`
        allowed: Matchers,
        /// `deny_origins`; nothing if no pattern of `allowed` is more than one origin.
        denied: Matchers,
    },
}

/// Origins that are listed in full, and patterns.
#[derive(Debug, Default)]
pub(crate) struct Matchers {
    /// Listed in full, in the order of the policy.
    pub(crate) exact: Vec<String>,
    /// Patterns that are more than one origin, in the order of the policy.
    pub(crate) patterns: Vec<Matcher>,
}

/// A pattern that is more than one origin.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// As it is written.
    pub(crate) written: String,
    /// The origins that it matches, as on this library's own server.
    pub(crate) whole: Language,
    /// Those of them whose hosts are usual.
    pub(crate) usual: Language,
}

impl Plan {
    pub(crate) fn new(policy: &Checked, options: &Options) -> Result<Self, Refusal> {
        let automata = Automata::within(MAX_STEPS);
        let (origins, credentials) = match &policy.origins {
            CheckedOrigins::Any => (Origins::Any, false),
            CheckedOrigins::Nobody => (
                Origins::These { allowed: Matchers::default(), denied: Matchers::default() },
                false,
            ),
            CheckedOrigins::These { ceiling, .. } if !ceiling.is_empty() => {
                return Err(Refusal::RuntimeOrigins);
            }
            CheckedOrigins::These { allowed, denied, credentials, .. } => {
                let allowed = allowed_matchers(allowed, &automata)?;
                // An origin that is both listed and denied is an error, so only patterns can be denied.
                let denied = if allowed.patterns.is_empty() {
                    Matchers::default()
                } else {
                    matchers(denied, &automata)?
                };
                (Origins::These { allowed, denied }, *credentials)
            }
        };
        let is_closed = policy.origins == CheckedOrigins::Nobody;
        let methods = match &policy.methods {
            AllowMethods::AsMounted if is_closed => None,
            AllowMethods::AsMounted => return Err(Refusal::MethodsOfHandlers),
            methods => value(methods.value())?,
        };
        let families = match &policy.headers {
            AllowHeaders::Families(families) => Some(Families::new(families, &automata)?),
            _ => None,
        };
        Ok(Self {
            name: policy.name.clone().or_else(|| options.name.clone()),
            declared_in: options.declared_in.clone(),
            origins,
            credentials,
            methods,
            mirrors_methods: policy.methods == AllowMethods::Mirror,
            headers: value(policy.headers.value())?,
            mirrors_headers: policy.headers == AllowHeaders::Mirror,
            families,
            exposed: value(policy.exposed.value())?,
            max_age: policy.max_age,
            neighbours: policy.neighbours.unwrap_or(Neighbours::NOTHING),
        })
    }

    /// The differences of a target that concern this policy.
    pub(crate) fn differences(&self, target: Target) -> Vec<&'static Difference> {
        let has_patterns = match &self.origins {
            Origins::Any => false,
            Origins::These { allowed, .. } => !allowed.patterns.is_empty(),
        };
        let concerns = |difference: &&Difference| match **difference {
            UNUSUAL_HOSTS => has_patterns,
            JOINED_LISTS | EMPTY_LIST => self.mirrors_headers,
            NO_SEVERAL_LISTS => self.mirrors_headers || self.families.is_some(),
            OTHER_LISTS | MANY_OUT_OF_ORDER => self.families.is_some(),
            _ => true,
        };
        target.differences().iter().copied().filter(concerns).collect()
    }

    /// Whether the answer to a preflight contains a part of the request's list of headers.
    pub(crate) fn answers_requested_headers(&self) -> bool {
        self.mirrors_headers || self.families.is_some()
    }

    /// The value of `Vary` of the answer to a preflight of an allowed origin; none if the answer is constant.
    pub(crate) fn vary_of_granted(&self) -> Option<&'static str> {
        let vary = Vary {
            origin: matches!(self.origins, Origins::These { .. }),
            method: self.mirrors_methods,
            headers: self.answers_requested_headers(),
        };
        vary.value()
    }

    /// What a system that has settings instead of patterns cannot express.
    pub(crate) fn refuse_parts_of_requests(&self) -> Result<(), Refusal> {
        for (mirrors, key) in
            [(self.mirrors_methods, "allow_methods"), (self.mirrors_headers, "allow_headers")]
        {
            if mirrors {
                return Err(Refusal::Mirror { key });
            }
        }
        if let Some(families) = &self.families {
            return Err(Refusal::HeaderFamily { family: families.written.clone() });
        }
        match self.neighbours.names().next() {
            Some(header) => Err(Refusal::Neighbour { key: header.replace('-', "_") }),
            None => Ok(()),
        }
    }

    /// A number that changes with the meaning of the policy: an FNV-1a hash of its parts.
    pub(crate) fn version(&self) -> u64 {
        let mut parts: Vec<String> = vec![format!("{}", self.credentials)];
        for text in [&self.methods, &self.headers, &self.exposed] {
            parts.push(text.clone().unwrap_or_default());
        }
        parts.push(self.max_age.map(|seconds| seconds.to_string()).unwrap_or_default());
        match &self.origins {
            Origins::Any => parts.push("*".to_owned()),
            Origins::These { allowed, denied } => {
                for matchers in [allowed, denied] {
                    parts.extend(matchers.exact.iter().cloned());
                    parts.extend(matchers.patterns.iter().map(|one| one.written.clone()));
                    parts.push(String::new());
                }
            }
        }
        let mirrors = [(self.mirrors_methods, "methods"), (self.mirrors_headers, "headers")];
        parts
            .extend(mirrors.iter().filter(|(mirrors, _)| *mirrors).map(|(_, of)| (*of).to_owned()));
        parts.extend(self.families.iter().flat_map(|families| families.prefixes.iter().cloned()));
        if self.neighbours != Neighbours::NOTHING {
            parts.push(format!("{:?}", self.neighbours));
        }
        let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    }

    /// A name for variables and files: `cors`, or `cors_` and the policy's name in lower case.
    pub(crate) fn identifier(&self) -> String {
        let Some(name) = &self.name else { return "cors".to_owned() };
        let safe = |char: char| match char {
            'a'..='z' | '0'..='9' => char,
            'A'..='Z' => char.to_ascii_lowercase(),
            _ => '_',
        };
        format!("cors_{}", name.chars().map(safe).collect::<String>())
    }

    /// Whether some origin has a letter in upper case, as those of custom schemes may.
    pub(crate) fn has_upper_case(&self) -> Result<bool, Refusal> {
        let Origins::These { allowed, denied } = &self.origins else { return Ok(false) };
        let is_upper = |origin: &String| origin.bytes().any(|byte| byte.is_ascii_uppercase());
        if allowed.exact.iter().chain(&denied.exact).any(is_upper) {
            return Ok(true);
        }
        let has_edge = |one: &Matcher| {
            let graph = one.usual.graph();
            let mut edges = graph.states.iter().flat_map(|state| &state.edges);
            edges.any(|edge| edge.bytes.iter().any(u8::is_ascii_uppercase))
        };
        Ok(allowed.patterns.iter().chain(&denied.patterns).any(has_edge))
    }
}

impl Matcher {
    /// Regexes that match the usual origins, each shorter than a limit; none if there are no such origins.
    pub(crate) fn regexes(&self, limit: usize) -> Result<Vec<String>, Refusal> {
        match regex::regexes(&self.usual, limit) {
            Ok(regexes) => Ok(regexes),
            Err(RegexError::Empty) => Ok(Vec::new()),
            // Origins are ASCII.
            Err(RegexError::NotAscii | RegexError::TooLong { .. }) => {
                Err(Refusal::TooLong { pattern: self.written.clone(), limit })
            }
        }
    }

    /// The pattern for a comment: in one line.
    pub(crate) fn comment(&self) -> String {
        self.written.split(char::is_control).collect()
    }
}

impl Origins {
    /// All origins of the policy, as on this library's own server; `None` if any.
    pub(crate) fn language(&self) -> Result<Option<Language>, TooLarge> {
        let Self::These { allowed, denied } = self else { return Ok(None) };
        let automata = Automata::within(MAX_STEPS);
        let union = |matchers: &Matchers| {
            let exact = Language::from_strings(&matchers.exact);
            matchers.patterns.iter().try_fold(exact, |all, one| automata.union(&all, &one.whole))
        };
        automata.difference(&union(allowed)?, &union(denied)?).map(Some)
    }
}

/// The value of a header. Names of a checked policy have no characters such as `$` and `%`, which are variables in
/// configurations; it is checked here as well, because a configuration depends on it.
fn value(text: Option<&Text>) -> Result<Option<String>, Refusal> {
    let Some(text) = text.map(Text::value) else { return Ok(None) };
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-_.,*".contains(char);
    match text.split(',').find(|name| !name.chars().all(is_plain)) {
        Some(name) => Err(Refusal::UnusualName { name: name.to_owned() }),
        None => Ok(Some(text.to_owned())),
    }
}

fn allowed_matchers(
    patterns: &[Located<Pattern>],
    automata: &Automata,
) -> Result<Matchers, Refusal> {
    let matchers = matchers(patterns, automata)?;
    match matchers.patterns.iter().find(|one| one.usual.is_empty()) {
        Some(one) => Err(Refusal::UnusualHost { origin: one.written.clone() }),
        None => Ok(matchers),
    }
}

fn matchers(patterns: &[Located<Pattern>], automata: &Automata) -> Result<Matchers, Refusal> {
    let usual_origins = automata.regex(USUAL_ORIGINS).map_err(too_large)?;
    let mut matchers = Matchers::default();
    for Located { value: pattern, .. } in patterns {
        match pattern.exact() {
            Some(origin) if origin == "null" || usual_origins.contains(origin.as_bytes()) => {
                matchers.exact.push(origin);
            }
            _ => {
                let whole = pattern.language(automata)?;
                let usual = automata.intersection(&whole, &usual_origins)?;
                matchers.patterns.push(Matcher { written: pattern.to_string(), whole, usual });
            }
        }
    }
    Ok(matchers)
}

/// The regex is constant and parses, so only its size can be an obstacle.
pub(crate) fn too_large(_: language::RegexError) -> Refusal {
    Refusal::TooLarge(TooLarge::Budget)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_of_a_configuration_is_not_a_name() {
        let list = value(Some(&Text::Fixed("PUT,x-trace_1.b"))).unwrap();
        assert_eq!(list.as_deref(), Some("PUT,x-trace_1.b"));
        let refusal = Refusal::UnusualName { name: "A$B".to_owned() };
        assert_eq!(value(Some(&Text::Fixed("PUT,A$B"))), Err(refusal));
        assert_eq!(value(None), Ok(None));
    }
}
