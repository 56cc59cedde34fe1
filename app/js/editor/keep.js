// Keeps what is typed until it is saved: on the server a moment after each pause, and in this
// browser while the server cannot be reached. What is found here when the editor opens is offered.
import { replace } from "./text.js";

/** How long nothing must be typed before it is kept, in milliseconds. */
const PAUSE = 2_000;

export function keep(tools, text) {
  const { form } = text;
  const name = `twoway:typed:${tools.dataset.person}:${tools.dataset.place}`;
  const status = document.createElement("span");
  status.className = "kept";
  tools.append(status);

  const fields = () =>
    [...new FormData(form)].filter(([field, value]) => typeof value === "string" && field !== "act");
  const local = {
    get: () => {
      try {
        return JSON.parse(localStorage.getItem(name));
      } catch {
        return null;
      }
    },
    // A browser may keep nothing, in a private window say; the server is then all there is.
    set: (kept) => {
      try {
        localStorage.setItem(name, JSON.stringify(kept));
        return true;
      } catch {
        return false;
      }
    },
    remove: () => {
      try {
        localStorage.removeItem(name);
      } catch {
        // Nothing was kept then.
      }
    },
  };
  const version = () => form.elements.namedItem("version")?.value ?? "";

  offer();

  let timer;
  let sending;
  let typed = 0;
  async function save() {
    const mine = typed;
    sending = new AbortController();
    const kept = fields();
    const answer = await fetch("/adrs/editor/autosave", {
      method: "POST",
      body: new URLSearchParams(kept),
      redirect: "manual",
      signal: sending.signal,
    }).catch(() => {});
    if (sending.signal.aborted) {
      return;
    }
    const at = new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(new Date());
    if (answer?.ok) {
      local.remove();
      status.textContent = `Kept at ${at}, not saved yet`;
      status.classList.remove("local");
    } else {
      const here = local.set({ fields: kept, at: Date.now(), version: version() });
      status.textContent = here
        ? `The server is out of reach; kept in this browser at ${at}`
        : "The server is out of reach, and this browser keeps nothing";
      status.classList.add("local");
      // Until it answers again.
      timer = setTimeout(() => mine === typed && save(), 5_000);
    }
  }
  form.addEventListener("input", ({ target }) => {
    if (target.type === "file") {
      return;
    }
    typed += 1;
    clearTimeout(timer);
    sending?.abort();
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    sending?.abort();
    // Should the answer never come, it is still here; a newer version then says it did.
    if (typed > 0 && version()) {
      local.set({ fields: fields(), at: Date.now(), version: version(), sent: true });
    }
  });

  function offer() {
    const kept = local.get();
    if (!kept) {
      return;
    }
    const was = Object.fromEntries(kept.fields);
    const same = ["title", "text", "door"].every(
      (field) => (was[field] ?? "") === (new FormData(form).get(field) ?? "").replaceAll("\r\n", "\n"),
    );
    if (same || (kept.sent && kept.version !== version())) {
      local.remove();
      return;
    }
    const notice = Object.assign(document.createElement("div"), { className: "notice accent unsent" });
    const at = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" }).format(kept.at);
    const said = document.createElement("p");
    said.textContent = `You typed something on ${at} that the server never got. It is kept in this browser.`;
    const buttons = Object.assign(document.createElement("div"), { className: "buttons" });
    const button = (words, act) => {
      const made = Object.assign(document.createElement("button"), {
        type: "button",
        className: "button",
        textContent: words,
      });
      made.addEventListener("click", () => {
        act();
        local.remove();
        notice.remove();
        text.focus({ preventScroll: true });
      });
      return made;
    };
    buttons.append(button("Take it up", () => take(kept.fields)), button("Discard it", () => {}));
    const inside = document.createElement("div");
    inside.append(said, buttons);
    notice.append(inside);
    form.before(notice);
  }

  function take(kept) {
    for (const [field, value] of kept) {
      const control = form.elements.namedItem(field);
      if (field === "text") {
        replace(text, value);
      } else if (control && field !== "place") {
        control.value = value;
      }
    }
  }
}
