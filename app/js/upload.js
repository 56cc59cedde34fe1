// Sends a form with files while showing how much of it has gone, with a way to stop. Without this
// script, or where something in it fails, the browser sends the form as any other.
for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !form.checkValidity()) {
      return;
    }
    event.preventDefault();
    send(form);
  });
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

function send(form) {
  const buttons = form.querySelector(".buttons");
  const shown = document.createElement("div");
  shown.className = "upload";
  const words = document.createElement("p");
  words.id = "upload-words";
  words.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.setAttribute("aria-labelledby", words.id);
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "button";
  stop.textContent = "Stop";
  shown.append(words, bar, stop);
  buttons.hidden = true;
  buttons.after(shown);
  words.textContent = "Sending…";
  stop.focus();

  const request = new XMLHttpRequest();
  const back = (sentence) => {
    words.textContent = sentence;
    bar.remove();
    stop.remove();
    buttons.hidden = false;
    buttons.querySelector("button").focus();
  };
  stop.addEventListener("click", () => request.abort());
  request.upload.addEventListener("progress", ({ lengthComputable, loaded, total }) => {
    if (lengthComputable && loaded < total) {
      bar.max = total;
      bar.value = loaded;
      words.textContent = `${megabytes(loaded)} of ${megabytes(total)} sent`;
    }
  });
  request.upload.addEventListener("load", () => {
    // How long reading takes is not known, so the bar only moves.
    bar.removeAttribute("value");
    words.textContent = "Everything is sent; the files are being imported…";
    // What the server does now is done whole or not at all, and cannot be stopped from here.
    stop.remove();
    form.closest("main")?.focus();
  });
  request.addEventListener("abort", () => back("Stopped. Nothing was imported."));
  request.addEventListener("error", () =>
    back("The connection broke before everything was sent. Try again."),
  );
  request.addEventListener("load", () => {
    // The answer is a page, with what was typed if something is wrong.
    if (request.responseURL && new URL(request.responseURL).pathname !== new URL(form.action).pathname) {
      location.assign(request.responseURL);
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.querySelector("main");
    if (!main) {
      back("The server did not answer as it should. Look at the log before you try again.");
      return;
    }
    document.title = page.title;
    document.querySelector("main").replaceWith(main);
    document.querySelector("#problems, main")?.focus();
    window.scrollTo(0, 0);
    for (const next of document.querySelectorAll("form[data-upload]")) {
      next.addEventListener("submit", (event) => {
        event.preventDefault();
        send(next);
      });
    }
  });
  request.open("POST", form.action);
  request.setRequestHeader("X-Upload", "shown");
  request.send(new FormData(form));
}
