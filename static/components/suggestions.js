// Suggestions below a search box: <input data-suggest="/search/suggest">. Enter without a choice searches as ever.
// data-text-recognised and data-text-synonyms are the words before what the site understood.
import { Combobox } from "./combobox.js";

const LEAST = 2;

async function load(input, text) {
  const address = `${input.dataset.suggest}?q=${encodeURIComponent(text)}`;
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  const { items = null, recognised = [], synonyms = [] } = answer.ok ? await answer.json() : {};
  input.understood = [
    [input.dataset.textRecognised, recognised],
    [input.dataset.textSynonyms, synonyms],
  ];
  return items;
}

function remark(input) {
  const parts = (input.understood ?? []).filter(([words, found]) => words && found.length);
  return parts.map(([words, found]) => words + found.join("、")).join("　");
}

function part(name, text) {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text ?? "";
  return element;
}

// Matched words come as plain strings and are marked here, so that no markup travels.
function title(item) {
  const element = part("grow", "");
  const words = (item.matched ?? []).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pieces = words.length ? item.title.split(new RegExp(`(${words.join("|")})`, "i")) : [item.title];
  pieces.forEach((piece, index) => {
    if (index % 2 === 0) return void element.append(piece);
    const mark = document.createElement("mark");
    mark.textContent = piece;
    element.append(mark);
  });
  return element;
}

function draw(item, row) {
  if (item.label) row.append(part(`tag ${item.side === "need" ? "need" : item.side === "supply" ? "sup" : ""}`, item.label));
  row.append(title(item));
  if (item.detail) row.append(part("path", item.detail));
}

for (const input of document.querySelectorAll("[data-suggest]")) {
  const holder = input.closest(".suggest-box") ?? input.parentElement;
  const box = new Combobox(input, {
    load: (text) => load(input, text),
    draw,
    remark: () => remark(input),
    choose: (item) => {
      if (item.url) location.assign(item.url);
      else {
        input.value = item.title;
        input.form.requestSubmit();
      }
    },
    least: LEAST,
  });
  holder.classList.add("pick");
  holder.append(box.list);
}
