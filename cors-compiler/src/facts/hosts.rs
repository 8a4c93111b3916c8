//! The plain patterns of a list by scheme and host, and of these by port.

use crate::language::Numbering;
use crate::model::origin::{Host, OriginPattern, Port};

/// The patterns of each scheme and host.
#[derive(Debug)]
pub(super) struct PlainByHost {
    /// The text before the port.
    before_port: Numbering<String>,
    ports: Vec<Ports>,
}

/// The patterns with one scheme and host, by ascending port: the index of the first with each.
#[derive(Debug, Default)]
pub(super) struct Ports(Vec<(Port, usize)>);

impl PlainByHost {
    /// Those of a list of patterns, each with its index.
    pub(super) fn of(plain: Vec<(usize, &OriginPattern)>) -> Self {
        let mut hosts = Self { before_port: Numbering::new(), ports: Vec::new() };
        for (index, plain) in plain {
            let number = hosts.before_port.number(key(plain.scheme(), plain.host()));
            if number == hosts.ports.len() {
                hosts.ports.push(Ports::default());
            }
            if let Some(ports) = hosts.ports.get_mut(number) {
                ports.add(plain.port(), index);
            }
        }
        hosts
    }

    /// The patterns with a scheme and host.
    pub(super) fn get(&self, scheme: &str, host: &Host) -> Option<&Ports> {
        self.ports.get(self.before_port.find(&key(scheme, host))?)
    }
}

impl Ports {
    fn add(&mut self, port: Port, index: usize) {
        if let Err(at) = self.position(port) {
            self.0.insert(at, (port, index));
        }
    }

    /// The pattern with this port.
    pub(super) fn get(&self, port: Port) -> Option<usize> {
        self.0.get(self.position(port).ok()?).map(|&(_, index)| index)
    }

    /// All patterns.
    pub(super) fn indices(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|&(_, index)| index)
    }

    fn position(&self, port: Port) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.cmp(&port))
    }
}

fn key(scheme: &str, host: &Host) -> String {
    format!("{scheme}://{host}")
}
