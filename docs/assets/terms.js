// Shows what a term of the glossary means, beside the word. Leaves on Escape, on leaving both, and on the next term.
const root = new URL("../", import.meta.url);
const box = document.createElement("div");
box.id = "term-note";
box.className = "term-note";
box.setAttribute("role", "tooltip");
// Over everything: the sections of a page cut off what stands out of them.
box.popover = "manual";
let notes, of, timer;

export async function show(term) {
  clearTimeout(timer);
  if (of === term) return;
  hide();
  of = term;
  notes ??= fetch(new URL("glossary/terms.json", root)).then((r) => r.json());
  const id = new URL(term.href).pathname.split("/").at(-2), text = (await notes)[id];
  if (of !== term || !text) return;
  const more = Object.assign(document.createElement("a"), { href: term.href, textContent: "In the glossary" });
  box.replaceChildren(text, " ", more);
  term.setAttribute("aria-describedby", box.id);
  term.after(box);
  box.showPopover();
  const edge = document.documentElement.clientWidth - 8, at = term.getClientRects()[0];
  box.style.setProperty("left", `${Math.max(8, Math.min(at.left, edge - box.offsetWidth)) + scrollX}px`);
  box.style.setProperty("top", `${at.bottom + scrollY + 4}px`);
}

function hide() {
  of?.removeAttribute("aria-describedby");
  box.remove();
  of = null;
}
const leave = (event) => {
  if (!of) return;
  const to = event.relatedTarget;
  if (to && (box.contains(to) || of.contains(to))) return;
  if (box.contains(document.activeElement) || of === document.activeElement) return;
  timer = setTimeout(hide, 250);
};
document.addEventListener("pointerout", (event) => (event.target === of || box.contains(event.target)) && leave(event));
document.addEventListener("focusout", (event) => (event.target === of || box.contains(event.target)) && setTimeout(() => leave(event)));
box.addEventListener("pointerover", () => clearTimeout(timer));
document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
document.addEventListener("pointerdown", (event) => of && !box.contains(event.target) && event.target !== of && hide());
