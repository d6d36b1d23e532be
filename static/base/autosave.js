// Drafts save themselves: ten seconds after a change and when a field loses the focus.
//
// <form data-autosave-url="…"> posts all its fields there. The answer is JSON:
//   200 {"saved_at": "14:32", "version": 7}       version goes into the field of that name
//   409 {"version": 8, "url": "/…"}               somebody else saved meanwhile: both versions are offered
//   422 {"errors": {"title": ["…"]}}              shown as a word only; sending the form shows the details
// Words come from the element [data-autosave-status] inside or named by the form's id.
const DELAY = 10_000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = document.querySelector(`[data-autosave-status="${form.id}"]`) ?? form.querySelector("[data-autosave-status]");
    this.timer = 0;
    this.dirty = false;
    this.stopped = false;
    this.running = null;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
  }

  changed() {
    this.dirty = true;
    this.timer ||= setTimeout(() => this.save(), DELAY);
  }

  // A click on the button also takes the focus from a field: the form waits for the save under way, which brings the
  // version it has to be sent with.
  submitted(event) {
    this.stopped = true;
    clearTimeout(this.timer);
    if (!this.running) return;
    event.preventDefault();
    const again = () => this.form.requestSubmit(event.submitter);
    this.running.then(again, again);
  }

  save() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (!this.dirty || this.stopped || this.running) return;
    this.dirty = false;
    this.running = this.send();
    this.running.finally(() => this.rest());
  }

  rest() {
    this.running = null;
    if (this.dirty && !this.stopped) this.timer ||= setTimeout(() => this.save(), DELAY);
  }

  async send() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(this.form.dataset.autosaveUrl, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
      });
      this.show(answer.status, await answer.json().catch(() => ({})));
    } catch {
      this.dirty = true;
      this.say("textOffline");
    }
  }

  show(code, answer) {
    if (code === 409) this.conflict(answer);
    else if (code === 422) this.say("textIncomplete");
    else if (code >= 400) this.say("textOffline");
    else this.saved(answer);
  }

  saved({ saved_at: time = "", version }) {
    const field = this.form.elements.namedItem("version");
    if (field && version !== undefined) field.value = version;
    this.say("textSaved", time);
    if (!this.dirty) this.form.dispatchEvent(new Event("matchmaker:saved", { bubbles: true }));
  }

  // Nothing is overwritten silently: look at the other version, or keep this one.
  conflict({ version, url }) {
    this.stopped = true;
    this.say("textConflict");
    const look = document.createElement("a");
    look.href = url ?? location.href;
    look.target = "_blank";
    look.textContent = this.status?.dataset.textLook ?? "";
    const keep = document.createElement("button");
    keep.type = "button";
    keep.className = "btn btn-line btn-sm";
    keep.textContent = this.status?.dataset.textKeep ?? "";
    keep.addEventListener("click", () => {
      this.form.elements.namedItem("version").value = version;
      this.stopped = false;
      this.dirty = true;
      this.save();
    });
    this.status?.append(" ", look, " ", keep);
  }

  say(key, detail = "") {
    if (this.status) this.status.textContent = `${this.status.dataset[key] ?? ""}${detail ? ` ${detail}` : ""}`;
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) new Autosave(form);
