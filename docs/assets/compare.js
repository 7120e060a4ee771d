// Chooses the jurisdictions that stand side by side. The choice is in the address and goes along to the next question.
const place = document.querySelector("[data-compare]");
const columns = [...document.querySelectorAll("[data-j]")];
const chosen = () => new URLSearchParams(location.search).get("j")?.split(",").filter(Boolean) ?? [];

// The links to the columns, which a page without a script shows, become boxes to tick in the same place.
const boxes = [...place.querySelectorAll("[data-choice]")].map((option) => {
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "j", value: option.dataset.choice });
  const label = document.createElement("label");
  label.append(box, " ", ...option.firstElementChild.childNodes);
  option.replaceChildren(label);
  return box;
});
const status = place.querySelector("[role=status]");

function show() {
  const picked = chosen();
  for (const box of boxes) box.checked = picked.includes(box.value);
  for (const column of columns) column.hidden = picked.length > 0 && !picked.includes(column.dataset.j);
  status.textContent = picked.length ? `${picked.length} chosen` : "All are shown. Choose any to see only these.";
  for (const link of document.querySelectorAll("a[data-keep]")) {
    const address = new URL(link.href);
    picked.length ? address.searchParams.set("j", picked.join(",")) : address.searchParams.delete("j");
    link.href = address.href.replaceAll("%2C", ",");
  }
}
place.addEventListener("change", () => {
  const picked = boxes.filter((box) => box.checked).map((box) => box.value);
  const address = new URL(location);
  picked.length ? address.searchParams.set("j", picked.join(",")) : address.searchParams.delete("j");
  history.replaceState(null, "", address.href.replaceAll("%2C", ","));
  show();
});
show();
