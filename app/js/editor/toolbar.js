// The toolbar above the text, and its shortcuts.
import { paragraph, put } from "./text.js";

const TABLE = "| Option | For | Against |\n|---|---|---|\n| First |  |  |\n| Second |  |  |";
const DIAGRAM = "```mermaid\nflowchart LR\n  A[Our code] --> B[Adapter]\n  B --> C[Provider]\n```";

/** Marks around what is selected, or away from it. */
function around(text, mark, sample) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const words = value.slice(start, end);
  const length = mark.length;
  if (words && value.slice(start - length, start) === mark && value.slice(end, end + length) === mark) {
    put(text, start - length, end + length, words, start - length, end - length);
    return;
  }
  const inner = words || sample;
  put(text, start, end, `${mark}${inner}${mark}`, start + length, start + length + inner.length);
}

/** A mark at the beginning of each selected line, or away from all. */
function lines(text, mark) {
  const { selectionStart, selectionEnd, value } = text;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const next = value.indexOf("\n", Math.max(selectionEnd - 1, start));
  const end = next < 0 ? value.length : next;
  const old = value.slice(start, end).split("\n");
  const all = old.every((line) => line.startsWith(mark));
  const marked = old.map((line) => (all ? line.slice(mark.length) : mark + line)).join("\n");
  const cursor = start + marked.length;
  put(text, start, end, marked, old.length > 1 ? start : cursor, cursor);
}

/** A link with the selected words, its address selected. */
function link(text) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const words = value.slice(start, end) || "words";
  const from = start + words.length + 3;
  put(text, start, end, `[${words}](https://)`, from, from + "https://".length);
}

function record(text) {
  const { selectionStart: start, selectionEnd: end } = text;
  const log = text.form.elements.namedItem("log")?.value;
  const name = log ? `${log}-` : "";
  const from = start + 2 + name.length;
  put(text, start, end, `[[${name}1]]`, from, from + 1);
}

function code(text) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const words = value.slice(start, end);
  if (words.includes("\n")) {
    paragraph(text, `\`\`\`\n${words.replace(/\n$/, "")}\n\`\`\``);
  } else {
    around(text, "`", "code");
  }
}

/** Label, what stands on the button, the key that goes with Ctrl or Cmd, and what it does. */
const TOOLS = [
  ["Bold", "B", "b", (text) => around(text, "**", "bold")],
  ["Italic", "I", "i", (text) => around(text, "*", "italic")],
  ["Heading", "H", "", (text) => lines(text, "## ")],
  ["List", "•–", "", (text) => lines(text, "- ")],
  ["Link", "Link", "k", link],
  ["Code", "‹›", "e", code],
  ["Table", "Table", "", (text) => paragraph(text, TABLE, "First")],
  ["Diagram", "Diagram", "", (text) => paragraph(text, DIAGRAM, "Our code")],
  ["Link to a record", "[[ ]]", "", record],
];

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

function button(text, [label, shown, key, act]) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = shown;
  made.ariaLabel = label;
  made.title = key ? `${label} (${isMac ? "⌘" : "Ctrl+"}${key.toUpperCase()})` : label;
  made.addEventListener("click", () => act(text));
  return made;
}

export function toolbar(tools, text) {
  const buttons = TOOLS.map((tool) => button(text, tool));
  tools.append(...buttons);
  // One stop for the tabulator; arrows move within, as in every toolbar.
  const stop = (chosen) => buttons.forEach((one) => (one.tabIndex = one === chosen ? 0 : -1));
  stop(buttons[0]);
  tools.addEventListener("focusin", ({ target }) => buttons.includes(target) && stop(target));
  tools.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at >= 0 && to !== undefined) {
      event.preventDefault();
      buttons[(to + buttons.length) % buttons.length].focus();
    }
  });

  text.form.addEventListener("keydown", (event) => {
    const meant = isMac ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
    if (!meant || event.altKey || event.shiftKey) {
      return;
    }
    const key = event.key.toLowerCase();
    const tool = event.target === text && TOOLS.find((one) => one[2] === key);
    if (tool) {
      event.preventDefault();
      tool[3](text);
    } else if (key === "s") {
      event.preventDefault();
      text.form.requestSubmit(text.form.querySelector("button[name=act][value=save]"));
    }
  });
}
