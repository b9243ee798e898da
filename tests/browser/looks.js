// What a page is asked in the browser; each answer is a list of what is wrong.
window.looks = {
  // in the state that the page is in: its width, colours, folds
  now: (least) => {
    const wrong = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wrong.push(`scrolls sideways: ${root.scrollWidth}`);
    for (const e of document.querySelectorAll("caption, .caption, figcaption, figcaption *")) {
      if (!e.checkVisibility() || e.closest(".sr") || getComputedStyle(e).display === "inline") continue;
      if (e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth + 1) wrong.push(`clipped: ${e.outerHTML}`);
    }
    for (const e of document.querySelectorAll("a, button, summary, input, select, label")) {
      if (e.closest(".skip") || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const box = e.getBoundingClientRect();
      if (getComputedStyle(e).display === "inline" || !box.height) continue; // a link in a sentence is as high as its line
      if (box.height < least || box.width < least) wrong.push(`small: ${e.outerHTML.slice(0, 120)}`);
    }
    return wrong;
  },
  // whatever state it is in
  ever: () => {
    const wrong = [], all = (s) => [...document.querySelectorAll(s)];
    const must = (right, what) => { if (!right) wrong.push(what); };
    must(document.documentElement.lang.startsWith("en"), "no language");
    must(all("h1").length === 1 && document.title.length > 10, "no one title");
    for (const s of ["main", "header", "footer", "nav"]) must(all(s).length, `no ${s}`);
    for (const n of ["description", "og:title", "og:description", "og:type"]) must(all(`meta:is([name="${n}"], [property="${n}"])`)[0]?.content, `no ${n}`);
    must(!all("figure.chart").length || all('meta[property="og:image"]').length === 1, "no picture to share");
    const ids = all("[id]").map((e) => e.id);
    must(new Set(ids).size === ids.length, "an id twice");
    for (const i of all("img")) must(i.alt.length > 20 && !i.alt.includes("No description has been provided") && i.complete && i.naturalWidth, `no words or no picture: ${i.src}`);
    for (const s of all("svg:not([aria-hidden])")) must(s.role === "img" && s.getAttribute("aria-labelledby").split(" ").every((i) => document.getElementById(i).textContent.trim()), "a drawing without words");
    for (const t of all("table")) {
      const heads = [...t.querySelectorAll("th")], named = t.caption || t.closest(".prose") || document.getElementById(t.getAttribute("aria-labelledby"));
      must(heads.length && heads.every((h) => h.scope) && named, `a bare table: ${t.outerHTML.slice(0, 200)}`);
    }
    for (const e of all("main :is(h1, h2, h3, a, td:only-child, li, figcaption strong)")) must(e.textContent.trim() || e.querySelector("img"), `empty: ${e.outerHTML}`);
    for (const f of all("figure.chart")) {
      const files = [...f.querySelectorAll(".files a")].map((a) => a.pathname.split("/").pop().split("."));
      must(files.map((n) => n[1]).join() === "csv,json,png,svg" && files.every((n) => `fig-${n[0]}` === f.id), `files of ${f.id}: ${files}`);
    }
    const said = document.querySelector("main").cloneNode(true);
    said.querySelectorAll("details.code, script").forEach((e) => e.remove());
    const machine = /<Figure .*|<[\w.]+ object at .*|Traceback.*|Warning:.*|\bnan\b|\bNaN\b|\bNaT\b|\bTrue\b|\bFalse\b/.exec(said.textContent);
    must(!machine || location.pathname.includes("api"), `only a machine says ${machine}`);
    return wrong;
  },
  // on paper
  paper: () => {
    const wrong = getComputedStyle(document.body).backgroundColor === "rgb(255, 255, 255)" ? [] : ["paper is dark"];
    for (const e of document.querySelectorAll("details.code, .side, .find")) if (e.checkVisibility()) wrong.push(`printed: ${e.outerHTML.slice(0, 120)}`);
    for (const e of document.querySelectorAll(".scroll, table, pre, figure")) {
      if (!e.checkVisibility()) continue;
      const style = getComputedStyle(e);
      if ((e.scrollWidth > e.clientWidth + 1 && style.overflowX !== "visible") || (e.scrollHeight > e.clientHeight + 2 && style.overflowY !== "visible")
        || e.getBoundingClientRect().right > document.documentElement.clientWidth + 1) wrong.push(`cut: ${e.outerHTML.slice(0, 160)}`);
    }
    return wrong;
  },
  // every place that a link can lead to, with each filter on: the ids in a group are what a filter can hide
  places: async (filters, step) => {
    const lost = [], pause = (time) => new Promise((done) => setTimeout(done, time));
    const soon = async (there) => { for (let i = 0; i < 300 && !there(); i++) await pause(10); return there(); };
    const listed = new Set([...document.querySelectorAll("#contents ol a")].map((a) => a.hash));
    const places = [...document.querySelectorAll("main [id]")].filter((e) => !e.matches(".legend input, [hidden]") && !e.closest("svg"));
    for (const filter of filters) {
      if (filter) { location.hash = filter; await pause(50); }
      for (const [i, e] of places.entries()) {
        if (i % step || (filter && !e.closest("[data-group], .record"))) continue;
        location.hash = e.id;
        const box = () => e.getBoundingClientRect(), end = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
        const seen = () => e.checkVisibility() && box().top < innerHeight && box().bottom > -2 && (!listed.has(`#${e.id}`) || end() || (box().top > -2 && box().top < 200));
        if (!await soon(seen)) lost.push(`${filter} ${e.id}`);
      }
    }
    return lost;
  },
  // what a keyboard should reach: one of a group of radio buttons stands for all
  reachable: () => [...document.querySelectorAll('a[href], summary, button, input, select, [tabindex="0"]')].filter(
    (e) => e.checkVisibility({ visibilityProperty: true }) && (e.type !== "radio" || e.checked)).length,
};
