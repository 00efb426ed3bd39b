// The hostnames of the zone. They come from /_control/custom-hostnames, and go where the buttons say.

const at = (id) => document.getElementById(id);

const moves = [
  ["Activate", { status: "active", sslStatus: "active" }],
  ["Back to pending", { status: "pending", sslStatus: "pending_validation" }],
  ["Let it time out", { status: "pending", sslStatus: "validation_timed_out" }],
  ["Block", { status: "blocked", sslStatus: "pending_validation" }],
  ["Move away", { status: "moved" }],
  ["Let it expire", { sslStatus: "expired" }],
  ["Let it go on", {}],
];

/** What is shown for each hostname, so that a refresh leaves the button alone that somebody is about to press. */
const shown = new Map();

async function refresh() {
  const response = await fetch("/_control/custom-hostnames").catch(() => null);
  at("problem").textContent = response?.ok ? "" : "The platform does not answer.";
  if (!response?.ok) return;
  const hostnames = await response.json();
  const ids = new Set(hostnames.map(({ id }) => id));
  for (const [id, item] of shown) {
    if (ids.has(id)) continue;
    item.remove();
    shown.delete(id);
  }
  for (const hostname of hostnames) show(hostname);
  at("empty").hidden = hostnames.length > 0;
}

function show(hostname) {
  if (!shown.has(hostname.id)) {
    const item = at("hostname").content.firstElementChild.cloneNode(true);
    item.querySelector("h2").textContent = hostname.hostname;
    item.querySelector(".buttons").append(...moves.map(([name, states]) => button(name, hostname.hostname, states)));
    shown.set(hostname.id, item);
    at("hostnames").append(item);
  }
  const item = shown.get(hostname.id);
  const part = (name) => item.querySelector(`[data-of="${name}"]`);
  for (const name of ["status", "sslStatus"]) {
    part(name).textContent = hostname[name];
    part(name).dataset.state = hostname[name];
  }
  const errors = [...hostname.verificationErrors, ...hostname.validationErrors];
  part("errors").textContent = errors.join("\n");
  part("errors").hidden = errors.length === 0;
  part("errors-label").hidden = errors.length === 0;
  part("held").hidden = !hostname.held;
}

function button(name, hostname, states) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = name;
  made.setAttribute("aria-label", `${name}: ${hostname}`);
  made.addEventListener("click", () => void move(hostname, states));
  return made;
}

async function move(hostname, states) {
  const path = `/_control/custom-hostnames/${encodeURIComponent(hostname)}`;
  await fetch(path, { method: "POST", body: JSON.stringify(states) }).catch(() => null);
  await refresh();
}

void refresh();
setInterval(() => void refresh(), 2000);
