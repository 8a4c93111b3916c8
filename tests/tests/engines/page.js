// Runs the facts of this page one after the other, posts their results, and goes to the next page.

const plan = await (await fetch("/plan")).json();
const AsyncFunction = (async () => {}).constructor;
const seen = {};
for (const { id, script } of plan.facts) {
  try {
    seen[id] = await new AsyncFunction("c", script)(new Case(id));
  } catch (error) {
    seen[id] = `mistake: ${error}`;
  }
}
await fetch("/seen", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(seen),
});
if (plan.next) location.href = plan.next;

// What the script of a fact can call.
function Case(id) {
  const hosts = {
    own: location.origin,
    sibling: `${location.protocol}//api.example.com`,
    other: `${location.protocol}//api.example.net`,
    secure: "https://app.example.com",
    loopback: `http://127.0.0.1:${plan.port}`,
    named: `http://api.localhost:${plan.port}`,
  };
  const share = [
    ["access-control-allow-origin", "$ORIGIN"],
    ["access-control-allow-credentials", "true"],
  ];

  // Headers of both answers: a response that is shared with every origin.
  this.share = share;
  // Those of a preflight's answer that grants everything requested.
  this.grant = [
    ...share,
    ["access-control-allow-methods", "$ACRM"],
    ["access-control-allow-headers", "$ACRH"],
  ];

  this.url = (host, { preflight = {}, answer = {} } = {}) => {
    const script = {
      p: { headers: this.grant, ...preflight },
      a: Array.isArray(answer) ? answer : { headers: this.share, ...answer },
    };
    const query = new URLSearchParams({ c: id, s: JSON.stringify(script) });
    return `${hosts[host]}/x?${query}`;
  };

  // Sends a request; whether the page could read the response.
  this.send = async (host, init = {}, answers = {}) => {
    const request = new Request(this.url(host, answers), init);
    try {
      this.response = await fetch(request);
      await this.response.text();
      return "allowed";
    } catch {
      return "blocked";
    }
  };

  // Longer than a tick of the clock by which Firefox judges its cache.
  this.pause = () => new Promise((resolve) => setTimeout(resolve, 100));

  // What `attempt` returns if it takes less than 4 seconds, so that an entry of 5 seconds has not expired. Otherwise it is
  // repeated, as another case.
  this.quickly = async (attempt) => {
    for (let tries = 1; ; tries++) {
      const start = performance.now();
      const result = await attempt();
      if (performance.now() - start < 4000) return result;
      id = `${id}-${tries}`;
    }
  };

  this.log = async () => (await fetch(`/log?c=${id}`)).json();
  this.preflights = async () => String((await this.log()).filter((it) => it.preflight).length);

  // The value of a header of the last request, or of the last preflight.
  this.last = async (name, isPreflight = false) => {
    const log = (await this.log()).filter((it) => it.preflight === isPreflight);
    const value = log.at(-1)?.headers[name];
    if (value === undefined) return "none";
    return value === location.origin ? "the page's" : value;
  };

  this.cookie = async () => ((await this.last("cookie")).includes(`${id}=`) ? "sent" : "not sent");
  this.setCookie = (attributes) => [...share, ["set-cookie", `${id}=1${attributes}`]];

  // Whether a form was sent is seen in the log: some engines report the load of the empty frame, too.
  this.form = async (host) => {
    const frame = document.createElement("iframe");
    frame.name = id;
    document.body.append(frame);
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: this.url(host), target: id });
    document.body.append(form);
    form.submit();
    while ((await this.log()).length === 0) await new Promise((done) => setTimeout(done, 20));
  };

  this.socket = (host) =>
    new Promise((done) => {
      const socket = new WebSocket(this.url(host).replace(/^http/, "ws"));
      socket.onerror = socket.onopen = done;
    });

  this.upload = (host) =>
    new Promise((done) => {
      const xhr = new XMLHttpRequest();
      xhr.open("POST", this.url(host));
      xhr.upload.addEventListener("progress", () => {});
      xhr.onerror = xhr.onload = done;
      xhr.send("text");
    });
}
