// The zone. Records come from /api/records; each has a name, a type and one or more values.

const at = (id) => document.getElementById(id);

async function refresh() {
  const response = await fetch("/api/records").catch(() => null);
  if (!response?.ok) return;
  const records = await response.json();
  at("records").replaceChildren(...records.map(row));
  at("empty").hidden = records.length > 0;
  at("table").hidden = records.length === 0;
}

function row(record) {
  const line = document.createElement("tr");
  const remove = document.createElement("button");
  remove.type = "button";
  remove.textContent = "Delete";
  remove.setAttribute("aria-label", `Delete ${record.type} of ${record.name}`);
  remove.addEventListener("click", () => void forget(record));
  line.append(cell(record.name), cell(record.type), cell(record.value.join("\n")), cell(remove));
  return line;
}

async function forget({ name, type }) {
  await fetch(`/api/records?${new URLSearchParams({ name, type })}`, { method: "DELETE" }).catch(() => null);
  await refresh();
  at("name").focus();
}

function cell(content) {
  const data = document.createElement("td");
  data.append(content);
  return data;
}

async function set(record) {
  const response = await fetch("/api/records", { method: "PUT", body: JSON.stringify(record) }).catch(() => null);
  at("problem").textContent = response?.ok ? "" : ((await response?.json())?.error ?? "The platform does not answer.");
  if (!response?.ok) return;
  at("value").value = "";
  await refresh();
}

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  void set(Object.fromEntries(new FormData(at("form"))));
});
void refresh();
