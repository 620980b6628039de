// Puts what changes into an open page, and says plainly when nothing comes any more.
"use strict";
(() => {
  const status = document.getElementById("live");
  const show = (isLive) => {
    status.textContent = isLive ? status.dataset.liveText : status.dataset.lostText;
    status.dataset.state = isLive ? "good" : "fault";
    document.body.classList.toggle("stale", !isLive);
  };
  const elements = new Map();
  for (const element of document.querySelectorAll("[data-live]")) {
    const name = element.dataset.live;
    elements.set(name, [...(elements.get(name) ?? []), element]);
  }
  const put = (values) => {
    for (const [name, found] of elements) {
      const value = values[name];
      if (!value) continue;
      for (const element of found) {
        if (element.textContent !== value.text) element.textContent = value.text;
        if (value.state && element.dataset.state !== value.state) element.dataset.state = value.state;
      }
    }
  };
  // The box speaks every two seconds, also where nothing changed.
  const patience = 15000;
  let timer;
  const heard = () => {
    show(true);
    clearTimeout(timer);
    timer = setTimeout(() => show(false), patience);
  };
  const source = new EventSource(document.body.dataset.events);
  source.addEventListener("values", (event) => {
    put(JSON.parse(event.data));
    heard();
  });
  source.addEventListener("error", () => show(false));
})();
