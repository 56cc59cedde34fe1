async (script, wasm) => {
  await new Promise((go) => ("requestIdleCallback" in window ? requestIdleCallback(go, { timeout: 1000 }) : setTimeout(go)));
  const islands = await import(script);
  await islands.default({ module_or_path: wasm });
  islands.hydrate();
  const children = [];
  const hydrate = async (element, name) => {
    if (!islands[name]) {
      console.warn(`No island is called ${name}.`);
      return;
    }
    children.at(-1)?.();
    await islands[name](element);
  };
  const visit = async (element) => {
    const tag = element.localName;
    if (tag === "leptos-island") await hydrate(element, element.dataset.component);
    if (tag === "leptos-children") children.push(element.$$on_hydrate);
    for (const child of [...element.children]) await visit(child);
    if (tag === "leptos-children") children.pop();
  };
  window.__hydrateIsland = hydrate;
  await visit(document.body);
  document.documentElement.dataset.hydrated = "";
}
