(() => {
  // The explorer: filters, search, sort and download; the address says what is shown.
  const $ = (s) => document.querySelector(s);
  const all = (s) => [...document.querySelectorAll(s)];
  const body = $("#t tbody");
  const box = $("#q");
  const sort = $("#sort");
  const chips = all(".chip");
  const menus = all("select[data-k]");
  const say = (node) => (node ? node.textContent.trim() : "");
  const plain = (s) => s.toLowerCase().replace(/armor/g, "armour").replace(/’/g, "'");
  const names = [...$("select[data-k=product]").options].slice(1).map(say);
  const rows = [...body.rows].map((tr) => {
    const [by, use] = [...tr.cells].slice(-2); // a page has no months: its words span two
    return {
      tr,
      claim: [...use.querySelectorAll("a")].map(say),
      product: [tr.dataset.p || "0"],
      use: [say(use.querySelector("u")) || "other"],
      outlet: [say(by.querySelector("b"))],
      read: [say(by.querySelector("em"))],
      text: plain(`${tr.id} ${tr.textContent} ${names[tr.dataset.p || 0]}`),
    };
  });
  const keys = ["use", "read", "claim", "product", "outlet"];
  const orders = {
    months: (a, b) => (b.tr.dataset.e || "").localeCompare(a.tr.dataset.e || ""),
    sum: (a, b) => (b.tr.dataset.v || -1) - (a.tr.dataset.v || -1),
    outlet: (a, b) => a.outlet[0].localeCompare(b.outlet[0]),
  };
  let sorted = "";
  $("#save").hidden = false;
  function state() {
    const hash = location.hash.slice(1);
    if (!hash) return new URLSearchParams({ use: "behind a verdict" });
    return new URLSearchParams(hash.includes("=") ? hash : "");
  }
  function show() {
    const p = state();
    const words = plain(p.get("q") || "")
      .split(/\s+/)
      .filter(Boolean);
    const fits = (row, but) =>
      keys.every((k) => k === but || !p.get(k) || row[k].includes(p.get(k))) &&
      words.every((word) => row.text.includes(word));
    let n = 0;
    for (const row of rows) {
      row.tr.hidden = !fits(row);
      n += !row.tr.hidden;
    }
    for (const chip of chips) {
      const { k, v } = chip.dataset;
      const here = rows.filter((row) => row[k].includes(v) && fits(row, k)).length;
      const on = p.get(k) === v;
      chip.setAttribute("aria-pressed", on);
      chip.parentNode.hidden = !here && !on;
      chip.querySelector("i").textContent = here;
    }
    $("#t").classList.remove("first");
    for (const menu of menus) menu.value = p.get(menu.dataset.k) || "";
    if (document.activeElement !== box) box.value = p.get("q") || "";
    sort.value = p.get("sort") || "";
    if (sorted !== sort.value) {
      sorted = sort.value;
      const list = sorted ? [...rows].sort(orders[sorted]) : rows;
      body.append(...list.map((row) => row.tr));
    }
    $("#shown").textContent = n === rows.length ? `All ${n} rows` : `${n} of ${rows.length} rows`;
    $("#nothing").hidden = n > 0;
    $("#asked").textContent = p.get("q") ? ` “${p.get("q")}”` : "";
    for (const facet of all(".facet[id]")) facet.hidden = !facet.querySelector("li:not([hidden])");
    $("#t").hidden = !n;
    $("#clear").hidden = n === rows.length;
  }
  function go(p) {
    const text = String(p);
    history.replaceState(null, "", `#${text || "all"}`);
    show();
  }
  function set(key, value) {
    const p = state();
    if (value && p.get(key) !== value) p.set(key, value);
    else p.delete(key);
    go(p);
  }
  for (const chip of chips)
    chip.addEventListener("click", () => set(chip.dataset.k, chip.dataset.v));
  for (const menu of menus)
    menu.addEventListener("change", () => {
      const p = state();
      if (!location.hash) p.delete("use");
      p.set(menu.dataset.k, menu.value);
      if (!menu.value) p.delete(menu.dataset.k);
      go(p);
    });
  sort.addEventListener("change", () => set("sort", sort.value));
  let wait;
  box.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      const p = state();
      if (!location.hash) p.delete("use");
      p.delete("q");
      if (box.value.trim()) p.set("q", box.value.trim());
      go(p);
    }, 120);
  });
  for (const id of ["#clear", "#reset"])
    $(id).addEventListener("click", () => go(new URLSearchParams()));
  $("#save").addEventListener("click", () => {
    // A cell that a spreadsheet would run begins with an apostrophe.
    const cell = (s) =>
      `"${String(s)
        .replace(/^[=+\-@\t\r]/, "'$&")
        .replace(/"/g, '""')}"`;
    const lines = [...body.rows]
      .filter((tr) => !tr.hidden)
      .map((tr) => {
        const c = [...tr.cells];
        if (c.length < 7) c.splice(2, 0, document.createElement("td"));
        const at = (i, s) => say(c[i].querySelector(s));
        const about = c[1].firstChild ? c[1].firstChild.textContent : "";
        return [
          tr.id,
          c[0].firstChild.textContent,
          about,
          at(1, "i"),
          c[2].textContent,
          c[3].textContent,
          c[4].textContent,
          at(5, "b"),
          at(5, "em"),
          c[5].querySelector("a").href,
          at(5, "q"),
          at(5, "small"),
          say(c[6]),
        ]
          .map(cell)
          .join(",");
      });
    const head =
      "id,printed,about,way,months,date_printed,counted_by,printed_by,read_as,page,words,note,use";
    const a = document.createElement("a");
    a.href = URL.createObjectURL(
      new Blob(["\ufeff", [head, ...lines].join("\r\n")], { type: "text/csv" }),
    );
    a.download = `figures-${lines.length}.csv`;
    a.click();
  });
  function land() {
    show();
    const tr = document.getElementById(location.hash.slice(1));
    if (tr && tr.matches("tr")) tr.scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", land);
  land();
})();
