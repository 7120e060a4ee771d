// Search: a list of answers under the field, and on the search page all of them with facets. Pagefind does the finding.
import { make } from "./dom.js";
const root = new URL("../", import.meta.url);
const RANKING = {
  pageLength: 0,
  termFrequency: 0.1,
  termSaturation: 2,
  metaWeights: { title: 0.2 },
};

let engine;
export const load = () =>
  (engine ??= import(new URL("pagefind/pagefind.js", root)).then(async ({ createInstance }) => {
    const found = createInstance({ noWorker: true, baseUrl: root.pathname, ranking: RANKING, excerptLength: 26 });
    await found.init();
    return found;
  }));

const bare = (text) => (text ?? "").normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const ASKING = /\b(what|which|who|where|when|why|how|is|are|was|does|do|did|can|the|an?|of|in|on|for)\b/gi;
const clean = (text) => {
  const words = text.normalize("NFKC").replace(/(\p{L})[-–](?=\p{L})/gu, "$1 ").replace(/[?？]/g, " ").trim();
  const telling = words.replace(ASKING, " ").trim();
  return /\s/.test(words) && telling.length > 3 ? telling : words;
};
// A word stands for its family: what follows the stem is found by its beginning.
const stem = (text) => text.replace(/(?<!\p{L})(\p{Script=Latin}{4,}?)(?:l?l?ings?|[st]?ions?|ments?|ed|e?s)(?!\p{L})/giu, "$1");
// Chinese is written without spaces: a part of a name is found by its characters.
const apart = (text) => text.replace(/([\u3400-\u9fff])(?=[\u3400-\u9fff])/gu, "$1 ");
// The other side of the Atlantic spells it so.
const other = (text) =>
  text.replace(/\b(\w{3,}[^aeiou])i([sz])((?:e|ing|ation)?\w*)\b/gi, (_, a, s, end) => `${a}i${s.toLowerCase() === "s" ? "z" : "s"}${end}`);

async function ask(text, filters) {
  const found = await load();
  const query = stem(clean(text));
  const [first, second] = await Promise.all([...new Set([query, other(apart(query))])].map((q) => found.search(q, { filters })));
  if (!second?.results.length) return first;
  const seen = new Set(first.results.map((r) => r.id));
  const results = [...first.results, ...second.results.filter((r) => !seen.has(r.id))];
  return { ...(first.results.length ? first : second), results: query === apart(query) ? results.sort((a, b) => b.score - a.score) : results };
}

// Words of the site that are one or two slips away from what was typed.
let words;
async function mend(text) {
  words ??= fetch(new URL("assets/words.txt", root)).then((r) => (r.ok ? r.text() : "")).then((t) => t.split("\n"));
  const known = await words;
  const mended = text.split(/\s+/).map((word) => {
    const low = word.toLowerCase();
    if (low.length < 4 || /\d/.test(low) || known.includes(low)) return word;
    let best = word, least = low.length > 7 ? 3 : 2;
    for (const candidate of known) {
      if (Math.abs(candidate.length - low.length) >= least) continue;
      const d = distance(low, candidate, least);
      if (d < least) [best, least] = [candidate, d];
    }
    return best;
  });
  return mended.join(" ");
}
function distance(a, b, limit) {
  let before = [], row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    if (Math.min(...next) > limit) return limit + 1;
    [before, row] = [row, next];
  }
  return row[b.length];
}

// Does the best page hold every word, give or take an ending? If not, something was mistyped.
const holds = (page, text) => {
  const whole = page.content.toLowerCase();
  return clean(text).toLowerCase().split(/\s+/).every((word) => whole.includes(word.slice(0, Math.max(4, word.length - 2))) || /\d|[^\p{Script=Latin}]/u.test(word));
};

export async function find(text, filters = {}, count = 6) {
  const found = await ask(text, filters), shown = await pages(found, text, count);
  if (shown.length && holds(shown[0], text)) return { ...found, shown, used: text };
  const better = await mend(text), mended = better !== text ? await ask(better, filters) : found;
  return mended === found || !mended.results.length ? { ...found, shown, used: text } : { ...mended, shown: await pages(mended, better, count), used: better };
}

// The names that the index keeps at the end of a page, the full one first.
const names = (page) => page.content.split(" Names. ").at(-1).split(" · ");

