// Comfort only: everything on the page works without this file. It asks for the page again and puts the new parts in place,
// and answers a few keys. It never turns text into markup: the server did that, encoded.
"use strict";
(() => {
  const seconds = Number(document.documentElement.dataset.refresh) || 2;
  const $ = id => document.getElementById(id);
  const filter = $("filter"), live = $("live"), help = $("help"), hits = $("hits");
  let paused = false, current = -1, failures = 0, timer = 0;

  const rows = () => [...document.querySelectorAll("main .rows tbody tr")].filter(row => !row.hidden);
  const typing = () => document.activeElement === filter;

  const applyFilter = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of document.querySelectorAll("main .rows tbody tr, main .row")) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every(word => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    hits.textContent = words.length === 0 ? "" : shown === 1 ? "1 row" : `${shown} rows`;
  };

  const mark = index => {
    const all = rows();
    document.querySelectorAll(".at").forEach(row => row.classList.remove("at"));
    current = all.length === 0 ? -1 : Math.max(0, Math.min(index, all.length - 1));
    if (current < 0) return;
    all[current].classList.add("at");
    all[current].tabIndex = -1;
    all[current].focus({ preventScroll: true });
    all[current].scrollIntoView({ block: "nearest" });
  };

  const exchange = (old, node) => {
    const [was, is] = [[...old.children], [...node.children]];
    if (was.length !== is.length) {
      old.replaceChildren(...is);
      return;
    }
    is.forEach((child, i) => {
      if (child.outerHTML !== was[i].outerHTML) was[i].replaceWith(child);
    });
  };

  // A part that did not change is left alone: focus, selection and open evidence stay, and a screen reader is not told twice.
  const replace = fresh => {
    const open = new Map([...document.querySelectorAll("details[id]")].map(part => [part.id, part.open]));
    const focused = document.activeElement?.closest?.("main [id]")?.id;
    for (const part of fresh.querySelectorAll("details[id]")) {
      if (open.get(part.id)) part.open = true;
    }
    const before = new Map([...document.querySelectorAll("main > section")].map(part => [part.id, part]));
    const main = $("main");
    [...fresh.querySelectorAll("main > section")].forEach((part, place) => {
      const old = before.get(part.id);
      before.delete(part.id);
      if (!old) {
        main.insertBefore(document.importNode(part, true), main.children[place] ?? null);
      } else if (part.outerHTML !== old.outerHTML) {
        old.className = part.className;
        exchange(old, document.importNode(part, true));
      }
    });
    before.forEach(part => part.remove());
    const line = fresh.getElementById("facts-line");
    if (line) $("facts-line").textContent = line.textContent;
    document.title = fresh.title;
    applyFilter();
    if (current >= 0) {
      const all = rows();
      document.querySelectorAll(".at").forEach(row => row.classList.remove("at"));
      all[current]?.classList.add("at");
    }
    if (focused && !typing()) $(focused)?.focus({ preventScroll: true });
  };

  const tell = text => { live.textContent = text; };

  const ask = async () => {
    clearTimeout(timer);
    const busy = paused || document.hidden || help.open || String(document.getSelection()).length > 0;
    if (!busy) {
      try {
        const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
        if (!answer.ok) throw new Error(String(answer.status));
        replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
        failures = 0;
        tell("pause");
      } catch {
        failures++;
        tell("no connection");
        $("facts-line").textContent = "the agent does not answer: what stands below is old";
      }
    }
    timer = setTimeout(ask, 1000 * Math.min(30, seconds * (1 + failures)));
  };

  const toggle = () => {
    paused = !paused;
    live.setAttribute("aria-pressed", String(paused));
    tell(paused ? "go on" : "pause");
    if (!paused) ask();
  };

  const keys = {
    "/": () => { filter.focus(); filter.select(); },
    j: () => mark(current + 1),
    k: () => mark(current - 1),
    Enter: () => rows()[current]?.querySelector("a")?.click(),
    e: () => {
      const all = [...document.querySelectorAll("main details")];
      const open = !all.some(part => part.open);
      all.forEach(part => { part.open = open; });
    },
    p: toggle,
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || help.open) return;
    if (typing()) {
      if (event.key === "Escape") {
        filter.value = "";
        applyFilter();
        filter.blur();
      } else if (event.key === "Enter") {
        filter.blur();
        mark(0);
      }
      return;
    }
    const control = event.target.closest?.("a, button, summary, input");
    if (event.key === "Enter" && control) return;
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  document.addEventListener("click", event => {
    const target = event.target.closest?.("a[href^='#xid-']");
    const part = target && $(target.getAttribute("href").slice(1));
    if (part) part.open = true;
  });

  filter.addEventListener("input", applyFilter);
  live.addEventListener("click", toggle);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  filter.hidden = false;
  live.hidden = false;
  timer = setTimeout(ask, seconds * 1000);
})();
