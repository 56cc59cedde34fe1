// Brings a chart to life in the browser: the server's drawing is replaced by the same chart with
// tooltips. Loaded only when a reader first points at a chart or focuses it.
import { init, use } from "echarts/core";
import { TooltipComponent } from "echarts/components";
import { chartKinds } from "./chart-kinds.js";

use([...chartKinds, TooltipComponent]);

/**
 * Replaces what `host` holds with an interactive chart of the same size.
 *
 * @param {HTMLElement} host the element that holds the server's drawing
 * @param {string | object} option the ECharts option the drawing was made from
 * @returns {() => void} takes the interactive chart away again
 */
export function mountChart(host, option) {
  const given = typeof option === "string" ? JSON.parse(option) : option;
  const { width, height } = host.getBoundingClientRect();
  host.replaceChildren();
  const chart = init(host, null, { renderer: "svg", width, height });
  chart.setOption({
    ...given,
    animation: false,
    // Drawn, not HTML: ECharts' HTML tooltips carry style attributes, which the content
    // security policy forbids.
    tooltip: { trigger: "axis", confine: true, ...given.tooltip, renderMode: "richText" },
  });
  const watcher = new ResizeObserver(([entry]) => {
    const size = entry.contentRect;
    if (size.width > 0 && Math.abs(size.width - chart.getWidth()) > 1) {
      chart.resize({ width: size.width, height });
    }
  });
  watcher.observe(host);
  return () => {
    watcher.disconnect();
    chart.dispose();
  };
}
