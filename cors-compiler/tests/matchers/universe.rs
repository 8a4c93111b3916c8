//! Random patterns from a small world, so that they overlap, cover and deny one another.
//!
//! A pattern is put together from a scheme, a host on one of a few bases, and a port. Each piece
//! comes with some texts that it fits, so that every pattern comes with some members: where tests
//! start looking. A member need not be an origin that can be sent; the reference decides that.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::reference::Written;

/// A scheme and a host, on which patterns are built.
type Home = (&'static str, &'static str);

/// A pattern and some of the origins that it is about.
#[derive(Debug, Clone)]
pub(crate) struct Sampled {
    pub(crate) written: Written,
    pub(crate) members: Vec<String>,
    home: Home,
}

/// What is written, and what it fits.
type Piece = (&'static str, &'static [&'static str]);

/// Domains; the last four are hosts of a custom scheme, three of them of no other.
const BASES: [&str; 9] = [
    "example.com",
    "a.example.com",
    "b.a.example.com",
    "b.example.com",
    "example.com.",
    "localhost",
    "A",
    "b.A",
    ".A",
];

const ADDRESSES: [&str; 4] = ["10.0.0.7", "127.0.0.1", "[::1]", "[2001:db8::a]"];

/// Address ranges that overlap, cover and miss each other and [`ADDRESSES`], with some members.
const RANGES: [Piece; 8] = [
    ("10.0.0.0/8", &["10.0.0.7", "10.255.255.255", "10.0.0.0", "10.1.2.3"]),
    ("10.0.0.0/29", &["10.0.0.7", "10.0.0.0"]),
    ("10.1.0.0/16", &["10.1.2.3", "10.1.255.0"]),
    ("127.0.0.0/8", &["127.0.0.1", "127.1.1.1"]),
    ("[::/126]", &["[::1]", "[::3]", "[::]"]),
    ("[2001:db8::/32]", &["[2001:db8::a]", "[2001:db8:1::]", "[2001:db8:0:1:1:1:1:1]"]),
    ("[2001:db8::/120]", &["[2001:db8::a]", "[2001:db8::ff]"]),
    ("[::/0]", &["[::]", "[2001:db8::a]", "[1::2:3:0:0:4]"]),
];

/// Hosts on a base, which is written `@`.
const HOSTS: [Piece; 16] = [
    ("@", &["@"]),
    ("@", &["@"]),
    ("*.@", &["a.@", "b.a.@", "a!b.@", "%2A.@", "-x-.@", "1.@", "a..@", "a_b.@"]),
    ("*.@", &["b.@", "a.b.@", "x`.@", "x.%20.@", "\"{}.@"]),
    ("*.b.@", &["a.b.@", "b.b.@"]),
    ("{t}.@", &["a.@", "a-b_1.@", "-.@", "0.@"]),
    ("{a}-{b:[ab]+}.@", &["a-b.@", "-a-ab.@", "1--b.@"]),
    ("pr-{n:[0-9]+}.@", &["pr-17.@", "pr-0.@"]),
    ("x{n:[0-9]{1,2}}y.@", &["x1y.@", "x12y.@"]),
    ("{x:.+}.@", &["a!b.@", "%2A.@", "~.@"]),
    ("{x:[^a]*}.@", &["b.@", "b!.@"]),
    ("{x:(a|b){1,2}|c.d}.@", &["a.@", "ba.@", "c.d.@", "cxd.@"]),
    ("{x:(?i)ab}.@", &["ab.@", "aB.@"]),
    ("*.{t}.@", &["a.b.@", "a.b.c.@"]),
    ("a.{x:b?}@", &["a.@", "a.b@"]),
    ("a{x:[-.]*}b.@", &["a-b.@", "ab.@", "a.b.@"]),
];

/// Regexes of a host: `@` is the base with its dots escaped, `#` without.
const REGEXES: [Piece; 12] = [
    (r".*\.@", &["a.@", "b.a.@", ".@", "a!.@"]),
    (r"[a-z]+\.@", &["a.@", "ab.@"]),
    (r"(a|b)\.@", &["a.@", "b.@"]),
    (r"(?:[a-z0-9-]+\.)*@", &["@", "a.@", "b.a.@"]),
    (r".+@", &["a@", "a.@"]),
    (r"[^.]+\.@", &["a.@", "%2A.@", "a!.@"]),
    (r"(?i)B\.@", &["b.@", "B.@"]),
    (r"a?\.?@\.?", &["@", "a.@", "a.@."]),
    ("#", &["@"]),
    ("a.#", &["a.@", "ab@", "abb@"]),
    (r"[\w.-]*@", &["a.@", "x@"]),
    (r"a\.@|b\.@|c.{0,2}@", &["a.@", "b.@", "c!.@"]),
];

const PORTS: [Piece; 8] = [
    ("", &[""]),
    ("", &[""]),
    ("", &[""]),
    (":8443", &[":8443"]),
    (":*", &["", ":1", ":8443", ":65535", ":80", ":443"]),
    (":*", &["", ":9", ":10000"]),
    (":{p:[0-9]+}", &[":1", ":8443", ":65536"]),
    (":84{p:[0-9]*}", &[":84", ":8443"]),
];

/// A pattern of any kind, and some of its members.
pub(crate) fn pattern() -> impl Strategy<Value = Sampled> {
    prop_oneof![
        9 => home().prop_flat_map(on),
        1 => (scheme(), select(&ADDRESSES[..])).prop_flat_map(on),
        1 => Just(null()),
    ]
}

/// A pattern that has more than one member.
pub(crate) fn wide_pattern() -> impl Strategy<Value = Sampled> {
    pattern().prop_filter("one origin", |sampled| sampled.members.len() > 1)
}

/// A pattern that has to do with these, as a denial has to do with what is allowed: one of the
/// origins that they match, or a pattern on the same home; now and then any.
pub(crate) fn related_to(others: &[Sampled]) -> impl Strategy<Value = Sampled> + use<> {
    let homes: Vec<Home> = others.iter().map(|pattern| pattern.home).collect();
    let one_of = |pattern: &Sampled| {
        let home = pattern.home;
        let members = pattern.members.clone().into_iter();
        members.map(move |member| Sampled {
            written: Written::Text(member.clone()),
            members: vec![member],
            home,
        })
    };
    let origins: Vec<Sampled> = others
        .iter()
        .filter(|pattern| pattern.members.len() > 1)
        .flat_map(one_of)
        .filter(|one| is_plain(&one.members[0]))
        .chain([null()])
        .collect();
    prop_oneof![8 => select(origins), 8 => select(homes).prop_flat_map(on), 1 => pattern()]
}

/// Whether an origin can be listed in a policy, as far as its bytes go.
fn is_plain(origin: &str) -> bool {
    !origin.contains("..")
        && !origin.contains("//.")
        && origin.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":/.-_[]".contains(&byte))
}

fn on(home: Home) -> BoxedStrategy<Sampled> {
    let is_address = ADDRESSES.contains(&home.1);
    let hosts = if is_address { &HOSTS[..1] } else { &HOSTS[..] };
    let texts =
        (select(hosts), select(&PORTS[..])).prop_map(move |(host, port)| text(home, host, port));
    if is_address && home.0 != "app" {
        // What has to do with an address are the ranges around it and near it.
        let ranges = (select(&RANGES[..]), select(&PORTS[..]))
            .prop_map(move |(range, port)| text(home, range, port));
        return prop_oneof![1 => texts, 2 => ranges].boxed();
    }
    if is_address {
        return texts.boxed();
    }
    let ports = select(&["", ":8443", "(:[0-9]+)?"][..]);
    let regexes =
        (select(&REGEXES[..]), ports).prop_map(move |(host, port)| regex(home, host, port));
    prop_oneof![2 => texts, 1 => regexes].boxed()
}

/// An origin, or almost one, of the same world.
pub(crate) fn stray() -> impl Strategy<Value = String> {
    let label =
        select(&["a.", "b.", "x", ".", "-", "a!b.", "%2A.", "%2a.", "A.", "10.", "@", "/"][..]);
    let port = select(&["", "", ":80", ":443", ":8443", ":0", ":65535", ":65536", ":", ":*"][..]);
    (scheme(), prop::collection::vec(label, 0..4), select(&BASES[..]), port).prop_map(
        |(scheme, labels, base, port)| format!("{scheme}://{}{base}{port}", labels.concat()),
    )
}

fn scheme() -> impl Strategy<Value = &'static str> {
    prop_oneof![5 => Just("https"), 3 => Just("http"), 2 => Just("app")]
}

