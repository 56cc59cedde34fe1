// Pictures pasted or dropped into the text, or chosen below it: kept by the server, shown where
// the cursor is.
import { put } from "./text.js";

export function pictures(tools, text) {
  const { form } = text;
  const chosen = form.elements.namedItem("picture");
  const said = Object.assign(document.createElement("p"), { className: "picture-said" });
  said.setAttribute("role", "status");
  chosen?.closest(".field")?.append(said);

  async function send(file) {
    const body = new FormData();
    body.append("place", form.elements.namedItem("place").value);
    body.append("picture", file, file.name || "picture");
    said.className = "picture-said";
    said.textContent = `Sending ${file.name || "the picture"} …`;
    const answer = await fetch("/adrs/editor/attach", {
      method: "POST",
      body,
      redirect: "manual",
      headers: { accept: "application/json" },
    }).catch(() => {});
    const kept = answer?.headers.get("content-type")?.startsWith("application/json")
      ? await answer.json()
      : { problem: "The server did not take the picture. Try again." };
    if (kept.problem) {
      said.className = "picture-said error";
      said.textContent = `${file.name || "Picture"}: ${kept.problem}`;
      return;
    }
    const { selectionStart, selectionEnd } = text;
    put(text, selectionStart, selectionEnd, kept.text);
    said.textContent = `${file.name || "The picture"} is in the text.`;
  }

  async function all(files) {
    for (const file of files) {
      await send(file);
    }
  }

  const held = (transfer) => [...(transfer?.files ?? [])];
  text.addEventListener("paste", (event) => {
    const files = held(event.clipboardData);
    // A spreadsheet puts a picture of itself beside its text; the text is meant.
    if (files.length > 0 && !event.clipboardData.getData("text/plain")) {
      event.preventDefault();
      all(files);
    }
  });
  text.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) {
      event.preventDefault();
    }
  });
  text.addEventListener("drop", (event) => {
    const files = held(event.dataTransfer);
    if (files.length > 0) {
      event.preventDefault();
      all(files);
    }
  });
  chosen?.addEventListener("change", async () => {
    await all([...chosen.files]);
    chosen.value = "";
  });
}
