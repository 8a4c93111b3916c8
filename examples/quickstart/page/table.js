// The table: a section for each policy, a row for each case, and the verdict on top.

import { showDetails, withCode } from "/details.js";

const rows = new Map();
const ticks = new Map();

/** A copy of a template, and a function that finds its slots. */
function fromTemplate(id) {
  const element = document.querySelector(id).content.firstElementChild.cloneNode(true);
  return { element, slot: (name) => element.querySelector(`[data-slot="${name}"]`) };
}

/** The whole table, before any request is sent. */
export function showTable({ origin, api_origin, server, areas, cases }) {
  document.querySelector("#page-origin").textContent = origin;
  document.querySelector("#api-origin").textContent = api_origin;
  document.querySelector("#server").textContent = server;
  document.querySelector("#curl").textContent = preflightByCurl(origin, api_origin);
  if (!areas.some((area) => area.name === "ACCOUNT" && area.allowed)) showNotice(origin);

  for (const area of areas) {
    const { element, slot } = fromTemplate("#area-template");
    slot("name").textContent = area.name;
    slot("prefix").textContent = `${area.prefix}/…`;
    slot("allowed").textContent = area.allowed ? "allows this page" : "does not allow this page";
    slot("explained").textContent = area.explained;
    slot("source").append(...sourceLines(area.source));
    for (const testcase of cases.filter((testcase) => testcase.area === area.name)) {
      slot("rows").append(newRow(testcase, element));
    }
    document.querySelector("#areas").append(element);
  }
}

/** A preflight for the account, as a command that can be copied. */
function preflightByCurl(origin, apiOrigin) {
  const headers = {
    "Origin": origin,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "content-type",
  };
  const lines = Object.entries(headers).map(([name, value]) => ` \\\n  -H '${name}: ${value}'`);
  return `curl -i -X OPTIONS ${apiOrigin}/account/profile${lines.join("")}`;
}

/** Each line of the policy is an element, so that a row can point at the one that decides. */
function sourceLines(source) {
  return source.split("\n").map((line) => {
    const element = document.createElement("span");
    element.className = line.startsWith("///") ? "line comment" : "line";
    element.dataset.key = line.trim().split(" ")[0];
    element.textContent = `${line}\n`;
    return element;
  });
}

function newRow(testcase, area) {
  const { element, slot } = fromTemplate("#row-template");
  const { method, path, times } = testcase.request;
  element.id = testcase.id;
  slot("title").append(...withCode(testcase.title));
  slot("request").textContent = `${method} ${path}${times > 1 ? ` × ${times}` : ""}`;
  slot("why").append(...withCode(testcase.why));
  element.dataset.line = testcase.line ?? "";
  for (const event of ["mouseenter", "focusin", "toggle"]) {
    element.addEventListener(event, () => pointAtLine(area, testcase.line));
  }
  for (const event of ["mouseleave", "focusout"]) {
    element.addEventListener(event, () => pointAtLine(area, lineOfOpenRow(area)));
  }
  rows.set(testcase.id, { element, slot });

  document.querySelector("#ticks").append(newTick(testcase));
  return element;
}

/** A mark at the top for each row, which links to it. */
function newTick({ id, title }) {
  const tick = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${id}`;
  link.title = title.replaceAll("`", "");
  link.setAttribute("aria-label", link.title);
  tick.append(link);
  ticks.set(id, tick);
  return tick;
}

/** Opens the row that the URL names, so that rows can be linked to. */
export function openNamedRow() {
  const named = rows.get(location.hash.slice(1));
  if (!named) return;
  named.element.open = true;
  named.element.scrollIntoView({ block: "start" });
}

function lineOfOpenRow(area) {
  const open = area.querySelectorAll(".row[open]");
  return open.length === 1 ? open[0].dataset.line : null;
}

function pointAtLine(area, key) {
  for (const line of area.querySelectorAll(".line")) {
    line.classList.toggle("decides", line.dataset.key === key);
  }
}

/** A row whose request is pending. */
export function showRunning({ id }) {
  const { element, slot } = rows.get(id);
  element.dataset.state = "waiting";
  ticks.get(id).dataset.state = "waiting";
  slot("mark").textContent = "";
  slot("outcome").textContent = "…";
  delete slot("outcome").dataset.kind;
}

/** A row with its result. */
export function showResult(testcase, { seen, differences, log, apiOrigin }) {
  const { element, slot } = rows.get(testcase.id);
  const well = differences.length === 0;
  element.dataset.state = well ? "well" : "differs";
  ticks.get(testcase.id).dataset.state = element.dataset.state;
  slot("mark").textContent = well ? "✓" : "✗";
  slot("mark").title = well ? "matches the policy" : "differs from the policy";

  const readable = seen.outcome === "readable";
  const outcome = slot("outcome");
  outcome.dataset.kind = seen.outcome;
  outcome.textContent = readable ? `read ${seen.status}` : "hidden from the page";
  slot("differences").textContent = differences.join("; ");
  slot("details").replaceChildren(...showDetails(testcase, seen, log, apiOrigin));
}

/** The line at the top. */
export function showVerdict({ cases }, results) {
  const all = cases.length;
  const well = results.filter((result) => result.differences.length === 0).length;
  const done = results.length === all;
  document.querySelector("#verdict").textContent = done
    ? `${well} of ${all} requests match the policies.`
    : `Running … ${results.length} of ${all}`;
  document.querySelector("#again").disabled = !done;
  const state = well < results.length ? "differs" : done ? "well" : "waiting";
  document.querySelector("#summary").dataset.state = state;
}

/** The page's own server does not answer as expected. */
export function showFailure(error) {
  document.querySelector("#verdict").textContent =
    `The table stopped (${error.message}). Is the quickstart still running?`;
  document.querySelector("#summary").dataset.state = "differs";
  document.querySelector("#again").disabled = false;
}

/** Opened under another host name, the page has another origin, which the policies refuse. */
function showNotice(origin) {
  const url = new URL(origin);
  url.hostname = "127.0.0.1";
  const link = document.createElement("a");
  link.href = url.href;
  link.textContent = url.origin;
  const notice = document.querySelector("#notice");
  notice.append(
    `You opened this page as ${origin}. To a browser, 127.0.0.1 is another origin, and ACCOUNT allows only `,
    "that one. The results below are correct for this page. To see them for an allowed page, open ", link, ".",
  );
  notice.hidden = false;
}
