// The part that pickers and search suggestions share: a text field, a list below it, arrow keys, announcements.
let serial = 0;

export class Combobox {
  // `load(text)` gives items or null for “do not show”; `draw(item, row)` fills a list item; `choose(item)` takes it;
  // `remark()` may give a closing line that cannot be chosen.
  constructor(input, { load, draw, choose, remark = () => "", delay = 180, least = 0 }) {
    Object.assign(this, { input, load, draw, choose, remark, delay, least, items: [], active: -1, ticket: 0 });
    this.list = document.createElement("ul");
    this.list.id = `combobox-${++serial}`;
    this.list.className = "pick-list";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", document.body.dataset.textOptions ?? "options");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("autocomplete", "off");
    input.addEventListener("input", () => this.schedule());
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => this.onPress(event));
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), this.delay);
  }

  async refresh() {
    const ticket = ++this.ticket;
    const text = this.input.value.trim();
    const items = text.length < this.least ? null : await this.load(text).catch(() => null);
    if (ticket !== this.ticket || document.activeElement !== this.input) return;
    this.show(items);
  }

  show(items) {
    this.items = items ?? [];
    this.active = -1;
    this.list.replaceChildren(...this.items.map((item, place) => this.row(item, place)));
    const remark = items ? this.remark() : "";
    if (remark) this.list.append(this.closing(remark));
    this.toggle(this.list.children.length > 0);
  }

  closing(words) {
    const row = document.createElement("li");
    row.className = "foot";
    row.setAttribute("role", "option");
    row.setAttribute("aria-disabled", "true");
    row.setAttribute("aria-selected", "false");
    row.textContent = words;
    return row;
  }

  row(item, place) {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${place}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    this.draw(item, row);
    return row;
  }

  toggle(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (!open) this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    ++this.ticket;
    clearTimeout(this.timer);
    this.toggle(false);
  }

  get isOpen() {
    return !this.list.hidden;
  }

  move(step) {
    if (!this.isOpen) return void this.refresh();
    const count = this.items.length + 1; // one place more: back to the typed text
    this.mark(((this.active + 1 + step + count) % count) - 1);
  }

  mark(place) {
    [...this.list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === place)));
    this.active = place;
    if (place < 0) return void this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", this.list.children[place].id);
    this.list.children[place].scrollIntoView({ block: "nearest" });
  }

  take(place) {
    const item = this.items[place];
    this.close();
    if (item) this.choose(item);
  }

  onKey(event) {
    if (event.isComposing) return; // Enter belongs to the input method
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.isOpen && this.active >= 0) {
      event.preventDefault();
      this.take(this.active);
    } else if (event.key === "Escape" && this.isOpen) {
      event.stopPropagation();
      this.close();
    }
  }

  onPress(event) {
    const row = event.target.closest("li");
    if (!row) return;
    event.preventDefault(); // the field keeps the focus
    if (!row.matches(".foot")) this.take([...this.list.children].indexOf(row));
  }
}
