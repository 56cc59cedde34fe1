// Keeps what is typed until it is saved: on the server a moment after each pause, and in this
// browser while the server cannot be reached. What is found here when the editor opens is offered.
import { replace } from "./text.js";

/** How long nothing must be typed before it is kept, in milliseconds. */
const PAUSE = 2_000;

/** How long after no answer it is tried again, in milliseconds. */
const AGAIN = 5_000;
/** The length of a form's own identifier, with the hyphen before it: what stands before is its record. */
const OWN = 37;

export function keep(tools, text) {
  const { form } = text;
  const place = form.elements.namedItem("place");
  const key = (of) => `twoway:typed:${tools.dataset.person}:${of}`;
  const status = form.querySelector(".kept");

  const fields = () =>
    [...new FormData(form)].filter(([field, value]) => typeof value === "string" && field !== "act");
  const local = {
    /** The forms of the same record that this browser holds. */
    all: () => {
      try {
        const mine = key(place.value.slice(0, -OWN));
        return Object.keys(localStorage)
          .filter((name) => name.startsWith(mine) && name.length === mine.length + OWN)
          .map((name) => ({ name, place: name.slice(key("").length), ...JSON.parse(localStorage.getItem(name)) }));
      } catch {
        return [];
      }
    },
    // A browser may keep nothing, in a private window say; the server is then all there is.
    set: (kept) => {
      try {
        localStorage.setItem(key(place.value), JSON.stringify(kept));
        return true;
      } catch {
        return false;
      }
    },
    remove: (name = key(place.value)) => {
      try {
        localStorage.removeItem(name);
      } catch {
        // Nothing was kept then.
      }
    },
  };

  for (const kept of local.all()) {
    offer(kept);
  }

  const now = () => new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(new Date());
  let timer;
  let sending;
  let typed = 0;
  async function save() {
    const mine = typed;
    sending = new AbortController();
    const { signal } = sending;
    const kept = fields();
    const answer = await fetch("/adrs/editor/autosave", {
      method: "POST",
      body: new URLSearchParams(kept),
      redirect: "manual",
      signal,
    }).catch(() => {});
    if (signal.aborted) {
      return;
    }
    if (answer?.ok) {
      local.remove();
      status.textContent = `Kept at ${now()}, not saved yet`;
      status.classList.remove("local");
      return;
    }
    if (answer?.status === 409) {
      // This form was saved, and somebody came back to it: from here on it is another one.
      place.value = place.value.slice(0, -OWN) + `-${identifier()}`;
      await save();
      return;
    }
    const here = local.set({ fields: kept, at: Date.now() });
    const lasting = answer && answer.status < 500;
    const why =
      answer?.type === "opaqueredirect"
        ? "You are signed out: sign in in another tab, then go on here"
        : lasting
          ? `The server does not keep this (${answer.status})`
          : "The server is out of reach";
    status.textContent = here ? `${why}; kept in this browser at ${now()}` : `${why}, and this browser keeps nothing`;
    status.classList.add("local");
    if (!lasting) {
      timer = setTimeout(() => mine === typed && save(), AGAIN);
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
    // Should the answer never come, it is still here; the server says later whether it did.
    if (typed > 0) {
      local.set({ fields: fields(), at: Date.now(), sent: true });
    }
  });

  /** Offers what this browser holds, unless it is what the form shows, or was saved after all. */
  async function offer(kept) {
    const was = Object.fromEntries(kept.fields);
    const same = ["title", "text", "door"].every(
      (field) => (was[field] ?? "") === (new FormData(form).get(field) ?? "").replaceAll("\r\n", "\n"),
    );
    const answered = kept.sent && kept.place === place.value && "answered" in tools.dataset;
    if (same || answered || (kept.sent && (await wasSaved(kept.place)))) {
      local.remove(kept.name);
      return;
    }
    const notice = Object.assign(document.createElement("div"), { className: "notice accent unsent" });
    const at = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" }).format(kept.at);
    const said = document.createElement("p");
    const which = was.title ? `“${was.title}”` : "something";
    said.textContent = `You typed ${which} on ${at} that the server never got. It is kept in this browser.`;
    const buttons = Object.assign(document.createElement("div"), { className: "buttons" });
    const button = (words, act) => {
      const made = Object.assign(document.createElement("button"), {
        type: "button",
        className: "button",
        textContent: words,
      });
      made.addEventListener("click", () => {
        act();
        local.remove(kept.name);
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

  async function wasSaved(of) {
    const asked = `/adrs/editor/saved?place=${encodeURIComponent(of)}`;
    const answer = await fetch(asked, { redirect: "manual" }).catch(() => {});
    return answer?.ok ? (await answer.json()).saved : false;
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
    // It is this form's from here on.
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** A random UUID, also where the page is not served over https. */
function identifier() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
