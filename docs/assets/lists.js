// Filters, sorts and downloads a list that is already on the page. The state is in the address.
import { make } from "./dom.js";
const bar = document.querySelector("[data-list]");
const article = bar.closest("article");
const all = (value) => (Array.isArray(value) ? value : value ? [value] : []);

// Each entry of the list, with the id of its record: the last part of its first link.
const entries = [...article.querySelectorAll(".docs > li, .entries > div, .events > li")].map((node) => ({
  node,
  home: node.parentNode,
  id: new URL(node.querySelector("a[href]").href).pathname.split("/").at(-2),
}));
const ladder = ["proposed", "drafting", "enquiry", "approval", "published", "withdrawn"];
const state = () => new URLSearchParams(location.search);

let data;
async function open() {
  data = await (await fetch(new URL("list.json", location.href.split(/[?#]/)[0]))).json();
  data.keys = Object.keys(data.columns);
  const form = make("form", { className: "sift" });
  for (const [i, key] of data.keys.entries()) {
    const counts = new Map();
    for (const row of Object.values(data.rows)) for (const value of all(row[i + 3])) counts.set(value, (counts.get(value) ?? 0) + 1);
    const values = [...counts].sort(key === "year" ? (a, b) => b[0] - a[0] : key === "stage" ? (a, b) => ladder.indexOf(a[0]) - ladder.indexOf(b[0]) || a[0].localeCompare(b[0]) : (a, b) => a[0].localeCompare(b[0], "en", { numeric: true }));
    const select = make("select", { name: key }, make("option", { value: "" }, "any"), ...values.map(([value, n]) => make("option", { value }, `${value} (${n})`)));
    form.append(make("label", {}, make("span", {}, data.columns[key]), select));
  }
  const sort = make("select", { name: "sort" }, ...[["", "as grouped"], ["name", "name"], ["new", "newest first"], ["old", "oldest first"]].map(([value, words]) => make("option", { value }, words)));
  form.append(make("label", {}, make("span", {}, "Order"), sort));
  const status = make("p", { className: "asof" });
  status.setAttribute("role", "status");
  const save = make("button", { type: "button" }, "Download what is shown (CSV)");
  const clear = make("button", { type: "reset" }, "Clear");
  form.append(make("p", { className: "buttons" }, clear, save));
  bar.append(form, status);
  for (const select of form.querySelectorAll("select")) {
    select.value = state().get(select.name) ?? "";
    if (select.selectedIndex < 0) select.value = "";
  }
  form.addEventListener("change", () => {
    const address = new URL(location);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value)).toString();
    history.replaceState(null, "", address);
    show(status, clear, save);
  });
  form.addEventListener("reset", () => setTimeout(() => {
    form.dispatchEvent(new Event("change"));
    // The button is gone: the reader goes on from the heading of the bar.
    bar.querySelector("summary").focus();
  }));
  save.addEventListener("click", download);
  show(status, clear, save);
}

const flat = make("ol", { className: "docs events flat", hidden: true });
let shown = [];
function show(status, clear, save) {
  const wanted = data.keys.map((key) => state().get(key)), order = state().get("sort");
  shown = entries.filter(({ id }) => data.rows[id] && wanted.every((value, i) => !value || all(data.rows[id][i + 3]).includes(value)));
  const kept = new Set(shown);
  for (const entry of entries) {
    entry.node.hidden = !kept.has(entry);
    entry.home.append(entry.node);
  }
  flat.hidden = !order;
  if (order) {
    const by = { name: (e) => data.rows[e.id][0], new: (e) => data.rows[e.id][2], old: (e) => data.rows[e.id][2] }[order];
    const way = order === "new" ? -1 : 1;
    // Entries without a date come last either way.
    shown.sort((a, b) => !by(a) - !by(b) || way * by(a).localeCompare(by(b), "en", { numeric: true }));
    flat.className = `${entries[0].home.className} flat`;
    flat.replaceChildren(...shown.map((e) => e.node));
    bar.after(flat);
  }
  for (const section of article.querySelectorAll("section")) if (section.querySelector(".docs, .entries, .events")) section.hidden = !section.querySelector(".docs > li:not([hidden]), .entries > div:not([hidden]), .events > li:not([hidden])");
  for (const { node, id } of entries) node.dataset.date = order === "new" || order === "old" ? (data.rows[id]?.[2] || "undated") : "";
  status.textContent = shown.length ? `${shown.length} of ${entries.length} shown` : `None of ${entries.length} fits all the choices: set one of them back to “any”.`;
  clear.hidden = ![...state()].length;
  save.hidden = !shown.length;
}

function download() {
  const quote = (value) => `"${all(value).join("; ").replace(/^(?=[=+@-])/, "'").replaceAll('"', '""')}"`;
  const head = ["id", "short name", "name", "date", ...data.keys.map((key) => data.columns[key].toLowerCase()), "address"];
  const lines = shown.map(({ id, node }) => [id, ...data.rows[id], node.querySelector("a[href]").href]);
  const text = "\ufeff" + [head, ...lines].map((line) => line.map(quote).join(",")).join("\r\n") + "\r\n";
  const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "text/csv" })), download: `common-ground-${bar.dataset.list}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

bar.open = true;
open();
