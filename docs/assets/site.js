// Copies the address of a statement instead of only jumping to it. Without JavaScript the link still works.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.permalink");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    return;
  }
  const words = link.textContent;
  link.textContent = "copied";
  link.setAttribute("role", "status");
  setTimeout(() => {
    link.textContent = words;
    link.removeAttribute("role");
  }, 1600);
});
