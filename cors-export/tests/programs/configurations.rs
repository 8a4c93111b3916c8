//! The configurations around the exported files: each policy on a port of its own, in front of the upstream.

use std::fmt::Write as _;
use std::path::Path;

use cors_export::{Export, Target};

/// The port of the server behind the programs, and one at which no server listens.
#[derive(Clone, Copy)]
pub struct Upstream {
    pub port: u16,
    pub dead_port: u16,
}

/// An exported policy and its port.
pub struct Site {
    pub export: Export,
    pub port: u16,
}

/// The name and the text of the main file.
pub fn of(
    target: Target,
    folder: &Path,
    sites: &[Site],
    upstream: &Upstream,
) -> (&'static str, String) {
    match target {
        Target::Nginx => ("nginx.conf", nginx(folder, sites, upstream)),
        Target::Haproxy => ("haproxy.cfg", haproxy(sites, upstream)),
        Target::Apache => ("httpd.conf", apache(folder, sites, upstream)),
        Target::Caddy => ("Caddyfile", caddy(sites, upstream)),
        Target::Envoy => ("envoy.yaml", envoy(sites, upstream)),
        Target::Worker => ("server.mjs", node(sites, upstream)),
        _ => panic!("{target:?} has no configuration"),
    }
}

fn nginx(folder: &Path, sites: &[Site], Upstream { port, dead_port }: &Upstream) -> String {
    let folder = folder.display();
    let mut text = format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n\
         events {{ worker_connections 256; }}\nhttp {{\naccess_log off;\nserver_tokens off;\nmap_hash_max_size 32768;\nmap_hash_bucket_size 256;\nvariables_hash_max_size 4096;\nvariables_hash_bucket_size 128;\n"
    );
    for path in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        let _ = writeln!(text, "{path}_temp_path {folder}/{path};");
    }
    for site in sites {
        let [http, server, headers] = site.export.files.as_slice() else {
            panic!("{:?}", site.export)
        };
        // A location with a header of its own, and an error page that answers refused preflights.
        let _ = write!(
            text,
            "include {http};\nserver {{\nlisten 127.0.0.1:{listen};\nserver_name localhost;\ninclude {server};\ninclude {headers};\n\
             error_page 403 @refused;\nlocation @refused {{ return 403 refused; }}\n\
             location / {{ proxy_pass http://127.0.0.1:{port}; }}\n\
             location /vary {{ include {headers}; add_header X-Own yes; proxy_pass http://127.0.0.1:{port}; }}\n\
             location = /down {{ proxy_pass http://127.0.0.1:{dead_port}; }}\n}}\n",
            http = http.name,
            server = server.name,
            headers = headers.name,
            listen = site.port,
        );
    }
    text + "}\n"
}

fn haproxy(sites: &[Site], Upstream { port, dead_port }: &Upstream) -> String {
    let mut text = String::from(
        "defaults\n  mode http\n  retries 0\n  timeout connect 2s\n  timeout client 20s\n  timeout server 20s\n  \
         http-error status 403 content-type text/plain string refused hdr Access-Control-Allow-Origin *\n\
         backend up\n  server up 127.0.0.1:UP\nbackend dead\n  server dead 127.0.0.1:DEAD\n",
    )
    .replace("UP", &port.to_string())
    .replace("DEAD", &dead_port.to_string());
    for (number, site) in sites.iter().enumerate() {
        let _ = write!(
            text,
            "frontend f{number}\n  bind 127.0.0.1:{}\n{}\n  use_backend dead if {{ path /down }}\n  default_backend up\n",
            site.port, site.export.files[0].text
        );
    }
    text
}

fn apache(folder: &Path, sites: &[Site], Upstream { port, dead_port }: &Upstream) -> String {
    let folder = folder.display();
    let mut text = format!(
        "ServerRoot {folder}\nServerName localhost\nPidFile {folder}/pid\nDefaultRuntimeDir {folder}\n\
         ErrorLog {folder}/error.log\nUser www-data\nGroup www-data\n"
    );
    for module in
        ["mpm_event", "authz_core", "headers", "setenvif", "rewrite", "proxy", "proxy_http"]
    {
        let _ =
            writeln!(text, "LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so");
    }
    for site in sites {
        // The error pages are a local file, to which Apache redirects internally.
        let _ = write!(
            text,
            "Listen 127.0.0.1:{0}\n<VirtualHost 127.0.0.1:{0}>\nInclude {1}\n\
             DocumentRoot {folder}\nErrorDocument 403 /{1}\nErrorDocument 503 /{1}\nProxyPass /{1} !\n\
             ProxyPass /down http://127.0.0.1:{dead_port}/\nProxyPass / http://127.0.0.1:{port}/\n</VirtualHost>\n",
            site.port, site.export.files[0].name
        );
    }
    text
}

fn caddy(sites: &[Site], Upstream { port, dead_port }: &Upstream) -> String {
    // The program warns of a file that is not formatted, so this one is.
    let mut text = String::from("{\n\tadmin off\n\tauto_https off\n}\n");
    for site in sites {
        let file = &site.export.files[0];
        let id = file.name.trim_end_matches(".caddyfile");
        let _ = write!(
            text,
            "\n{}\nhttp://:{} {{\n\tbind 127.0.0.1\n\troute {{\n\t\timport {id}\n\t\t@down path /down\n\
             \t\treverse_proxy @down 127.0.0.1:{dead_port} {{\n\t\t\timport {id}_upstream\n\t\t}}\n\
             \t\treverse_proxy 127.0.0.1:{port} {{\n\t\t\timport {id}_upstream\n\t\t}}\n\t}}\n\
             \thandle_errors {{\n\t\timport {id}_responses\n\t\trespond \"{{http.error.status_code}}\"\n\t}}\n}}\n",
            file.text, site.port
        );
    }
    text.truncate(text.trim_end().len() + "\n".len());
    text
}

