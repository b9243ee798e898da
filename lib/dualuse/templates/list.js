(() => {
  // Filter and search of the first page: the address alone says what is shown.
  const $ = (s) => document.querySelector(s);
  const all = (s) => [...document.querySelectorAll(s)];
  const box = $("#q");
  const rows = all(".row");
  const groups = all(".group");
  const squares = all(".sqs .sq");
  const plain = (s) => s.toLowerCase().replace(/armor/g, "armour").replace(/[’']/g, "");
  const text = new Map(rows.map((row) => [row, plain(`${row.id} ${row.textContent} ${row.dataset.s}`)]));
  const state = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  const address = (p) => (String(p) ? `#${p}` : "#claims");
  const change = (key, value) => {
    const p = state();
    if (value && p.get(key) !== value) p.set(key, value);
    else p.delete(key);
    return address(p);
  };
  const counts = new Map(groups.map((group) => [group, group.querySelector(".n").textContent]));
  const everything = $("#shown").textContent;
  $("#find").hidden = false;
  function show() {
    const p = state();
    const v = p.get("v") || "";
    const g = p.get("g") || "";
    const q = p.get("q") || "";
    const words = plain(q).split(/\s+/).filter(Boolean);
    const fits = (row) => (!v || row.closest(".group").dataset.v === v) && (!g || row.dataset.g === g) && words.every((word) => text.get(row).includes(word));
    if (document.activeElement !== box) box.value = q;
    for (const row of rows) row.hidden = !fits(row);
    for (const group of groups) {
      const here = group.querySelectorAll(".row:not([hidden])").length;
      group.hidden = !here;
      group.querySelector(".n").textContent = String(here) === counts.get(group) ? here : `${here} of ${counts.get(group)}`;
    }
    for (const square of squares) square.classList.toggle("off", document.getElementById(square.dataset.id).hidden);
    for (const a of all("a[data-v]")) {
      a.href = a.dataset.v ? change("v", a.dataset.v) : change("v", "");
      a.setAttribute("aria-current", a.dataset.v === v);
    }
    for (const a of all("a[data-g]")) {
      a.href = change("g", a.dataset.g);
      a.setAttribute("aria-current", a.dataset.g === g);
    }
    const n = rows.filter((row) => !row.hidden).length;
    const asked = [q && `“${q}”`, ...all(".chip[aria-current=true]").filter((a) => a.dataset.v || a.dataset.g).map((a) => a.textContent.trim())];
    $("#shown").textContent = n === rows.length ? everything : `${n} of ${rows.length} shown.`;
    $("#asked").textContent = asked.filter(Boolean).join(", ");
    $("#nothing").hidden = n > 0;
  }
  let wait;
  box.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      const p = state();
      if (box.value.trim()) p.set("q", box.value.trim());
      else p.delete("q");
      history.replaceState(null, "", address(p));
      show();
    }, 120);
  });
  addEventListener("hashchange", () => {
    if (document.activeElement === box) box.blur();
    show();
    if (location.hash.includes("=")) $("#claims").scrollIntoView();
  });
  // The squares are one tab stop; arrows move, a line below says what each asks.
  squares.forEach((square, i) => {
    square.tabIndex = i ? -1 : 0;
    const say = () => { $("#cap").textContent = `${square.dataset.id}: ${square.title}`; };
    square.addEventListener("mouseenter", say);
    square.addEventListener("focus", say);
    square.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const next = squares[i + step];
      if (!step || !next) return;
      event.preventDefault();
      square.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
  });
  show();
  if (location.hash.includes("=")) $("#claims").scrollIntoView();
})();
