// On a record's page: words selected in its text go into the comment form, by a button that
// appears below them or by the one in the form. Included only by pages that have such a form.
const field = document.getElementById("passage");
const text = document.querySelector(".reading .prose");
const inForm = document.querySelector("[data-passages]");
let picked = "";

const beside = document.createElement("button");
beside.type = "button";
beside.className = "button pick-words";
beside.textContent = "Comment on this";
beside.hidden = true;
document.body.append(beside);

function selection() {
  const now = getSelection();
  const inside = now && !now.isCollapsed && text.contains(now.anchorNode) && text.contains(now.focusNode);
  return inside ? now : undefined;
}

function follow() {
  const now = selection();
  const words = now?.toString().trim() ?? "";
  beside.hidden = !words;
  if (!words) {
    return;
  }
  picked = words.slice(0, Number(inForm.dataset.passages));
  inForm.hidden = false;
  const place = now.getRangeAt(0).getBoundingClientRect();
  // Below the words: above them it would cover the heading they stand under.
  beside.style.top = `${scrollY + place.bottom + 8}px`;
  beside.style.left = `${Math.max(8, Math.min(scrollX + place.left, innerWidth - 180))}px`;
}

function take() {
  field.value = picked;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  beside.hidden = true;
  const comment = document.getElementById("comment");
  comment.scrollIntoView({ block: "center" });
  comment.focus();
}

if (field && text && inForm) {
  const hint = document.getElementById("passage-hint");
  if (hint) {
    hint.textContent = "Select words in the text above, or copy them here. Empty: about the record as a whole.";
  }
  document.addEventListener("selectionchange", follow);
  for (const button of [beside, inForm]) {
    // Pressing the button must not take the selection away first.
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", take);
  }
}
