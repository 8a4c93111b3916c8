// The details of a row: the call and its result on the page, and the same on the server.

import { optionsOf } from "/perform.js";

/** Text with `code` in it, as nodes. */
export function withCode(text) {
  return text.split("`").map((part, index) => (index % 2 ? create("code", "", part) : part));
}

function create(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Both sides of a case. */
export function showDetails(testcase, seen, log, apiOrigin) {
  return [
    create("section", "side", create("h3", "", "The page"), ...pageSide(testcase, seen, apiOrigin)),
    create("section", "side", create("h3", "", "The server"), ...serverSide(testcase, log)),
  ];
}

function pageSide({ request }, seen, apiOrigin) {
  const options = optionsOf(request);
  const url = JSON.stringify(apiOrigin + request.path);
  const lines = Object.entries(options).map(([key, value]) => `  ${key}: ${literal(value)},\n`);
  const call = lines.length ? `fetch(${url}, {\n${lines.join("")}})` : `fetch(${url})`;
  const nodes = [create("pre", "call", call)];
  if (seen.outcome === "readable") {
    nodes.push(create("p", "", "It can read:"));
    nodes.push(transcript(`${seen.status}`, seen.headers, seen.body));
  } else {
    nodes.push(create("p", "", "It gets only this error:"));
    nodes.push(create("pre", "", seen.message));
  }
  return nodes;
}

function literal(value) {
  if (typeof value === "string") return value.includes('"') ? `'${value}'` : `"${value}"`;
  const pairs = Object.entries(value).map(([name, text]) => `"${name}": "${text}"`);
  return `{ ${pairs.join(", ")} }`;
}

function serverSide({ request }, log) {
  const nodes = log.map(exchange);
  const handled = log.filter((entry) => entry.answered_by === "handler").length;
  if (handled === 0) {
    nodes.push(create("p", "quiet", `The ${request.method} was not sent, and the handler did not run.`));
  }
  return nodes;
}

/** One request as the server saw it, with the response that it gave. */
function exchange(entry) {
  const name = entry.preflight ? "Preflight" : "Request";
  const by = entry.answered_by === "policy" ? "answered by the policy" : "answered by the handler";
  const nodes = [
    create("p", "by", create("b", "", name), ` ${by}`),
    transcript(`${entry.method} ${entry.path}`, entry.request_headers),
    transcript(`${entry.status}`, entry.response_headers),
  ];
  if (entry.refusal) nodes.push(create("p", "refusal", "Refused: ", ...withCode(entry.refusal)));
  return create("div", "exchange", ...nodes);
}

/** A start line, headers, a body: as HTTP writes them. */
function transcript(start, headers, body) {
  const line = (...parts) => create("span", "header", ...parts, "\n");
  const pre = create("pre", "http", line(create("b", "", start)));
  for (const [name, value] of headers) pre.append(line(create("i", "", name), ": ", create("span", "value", value)));
  if (body) pre.append("\n", body);
  return pre;
}
