// The page that contains all others as frames: passes each step of each case to its frame.
// Several cases run at the same time, and the steps of a case in order.

const plan = await (await fetch("/plan")).json();
const frames = new Map();
const waiting = new Map();
let numbers = 0;

await Promise.all(plan.pages.map(open));
const seen = {};
for (const scenario of plan.timed) await run(scenario);
const queue = plan.others.values();
await Promise.all(Array.from({ length: plan.concurrent }, work));
await fetch("/seen", {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(seen),
});

async function work() {
  for (const scenario of queue) await run(scenario);
}

async function run({ id, steps }) {
  seen[id] = [];
  for (const step of steps) {
    if (step.wait > 0) await new Promise((resolve) => setTimeout(resolve, step.wait));
    const at = performance.now();
    seen[id].push({ at, ...(await perform(step)) });
  }
}

function perform(step) {
  const number = numbers++;
  return new Promise((resolve) => {
    waiting.set(number, resolve);
    frames.get(step.page).contentWindow.postMessage({ number, step, names: plan.names }, "*");
  });
}

function open({ name, source, sandboxed }) {
  const frame = document.createElement("iframe");
  if (sandboxed) frame.sandbox = "allow-scripts";
  frame.src = source;
  frames.set(name, frame);
  return new Promise((resolve) => {
    addEventListener("message", ({ source: from, data }) => {
      if (from !== frame.contentWindow) return;
      if (data.ready) return resolve();
      waiting.get(data.number)(data.seen);
      waiting.delete(data.number);
    });
    document.body.append(frame);
  });
}
