// The editor of a record: toolbar and shortcuts, fields and text in step, pictures, and keeping
// what was typed until it is saved. Without it the form does the same with its own buttons, but
// for the toolbar. The preview is an island of its own.
import { keep } from "./editor/keep.js";
import { follow } from "./editor/fields.js";
import { pictures } from "./editor/pictures.js";
import { toolbar } from "./editor/toolbar.js";

const tools = document.querySelector(".toolbar");
const text = document.getElementById("text");
const form = text?.form;
if (tools && form) {
  toolbar(tools, text);
  follow(tools, text);
  pictures(tools, text);
  keep(tools, text);
  tools.hidden = false;
  form.dataset.tools = "ready";
}
