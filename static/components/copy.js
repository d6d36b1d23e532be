// Buttons with data-copy put that text on the clipboard and say so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(button.dataset.copy || location.href);
    const before = button.innerHTML;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.innerHTML = before), 2000);
  } catch {
    // without clipboard access the address is still in the address bar
  }
});
