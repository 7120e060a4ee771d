// Two standards side by side: takes the facts and statements from their pages and sets them line by line.
import { make } from "./dom.js";
const place = document.querySelector("[data-pair]");
const standards = new URL("../../standards/", location.href.split(/[?#]/)[0]);
const { rows } = await (await fetch(new URL("list.json", standards))).json();
const options = make("datalist", { id: "all-standards" }, ...Object.entries(rows).map(([, [label, name]]) => make("option", { value: label }, name)));
const idOf = (words) => (rows[words] ? words : Object.keys(rows).find((id) => rows[id][0].toLowerCase() === words.trim().toLowerCase()));

const fields = ["a", "b"].map((key, i) => {
  const input = make("input", { name: key, type: "search", autocomplete: "off" });
  input.setAttribute("list", "all-standards");
  return make("label", {}, make("span", {}, i ? "And" : "This document"), input);
});
const status = make("p", { className: "asof" });
status.setAttribute("role", "status");
const form = make("form", { className: "sift pair" }, ...fields, make("p", { className: "buttons" }, make("button", {}, "Compare")));
const table = make("div");
place.append(options, form, status, table);

// What a cell says, without the numbers of its sources and the day of the look.
const bare = (nodes) => nodes.map((n) => {
  const copy = n.cloneNode(true);
  if (copy.matches?.(".cites, .asof, .caveat")) return "";
  copy.querySelectorAll?.(".cites, .asof, .caveat").forEach((e) => e.remove());
  return copy.textContent;
}).join("").replace(/\s+/g, " ").trim();

async function read(id) {
  const address = new URL(`${id}/`, standards);
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  for (const link of page.querySelectorAll("main a[href]")) link.href = new URL(link.getAttribute("href"), address).href;
  for (const node of page.querySelectorAll("main [id]")) node.removeAttribute("id");
  const lines = new Map([["Title", [page.querySelector(".subtitle")]], ["In short", [page.querySelector(".summary")]]]);
  for (const fact of page.querySelectorAll(".facts > .fact")) {
    const key = fact.querySelector("dt").textContent;
    lines.set(key, [...(lines.get(key) ?? []), ...fact.querySelector("dd").childNodes]);
  }
  for (const section of page.querySelectorAll("article > section[aria-labelledby]")) {
    const heading = section.querySelector("h2").textContent, said = [...section.querySelectorAll(".claim .said")];
    if (said.length) lines.set(heading, said);
  }
  return { address: address.href, label: rows[id][0], lines };
}

async function show() {
  const picked = ["a", "b"].map((key) => new URLSearchParams(location.search).get(key) ?? "");
  picked.forEach((id, i) => (form.elements[i ? "b" : "a"].value = rows[id]?.[0] ?? id));
  table.replaceChildren();
  if (!picked.every((id) => rows[id])) return (status.textContent = picked.some(Boolean) ? "Choose two documents from the list." : "");
  const pair = await Promise.all(picked.map(read));
  const keys = [...new Set(pair.flatMap(({ lines }) => [...lines.keys()]))];
  let alike = 0;
  const body = keys.map((key) => {
    const cells = pair.map(({ lines }) => (lines.get(key) ?? []).filter(Boolean));
    const same = cells[0].length > 0 && cells.map(bare).every((t, _, all) => t === all[0]);
    alike += same;
    return make("tr", { className: same ? "same" : "differs" },
      Object.assign(make("th", { scope: "row" }, key), {}),
      ...cells.map((nodes) => make("td", {}, ...(nodes.length ? nodes.map((n) => document.importNode(n, true)) : [make("span", { className: "none" }, "nothing on record")]))));
  });
  table.append(make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "Two standards" },
    make("table", { className: "twain" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Line"), ...pair.map(({ label, address }) => make("th", { scope: "col" }, make("a", { href: address }, label))))),
      make("tbody", {}, ...body))));
  status.textContent = `${pair[0].label} and ${pair[1].label}: ${keys.length} lines, ${alike} alike.`;
  document.title = `${pair[0].label} and ${pair[1].label} · Common Ground`;
}
const go = (a, b) => {
  history.pushState(null, "", `?${new URLSearchParams({ a, b })}`);
  show();
};
form.addEventListener("submit", (event) => {
  event.preventDefault();
  go(idOf(form.elements.a.value) ?? form.elements.a.value, idOf(form.elements.b.value) ?? form.elements.b.value);
});
document.querySelector("#pairs")?.parentNode.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-a]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(link.dataset.a, link.dataset.b);
  scrollTo(0, 0);
});
addEventListener("popstate", show);
show();
