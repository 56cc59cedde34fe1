// Changing the text so that the browser's own undo takes it back.

/** Puts words over a range of the text, and selects what is asked for. */
export function put(text, start, end, words, from = start + words.length, to = from) {
  if (document.activeElement !== text) {
    text.focus({ preventScroll: true });
  }
  text.setSelectionRange(start, end);
  const done =
    words === "" && start === end
      ? true
      : document.execCommand(words === "" ? "delete" : "insertText", false, words);
  if (!done) {
    text.setRangeText(words, start, end, "end");
    text.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  text.setSelectionRange(from, to);
}

/** Puts another text in place of the whole, touching only what differs; focus stays. */
export function replace(text, words) {
  const old = text.value;
  let start = 0;
  while (start < old.length && start < words.length && old[start] === words[start]) {
    start += 1;
  }
  let end = 0;
  const room = Math.min(old.length, words.length) - start;
  while (end < room && old[old.length - 1 - end] === words[words.length - 1 - end]) {
    end += 1;
  }
  const { activeElement } = document;
  const { selectionStart, selectionEnd } = text;
  const moved = (at) => (at <= start ? at : Math.max(start, at + words.length - old.length));
  put(
    text,
    start,
    old.length - end,
    words.slice(start, words.length - end),
    moved(selectionStart),
    moved(selectionEnd),
  );
  if (activeElement !== text) {
    activeElement?.focus?.({ preventScroll: true });
  }
}

/** Puts words where the cursor is, as a paragraph of their own. */
export function paragraph(text, words, select) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const before = value.slice(0, start);
  const after = value.slice(end);
  const above = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  const from = select ? start + above.length + words.indexOf(select) : undefined;
  put(text, start, end, `${above}${words}${below}`, from, from && from + select.length);
}
