(() => {
  const $ = (s, from = document) => from.querySelector(s), all = (s) => [...document.querySelectorAll(s)];
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", () => act(made));
    return made;
  };
  // all code at once
  const folds = all("details.code"), side = $("#contents");
  if (folds.length && side) {
    const open = () => folds.every((f) => f.open);
    const label = () => { toggle.textContent = open() ? "Hide all code" : "Show all code"; };
    const toggle = button("Show all code", () => { const now = !open(); folds.forEach((f) => { f.open = now; }); label(); });
    toggle.className = "all";
    folds.forEach((f) => f.addEventListener("toggle", label));
    side.append(toggle);
  }
  // the style sheet shows the contents on a wide screen: then they are open for a keyboard and a screen reader, too
  if (side && matchMedia("(min-width: 68rem)").matches) side.open = true;
  // what a link leads to is open and in sight, whatever else is hidden
  const arrive = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    for (let e = place; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    place.scrollIntoView();
    // what was not laid out above it takes its room only now
    for (const wait of [30, 120]) setTimeout(() => place.scrollIntoView(), wait);
  };
  // search, and filters that live in the address: #q=word&verdict=not-reproduced
  const form = $("form.find");
  if (form) {
    form.hidden = false;
    const rows = all(form.dataset.rows), shown = $(".shown"), field = $("[type=search]", form);
    const words = rows.map((r) => r.textContent.toLowerCase());
    const picked = () => [...form.elements].filter((e) => e.name && (e.type !== "radio" || (e.checked && e.value)) && e.value);
    const apply = () => {
      const choice = picked(), asked = (field?.value || "").toLowerCase().split(/\s+/).filter(Boolean);
      let n = 0;
      rows.forEach((r, i) => {
        const fits = choice.every((e) => e === field || r.dataset[e.name] === e.value) && asked.every((w) => words[i].includes(w));
        r.classList.toggle("off", !fits);
        n += fits;
      });
      all("[data-group]").forEach((g) => g.classList.toggle("off", !$(`${form.dataset.rows}:not(.off)`, g)));
      shown.textContent = n === rows.length ? "" : `${n} of ${rows.length} shown`;
    };
    const read = () => {
      const asked = new URLSearchParams(location.hash.slice(1));
      if (location.hash.includes("=") || !location.hash) {
        [...form.elements].forEach((e) => {
          if (e.type === "radio") e.checked = e.value === (asked.get(e.name) || "");
          else if (e.name) e.value = asked.get(e.name) || "";
        });
      }
      apply();
    };
    form.addEventListener("input", () => {
      history.replaceState(null, "", `#${new URLSearchParams(picked().map((e) => [e.name, e.value]))}`);
      apply();
    });
    form.addEventListener("submit", (e) => e.preventDefault());
    addEventListener("hashchange", read);
    read();
  }
  addEventListener("hashchange", arrive);
  arrive();
  // copy a link, a citation, an embed
  const here = location.href.replace(/#.*/, ""), name = $(".site .name").textContent;
  const copier = (words, what, of = "") => {
    const made = button(words, () => navigator.clipboard.writeText(what()).then(() => { made.textContent = "Copied"; }));
    if (of) made.setAttribute("aria-label", `${words}: ${of}`);
    return made;
  };
  if (!navigator.clipboard) return;
  all("[data-copy]").forEach((at) => {
    at.replaceWith(copier(at.textContent, () => (at.dataset.copy === "link" ? here : $(at.dataset.copy).textContent)));
  });
  all("figure.chart").forEach((f) => {
    const title = $("figcaption strong", f).textContent, link = `${here}#${f.id}`, made = document.createElement("figure");
    const embed = () => {
      const a = document.createElement("a"), img = $("img", f).cloneNode(), says = document.createElement("figcaption");
      img.src = new URL(img.getAttribute("src"), here).href;
      a.href = link;
      a.textContent = `${title} ${name}`;
      says.append(a, ", CC BY 4.0");
      made.replaceChildren(img, says);
      return made.outerHTML;
    };
    $(".files", f).append(copier("Copy link", () => link, title), " ", copier("Copy citation", () => `${name} “${title}”, CC BY 4.0. ${link}`, title), " ", copier("Copy embed", embed, title));
  });
})();
