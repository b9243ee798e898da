(() => {
  // The address says what is looked for: search.html?q=words
  const list = document.querySelector(".results");
  const items = [...list.children];
  const box = document.querySelector("#q");
  const shown = document.querySelector("#shown");
  const explorer = document.querySelector("#explorer");
  const plain = (text) => text.toLowerCase().replace(/armor/g, "armour").replace(/[’']/g, "’");
  const stops = new Set(
    `a an and any are as at be been but by can did do does for from had has have how if in into is
    it its of on or that the their them there these they this to was we were what when where which
    who whom whose why will with you`.split(/\s+/),
  );
  // Whole words: "lied" is not in "supplied"; a plural is the same word.
  const escape = (word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const stem = (word) => (/[a-z]{3}s$/.test(word) ? word.slice(0, -1) : word);
  const whole = (word) =>
    new RegExp(`(?<![\\p{L}\\p{N}])${escape(stem(word))}s?(?![\\p{L}\\p{N}])`, "u");
  const begun = (word) => new RegExp(`(?<![\\p{L}\\p{N}])${escape(word)}`, "u");
  function split(text) {
    const words = plain(text)
      .split(/[\s“”"?!,;:]+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
    const telling = words.filter((word) => !stops.has(word));
    return telling.length ? telling : words;
  }
  // A code leads to what it names: A6, A3c, F205, J077.
  const codes = new Map();
  const places = JSON.parse(document.querySelector("#codes").textContent);
  for (const [place, names] of Object.entries(places))
    for (const name of names.split(" "))
      codes.set(name.toUpperCase(), place.endsWith("#") ? place + name : place);
  function locate(text) {
    const code = text.toUpperCase().replace(/\s/g, "");
    return codes.get(code) || codes.get(code.replace(/(\d)[A-Z]$/, "$1"));
  }
  const jump = document.createElement("li");
  jump.append(document.createElement("a"), " What this code names.");
  const rows = items.map((item, i) => ({
    item,
    i,
    isPage: !item.hidden,
    isClaim: item.classList.contains("of-claim"),
    address: item.querySelector("a").getAttribute("href"),
    title: plain(item.querySelector("a").textContent),
    text: plain(`${item.dataset.t} ${item.dataset.w || ""}`),
    says: item.querySelector("span").textContent,
  }));
  const most = 60;
  const around = 90; // letters on each side of a hit
  document.querySelector("#find").hidden = false;
  box.value = new URLSearchParams(location.search).get("q") || "";
  // What a code names goes first, then titles before text, claims before notebooks, whole
  // pages before their sections.
  function rank(row, words, place) {
    if (row.address === place) return Infinity;
    const titled = words.filter((word) => word.test(row.title)).length;
    return 8 * titled + 4 * row.isClaim + 2 * row.isPage;
  }
  function quote(row, words) {
    const text = row.item.dataset.t;
    const places = words.map((word) => plain(text).search(word)).filter((at) => at >= 0);
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
        .map((word) => word.exec(plain(rest)))
        .filter(Boolean)
        .map((hit) => [hit.index, hit[0].length]);
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
    const asked = split(box.value);
    let words = asked.map(whole);
    if (explorer) {
      explorer.hidden = !words.length;
      const link = explorer.querySelector("a");
      link.href = `${link.dataset.page}#${new URLSearchParams({ q: box.value.trim() })}`;
      link.querySelector("span").textContent = box.value.trim();
    }
    const fits = (row) => words.every((word) => word.test(row.title) || word.test(row.text));
    let hits = words.length ? rows.filter(fits) : rows.filter((row) => row.isPage);
    if (!hits.length) {
      words = asked.map(begun); // a word that is not yet typed to its end
      hits = rows.filter(fits);
    }
    const place = locate(box.value);
    if (words.length) hits.sort((a, b) => rank(b, words, place) - rank(a, words, place) || a.i - b.i);
    for (const row of rows) row.item.hidden = true;
    for (const row of hits.slice(0, words.length ? most : rows.length)) {
      row.item.hidden = false;
      if (words.length) quote(row, words);
      else row.item.querySelector("span").textContent = row.says;
    }
    jump.remove();
    list.append(...hits.map((row) => row.item));
    if (place && !hits.some((row) => row.address === place)) {
      const link = jump.querySelector("a");
      link.href = place;
      link.textContent = box.value.trim().toUpperCase();
      list.prepend(jump);
    }
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
  document.querySelector("#find").addEventListener("submit", (event) => {
    event.preventDefault();
    const place = locate(box.value);
    if (place) location.href = place;
  });
  const place = locate(box.value); // typed on another page
  if (place) location.replace(place);
  show();
})();
