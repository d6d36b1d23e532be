// htmx: answers with errors are swapped in; what fails says so and offers another try; focus survives.
import htmx from "htmx.org";

window.htmx = htmx; // page scripts process what they add

function failureNote(target, retry) {
  const texts = document.body.dataset;
  const note = document.createElement("div");
  note.className = "note bad row-x w";
  note.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = texts.textFailed;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-line btn-sm";
  button.textContent = texts.textRetry;
  button.addEventListener("click", () => {
    note.remove();
    retry();
  });
  note.append(words, button);
  target.querySelector(":scope > .note.bad[role=alert]")?.remove();
  target.prepend(note);
}

function onFailure(event) {
  const { target, requestConfig, xhr } = event.detail;
  if (!(target instanceof HTMLElement) || (xhr && xhr.status >= 400 && xhr.status < 500)) return;
  const { verb, path, elt } = requestConfig;
  failureNote(target, () => htmx.ajax(verb, path, { source: elt, target }));
}

document.addEventListener("htmx:responseError", onFailure);
document.addEventListener("htmx:sendError", onFailure);
document.addEventListener("htmx:timeout", onFailure);
document.addEventListener("htmx:afterSwap", (event) => {
  event.detail.target?.querySelector?.(".err-sum")?.focus();
});
document.querySelector(".err-sum")?.focus();
