// Loads the WebAssembly of the islands and hydrates those on the page. Included only by pages
// that hold an island: <script type="module" src="/assets/twoway.….js"></script>.
//
// `<html data-islands>` says how far it is: "ready" once every island answers to the reader.
import init, * as islands from "twoway-glue";

// Islands may sit inside the children of another island; such children wait for their outer
// island, which is told through `$$on_hydrate` when they are about to come alive.
async function hydrate(node, outer) {
  if (node.localName === "leptos-island") {
    const start = islands[node.dataset.component];
    if (start) {
      outer.at(-1)?.();
      await start(node);
    } else {
      console.error(`There is no island named ${node.dataset.component}`);
    }
  }
  const chain = node.localName === "leptos-children" ? [...outer, node.$$on_hydrate] : outer;
  for (const child of node.children) {
    await hydrate(child, chain);
  }
}

// WASM_URL is put in by scripts/site.mjs: the file's name holds its content's hash.
await init({ module_or_path: WASM_URL });
islands.hydrate();
await hydrate(document.body, []);
document.documentElement.dataset.islands = "ready";
