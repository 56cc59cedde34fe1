// The fields beside the text, in step with it: a field that is changed changes its line, a line
// that is changed changes its field. The server reads and writes the text; this only asks it.
import { replace } from "./text.js";

const PARTS = ["date", "deciders", "consulted", "informed", "tags"];
/** How long nothing must be typed before the fields follow, in milliseconds. */
const PAUSE = 500;

export function follow(tools, text) {
  const { form } = text;
  const field = (part) => form.elements.namedItem(part);
  if (!PARTS.every(field)) {
    return;
  }

  async function ask(more) {
    // A text that changes while the server works on it is asked about again as it is then.
    for (let tries = 0; tries < 5; tries += 1) {
      const sent = text.value;
      const body = new URLSearchParams({ path: tools.dataset.path, text: sent, ...more });
      const answer = await fetch("/adrs/editor/fields", { method: "POST", body, redirect: "manual" }).catch(() => {});
      // Out of reach, the form still says what is meant: the server brings it together on saving.
      if (!answer?.ok) {
        return undefined;
      }
      if (sent === text.value) {
        return answer.json();
      }
    }
    return undefined;
  }

  function show(fields, except) {
    for (const part of PARTS) {
      const seen = form.elements.namedItem(`seen_${part}`);
      // What somebody is typing at this moment, or could not be written, stays.
      const touched = field(part).value !== seen.value && part !== except;
      if (!touched && document.activeElement !== field(part)) {
        field(part).value = fields[part];
      }
      if (!touched || part === except) {
        seen.value = fields[part];
      }
    }
  }

  function complain(part, problem) {
    const id = `${part}-error`;
    document.getElementById(id)?.remove();
    const input = field(part);
    const box = input.closest(".field");
    box.classList.toggle("wrong", Boolean(problem));
    if (problem) {
      input.setAttribute("aria-invalid", "true");
      const said = Object.assign(document.createElement("p"), { className: "error", id });
      const kind = Object.assign(document.createElement("span"), { className: "unseen", textContent: "Error: " });
      said.setAttribute("role", "alert");
      said.append(kind, problem);
      box.append(said);
      input.setAttribute("aria-describedby", `${id} ${part}-hint`);
    } else {
      input.removeAttribute("aria-invalid");
      input.setAttribute("aria-describedby", `${part}-hint`);
    }
  }

  async function write(part) {
    const answer = await ask({ part, value: field(part).value });
    if (!answer) {
      return;
    }
    complain(part, answer.problem);
    if (answer.problem) {
      return;
    }
    if (answer.text) {
      replace(text, answer.text);
    }
    show(answer.fields, part);
  }

  // One at a time: each writes into the text the one before it left.
  let last = Promise.resolve();
  for (const part of PARTS) {
    const enqueue = () => {
      last = last.then(() => write(part));
    };
    field(part).addEventListener("change", enqueue);
    // Typed before this script came.
    if (field(part).value !== form.elements.namedItem(`seen_${part}`).value) {
      enqueue();
    }
  }

  let timer;
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const answer = await ask({});
      if (answer) {
        show(answer.fields);
      }
    }, PAUSE);
  });
}
