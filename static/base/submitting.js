// A form is sent once: its button is busy until the page changes. Back in the browser frees it again.
const BUSY = "data-sent";

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-repeatable")) return;
  if (form.hasAttribute(BUSY)) {
    event.preventDefault();
    return;
  }
  form.setAttribute(BUSY, "");
  event.submitter?.setAttribute("aria-busy", "true");
});

function free(root) {
  for (const form of root.querySelectorAll(`form[${BUSY}]`)) form.removeAttribute(BUSY);
  for (const button of root.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
}

window.addEventListener("pageshow", (event) => event.persisted && free(document));
document.addEventListener("htmx:afterRequest", () => free(document));
