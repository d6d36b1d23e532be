// Indicator rows: add, remove, move and paste without a round trip. The server does all of it too.
const CELLS = "input[data-column], select";

function rowsOf(editor) {
  return [...editor.querySelectorAll("tbody[data-row]")];
}

function renumber(editor) {
  rowsOf(editor).forEach((row, place) => {
    for (const cell of row.querySelectorAll("[aria-label]")) {
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d+|__n__/, String(place + 1)));
    }
    for (const button of row.querySelectorAll("button[value]")) button.value = String(place);
  });
}

function addRow(editor, after = null) {
  const template = editor.querySelector("template[data-row-template]");
  const number = Number(editor.dataset.next || rowsOf(editor).length);
  editor.dataset.next = String(number + 1);
  const row = template.content.querySelector("tbody").cloneNode(true);
  for (const element of row.querySelectorAll("[name]")) element.name = element.name.replace("__n__", String(number));
  const anchor = after || rowsOf(editor).at(-1);
  if (anchor) anchor.after(row);
  else editor.querySelector("table").append(row);
  renumber(editor);
  return row;
}

function firstCell(row) {
  return row.querySelector("input[data-column=name]");
}

function removeRow(editor, row) {
  const next = row.nextElementSibling?.matches("[data-row]") ? row.nextElementSibling : row.previousElementSibling;
  row.remove();
  renumber(editor);
  const target = next?.matches("[data-row]") ? next : addRow(editor);
  firstCell(target).focus();
}

function moveRow(editor, row, step) {
  const rows = rowsOf(editor);
  const other = rows[rows.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  renumber(editor);
}

function announce(editor) {
  editor.dispatchEvent(new Event("input", { bubbles: true })); // autosave listens to the form
}

// Cells copied from a spreadsheet spread over the rows, starting at the cell with the cursor.
function pasteCells(editor, cell, text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n").filter((line) => line.trim());
  let row = cell.closest("[data-row]");
  lines.forEach((line, index) => {
    if (index) row = row.nextElementSibling?.matches("[data-row]") ? row.nextElementSibling : addRow(editor, row);
    const cells = [...row.querySelectorAll("tr:first-child :is(input[data-column], select)")];
    const start = cells.findIndex((candidate) => candidate.dataset.column === cell.dataset.column);
    line.split("\t").forEach((value, offset) => fill(cells[start + offset], value.trim()));
  });
}

function fill(cell, value) {
  if (!cell) return;
  if (cell.tagName !== "SELECT") {
    cell.value = value;
    return;
  }
  const plain = { ">=": "≥", "<=": "≤", 不低于: "≥", 不小于: "≥", 不高于: "≤", 不超过: "≤", 不大于: "≤" }[value] || value;
  const option = [...cell.options].find((candidate) => candidate.text.trim() === plain);
  if (option) cell.value = option.value;
}

function onClick(editor, event) {
  const button = event.target.closest("button");
  const row = button?.closest("[data-row]");
  if (!button) return;
  if (button.matches("[data-add-row]")) firstCell(addRow(editor)).focus();
  else if (button.matches("[data-remove-row]")) removeRow(editor, row);
  else if (button.matches("[data-move]")) moveRow(editor, row, Number(button.dataset.move));
  else return;
  event.preventDefault();
  announce(editor);
}

function onKey(editor, event) {
  const row = event.target.closest?.("[data-row]");
  if (!row) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    firstCell(addRow(editor, row)).focus();
  } else if (event.key === "Enter" && event.target.matches(CELLS)) {
    event.preventDefault(); // else the browser would press the row's first button: delete
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    moveRow(editor, row, event.key === "ArrowUp" ? -1 : 1);
    event.target.focus();
    announce(editor);
  }
}

function onPaste(editor, event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!event.target.matches("input[data-column]") || !text.includes("\t")) return;
  event.preventDefault();
  pasteCells(editor, event.target, text);
  announce(editor);
}

export function enhance(root = document) {
  for (const editor of root.querySelectorAll("[data-indicator-rows]:not([data-ready])")) {
    editor.dataset.ready = "1";
    editor.querySelector("[data-keys]")?.removeAttribute("hidden");
    editor.addEventListener("click", (event) => onClick(editor, event));
    editor.addEventListener("keydown", (event) => onKey(editor, event));
    editor.addEventListener("paste", (event) => onPaste(editor, event));
  }
}

enhance();
document.addEventListener("htmx:afterSwap", (event) => enhance(event.target.parentNode ?? document));
