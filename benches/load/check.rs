//! The checking client: while a server is under load, it sends the same requests on a separate connection,
//! and compares every answer with the expected one, from the list of origins.

use std::collections::HashMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::live::{self, Expected};
use crate::requests::{NAMES, Request};
use crate::server::Around;

/// The pause between two requests: this client checks answers and doesn't add load.
const PAUSE: Duration = Duration::from_millis(1);

/// The minimum number of answers that it checks: on a slow machine it continues after the load has ended.
const LEAST: usize = 200;

/// The results of the client.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    pub(crate) answers: usize,
    /// A description of each wrong answer.
    pub(crate) wrong: Vec<String>,
}

/// Sends requests one after the other until the load has `ended`.
pub(crate) fn sample(
    address: SocketAddr,
    around: Around,
    requests: &[Request],
    ended: &AtomicBool,
) -> Checked {
    let mut checked = Checked::default();
    let mut socket = None;
    for request in requests.iter().cycle() {
        if ended.load(Ordering::Relaxed) && checked.answers + checked.wrong.len() >= LEAST {
            break;
        }
        match exchange(&mut socket, address, request) {
            Ok(answer) => {
                checked.answers += 1;
                if let Err(what) = check_answer(around, request, &answer) {
                    checked.wrong.push(format!("{what}: {answer:?}"));
                }
            }
            Err(error) => {
                checked.wrong.push(format!("no answer: {error}"));
                socket = None;
            }
        }
        thread::sleep(PAUSE);
    }
    checked
}

/// An answer: its status, and the lines of each header.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HashMap<String, Vec<String>>,
}

impl Answer {
    /// The only line of a header; none if it is absent, an error if there are several.
    fn one(&self, name: &str) -> Result<Option<&str>, String> {
        match self.headers.get(name).map(Vec::as_slice) {
            None => Ok(None),
            Some([line]) => Ok(Some(line)),
            Some(lines) => Err(format!("{} lines of {name}", lines.len())),
        }
    }
}

fn exchange(
    socket: &mut Option<BufReader<TcpStream>>,
    address: SocketAddr,
    request: &Request,
) -> io::Result<Answer> {
    let socket = match socket {
        Some(socket) => socket,
        None => {
            let new = TcpStream::connect(address)?;
            new.set_nodelay(true)?;
            new.set_read_timeout(Some(Duration::from_secs(10)))?;
            socket.insert(BufReader::new(new))
        }
    };
    socket.get_mut().write_all(&request.bytes)?;
    let mut line = String::new();
    socket.read_line(&mut line)?;
    let unreadable = || io::Error::other("the answer is not HTTP");
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(unreadable)?;
    let mut headers: HashMap<String, Vec<String>> = HashMap::new();
    loop {
        line.clear();
        socket.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.entry(name.to_ascii_lowercase()).or_default().push(value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(Ok(0), |lines| lines.concat().parse());
    let mut body = vec![0; length.map_err(|_| unreadable())?];
    socket.read_exact(&mut body)?;
    Ok(Answer { status, headers })
}

/// Compares the answer with what the policy allows.
fn check_answer(around: Around, request: &Request, answer: &Answer) -> Result<(), String> {
    let shared_with = answer.one("access-control-allow-origin")?;
    let may_have = request.allowed.as_deref();
    match around {
        Around::Nothing => return expect("shared with", &shared_with, &None),
        // It uses the first of several lines; otherwise its list has the same meaning.
        Around::TowerHttp if request.origins > 1 => return Ok(()),
        Around::TowerHttp => return expect("shared with", &shared_with, &may_have),
        Around::Protect | Around::Live => expect("shared with", &shared_with, &may_have)?,
    }
    let status = match (request.is_preflight, may_have) {
        (false, _) => 200,
        (true, Some(_)) => 204,
        (true, None) => 403,
    };
    expect("the status", &answer.status, &status)?;
    expect("Vary", &answer.one("vary")?, &Some("Origin"))?;
    let [always, sometimes] = &live::EXPECTED;
    match check_headers(always, request, answer) {
        // All of it may be the answer of the other policy.
        Err(error) if around == Around::Live => check_headers(sometimes, request, answer)
            .map_err(|other| format!("of neither policy: {error}, {other}")),
        result => result,
    }
}

/// Compares the headers with those of one policy.
fn check_headers(expected: &Expected, request: &Request, answer: &Answer) -> Result<(), String> {
    let is_allowed = request.allowed.is_some();
    let is_granted = request.is_preflight && is_allowed;
    let credentials = answer.one("access-control-allow-credentials")?;
    expect(
        "the credentials",
        &credentials,
        &(is_allowed && expected.credentials).then_some("true"),
    )?;
    let exposed = answer.one("access-control-expose-headers")?;
    let is_exposed = is_allowed && !request.is_preflight;
    expect("the exposed headers", &exposed, &expected.exposed.filter(|_| is_exposed))?;
    let max_age = expected.max_age.to_string();
    for (name, value) in [
        ("access-control-allow-methods", expected.methods),
        ("access-control-allow-headers", NAMES),
        ("access-control-max-age", &max_age),
    ] {
        let names = |line: &str| sorted(line);
        expect(name, &answer.one(name)?.map(names), &is_granted.then(|| sorted(value)))?;
    }
    Ok(())
}

/// The members of a list in any order; a safelisted method may be missing.
fn sorted(list: &str) -> Vec<String> {
    let safelisted = ["GET", "HEAD", "POST"];
    let members = list.split(',').map(|member| member.trim().to_owned());
    let mut members: Vec<String> =
        members.filter(|member| !safelisted.contains(&member.as_str())).collect();
    members.sort();
    members
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, is: &T, should: &T) -> Result<(), String> {
    if is == should { Ok(()) } else { Err(format!("{what} is {is:?}, should be {should:?}")) }
}
