// Leaving a form with typed but unsaved text asks first. Forms opt in with data-guard.
const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) changed.add(form);
});
document.addEventListener("submit", (event) => changed.delete(event.target));
document.addEventListener("matchmaker:saved", (event) => changed.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});