/// A scheme, and a base that can be written in it.
fn home() -> impl Strategy<Value = Home> {
    (scheme(), any::<Index>()).prop_map(|(scheme, index)| {
        let bases = if scheme == "app" { &BASES[5..] } else { &BASES[..6] };
        (scheme, *index.get(bases))
    })
}

fn text(home: Home, host: Piece, port: Piece) -> Sampled {
    let written = format!("{}://{}{}", home.0, host.0, port.0).replace('@', home.1);
    Sampled { written: Written::Text(written), members: members(home, host.1, port.1), home }
}

fn regex(home: Home, host: Piece, port: &str) -> Sampled {
    let (scheme, base) = home;
    let escaped = base.replace('.', r"\.");
    let host_regex = host.0.replace('@', &escaped).replace('#', base);
    let written = format!("{scheme}://(?:{host_regex}){port}");
    let ports: &[&str] = match port {
        "(:[0-9]+)?" => &["", ":1", ":65536"],
        _ => &[port],
    };
    Sampled { written: Written::Regex(written), members: members(home, host.1, ports), home }
}

fn members((scheme, base): Home, hosts: &[&str], ports: &[&str]) -> Vec<String> {
    let with_port = |host: &&str| {
        let host = format!("{scheme}://{host}").replace('@', base);
        ports.iter().map(move |port| format!("{host}{port}")).collect::<Vec<_>>()
    };
    hosts.iter().flat_map(with_port).collect()
}

fn null() -> Sampled {
    let written = Written::Text("null".to_owned());
    Sampled { written, members: vec!["null".to_owned()], home: ("https", BASES[0]) }
}