fn envoy(sites: &[Site], Upstream { port, dead_port }: &Upstream) -> String {
    let mut text = String::from("static_resources:\n  listeners:\n");
    for site in sites {
        let fragment = &site.export.files[0].text;
        let (_, lists) = fragment.split_once("\nhttp_filters:\n").unwrap();
        let (filters, routes) = lists.split_once("\nroutes:\n").unwrap();
        let indented = |text: &str, by: &str| {
            text.lines().map(|line| format!("{by}{line}\n")).collect::<String>()
        };
        let _ = write!(
            text,
            r#"  - name: "{0}"
    address: {{socket_address: {{address: 127.0.0.1, port_value: {0}}}}}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: test
          delayed_close_timeout: 0s
          http_filters:
{1}          - name: envoy.filters.http.router
            typed_config: {{"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}
          route_config:
            virtual_hosts:
            - name: all
              domains: ["*"]
              routes:
{2}              - {{match: {{path: /down}}, route: {{cluster: dead}}}}
              - {{match: {{prefix: /}}, route: {{cluster: up}}}}
"#,
            site.port,
            indented(filters, "          "),
            indented(routes, "              ")
        );
    }
    text.push_str("  clusters:\n");
    for (name, port) in [("up", port), ("dead", dead_port)] {
        let _ = writeln!(
            text,
            "  - {{name: {name}, type: STATIC, connect_timeout: 1s, load_assignment: {{cluster_name: {name}, endpoints: \
             [{{lb_endpoints: [{{endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {port}}}}}}}}}]}}]}}}}"
        );
    }
    text
}

/// A server of Node's own, which turns its requests and responses into those of the Fetch standard.
fn node(sites: &[Site], Upstream { port, dead_port }: &Upstream) -> String {
    let mut text = String::from("import { createServer, request as send } from \"node:http\";\n");
    for (number, site) in sites.iter().enumerate() {
        let _ = writeln!(
            text,
            "import {{ cors as cors{number} }} from \"./{}\";",
            site.export.files[0].name
        );
    }
    let _ = write!(
        text,
        r#"
const upstream = (request) => new Promise(async (resolve) => {{
  const {{ pathname, search }} = new URL(request.url);
  const port = pathname === "/down" ? {dead_port} : {port};
  const headers = Object.fromEntries(request.headers);
  const body = Buffer.from(await request.arrayBuffer());
  const options = {{ host: "127.0.0.1", port, path: pathname + search, method: request.method, headers }};
  const sent = send(options, async (response) => {{
    const headers = new Headers();
    for (let at = 0; at < response.rawHeaders.length; at += 2) {{
      headers.append(response.rawHeaders[at], response.rawHeaders[at + 1]);
    }}
    headers.delete("Content-Length");
    headers.delete("Transfer-Encoding");
    const chunks = await response.toArray();
    const hasBody = ![204, 304].includes(response.statusCode);
    resolve(new Response(hasBody ? Buffer.concat(chunks) : null, {{ status: response.statusCode, headers }}));
  }});
  sent.on("error", () => resolve(new Response(null, {{ status: 502 }})));
  sent.end(body);
}});

function serve(port, cors) {{
  const handler = cors(upstream);
  createServer({{ maxHeaderSize: 65536 }}, async (incoming, outgoing) => {{
    const headers = new Headers();
    for (let at = 0; at < incoming.rawHeaders.length; at += 2) {{
      headers.append(incoming.rawHeaders[at], incoming.rawHeaders[at + 1]);
    }}
    const chunks = Buffer.concat(await incoming.toArray());
    const body = chunks.length > 0 ? chunks : null;
    const request = new Request(`http://localhost${{incoming.url}}`, {{ method: incoming.method, headers, body }});
    const response = await handler(request);
    outgoing.writeHead(response.status, [...response.headers].flat());
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  }}).listen(port, "127.0.0.1");
}}
"#
    );
    for (number, site) in sites.iter().enumerate() {
        let _ = writeln!(text, "serve({}, cors{number});", site.port);
    }
    text
}

/// Workers of workerd, one for each policy.
pub fn workerd(sites: &[Site], Upstream { port, dead_port }: &Upstream) -> String {
    let mut services = String::new();
    let mut sockets = String::new();
    let mut workers = String::new();
    for (number, site) in sites.iter().enumerate() {
        let module = &site.export.files[0].name;
        let _ = writeln!(services, "    (name = \"w{number}\", worker = .w{number}),");
        let _ = writeln!(
            sockets,
            "    (name = \"s{number}\", address = \"127.0.0.1:{}\", http = (), service = \"w{number}\"),",
            site.port
        );
        let _ = write!(
            workers,
            r#"const w{number} :Workerd.Worker = (
  modules = [
    (name = "main.mjs", esModule = "import {{ cors }} from './{module}'; export default {{ fetch: cors(async (request, env) => {{ const isDown = new URL(request.url).pathname === '/down'; try {{ return await (isDown ? env.DEAD : env.UP).fetch(request); }} catch {{ return new Response(null, {{ status: 502 }}); }} }}) }};"),
    (name = "{module}", esModule = embed "{module}"),
  ],
  compatibilityDate = "2026-01-01",
  bindings = [(name = "UP", service = "up"), (name = "DEAD", service = "dead")],
);
"#
        );
    }
    format!(
        r#"using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
{services}    (name = "up", external = (address = "127.0.0.1:{port}", http = ())),
    (name = "dead", external = (address = "127.0.0.1:{dead_port}", http = ())),
  ],
  sockets = [
{sockets}  ],
);
{workers}"#
    )
}
