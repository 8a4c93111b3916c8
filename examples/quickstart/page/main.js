// Runs the table once, and again on a click.

import { perform } from "/perform.js";
import {
  openNamedRow,
  showFailure,
  showResult,
  showRunning,
  showTable,
  showVerdict,
} from "/table.js";

const table = await request("/table");
showTable(table);
document.querySelector("#again").addEventListener("click", () => goThrough().catch(showFailure));
addEventListener("hashchange", openNamedRow);
await goThrough().catch(showFailure);
openNamedRow();

/** One case after the other: the cookie that one sets is sent by the next. */
async function goThrough() {
  const run = Date.now().toString(36) + Math.random().toString(36).slice(2, 6);
  const results = [];
  showVerdict(table, results);
  table.cases.forEach(showRunning);
  for (const testcase of table.cases) {
    const seen = await perform(testcase, run, table.api_origin);
    const query = new URLSearchParams({ run, case: testcase.id });
    const { differences, log } = await request(`/seen?${query}`, seen);
    results.push({ case: testcase.id, seen, differences });
    showResult(testcase, { seen, differences, log, apiOrigin: table.api_origin });
    showVerdict(table, results);
  }
  await request("/results", {
    run,
    origin: location.origin,
    user_agent: navigator.userAgent,
    cases: results,
  });
}

/** Sends a request to the page's own server: GET, or POST of JSON. */
async function request(path, body) {
  const options = body && {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}
