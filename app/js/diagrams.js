// Draws the diagrams of a page: each <figure class="diagram"> holds the source as text, and gets
// the drawing as a picture with its source below, to open. What cannot be drawn stays as it is,
// with the reason. Follows the preview of the editor, whose figures come and go.
const MOST = 30;
/** A drawing that takes longer is given up, in milliseconds. */
const SLOWEST = 15_000;

const dark = matchMedia("(prefers-color-scheme: dark)");
const drawn = new Map();
const waiting = new Map();
let frame;
let count = 0;

/** The frame that draws, once it is ready to. */
function drawer() {
  frame ??= new Promise((resolve) => {
    const element = document.createElement("iframe");
    Object.assign(element, { src: "/diagram-frame", width: 1200, height: 800, tabIndex: -1 });
    element.className = "diagram-frame";
    element.title = "Draws diagrams";
    element.ariaHidden = "true";
    addEventListener("message", ({ data, origin, source }) => {
      if (origin !== location.origin || source !== element.contentWindow) {
        return;
      }
      if (data.ready) {
        resolve(element.contentWindow);
      } else {
        waiting.get(data.id)?.(data);
        waiting.delete(data.id);
      }
    });
    document.body.append(element);
  });
  return frame;
}

/** The drawing of a source in the reader's colours, made once. */
function drawing(text) {
  const key = `${dark.matches} ${text}`;
  if (!drawn.has(key)) {
    drawn.set(
      key,
      drawer().then(
        (target) =>
          new Promise((resolve) => {
            const id = ++count;
            waiting.set(id, resolve);
            setTimeout(() => resolve({ error: "drawing it took too long" }), SLOWEST);
            target.postMessage({ id, text, dark: dark.matches }, location.origin);
          }),
      ),
    );
  }
  return drawn.get(key);
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

async function show(figure) {
  const code = figure.querySelector("code");
  const text = code?.textContent ?? "";
  const { svg, width, height, words, error } = await drawing(text);
  if (!figure.isConnected) {
    return;
  }
  figure.querySelector(".diagram-error")?.remove();
  if (error) {
    const [first] = error.split("\n");
    const sentence = `This diagram could not be drawn: ${first.replace(/[.:\s]+$/, "")}.`;
    figure.append(element("p", "diagram-error", sentence));
    return;
  }
  const picture = figure.querySelector("img") ?? new Image();
  picture.alt = words || "Diagram; its source is below";
  picture.width = Math.ceil(width);
  picture.height = Math.ceil(height);
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  if (!picture.isConnected) {
    const source = element("details", "");
    source.append(element("summary", "", "Source of the diagram"), figure.querySelector("pre"));
    figure.append(picture, source);
  }
}

function all() {
  [...document.querySelectorAll("figure.diagram")].slice(0, MOST).forEach(show);
}

all();
dark.addEventListener("change", all);
for (const preview of document.querySelectorAll(".preview")) {
  const fresh = ({ addedNodes }) => [...addedNodes].some((node) => node.querySelector?.("figure.diagram"));
  new MutationObserver((changes) => changes.some(fresh) && all()).observe(preview, { childList: true });
}
