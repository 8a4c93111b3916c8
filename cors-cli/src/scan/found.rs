//! A configuration that was found, and what of it could not be read.

use std::ops::Range;

use cors_compiler::location::{Located, Location};
use cors_compiler::migration::{AnyOrigin, Condition, Configuration, Credentials, Names, Origins};

/// A library whose configurations are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Library {
    /// `tower_http::cors::CorsLayer`
    TowerHttp,
    /// `actix_cors::Cors`
    ActixCors,
    /// `rocket_cors::CorsOptions`
    RocketCors,
    /// `warp::cors()`
    Warp,
    /// `salvo::cors::Cors`
    Salvo,
    /// `poem::middleware::Cors`
    Poem,
    /// nginx, whose configurations `cargo cors import` reads.
    Nginx,
    /// The CORS configuration of a bucket in S3, which it reads as well.
    S3,
    /// The CORS filter of Envoy.
    Envoy,
    /// `corsPolicy` of a `VirtualService` of Istio.
    Istio,
    /// The filter `CORS` of an `HTTPRoute` of the Kubernetes Gateway API.
    GatewayApi,
}

impl Library {
    /// The name of its crate, or of the system.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TowerHttp => "tower-http",
            Self::ActixCors => "actix-cors",
            Self::RocketCors => "rocket_cors",
            Self::Warp => "warp",
            Self::Salvo => "salvo",
            Self::Poem => "poem",
            Self::Nginx => "nginx",
            Self::S3 => "S3",
            Self::Envoy => "Envoy",
            Self::Istio => "Istio",
            Self::GatewayApi => "Gateway API",
        }
    }
}

/// A configuration in a file.
#[derive(Debug, Clone)]
pub struct Found {
    /// Whose it is.
    pub library: Library,
    /// What is configured. Its locations are indices of `ranges`.
    pub configuration: Configuration,
    /// Where things are written, in bytes of the file.
    pub ranges: Vec<Range<usize>>,
    /// What could not be read, and why.
    pub unread: Vec<Unread>,
    /// What the library does with this configuration that its name does not show.
    pub remarks: Vec<Remark>,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Where it is written.
    pub range: Range<usize>,
    /// Why: "a value that is known only at run time".
    pub reason: &'static str,
}

/// Something that a library does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What is written.
    pub range: Range<usize>,
    /// What it does, in a sentence without a full stop.
    pub text: &'static str,
}

/// A configuration that is being read.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) found: Found,
    /// Where the conditions are that functions are, of actix-cors.
    pub(crate) functions: Vec<Location>,
    /// Where `send_wildcard` is, of actix-cors and rocket_cors: "any origin" sends `*`.
    pub(crate) sends_wildcard: Option<Range<usize>>,
}

impl Draft {
    /// One that allows nothing, which is written in these bytes.
    pub(crate) fn new(library: Library, range: Range<usize>) -> Self {
        let location = Location::new(0);
        let configuration = Configuration {
            location,
            library: library.name(),
            origins: Origins::Conditions(Vec::new()),
            credentials: Credentials::No,
            methods: Names::default(),
            headers: Names::default(),
            exposed: Names::default(),
            max_age: None,
        };
        let found = Found {
            library,
            configuration,
            ranges: vec![range],
            unread: Vec::new(),
            remarks: Vec::new(),
        };
        Self { found, functions: Vec::new(), sends_wildcard: None }
    }

    /// The location of these bytes.
    pub(crate) fn at(&mut self, range: Range<usize>) -> Location {
        let index = self.found.ranges.len();
        self.found.ranges.push(range);
        Location::new(index)
    }

    /// Allows every origin, in the place of what was allowed before.
    pub(crate) fn any_origin(&mut self, form: AnyOrigin, range: Range<usize>) {
        let location = self.at(range);
        self.found.configuration.origins = Origins::Any(Located::new(form, location));
    }

    /// Allows no origin that was allowed before.
    pub(crate) fn no_origins(&mut self) {
        self.found.configuration.origins = Origins::Conditions(Vec::new());
    }

    /// Allows the origins that meet a condition too; in the place of every origin.
    pub(crate) fn origin(&mut self, condition: Condition, range: Range<usize>) {
        let condition = Located::new(condition, self.at(range));
        match &mut self.found.configuration.origins {
            Origins::Conditions(conditions) => conditions.push(condition),
            origins @ Origins::Any(_) => *origins = Origins::Conditions(vec![condition]),
        }
    }

    /// Allows origins that could not be read.
    pub(crate) fn unknown_origins(&mut self, unread: Unread) {
        self.origin(Condition::Unknown, unread.range.clone());
        self.found.unread.push(unread);
    }

    /// Allows credentials, or not.
    pub(crate) fn credentials(&mut self, value: bool, range: Range<usize>) {
        let location = self.at(range);
        self.found.configuration.credentials =
            if value { Credentials::Yes(location) } else { Credentials::No };
    }

    /// Credentials depend on something.
    pub(crate) fn unknown_credentials(&mut self, unread: Unread) {
        let location = self.at(unread.range.clone());
        self.found.configuration.credentials = Credentials::Unknown(location);
        self.found.unread.push(unread);
    }

    /// One of the lists of names.
    pub(crate) fn names(&mut self, list: List) -> &mut Names {
        let configuration = &mut self.found.configuration;
        match list {
            List::Methods => &mut configuration.methods,
            List::Headers => &mut configuration.headers,
            List::Exposed => &mut configuration.exposed,
        }
    }

    /// Adds a name.
    pub(crate) fn name(&mut self, list: List, name: String, range: Range<usize>) {
        let name = Located::new(name, self.at(range));
        self.names(list).listed.push(name);
    }

    /// Adds names that could not be read.
    pub(crate) fn unknown_names(&mut self, list: List, unread: Unread) {
        let location = self.at(unread.range.clone());
        self.names(list).unknown = Some(location);
        self.found.unread.push(unread);
    }

    /// Allows every name by `*`, in the place of those that were listed.
    pub(crate) fn wildcard(&mut self, list: List, range: Range<usize>) {
        let location = self.at(range);
        *self.names(list) = Names { wildcard: Some(location), ..Names::default() };
    }

    /// Allows the requested names, in the place of those that were listed.
    pub(crate) fn mirrored(&mut self, list: List, range: Range<usize>) {
        let location = self.at(range);
        *self.names(list) = Names { mirrored: Some(location), ..Names::default() };
    }

    /// Sets how long preflights are cached.
    pub(crate) fn max_age(&mut self, seconds: Option<u64>, range: Range<usize>) {
        let location = self.at(range);
        self.found.configuration.max_age = seconds.map(|seconds| Located::new(seconds, location));
    }

    /// Notes what the library does.
    pub(crate) fn remark(&mut self, range: Range<usize>, text: &'static str) {
        self.found.remarks.push(Remark { range, text });
    }

    /// Whether every origin is allowed.
    pub(crate) fn allows_any(&self) -> bool {
        matches!(self.found.configuration.origins, Origins::Any(_))
    }

    /// Whether credentials are allowed, or may be.
    pub(crate) fn allows_credentials(&self) -> bool {
        self.found.configuration.credentials.location().is_some()
    }
}

/// A list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    /// The methods.
    Methods,
    /// The request headers.
    Headers,
    /// The response headers.
    Exposed,
}
