// The inbox. Messages come from /api/messages; the address bar's fragment is the id of the open one.

const pollMs = 2_000;
const at = (id) => document.getElementById(id);

let messages = [];
let wantsText = false;

async function refresh() {
  const response = await fetch("/api/messages").catch(() => null);
  if (response?.ok) {
    const latest = await response.json();
    const added = latest.length - messages.length;
    if (latest[0]?.id !== messages[0]?.id || added !== 0) {
      if (added > 0 && messages.length > 0) at("news").textContent = `New message: ${latest[0].subject}`;
      messages = latest;
      showList();
      showMessage();
    }
  }
  setTimeout(() => void refresh(), pollMs);
}

function showList() {
  const focused = document.activeElement?.closest?.("#list a")?.hash;
  at("list").replaceChildren(...messages.map(entry));
  at("empty").hidden = messages.length > 0;
  at("clear").hidden = messages.length === 0;
  if (focused) document.querySelector(`#list a[href="${focused}"]`)?.focus();
}

function entry(message) {
  const link = document.createElement("a");
  link.href = `#${message.id}`;
  if (location.hash === link.hash) link.setAttribute("aria-current", "true");
  link.append(part("subject", message.subject), part("quiet", message.to), part("quiet", when(message.sentAt)));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function part(className, text) {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = text;
  return span;
}

function when(sentAt) {
  const date = new Date(sentAt);
  const today = date.toDateString() === new Date().toDateString();
  return date.toLocaleString([], today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}

function showMessage() {
  const message = messages.find(({ id }) => location.hash === `#${id}`);
  document.body.classList.toggle("reading", message !== undefined);
  for (const id of ["message", "body"]) at(id).hidden = message === undefined;
  at("nothing").hidden = message !== undefined;
  at("views").hidden = !message?.html || !message.text;
  for (const link of document.querySelectorAll("#list a")) {
    if (link.hash === location.hash) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (message === undefined) return;
  at("subject").textContent = message.subject;
  at("to").textContent = message.to;
  at("from").textContent = message.from;
  at("sent").textContent = new Date(message.sentAt).toLocaleString();
  const asText = !message.html || (wantsText && message.text !== "");
  at("show-text").setAttribute("aria-selected", String(asText));
  at("show-html").setAttribute("aria-selected", String(!asText));
  at("text").hidden = !asText;
  at("html").hidden = asText;
  at("text").replaceChildren(...linked(message.text));
  const source = `/messages/${message.id}/html`;
  if (!asText && at("html").getAttribute("src") !== source) at("html").src = source;
}

/** The text with its addresses as links; each opens beside the inbox. */
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:!?])/).map((piece, index) => {
    if (index % 2 === 0) return piece;
    const link = document.createElement("a");
    link.href = piece;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = piece;
    return link;
  });
}

addEventListener("hashchange", () => {
  showMessage();
  if (location.hash !== "" && location.hash !== "#") document.querySelector("main").focus();
});
at("show-text").addEventListener("click", () => {
  wantsText = true;
  showMessage();
});
at("show-html").addEventListener("click", () => {
  wantsText = false;
  showMessage();
});
at("clear").addEventListener("click", () => {
  void fetch("/api/messages", { method: "DELETE" });
  history.replaceState(null, "", "/");
});
void refresh();
