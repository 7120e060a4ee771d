// Small behaviours, each fetched when a reader first needs it. Everything works without them.
// A deferred script of the old kind: browsers fetch a module before they paint.
const here = document.currentScript.src;
const part = (name) => import(new URL(`${name}.js`, here));
const field = document.querySelector("input[type=search]");

field?.addEventListener("focus", () => part("search").then((m) => m.attach(field)), { once: true });
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field?.focus();
  field?.select();
});
if (document.querySelector("[data-search]") && new URLSearchParams(location.search).get("q")) part("search").then((m) => m.attach(field));
const bar = document.querySelector("[data-list]");
if (bar && location.search.length > 1) part("lists");
else bar?.addEventListener("toggle", () => part("lists"), { once: true });
// Without a choice in the address the page is right as it stands: it is painted first.
for (const name of ["compare", "pair"])
  if (document.querySelector(`[data-${name}]`)) location.search.length > 1 ? part(name) : setTimeout(() => part(name), 300);

for (const kind of ["pointerover", "focusin"])
  document.addEventListener(kind, (event) => {
    const term = event.target.closest?.("a.term");
    if (term && event.pointerType !== "touch") part("terms").then((m) => m.show(term));
  });
document.addEventListener("click", async (event) => {
  const term = event.target.closest("a.term");
  if (term && matchMedia("(hover: none)").matches && !term.hasAttribute("aria-describedby")) {
    event.preventDefault();
    (await part("terms")).show(term);
  }
});

// Ready citations of the page, or of the statement whose ¶ was pressed. Other presses follow the link.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.permalink, .cite-this a[href$='.cite.html']");
  if (!link || !document.querySelector(".cite-this") || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const anchor = link.hash.slice(1);
  if (anchor) history.replaceState(null, "", `#${anchor}`);
  try {
    await (await part("cite")).show(anchor, link);
  } catch {
    location.assign(link.href);
  }
});
