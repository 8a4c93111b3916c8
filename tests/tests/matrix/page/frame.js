// A page that performs the requests that its parent sends it, and returns the results.
"use strict";

addEventListener("message", async ({ data: { number, step, names } }) => {
  const seen = await (step.listens ? byXhr(step, names) : byFetch(step, names));
  parent.postMessage({ number, seen }, "*");
});
parent.postMessage({ ready: true }, "*");

async function byFetch(step, names) {
  const options = { method: step.method, headers: step.headers };
  if (step.body !== null) options.body = step.body;
  if (step.credentials) options.credentials = "include";
  if (step.no_cors) options.mode = "no-cors";
  try {
    const response = await fetch(step.url, options);
    await response.text();
    return { status: response.status, names: names.filter((name) => response.headers.has(name)) };
  } catch (error) {
    return { error: String(error) };
  }
}

function byXhr(step, names) {
  return new Promise((resolve) => {
    const xhr = new XMLHttpRequest();
    xhr.open(step.method, step.url);
    for (const [name, value] of step.headers) xhr.setRequestHeader(name, value);
    xhr.withCredentials = step.credentials;
    // The listener is what makes the browser send a preflight.
    xhr.upload.addEventListener("progress", () => {});
    xhr.addEventListener("error", () => resolve({ error: "error event" }));
    xhr.addEventListener("load", () => {
      const readable = xhr.getAllResponseHeaders().split("\r\n").map((line) => line.split(":")[0]);
      resolve({ status: xhr.status, names: names.filter((name) => readable.includes(name)) });
    });
    xhr.send(step.body);
  });
}
