// The search page: all results, with facets; query and choices are in the address.
import { make } from "./dom.js";
import { find, item, load, said, walk } from "./search.js";
const FACETS = { kind: "Kind", jurisdiction: "Jurisdiction", body: "Body", stage: "Stage", topic: "Topic", year: "Year" };

export function attach(form, field, place) {
  const status = place.querySelector("[role=status]"), list = place.querySelector(".results"), facets = place.querySelector(".facets");
  const more = place.querySelector("button");
  let shown = 20, last = 0;
  const chosen = () => {
    const picked = {};
    for (const [facet, value] of new URLSearchParams(location.search)) if (facet in FACETS) (picked[facet] ??= []).push(value);
    return picked;
  };
  const run = async () => {
    const text = new URLSearchParams(location.search).get("q")?.trim() ?? "", mine = ++last;
    place.hidden = text.length < 2;
    document.querySelector("[data-search-else]").hidden = !place.hidden;
    if (place.hidden) return;
    status.textContent ||= "Searching …";
    const picked = chosen();
    const filters = Object.fromEntries(Object.entries(picked).map(([facet, values]) => [facet, { any: values }]));
    const engine = await load();
    await engine.filters();
    const found = await find(text, filters, shown), top = found.shown;
    if (mine !== last) return;
    list.replaceChildren(...top.map((page) => item(page, found.used)));
    status.textContent = said(found, text);
    more.hidden = found.results.length <= shown;
    choices(facets, found, picked);
  };
  const go = (change) => {
    const address = new URL(location);
    change(address.searchParams);
    history.replaceState(null, "", address);
    shown = 20;
    run();
  };
  let timer;
  field.value ||= new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => go((s) => s.set("q", field.value)), 150); });
  form.addEventListener("submit", (event) => { event.preventDefault(); go((s) => s.set("q", field.value)); });
  form.parentNode.addEventListener("keydown", (event) => walk(event, field, list));
  facets.addEventListener("change", (event) =>
    go((s) => {
      const { name, value, checked } = event.target;
      const values = s.getAll(name).filter((v) => v !== value);
      s.delete(name);
      for (const v of checked ? [...values, value] : values) s.append(name, v);
    }));
  more.addEventListener("click", () => { shown += 20; run(); });
  run();
}

function choices(place, found, picked) {
  const open = new Set([...place.querySelectorAll("details[open]")].map((d) => d.dataset.facet));
  const active = document.activeElement?.closest?.(".facets input");
  place.replaceChildren(...Object.entries(FACETS).map(([facet, heading]) => {
    const counts = Object.entries((picked[facet] ? found.totalFilters : found.filters)?.[facet] ?? {}).filter(([value, n]) => n || picked[facet]?.includes(value));
    const inOrder = facet === "year" ? counts.sort((a, b) => b[0] - a[0]) : counts.sort((a, b) => b[1] - a[1]);
    if (inOrder.length < 2 && !picked[facet]) return "";
    const details = make("details", { open: open.has(facet) || !!picked[facet] || (facet === "kind" && innerWidth > 800) },
      make("summary", {}, heading),
      make("ul", {}, ...inOrder.slice(0, 30).map(([value, n]) =>
        make("li", {}, make("label", {}, make("input", { type: "checkbox", name: facet, value, checked: !!picked[facet]?.includes(value) }), ` ${value} `, make("span", { className: "asof" }, n))))));
    details.dataset.facet = facet;
    return details;
  }));
  if (active) place.querySelector(`input[name="${active.name}"][value="${CSS.escape(active.value)}"]`)?.focus();
}
