"use strict";
// The panel beside a page. Everything that comes from a text is put in as text, never as HTML.
(() => {
  const root = document.documentElement;
  const base = root.dataset.base;
  const frame = document.getElementById("page");
  const at = (id) => document.getElementById(id);
  const view = "/_terbit/lihat/";
  let address = root.dataset.address;
  let number = null; // the save that the frame shows
  let scroll = null;

  const made = (tag, text, kind) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };

  const link = (page) => {
    const a = made("a", page.title);
    a.href = view + encodeURI(page.address);
    return a;
  };

  const finding = (found) => {
    const item = made("li", "", found.severity);
    item.append(made("b", at("own").dataset[found.severity]), " ", made("span", found.message));
    if (found.hint) item.append(made("p", found.hint));
    const line = found.line ? `${at("own").dataset.line} ${found.line} · ` : "";
    item.append(made("small", (found.here ? "" : `${found.path} · `) + line + found.rule));
    return item;
  };

  const show = (told) => {
    document.title = `${told.title || address || "/"} · ${document.title.split(" · ").pop()}`;
    at("title").textContent = told.title || address || "/";
    at("path").textContent = told.path;
    at("own").replaceChildren(...told.own.map((f) => finding({ ...f, here: f.path === told.path })));
    at("general").replaceChildren(...told.general.map(finding));
    at("general-part").hidden = !told.general.length;
    at("others-part").hidden = !told.elsewhere;
    at("elsewhere").textContent = told.elsewhere;
    at("others").replaceChildren(...told.others.map((page) => {
      const item = made("li", "", page.errors ? "error" : "warning");
      item.append(link(page), " ", made("small", String(page.count)));
      return item;
    }));
    at("recent").replaceChildren(...told.recent.map((page) => {
      const item = made("li");
      item.append(link(page));
      return item;
    }));
    const state = at("state");
    state.textContent = told.checked ? (told.own.length ? "" : state.dataset.none) : state.dataset.checking;
    root.dataset.checked = `${told.number} ${told.checked}`;
  };

  const refresh = async () => {
    const asked = address;
    const answer = await fetch(`/_terbit/temuan?alamat=${encodeURIComponent(asked)}`);
    const told = await answer.json();
    if (asked === address) show(told);
  };

  frame.addEventListener("load", () => {
    let place;
    try {
      place = frame.contentWindow.location;
      if (!place.pathname.startsWith(base)) return;
    } catch {
      return; // another site
    }
    const now = decodeURIComponent(place.pathname.slice(base.length)).replace(/index\.html$/, "");
    if (scroll && scroll.address === now) {
      const [x, y] = scroll.to;
      const back = () => frame.contentWindow.scrollTo({ left: x, top: y, behavior: "instant" });
      back();
      requestAnimationFrame(back);
    }
    scroll = null;
    if (now !== address) {
      address = now;
      history.pushState(null, "", view + encodeURI(address) + place.hash);
      refresh();
    }
    // another site does not fit into the frame and has no business here
    frame.contentDocument.addEventListener("click", (event) => {
      const a = event.target.closest && event.target.closest("a[href]");
      if (a && a.origin !== location.origin && /^https?:$/.test(a.protocol)) {
        event.preventDefault();
        window.open(a.href, "_blank", "noopener");
      }
    }, true);
    root.dataset.shown = number;
  });

  const open = () => frame.contentWindow.location.replace(base + encodeURI(address) + location.hash);

  window.addEventListener("popstate", () => {
    address = decodeURIComponent(location.pathname.slice(view.length));
    open();
    refresh();
  });

  const changed = (event) => {
    const told = JSON.parse(event.data);
    if (number === null) {
      number = told.number;
      open();
    } else if (told.number !== number) {
      number = told.number;
      const win = frame.contentWindow;
      scroll = { address, to: [win.scrollX, win.scrollY] };
      win.location.reload();
    }
    refresh();
  };

  // a browser opens six connections at most: a tab that nobody sees keeps none
  let events = null;
  const listen = () => {
    if (document.hidden) {
      if (events) events.close();
      events = null;
    } else if (!events) {
      events = new EventSource("/_terbit/peristiwa");
      events.onmessage = changed;
      events.onerror = () => { at("state").textContent = at("state").dataset.lost; };
    }
  };
  document.addEventListener("visibilitychange", listen);
  listen();

  for (const button of document.querySelectorAll("[data-width]")) {
    button.addEventListener("click", () => {
      frame.style.width = button.dataset.width ? `${button.dataset.width}px` : "";
      for (const other of document.querySelectorAll("[data-width]")) {
        other.setAttribute("aria-pressed", String(other === button));
      }
    });
  }
})();
