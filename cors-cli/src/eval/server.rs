//! A server in this process that answers with a policy's tables.

use std::borrow::Cow;

use cors_tables::answer::{Answer, HeadersValue, Value, Vary};
use cors_tables::decide;
use cors_tables::name_list::NameList;
use cors_tables::neighbours::{Neighbours, SEC_FETCH_STORAGE_ACCESS, StorageAccessStatus};
use cors_tables::policy::{AllowHeaders, AllowMethods, PolicyTable};
use cors_tables::request::{FieldLine, HeaderList};
use cors_tables::stored::Text;
use cors_user_agent::{HttpRequest, HttpResponse, Network, NetworkError};

use cors_compiler::access::Handlers;

/// A server whose handlers answer with the same headers, under a policy.
#[derive(Debug)]
pub struct Server {
    table: PolicyTable,
    headers: Vec<(String, String)>,
    requests: Vec<HttpRequest>,
    beside: Vec<HeaderBeside>,
}

/// A header next to the CORS protocol that the policy adds to a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderBeside {
    /// Its name, in lower case.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// The request's `Sec-Fetch-Storage-Access` for which it is sent; `None` if it is sent in any case.
    pub storage_access: Option<StorageAccessStatus>,
}

impl Server {
    /// A server with a policy on these handlers, which answer with these headers.
    #[must_use]
    pub fn new(table: &PolicyTable, handlers: Handlers<'_>, headers: &[(String, String)]) -> Self {
        let mut table = table.clone();
        if table.allow_methods == AllowMethods::AsMounted {
            table.allow_methods = match handlers {
                Handlers::OfTheMethod => AllowMethods::Mirror,
                Handlers::Router => AllowMethods::AsMounted,
                Handlers::Of(methods) => {
                    AllowMethods::List(NameList::new(Text::from(methods.join(","))))
                }
            };
        }
        Self { table, headers: headers.to_vec(), requests: Vec::new(), beside: Vec::new() }
    }

    /// The headers next to the CORS protocol of the last response that is not to a preflight.
    #[must_use]
    pub fn beside(&self) -> &[HeaderBeside] {
        &self.beside
    }

    /// The preflight that it received, if any.
    #[must_use]
    pub fn preflight(&self) -> Option<&HttpRequest> {
        self.requests.iter().find(|request| request.is_preflight())
    }
}

impl Network for Server {
    fn respond(&mut self, request: &HttpRequest) -> Result<HttpResponse, NetworkError> {
        self.requests.push(request.clone());
        let headers = Headers(&request.header_list);
        let decision = decide(&self.table, None, None, request.method == "OPTIONS", headers);
        let answer = Answer::new(&self.table, None, decision);
        let mut response = HttpResponse::new(decision.status().unwrap_or(200));
        if decision.status().is_none() {
            for (name, value) in &self.headers {
                response.header_list.append(name, value);
            }
        }
        self.write(&answer, request, &mut response);
        if decision.status().is_none()
            && let Some(neighbours) = self.table.neighbours
        {
            self.write_beside(neighbours, &mut response);
        }
        Ok(response)
    }
}

impl Server {
    /// The headers of the protocol, as an adapter writes them.
    fn write(&self, answer: &Answer, request: &HttpRequest, response: &mut HttpResponse) {
        let list = &mut response.header_list;
        let mut add = |name: &str, value: Value, constant: Option<&[u8]>, of_request: &str| {
            let value = match value {
                Value::Absent => None,
                Value::Constant => constant.map(<[u8]>::to_vec),
                Value::Request => request.header_list.get(of_request).map(Cow::into_owned),
            };
            if let Some(value) = value {
                list.append(name, value);
            }
        };
        let bytes = |text: &Text| text.as_bytes().to_vec();
        add("Access-Control-Allow-Origin", answer.allow_origin, Some(b"*"), "origin");
        let methods = self.table.allow_methods.value().map(bytes);
        add(
            "Access-Control-Allow-Methods",
            answer.allow_methods,
            methods.as_deref(),
            "access-control-request-method",
        );
        let asked = "access-control-request-headers";
        let (value, constant) = match (answer.allow_headers, &self.table.allow_headers) {
            (HeadersValue::Absent, _) => (Value::Absent, None),
            (HeadersValue::Request, _) => (Value::Request, None),
            (HeadersValue::ConstantAndRequested, AllowHeaders::Families(families)) => {
                let lines = || Headers(&request.header_list).lines(asked);
                (Value::Constant, families.value(lines).map(String::into_bytes))
            }
            (HeadersValue::Constant | HeadersValue::ConstantAndRequested, headers) => {
                (Value::Constant, headers.value().map(bytes))
            }
        };
        add("Access-Control-Allow-Headers", value, constant.as_deref(), asked);
        if answer.allow_credentials {
            list.append("Access-Control-Allow-Credentials", "true");
        }
        if answer.expose_headers
            && let Some(exposed) = self.table.expose_headers.value()
        {
            list.append("Access-Control-Expose-Headers", exposed.as_bytes());
        }
        if answer.max_age
            && let Some(age) = &self.table.max_age
        {
            list.append("Access-Control-Max-Age", age.value.as_bytes());
        }
        if let Some(vary) = Vary::value(answer.vary) {
            list.append("Vary", vary);
        }
    }
}

impl Server {
    /// The headers next to the protocol, in the place of a handler's. Whether the user has granted storage access is
    /// not known.
    fn write_beside(&mut self, neighbours: Neighbours, response: &mut HttpResponse) {
        let list = &mut response.header_list;
        for name in neighbours.names() {
            list.delete(name);
        }
        let allow_origin = list.get("access-control-allow-origin").map(Cow::into_owned);
        let allow_origin = allow_origin.and_then(|value| String::from_utf8(value).ok());
        let under = |status| neighbours.headers(allow_origin.as_deref(), status);
        let mut beside: Vec<HeaderBeside> = Vec::new();
        for (name, value) in under(None) {
            list.append(name, &value);
            beside.push(HeaderBeside { name, value, storage_access: None });
        }
        for status in [StorageAccessStatus::Inactive, StorageAccessStatus::Active] {
            for (name, value) in under(Some(status)) {
                if beside.iter().all(|other| (other.name, &other.value) != (name, &value)) {
                    beside.push(HeaderBeside { name, value, storage_access: Some(status) });
                }
            }
        }
        if neighbours.storage_access.is_some() {
            list.append("Vary", SEC_FETCH_STORAGE_ACCESS);
        }
        self.beside = beside;
    }
}

/// The headers of a request, as the tables read them.
#[derive(Clone, Copy)]
struct Headers<'r>(&'r cors_user_agent::HeaderList);

impl<'r> Headers<'r> {
    fn lines(self, name: &'static str) -> impl Iterator<Item = &'r [u8]> {
        let lines = self.0.iter();
        lines.filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl<'r> HeaderList<'r> for Headers<'r> {
    fn origin(self) -> Option<FieldLine<'r>> {
        FieldLine::read(self.lines("origin"))
    }

    fn access_control_request_method(self) -> Option<FieldLine<'r>> {
        FieldLine::read(self.lines("access-control-request-method"))
    }

    fn access_control_request_headers(self) -> Option<FieldLine<'r>> {
        FieldLine::read(self.lines("access-control-request-headers"))
    }

    fn access_control_request_headers_lines(self) -> impl Iterator<Item = &'r [u8]> {
        self.lines("access-control-request-headers")
    }

    fn sec_fetch_storage_access(self) -> Option<FieldLine<'r>> {
        FieldLine::read(self.lines("sec-fetch-storage-access"))
    }
}
