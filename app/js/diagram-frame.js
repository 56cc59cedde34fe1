// Draws Mermaid diagrams for the page around this frame. Mermaid needs inline styles, which the
// policy of pages forbids; this document has a policy of its own that allows them and nothing
// else. The page takes the drawing as a picture, in which nothing can run.
//
// In:  { id, text, dark }     out: { ready } once, then { id, svg, width, height, words } or { id, error }
import mermaid from "mermaid";

/** What a text may not change about how it is drawn. */
const SECURE = [
  "secure",
  "securityLevel",
  "startOnLoad",
  "maxTextSize",
  "suppressErrorRendering",
  "maxEdges",
  "layout",
  "htmlLabels",
  "themeCSS",
  "fontFamily",
];

function prepare(dark) {
  mermaid.initialize({
    layout: "dagre",
    secure: SECURE,
    startOnLoad: false,
    suppressErrorRendering: true,
    securityLevel: "strict",
    maxTextSize: 20_000,
    maxEdges: 300,
    // A picture cannot load the page's fonts, so it is measured in one that every system has.
    fontFamily: "Arial, Helvetica, sans-serif",
    // Labels of HTML would need `foreignObject`, which pictures show unreliably.
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    theme: dark ? "dark" : "neutral",
  });
}

async function draw({ id, text, dark }) {
  prepare(dark);
  const { svg } = await mermaid.render(`diagram-${id}`, text);
  const root = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
  const { width, height } = root.viewBox.baseVal;
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  const words = [...root.querySelectorAll(":scope > title, :scope > desc")].map((it) => it.textContent);
  return { id, svg: new XMLSerializer().serializeToString(root), width, height, words: words.join(". ") };
}

// One after the other: the theme is Mermaid's own state.
let last = Promise.resolve();
addEventListener("message", ({ data, origin, source }) => {
  if (origin !== location.origin || source !== parent) {
    return;
  }
  last = last
    .then(() => draw(data))
    .catch((error) => ({ id: data.id, error: String(error?.message ?? error) }))
    .then((answer) => parent.postMessage(answer, location.origin));
});
parent.postMessage({ ready: true }, location.origin);
