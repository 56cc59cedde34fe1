// Draws a chart to SVG without a browser. The bundle of this file runs in QuickJS inside the
// server: no DOM, no timers, no console. It defines one global function, `drawChart`.
//
// ECharts' own SVG text is not used: it leaves attribute values unescaped, adds a <style> element
// for hover effects, and sets fonts by style attributes, which the server's content security
// policy forbids.
import "./no-timers.js";
import { init, use } from "echarts/core";
import { chartKinds } from "./chart-kinds.js";

use(chartKinds);

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);

// FNV-1a: the same chart gets the same ids in every drawing, two charts on a page different ones.
function fingerprint(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

// The declarations of a style attribute as presentation attributes. All that ECharts sets have
// one of the same name, but for the shorthand `font`, e.g. `font: bold 12px sans-serif`.
function presentation(style) {
  return style
    .split(";")
    .map((declaration) => declaration.split(":").map((part) => part.trim()))
    .filter(([, value]) => value)
    .flatMap(([name, value]) => (name === "font" ? longhand(value) : [[name, value]]));
}

function longhand(font) {
  const [, before, size, family] = /^(.*?)([\d.]+px)\s+(.+)$/.exec(font) ?? [];
  if (!size) {
    return [];
  }
  const words = before.split(/\s+/);
  const style = words.find((word) => word === "italic" || word === "oblique");
  const weight = words.find((word) => /^(bold|bolder|lighter|\d+)$/.test(word));
  return [
    ["font-size", size],
    ["font-family", family],
    ...(style ? [["font-style", style]] : []),
    ...(weight ? [["font-weight", weight]] : []),
  ];
}

// One node of ECharts' drawing, and all below it, as text.
function write(node, ids) {
  const attributes = Object.entries(node.attrs)
    .filter(([name, value]) => value !== false && value != null && !name.startsWith("ecmeta_"))
    .flatMap(([name, value]) => (name === "style" ? presentation(value) : [[name, value]]))
    .map(([name, value]) =>
      value === true ? ` ${name}` : ` ${name}="${escape(value).replace(/\bzr\d+-/g, ids)}"`,
    )
    .join("");
  const children = (node.children ?? []).map((child) => write(child, ids)).join("");
  const text = node.text == null ? "" : escape(node.text);
  return `<${node.tag}${attributes}>${text}${children}</${node.tag}>`;
}

/**
 * @param {string} optionJson an ECharts option as JSON
 * @param {number} width in CSS pixels
 * @param {number} height in CSS pixels
 * @returns {string} an `<svg>` element with a view box, to be placed inline in a page
 */
globalThis.drawChart = (optionJson, width, height) => {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ ...JSON.parse(optionJson), animation: false });
    const drawing = chart.getZr().painter.renderToVNode({
      animation: false,
      emphasis: false,
      willUpdate: false,
      compress: true,
      useViewBox: true,
    });
    return write(drawing, `c${fingerprint(`${width}x${height}${optionJson}`)}-`);
  } finally {
    chart.dispose();
  }
};