// The page whose very name was typed comes first.
async function pages(found, text, count) {
  const wanted = bare(clean(text));
  const near = await Promise.all(found.results.slice(0, Math.max(count, 7)).map((r) => r.data()));
  const exact = (page) => [page.meta.title, ...names(page)].some((n) => bare(n) === wanted);
  return [...near.filter(exact), ...near.filter((page) => !exact(page))].slice(0, count);
}

const marked = (text) => {
  // Pagefind's excerpt is escaped text with <mark>; only that tag is taken over.
  const parts = new DOMParser().parseFromString(text, "text/html").body.childNodes;
  return [...parts].map((p) => (p.nodeName === "MARK" ? make("mark", {}, p.textContent) : p.textContent));
};

export function item(page, wanted) {
  const { title } = page.meta, { kind = [], jurisdiction = [], stage = [] } = page.filters;
  const name = kind[0] === "Guide" || kind[0] === "Index" ? title : names(page)[0];
  const where = page.sub_results.filter((s) => s.anchor?.id !== "names").sort((a, b) => b.locations.length - a.locations.length)[0];
  const opening = page.content.slice(title.length + 1, title.length + 190).replace(/\S*$/, "…");
  return make("div", { role: "listitem" },
    make("a", { href: page.url }, title),
    make("span", { className: "asof" }, ` ${[...kind, ...jurisdiction.slice(0, 3), ...stage].join(" · ")}`),
    name !== title ? make("span", { className: "title" }, name) : null,
    make("p", { className: "excerpt" }, ...(where ? marked(where.excerpt) : [opening]), " ",
      where?.anchor ? make("a", { className: "asof", href: where.url, ariaLabel: `${title}: this statement` }, "¶ statement") : null),
  );
}

const dressed = () => {
  if (document.querySelector('[data-search], link[href$="search.css"]')) return;
  const sheet = make("link", { rel: "stylesheet", href: new URL("assets/search.css", root).href });
  document.head.append(sheet);
  return new Promise((done) => (sheet.onload = sheet.onerror = done));
};

export async function attach(field) {
  await dressed();
  const whole = document.querySelector("[data-search]");
  if (whole) (await import("./results.js")).attach(field.form, field, whole);
  else panel(field.form, field);
}

export const said = (found, text) =>
  !found.results.length ? `Nothing found for “${text}”.`
  : `${found.results.length} result${found.results.length > 1 ? "s" : ""}${found.used !== text ? ` for “${found.used}”` : ""}`;

function panel(form, field) {
  const list = make("div", { className: "results", role: "list" });
  const status = make("p", { className: "asof" });
  status.setAttribute("role", "status");
  const box = make("div", { className: "found", hidden: true }, status, list);
  form.append(box);
  let last = 0;
  // Answers still on their way are not shown any more.
  const close = () => { last++; box.hidden = true; };
  const run = async () => {
    const text = field.value.trim(), mine = ++last;
    if (text.length < 2) return close();
    const found = await find(text), { shown } = found;
    // A reader who is already among the results keeps them.
    if (mine !== last || list.contains(document.activeElement)) return;
    list.replaceChildren(...shown.map((page) => item(page, found.used)));
    if (found.results.length > shown.length)
      list.append(make("div", { role: "listitem" }, make("a", { href: `${form.action}?q=${encodeURIComponent(text)}` }, `All ${found.results.length} results`)));
    status.textContent = said(found, text);
    box.hidden = false;
  };
  let timer;
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 120); });
  field.addEventListener("focus", () => field.value.trim().length > 1 && run());
  form.addEventListener("keydown", (event) => walk(event, field, list, close));
  form.addEventListener("focusout", (event) => !form.contains(event.relatedTarget) && setTimeout(() => !form.contains(document.activeElement) && close(), 150));
  load();
  if (field.value.trim().length > 1) run();
}

// Arrows move through the results, Escape leads back to the field.
export function walk(event, field, list, close) {
  const links = [...list.querySelectorAll("[role=listitem] > a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Escape") {
    field.focus({ preventScroll: true });
    close?.();
  } else if (event.key === "ArrowDown" && links.length && at < links.length - 1) {
    event.preventDefault();
    links[at + 1].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (links[at - 1] ?? field).focus();
  }
}
