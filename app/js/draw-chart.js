// Draws a chart to SVG without a browser. The bundle of this file runs in QuickJS inside the
// server: no DOM, no timers, no console. It defines one global function, `drawChart`.
import "./no-timers.js";
import { init, use } from "echarts/core";
import { chartKinds } from "./chart-kinds.js";

use(chartKinds);

// The server's content security policy forbids style attributes, and each of these properties
// has a presentation attribute of the same name.
function presentational(style) {
  // A quoted font name arrives as &quot;…&quot;: such a semicolon ends nothing.
  return [...style.matchAll(/([a-z-]+):\s*((?:&[a-z#0-9]+;|[^;])*)/g)]
    .flatMap(([, name, value]) => (name === "font" ? longhand(value) : [[name, value]]))
    .map(([name, value]) => ` ${name}="${value.trim()}"`)
    .join("");
}

// The one property of the set that is no presentation attribute, e.g. `bold 12px sans-serif`.
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

// FNV-1a: the same chart gets the same ids in every drawing, two charts on a page different ones.
function fingerprint(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/**
 * @param {string} optionJson an ECharts option as JSON
 * @param {number} width in CSS pixels
 * @param {number} height in CSS pixels
 * @returns {string} an `<svg>` element that fits any width, to be placed inline in a page
 */
globalThis.drawChart = (optionJson, width, height) => {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({ ...JSON.parse(optionJson), animation: false });
    // Not `renderToSVGString`: it adds a <style> element for hover effects.
    const svg = chart.getZr().painter.renderToString({
      cssAnimation: false,
      cssEmphasis: false,
      useViewBox: true,
    });
    const ids = `c${fingerprint(`${width}x${height}${optionJson}`)}-`;
    return svg.replace(/<[^>]*>/g, (tag) =>
      tag
        .replace(/ style="([^"]*)"/g, (_, style) => presentational(style))
        .replace(/ ecmeta_[a-z_]+="[^"]*"/g, "")
        .replace(/\bzr\d+-/g, ids),
    );
  } finally {
    chart.dispose();
  }
};
