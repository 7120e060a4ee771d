// Ready citations of a page or of one statement, over the page. Without this script the same stands on a page of its own.
import { make } from "./dom.js";

const place = document.querySelector(".cite-this a");
let whole;

async function dressed() {
  if (document.querySelector("link[data-cite]")) return;
  const sheet = make("link", { rel: "stylesheet", href: new URL("cite.css", import.meta.url).href });
  sheet.dataset.cite = "";
  document.head.append(sheet);
  await new Promise((done) => (sheet.onload = sheet.onerror = done));
}

export async function show(anchor, from) {
  whole ??= fetch(place.href).then((r) => r.text());
  const [text] = await Promise.all([whole, dressed()]);
  const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  const page = document.querySelector("meta[property='og:url']").content, url = anchor ? `${page}#${anchor}` : page;
  const base = new URL(place.href);
  for (const link of main.querySelectorAll("a")) {
    const at = link.getAttribute("href");
    // The address of the page, as the citations print it, becomes that of the statement.
    if (link.textContent === at) link.href = link.textContent = at + (anchor ? `#${anchor}` : "");
    else link.href = new URL(at, base).href;
  }
  const status = make("p", { className: "asof" });
  status.setAttribute("role", "status");
  const copy = async (words, what) => {
    await navigator.clipboard.writeText(words);
    status.textContent = `${what} copied.`;
  };
  const row = (name, ...words) => {
    const entry = make("span", {}, ...words);
    return make("div", {}, make("dt", {}, name), make("dd", {}, entry, make("button", { type: "button", onclick: () => copy(entry.textContent, name), ariaLabel: `Copy: ${name}` }, "Copy")));
  };
  const rows = [...main.querySelectorAll("dl > div")].map(({ children: [name, words] }) => row(name.textContent, ...words.childNodes));
  const files = [...main.querySelectorAll(".files")];
  // A reference manager's file of one statement: that of the page, with the statement's address.
  if (anchor)
    for (const file of files[0].querySelectorAll("a[href$='.bib'], a[href$='.ris'], a[href$='.csl.json']"))
      file.addEventListener("click", async (event) => {
        event.preventDefault();
        const own = await (await fetch(file.href)).text(), name = file.href.split("/").at(-1).replace(/\./, `-${anchor}.`);
        const made = URL.createObjectURL(new Blob([own.replace(/(https?:\/\/[^\s"}]+)/, `$1#${anchor}`)], { type: "text/plain" }));
        make("a", { href: made, download: name }).click();
        setTimeout(() => URL.revokeObjectURL(made), 4000);
      });
  const suggest = document.querySelector("a.suggest")?.cloneNode(true), edit = document.querySelector("a.edit")?.cloneNode(true);
  if (suggest && anchor) {
    const said = document.querySelector(`#${CSS.escape(anchor)} .said p`)?.cloneNode(true);
    said?.querySelector(".cites")?.remove();
    suggest.href += encodeURIComponent(`#${anchor}`) + (said ? `&wrong=${encodeURIComponent(`“${said.textContent.trim()}”\n\n`)}` : "");
  }
  const dialog = make("dialog", { className: "citing" });
  dialog.setAttribute("aria-labelledby", "citing");
  dialog.append(
    make("button", { type: "button", className: "close", onclick: () => dialog.close() }, "Close"),
    make("h2", { id: "citing" }, anchor ? "Cite this statement" : "Cite this page"),
    status, make("dl", {}, row("Link", url), ...rows), ...files, main.querySelector(".fixed") ?? "", suggest ? make("p", {}, "Wrong? ", suggest, ...(edit ? [" · ", edit] : [])) : "",
  );
  dialog.addEventListener("close", () => { dialog.remove(); from?.focus(); });
  document.body.append(dialog);
  dialog.showModal();
}
