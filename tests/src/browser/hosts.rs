//! The hosts of a test: a SOCKS proxy that connects each one to a server of this machine.
//!
//! ```text
//! browser --SOCKS 5: host and port--> proxy --bytes--> server
//! ```
//!
//! All three engines leave the resolution of names to such a proxy (RFC 1928), for `http:`, `https:` and `ws:`.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Starts a proxy, which runs until the end of the tests. `address` returns the server for a host and a port; a host
/// without one is unreachable.
///
/// # Panics
///
/// If no port is free.
pub fn start(
    address: impl Fn(&str, u16) -> Option<SocketAddr> + Send + Sync + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let own = listener.local_addr().expect("a port");
    let address: Arc<Lookup> = Arc::new(address);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let address = Arc::clone(&address);
            thread::spawn(move || serve(stream, &*address));
        }
    });
    own
}

type Lookup = dyn Fn(&str, u16) -> Option<SocketAddr> + Send + Sync;

fn serve(mut browser: TcpStream, address: &Lookup) -> io::Result<()> {
    let (host, port) = requested(&mut browser)?;
    let server = address(&host, port).and_then(|server| TcpStream::connect(server).ok());
    // 0: connected; 4: the host is unreachable. The bound address is not used.
    let status = if server.is_some() { 0 } else { 4 };
    browser.write_all(&[5, status, 0, 1, 127, 0, 0, 1, 0, 0])?;
    let Some(server) = server else { return Ok(()) };
    browser.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_browser, to_server) = (browser.try_clone()?, server.try_clone()?);
    thread::spawn(move || copy(from_browser, to_server));
    copy(server, browser);
    Ok(())
}

/// The host and the port that the browser asks for.
fn requested(browser: &mut TcpStream) -> io::Result<(String, u16)> {
    let [_version, methods] = read(browser)?;
    let mut offered = vec![0; usize::from(methods)];
    browser.read_exact(&mut offered)?;
    // No authentication.
    browser.write_all(&[5, 0])?;
    let [_version, _connect, _reserved, kind] = read(browser)?;
    let host = match kind {
        1 => Ipv4Addr::from(read::<4>(browser)?).to_string(),
        3 => {
            let [length] = read(browser)?;
            let mut name = vec![0; usize::from(length)];
            browser.read_exact(&mut name)?;
            String::from_utf8_lossy(&name).into_owned()
        }
        _ => return Err(io::ErrorKind::Unsupported.into()),
    };
    Ok((host, u16::from_be_bytes(read(browser)?)))
}

fn read<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Copies until one side closes its direction.
fn copy(mut from: TcpStream, mut to: TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
