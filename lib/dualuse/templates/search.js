(() => {
  // The address says what is looked for: search.html?q=words
  const list = document.querySelector(".results");
  const items = [...list.children];
  const box = document.querySelector("#q");
  const shown = document.querySelector("#shown");
  const explorer = document.querySelector("#explorer");
  const plain = (text) => text.toLowerCase().replace(/armor/g, "armour").replace(/[’']/g, "’");
  const rows = items.map((item, i) => ({
    item,
    i,
    isPage: !item.hidden,
    isClaim: item.classList.contains("of-claim"),
    title: plain(item.querySelector("a").textContent),
    text: plain(`${item.dataset.t} ${item.dataset.w || ""}`),
    says: item.querySelector("span").textContent,
  }));
  const most = 60;
  const around = 90; // letters on each side of a hit
  document.querySelector("#find").hidden = false;
  box.value = new URLSearchParams(location.search).get("q") || "";
  // Titles go before text, claims before notebooks, whole pages before their sections.
  function rank(row, words) {
    const titled = words.filter((word) => row.title.includes(word)).length;
    return 8 * titled + 4 * row.isClaim + 2 * row.isPage;
  }
  function quote(row, words) {
    const text = row.item.dataset.t;
    const places = words.map((word) => plain(text).indexOf(word)).filter((at) => at >= 0);
    const span = row.item.querySelector("span");
    const at = places.length ? Math.min(...places) : 0;
    const from = at > around ? text.indexOf(" ", at - around) + 1 : 0;
    const far = at + around + 40;
    const end = text.length > far ? text.lastIndexOf(" ", far) : text.length;
    const piece = text.slice(from, end > at ? end : far);
    span.textContent = from ? "… " : "";
    let rest = piece;
    for (;;) {
      const hits = words
        .map((word) => [plain(rest).indexOf(word), word.length])
        .filter(([place]) => place >= 0);
      if (!hits.length) break;
      const [place, length] = hits.sort((a, b) => a[0] - b[0])[0];
      const mark = document.createElement("mark");
      mark.textContent = rest.slice(place, place + length);
      span.append(rest.slice(0, place), mark);
      rest = rest.slice(place + length);
    }
    span.append(rest, from + piece.length < text.length ? " …" : "");
  }
  function show() {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    if (explorer) {
      explorer.hidden = !words.length;
      const link = explorer.querySelector("a");
      link.href = `${link.dataset.page}#${new URLSearchParams({ q: box.value.trim() })}`;
      link.querySelector("span").textContent = box.value.trim();
    }
    const fits = (row) =>
      words.every((word) => row.title.includes(word) || row.text.includes(word));
    const hits = words.length ? rows.filter(fits) : rows.filter((row) => row.isPage);
    if (words.length) hits.sort((a, b) => rank(b, words) - rank(a, words) || a.i - b.i);
    for (const row of rows) row.item.hidden = true;
    for (const row of hits.slice(0, words.length ? most : rows.length)) {
      row.item.hidden = false;
      if (words.length) quote(row, words);
      else row.item.querySelector("span").textContent = row.says;
    }
    list.append(...hits.map((row) => row.item));
    const passages = hits.length === 1 ? "One passage." : `${hits.length} passages`;
    if (!words.length) shown.textContent = "All pages of this site.";
    else if (!hits.length) shown.textContent = "Nothing found. Try fewer or other words.";
    else if (hits.length === 1) shown.textContent = passages;
    else
      shown.textContent = passages + (hits.length > most ? `; the first ${most} are shown.` : ".");
  }
  let wait;
  box.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      history.replaceState(
        null,
        "",
        box.value ? "?q=" + encodeURIComponent(box.value) : location.pathname.split("/").pop(),
      );
      show();
    }, 120);
  });
  document.querySelector("#find").addEventListener("submit", (event) => event.preventDefault());
  show();
})();
