// What the page's script does for a case, and what it can see of the response. This is all that a page
// learns about CORS.

/** The URL of a case. Its query names run and case, so that the server's log can distinguish them;
 *  and separate URLs have separate entries in the browser's preflight cache. */
export function urlOf(testcase, run, apiOrigin) {
  const url = new URL(testcase.request.path, apiOrigin);
  url.searchParams.set("run", run);
  url.searchParams.set("case", testcase.id);
  return url.href;
}

/** The second argument of `fetch()`, with nothing in it that is a default. */
export function optionsOf({ method, headers, body, credentials }) {
  const options = {};
  if (method !== "GET") options.method = method;
  if (headers.length > 0) options.headers = Object.fromEntries(headers);
  if (body !== null) options.body = body;
  if (credentials !== "same-origin") options.credentials = credentials;
  return options;
}

/** Between two requests of a case, in milliseconds. Firefox compares times of a clock that advances every few
 *  milliseconds, so that faster requests may use a preflight that it does not cache otherwise. */
const PAUSE = 100;

/** Sends the request as often as the case specifies, until a network error, and returns the last result. */
export async function perform(testcase, run, apiOrigin) {
  const url = urlOf(testcase, run, apiOrigin);
  const options = optionsOf(testcase.request);
  let seen;
  for (let time = 0; time < testcase.request.times; time += 1) {
    if (time > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    seen = await fetchOnce(url, options);
    if (seen.outcome === "network-error") break;
  }
  return seen;
}

async function fetchOnce(url, options) {
  try {
    const response = await fetch(url, options);
    return {
      outcome: "readable",
      status: response.status,
      headers: [...response.headers],
      body: await response.text(),
    };
  } catch (error) {
    return { outcome: "network-error", message: String(error) };
  }
}
