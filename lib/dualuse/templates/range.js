(() => {
  // Two switches move the squares, and choose one answer of the table below them.
  const $ = (s) => document.querySelector(s);
  const section = $("#range-steps");
  const form = $("#switch");
  const tip = $("#tip");
  const { start, last, box } = Object.fromEntries(Object.entries(section.dataset).map(([k, v]) => [k, +v]));
  const squares = [...document.querySelectorAll(".mv")];
  const options = [...form.elements.to];
  form.hidden = $("#hint").hidden = false;
  section.classList.add("js");
  const month = (text) => { const [y, m] = text.split("-"); return 12 * y + +m; };
  const first = month(options[0].value) - (+options[0].value.split("-")[1] - 1);
  function draw() {
    const { read, to } = Object.fromEntries(new FormData(form));
    const wanted = month(to) - first + 1;
    const n = Math.min(wanted, last - start + 1);
    section.dataset.read = read;
    section.classList.toggle("beyond", wanted > n);
    squares.forEach((square, j) => {
      const k = start + (j % n);
      const i = Math.floor(j / n);
      square.style.transform = `translate(${5.4 + k * box + (i % 2) * 9.2}px,${92 - 9.6 * Math.floor(i / 2)}px)`;
    });
    for (const ghost of document.querySelectorAll(".ghost[data-m]")) ghost.style.visibility = ghost.dataset.m < n ? "" : "hidden";
    $("#frame rect").setAttribute("width", wanted * box);
    const row = $(`.answers tr[data-to="${to}"]`);
    // What the figure covers is named as long as the claim does not go beyond it.
    if (wanted === n) for (const w of document.querySelectorAll(".win")) w.textContent = row.querySelector("th").textContent;
    const cell = row.querySelector(`td[data-read=${read}]`);
    document.querySelectorAll(".answers td").forEach((td) => td.classList.toggle("on", td === cell));
    $("#result").replaceChildren(...[...cell.childNodes].map((node) => node.cloneNode(true)));
    return `#read=${read}&to=${to}`;
  }
  form.addEventListener("change", () => history.replaceState(null, "", draw()));
  function load() {
    const p = new URLSearchParams(location.hash.slice(1));
    for (const key of ["read", "to"]) {
      const radio = [...form.elements[key]].find((r) => r.value === p.get(key));
      if (radio) radio.checked = true;
    }
    draw();
    if (p.has("read")) section.scrollIntoView();
  }
  addEventListener("hashchange", load);
  load();
  // A mark gives its figure's words and source; Esc closes, the pointer may enter the tip.
  let later;
  const hide = () => { tip.hidden = true; };
  const leave = () => { later = setTimeout(hide, 250); };
  const stay = () => clearTimeout(later);
  tip.addEventListener("mouseenter", stay);
  tip.addEventListener("mouseleave", leave);
  for (const mark of document.querySelectorAll(".mark")) {
    const record = document.getElementById(mark.getAttribute("href").slice(1));
    if (!record) continue;
    const show = () => {
      stay();
      tip.replaceChildren(record.querySelector(".amt").cloneNode(true), record.querySelector(".words").cloneNode(true));
      tip.hidden = false;
      const r = mark.getBoundingClientRect();
      const left = Math.max(8, Math.min(r.left, innerWidth - tip.offsetWidth - 8));
      Object.assign(tip.style, { left: `${left + scrollX}px`, top: `${r.bottom + scrollY + 6}px` });
    };
    for (const event of ["mouseenter", "focus"]) mark.addEventListener(event, show);
    for (const event of ["mouseleave", "blur"]) mark.addEventListener(event, leave);
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();
