(() => {
  // One reading for the whole site: the address says which, the build said what it gives.
  const data = JSON.parse(document.getElementById("readings").textContent);
  const form = document.getElementById("bar");
  const $ = (s, e = document) => e.querySelector(s);
  const marks = [...document.querySelectorAll("[data-k]")];
  const published = new Map();
  for (const row of document.querySelectorAll(".row")) {
    const code = data.words.findIndex((word) => row.classList.contains(`v-${word[2]}`));
    const lone = !$(".lone", row).hidden;
    published.set(row.dataset.k, { code, conditions: $(".if", row).textContent, lone });
  }
  const tones = (text) => text.split(" ").filter(Boolean).map((tone) => tone.slice(2));
  const conditional = new Map();
  for (const square of document.querySelectorAll(".sq")) {
    const of = (tone) => data.words.findIndex((word) => word[2] === tone);
    conditional.set(square.dataset.k, tones(square.dataset.on).map(of));
  }
  // The squares are one stop of the tab key; arrows lead from one to the next.
  const squares = [...document.querySelectorAll(".sq")];
  const stop = (at) => squares.forEach((square, i) => (square.tabIndex = i === at ? 0 : -1));
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  stop(0);
  for (const [i, square] of squares.entries()) {
    square.addEventListener("focus", () => stop(i));
    square.addEventListener("keydown", (event) => {
      const next = squares[i + steps[event.key]];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  }
  // The small signs in the corner of a square: what it would be on a condition.
  function mark_corner(square, codes, conditions) {
    const small = document.createElement("small");
    small.className = "would";
    small.setAttribute("aria-hidden", "true");
    for (const code of codes) {
      const sign = document.createElement("i");
      sign.className = `v-${data.words[code][2]}`;
      sign.textContent = data.words[code][1];
      small.append(sign);
    }
    const heard = document.createElement("span");
    heard.className = "sr";
    heard.textContent = `${conditions}; else `;
    $(".corner", square).replaceChildren(...(codes.length ? [small, heard] : []));
  }
  const before = $("#told").textContent;
  const names = ["to", "more", "need", "without"];
  const value = (name) => (form.elements[name] ? form.elements[name].value : "");
  const address = () =>
    names
      .filter(value)
      .map((name) => `${name}=${value(name)}`)
      .join("&");
  const reason = (place) => {
    const name = names[place];
    const chosen = form.elements[name];
    const label = chosen.options
      ? chosen.selectedOptions[0].text
      : $(`[name=${name}]:checked + span`, form).textContent;
    return [
      `the story counts to ${label}`,
      "“more than” is any larger number",
      "two sources are needed",
      `${label} is left out`,
    ][place];
  };
  const because = (places) => `if ${places.map(reason).join(" and ")}`;
  function link(claim, text) {
    const a = document.createElement("a");
    a.href = `#${claim}`;
    a.textContent = text;
    return a;
  }
  function show() {
    const moves = data.states[address()] || data.states[""];
    const counts = {};
    const others = {};
    const told = [];
    const beside = []; // the word stays, a condition or "on one source" does not
    for (const mark of marks) {
      const was = published.get(mark.dataset.k);
      const move = moves[mark.dataset.k];
      const [code, conditions, reasons] = move || [was.code, was.conditions, []];
      const [word, sign, tone] = data.words[code];
      const moved = code !== was.code;
      for (const each of data.words) mark.classList.remove(`v-${each[2]}`);
      mark.classList.add(`v-${tone}`);
      mark.classList.toggle("moved", moved);
      $("i", mark).textContent = sign;
      if (mark.matches(".sq")) {
        counts[tone] = (counts[tone] || 0) + 1;
        mark.lastElementChild.textContent = word;
        const codes = move ? move[3] : conditional.get(mark.dataset.k);
        mark_corner(mark, codes, conditions);
        for (const each of codes) {
          const caveat = conditions.match(`\\b${data.words[each][0]}, (on [^,;]+), if `);
          (others[data.words[each][2]] ||= []).push(caveat ? caveat[1] : "");
        }
        if (moved)
          told.push([
            mark.dataset.k,
            `${mark.title} ${data.words[was.code][0]} → ${word}, ${because(reasons)}`,
          ]);
        else if (move) beside.push([mark.dataset.k, mark.title]);
      } else {
        $(".w span", mark).textContent = word;
        $(".if", mark).textContent = conditions;
        $(".lone", mark).hidden = !(move ? move[4] : was.lone);
        // The build computed what each part is for the published reading only.
        if ($(".parts", mark)) $(".parts", mark).hidden = Boolean(address());
        $(".y", mark).hidden = !moved;
        if (moved)
          $(".y", mark).textContent =
            `We publish “${data.words[was.code][0]}”. It is “${word}” ${because(reasons)}.`;
      }
    }
    for (const number of document.querySelectorAll("[data-n]"))
      number.textContent = counts[number.dataset.n.slice(2)] || 0;
    for (const note of document.querySelectorAll(".legend [data-on]")) {
      const on = others[note.dataset.on.slice(2)];
      const caveat = on && on.every((each) => each === on[0]) && on[0] ? `, ${on[0]}` : "";
      note.textContent = on ? ` (${on.length} on a condition${caveat})` : "";
    }
    const line = $("#told");
    const only = beside.length ? "No word changes, but what stands beside it does: " : "No verdict changes.";
    line.textContent = !address() ? before : told.length ? "" : only;
    if (address() && !told.length)
      beside.forEach(([claim, title], i) => line.append(i ? "; " : "", link(claim, title)));
    told.slice(0, 2).forEach(([claim, text], i) => line.append(i ? "; " : "", link(claim, text)));
    if (told.length > 2) line.append("; ", link("claims", `and ${told.length - 2} more`));
    if (told.length) line.append(".");
    $("#back").hidden = !address();
    form.classList.toggle("set", Boolean(address()));
    form.dataset.shown = address();
    $("#open").textContent = address()
      ? `Read another way: ${told.length || "no"} change${told.length === 1 ? "" : "s"}`
      : "Read as we publish";
  }
  const isReading = () => /^#(to|more|need|without)=/.test(location.hash);
  function load() {
    const asked = new URLSearchParams(isReading() ? location.hash.slice(1) : "");
    form.reset();
    for (const name of names) {
      const field = form.elements[name];
      if (field && asked.has(name)) field.value = asked.get(name);
    }
    if (form.elements.without.selectedIndex < 0) form.elements.without.value = "";
    show();
  }
  form.addEventListener("change", () => {
    history.pushState(null, "", address() ? `#${address()}` : location.pathname + location.search);
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  $("#back").addEventListener("click", () => {
    history.pushState(null, "", location.pathname + location.search);
    load();
  });
  $("#open").addEventListener("click", (event) => {
    const open = form.classList.toggle("open");
    event.currentTarget.setAttribute("aria-expanded", open);
  });
  addEventListener("popstate", () => {
    if (isReading() || !location.hash) load();
  });
  form.reset();
  if (isReading()) load();
})();
