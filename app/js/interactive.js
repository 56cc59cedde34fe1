// Wakes a chart when a reader first points at it or focuses something in it: the server's drawing
// gives way to the same chart with tooltips. Included only by pages that hold such a chart:
// <script type="module" src="/assets/interactive.….js"></script>.
//
// A chart on a phone stays as drawn: it has a drawing of its own, and the table beneath it.
const asleep = new Set(document.querySelectorAll(".chart-live"));
const awake = new Map();

// The option names colours as custom properties; ECharts wants values. A probe makes the browser
// work them out, `light-dark()` included.
function inColour(text, host) {
  const probe = host.appendChild(document.createElement("i"));
  const painted = text.replace(/var\(--[\w-]+\)/g, (name) => {
    probe.style.color = name;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return JSON.parse(painted);
}

// A tooltip says what the table says in the row of the same position.
function fromTable(live) {
  const texts = (row) => [...row.cells].map((cell) => cell.textContent.trim());
  const [heads, ...rows] = [...live.querySelector("table").rows].map(texts);
  return (shown) => {
    const [name, ...figures] = rows[[shown].flat()[0].dataIndex] ?? [""];
    return [name, ...figures.map((figure, index) => `${heads[index + 1]}  ${figure}`)].join("\n");
  };
}

function optionOf(live, host) {
  const given = inColour(live.querySelector(":scope > script").textContent, host);
  const look = inColour(
    JSON.stringify({
      backgroundColor: "var(--sheet)",
      borderColor: "var(--rule-strong)",
      textStyle: { color: "var(--ink)", fontSize: 12, lineHeight: 18 },
      axisPointer: { lineStyle: { color: "var(--ink-3)", type: "solid" } },
    }),
    host,
  );
  const { fontFamily } = getComputedStyle(host);
  look.textStyle.fontFamily = fontFamily;
  return {
    ...given,
    textStyle: { fontFamily },
    tooltip: { ...look, shadowBlur: 0, formatter: fromTable(live) },
  };
}

async function wake(live) {
  const host = live.querySelector(".chart-wide, .chart-any");
  if (!host || host.getBoundingClientRect().width === 0 || !asleep.delete(live)) {
    return;
  }
  const drawing = [...host.childNodes];
  try {
    // CHARTS_URL is put in by scripts/site.mjs: the file's name holds its content's hash.
    const { mountChart } = await import(CHARTS_URL);
    const dispose = mountChart(host, optionOf(live, host));
    awake.set(live, () => {
      dispose();
      host.replaceChildren(...drawing);
    });
    live.dataset.awake = "";
  } catch (error) {
    // The drawing was good; it stays.
    host.replaceChildren(...drawing);
    console.warn("A chart stays as drawn:", error);
  }
}

for (const event of ["pointerover", "focusin"]) {
  document.addEventListener(event, ({ target }) => {
    const live = target.closest?.(".chart-live");
    if (live) {
      wake(live);
    }
  });
}

// The colours of an awake chart are values: draw anew when the reader's scheme changes.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const [live, sleep] of [...awake]) {
    // The drawing comes back first: it gives the chart its height.
    sleep();
    awake.delete(live);
    asleep.add(live);
    wake(live);
  }
});
