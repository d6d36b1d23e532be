// Type-ahead over a vocabulary. Without script the plain field below it does the work.
//
// <div class="pick" data-picker="/taxonomy/industry/terms" data-most="1"> <input or select …> </div>
// The address answers GET ?q= with {"terms": [{"code", "label", "path"}]}; labels of chosen codes stand in data-chosen.
import { Combobox } from "./combobox.js";

const SEPARATOR = /[、，,;；\s]+/;

class Picker {
  constructor(root) {
    this.root = root;
    this.base = root.querySelector("select, input, textarea");
    this.most = Number(root.dataset.most ?? 1);
    this.chosen = this.initial();
    this.build();
    this.paint();
  }

  initial() {
    if (this.base.tagName === "SELECT")
      return [...this.base.selectedOptions].filter((option) => option.value).map((option) => ({ code: option.value, label: option.text.trim() }));
    const labels = JSON.parse(this.root.dataset.chosen || "{}");
    return this.base.value.split(SEPARATOR).filter(Boolean).map((code) => ({ code, label: labels[code] ?? "" }));
  }

  build() {
    const { base } = this;
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.className = base.className.replace("form-select", "form-control");
    this.input.placeholder = this.root.dataset.placeholder ?? "";
    for (const name of ["aria-describedby", "aria-invalid", "aria-required", "aria-label"])
      if (base.hasAttribute(name)) this.input.setAttribute(name, base.getAttribute(name));
    const id = base.id;
    base.id = `${id}-value`;
    this.input.id = id;
    base.hidden = true;
    base.setAttribute("aria-hidden", "true");
    this.chips = document.createElement("div");
    this.chips.className = "pick-chosen";
    base.after(this.input);
    this.root.prepend(this.chips);
    this.box = new Combobox(this.input, { load: (text) => this.load(text), draw, choose: (term) => this.choose(term) });
    this.root.append(this.box.list);
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => this.settle());
    this.chips.addEventListener("click", (event) => this.onChip(event));
  }

  async load(text) {
    const answer = await fetch(`${this.root.dataset.picker}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    const { terms = [] } = await answer.json();
    return terms.filter((term) => this.most === 1 || !this.chosen.some((known) => known.code === term.code));
  }

  choose(term) {
    this.chosen = this.most === 1 ? [term] : [...this.chosen, term].slice(-this.most);
    this.store();
  }

  // Leaving with an emptied field empties the choice, a code or name typed in full is taken, half-typed text falls back.
  async settle() {
    const text = this.input.value.trim();
    const [first] = this.chosen;
    if (this.most === 1 && !text && first) {
      this.chosen = [];
      this.store();
    } else if (text && !(this.most === 1 && first && text === caption(first))) {
      const terms = await this.load(text).catch(() => []);
      const meant = terms.find((term) => [term.code, term.label, caption(term)].includes(text));
      if (meant) this.choose(meant);
      else if (document.activeElement !== this.input) this.paint();
    }
  }

  onChip(event) {
    const chip = event.target.closest("button");
    if (!chip) return;
    this.chosen = this.chosen.filter((term) => term.code !== chip.value);
    this.store();
    this.input.focus();
  }

  store() {
    const codes = this.chosen.map((term) => term.code);
    if (this.base.tagName === "SELECT") {
      for (const term of this.chosen)
        if (![...this.base.options].some((option) => option.value === term.code)) this.base.add(new Option(term.label, term.code));
      for (const option of this.base.options) option.selected = codes.includes(option.value);
      if (!codes.length) this.base.value = "";
    } else {
      this.base.value = codes.join("、");
    }
    this.paint();
    this.base.dispatchEvent(new Event("input", { bubbles: true }));
    this.base.dispatchEvent(new Event("change", { bubbles: true }));
  }

  paint() {
    if (this.most === 1) {
      const [term] = this.chosen;
      this.input.value = term ? caption(term) : "";
      return;
    }
    this.input.value = "";
    this.chips.replaceChildren(
      ...this.chosen.map((term) => {
        const chip = document.createElement("button");
        chip.type = "button";
        chip.className = "chipx";
        chip.value = term.code;
        chip.textContent = `${caption(term)} ×`;
        chip.setAttribute("aria-label", `${this.root.dataset.remove ?? ""} ${caption(term)}`);
        return chip;
      }),
    );
  }
}

function caption({ code, label }) {
  return !label || label.startsWith(code) || /^[a-z_]+$/.test(code) ? label || code : `${code} ${label}`;
}

function draw({ code, label, path }, row) {
  const parts = [["code", /^[a-z_]+$/.test(code) ? "" : code], ["", label], ["path", path ?? ""]];
  for (const [name, text] of parts) {
    if (!text) continue;
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    row.append(part);
  }
}

export function enhance(root = document) {
  for (const element of root.querySelectorAll("[data-picker]:not([data-ready])")) {
    element.dataset.ready = "1";
    new Picker(element);
  }
}

enhance();
document.addEventListener("htmx:afterSwap", (event) => enhance(event.detail.target?.parentNode ?? document));
