// Keys of a list: `/` goes to its search field, `j` and `k` from row to row, `?` shows them. Rows
// are reached by focusing their first link, so Enter opens one without our help. Included only by
// pages that hold a list with keys:
// <script type="module" src="/assets/list-keys.….js"></script>.
const keys = document.querySelector("[data-keys]");
const help = keys?.querySelector("dialog");
const search = document.querySelector(".narrow input[type=search]");

// Somebody who dictates, or whose hand touches keys unmeant, turns the single letters off.
const OFF = "twoway:keys-off";
const answering = keys?.querySelector("input[type=checkbox]");
const stored = {
  get: () => {
    try {
      return localStorage.getItem(OFF) === null;
    } catch {
      return true;
    }
  },
  set: (on) => {
    try {
      if (on) {
        localStorage.removeItem(OFF);
      } else {
        localStorage.setItem(OFF, "");
      }
    } catch {
      // Then it holds for this page alone.
    }
  },
};
if (keys) {
  keys.hidden = false;
  answering.checked = stored.get();
  answering.addEventListener("change", () => stored.set(answering.checked));
}

/** Whether a key pressed there is meant for typing or choosing. */
function types(element) {
  return (
    element instanceof HTMLElement &&
    (element.isContentEditable || element.matches("input, textarea, select, [role=textbox]"))
  );
}

function move(by) {
  const rows = [...document.querySelectorAll("main .table tbody tr")];
  const links = rows.map((row) => row.querySelector("a[href]")).filter(Boolean);
  const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
  links[next]?.focus();
  links[next]?.closest("tr").scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  const modified = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (!answering?.checked || modified || event.defaultPrevented || types(event.target)) {
    return;
  }
  if (help?.matches(":popover-open") && event.key !== "?") {
    return;
  }
  switch (event.key) {
    case "/":
      search?.focus();
      search?.select();
      break;
    case "j":
      move(1);
      break;
    case "k":
      move(-1);
      break;
    case "?":
      help?.togglePopover();
      break;
    default:
      return;
  }
  event.preventDefault();
});

// An address says what is asked for and nothing else.
for (const form of document.querySelectorAll("form[data-drop-empty]")) {
  form.addEventListener("submit", () => {
    const empty = [...form.elements].filter((field) => field.name && !field.value);
    for (const field of empty) {
      field.disabled = true;
    }
    // A page the reader comes back to has its fields again.
    addEventListener("pageshow", () => empty.forEach((field) => (field.disabled = false)), { once: true });
    setTimeout(() => empty.forEach((field) => (field.disabled = false)));
  });
}
