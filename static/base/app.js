// One bundle for every page: htmx and what shared pages need. Page scripts come on top, one per page.
import "./swapping.js";
import "./submitting.js";
import "./unsaved.js";
import "./autosave.js";
import "./shortcuts.js";
import "../components/counter.js";
import "../components/copy.js";
import "../components/menu.js";
import "../components/picker.js";
import "../components/suggestions.js";

document.documentElement.classList.add("js");
