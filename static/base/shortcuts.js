// `/` goes to the search box, `?` shows the keys, J and K walk through a list. Off while typing; can be switched off.
const STORE = "shortcuts";
const dialog = document.getElementById("keys");

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable], dialog");
}

function enabled() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function focusSearch() {
  const visible = [...document.querySelectorAll("[data-search-box]")].find((box) => box.offsetParent);
  visible?.focus();
  visible?.select?.();
  return Boolean(visible);
}

function walk(step) {
  const rows = [...document.querySelectorAll(".lrow")];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const row = rows[here < 0 ? (step > 0 ? 0 : -1) : here + step];
  row?.querySelector("h2 a, h3 a, a")?.focus();
  return Boolean(row);
}

const ACTIONS = {
  "/": focusSearch,
  "?": () => dialog?.showModal() ?? Boolean(dialog),
  j: () => walk(1),
  k: () => walk(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : ""];
  if (!action || (event.key !== "?" && !enabled())) return;
  if (action() !== false) event.preventDefault();
});

const box = dialog?.querySelector("[data-shortcuts-switch]");
if (box) {
  box.checked = enabled();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(STORE, box.checked ? "on" : "off");
    } catch {
      // without storage the choice lasts as long as the page
    }
  });
}
for (const opener of document.querySelectorAll("[data-opens-keys]")) opener.addEventListener("click", () => dialog?.showModal());
