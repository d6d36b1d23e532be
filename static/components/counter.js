// Characters typed of those allowed: 34 / 500 字. Counts as the server does: code points, line ends as one.
function update(field) {
  const output = document.getElementById(`${field.id}-count`);
  if (!output) return;
  const limit = Number(field.dataset.limit);
  const length = [...field.value.replace(/\r\n?/g, "\n").trim()].length;
  output.textContent = output.dataset.text.replace("{n}", String(length)).replace("{limit}", String(limit));
  output.classList.toggle("over", length > limit);
}

document.addEventListener("input", (event) => event.target.matches?.("[data-limit]") && update(event.target));

export function countAll(root = document) {
  for (const field of root.querySelectorAll("[data-limit]")) update(field);
}

countAll();
document.addEventListener("htmx:afterSwap", (event) => countAll(event.detail.target?.parentNode ?? document));
