(() => {
  // A question in pick-lists, answered from ranges that the build worked out.
  const $ = (id) => document.getElementById(id);
  const series = JSON.parse($("answers").textContent);
  const fields = document.forms.question.elements;
  const names =
    "January February March April May June July August September October November December".split(
      " ",
    );
  const units = {
    USD: [
      ["bn USD", 1e9, "billion dollars"],
      ["m USD", 1e6, "million dollars"],
      ["USD", 1, "dollars"],
    ],
    tonnes: [["m tonnes", 1e6, "million tonnes"]],
  };
  const growth = [["percent", 1, "per cent on the same months a year before"]];
  const symbols = { confirmed: "✓", contradicted: "✕", possible: "≈", "not settled": "◐" };
  const verbs = { was: "came to", rose: "rose by", fell: "fell by" };
  let wanted = ""; // the verb that was chosen: not all months have each
  const open = (end) => (end === null ? Infinity : end);
  const round = (x) => Math.round(x * 1e7) / 1e7;
  const number = (month) => 12 * month.slice(0, 4) + +month.slice(5) - 1;
  const write = (n) => `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}`;
  const name = (n) => `${names[n % 12]} ${Math.floor(n / 12)}`;
  const end = (row) => write(number(row.start) + row.months - 1);
  function period(row) {
    const first = number(row.start);
    const last = first + row.months - 1;
    if (first === last) return name(first);
    if (first % 12 === 0 && row.months === 12) return String(first / 12);
    return Math.floor(first / 12) === Math.floor(last / 12)
      ? `${names[first % 12]} to ${name(last)}`
      : `${name(first)} to ${name(last)}`;
  }
  // How a number is read: printed.py has the same.
  function read(text, hedge, scale, fell, isRate) {
    const size = +text;
    const last = -(text.split(".")[1] || "").length;
    let digit = 10 ** last;
    let [low, high] = [0, Infinity];
    if (hedge === "more than") low = size;
    else if (hedge === "less than") high = size;
    else if (hedge === "about") {
      if (last === 0) while (size % (10 * digit) === 0) digit *= 10;
      if (size < 10 * digit) digit = Math.max(size / 10, 10 ** last / 2); // no narrower than 3, rounded
      [low, high] = [size - digit, size + digit];
    } else [low, high] = [size - digit / 2, size + digit / 2];
    let [lowOut, highOut] = [hedge === "more than", hedge === "less than"];
    if (fell) [low, high, lowOut, highOut] = [-high, -low, highOut, lowOut];
    const least = isRate ? -100 : 0;
    if (low <= least && isRate) lowOut = false;
    low = Math.max(low, least);
    return { low: round(low * scale), high: round(high * scale), lowOut, highOut };
  }
  // An exact number may have been cut off: the next one is too much.
  function allow(says, ask) {
    if (ask.hedge !== "exact") return says;
    const more = round((10 ** -(ask.value.split(".")[1] || "").length / 2) * ask.scale);
    return ask.fell
      ? { ...says, low: round(Math.max(says.low - more, -100)), lowOut: says.low - more > -100 }
      : { ...says, high: round(says.high + more), highOut: true };
  }
  // The rule: verdicts.py has the same.
  function judge(ask) {
    const [low, high] = ask.found.allows.map(open);
    const says = read(ask.value, ask.hedge, ask.scale, ask.fell, ask.isRate);
    const allows = allow(says, ask);
    const lies = ([least, most, out]) =>
      (says.lowOut && out !== "low" ? least > says.low : least >= says.low) &&
      (says.highOut && out !== "high" ? open(most) < says.high : open(most) <= says.high);
    const [own, ...prints] = ask.found.shows;
    const number = `${ask.fell ? "-" : ""}${ask.value} ${ask.unit}`;
    const printed =
      prints.some(lies) || (ask.hedge === "exact" && ask.found.prints.includes(number));
    const meets = ([least, most]) =>
      (allows.lowOut ? open(most) > allows.low : open(most) >= allows.low) &&
      (allows.highOut ? least < allows.high : least <= allows.high);
    const isOpen = high === Infinity || low <= (ask.isRate ? -100 : 0);
    let [verdict, way] = ["possible", meets(own) || printed ? "" : "only if revised"];
    const implied = ask.found.words.some(lies);
    if (lies(own) || implied || (printed && high < Infinity)) [verdict, way] = ["confirmed", ""];
    else if (!meets(ask.found.allows))
      [verdict, way] = ["contradicted", low >= allows.high ? "higher" : "lower"];
    else if (isOpen && !printed) [verdict, way] = ["not settled", ""];
    else if (way && !prints.length) way = ""; // no release gives these months: added up, they allow it
    else if (way && !meets(ask.found.later))
      [verdict, way] = ["contradicted", own[0] >= allows.high ? "higher" : "lower"];
    return { verdict, allows, way };
  }
  // Amounts in words, the ends of a range rounded outward.
  function amount(x, way, ask) {
    const sign = x < 0 ? "−" : "";
    const size = Math.abs(x);
    const step = (y, d) =>
      (!way
        ? Math.round(y * 10 ** d)
        : way * (x < 0 ? -1 : 1) < 0
          ? Math.floor(y * 10 ** d + 1e-6)
          : Math.ceil(y * 10 ** d - 1e-6)) /
      10 ** d;
    if (ask.isRate) return `${sign}${step(size, 1)}%`;
    const [scale, letters] = size >= 9995e5 ? [1e9, "bn"] : size >= 999500 ? [1e6, "m"] : [1, ""];
    const digits = Math.max(0, 2 - Math.floor(Math.log10(size / scale || 1)));
    const text = step(size / scale, digits + 1).toLocaleString("en", {
      maximumFractionDigits: digits + 1,
    });
    return ask.money ? `$${text}${letters}` : `${text}${letters} tonnes`;
  }
  function range(low, high, ask) {
    const least = ask.isRate ? -100 : 0;
    if (ask.isRate && high === Infinity && low > least && low < 0)
      return `a fall of at most ${amount(-low, 1, ask)}, or a rise`;
    if (ask.isRate && low <= least && high > 0 && high < Infinity)
      return `a rise of at most ${amount(high, 1, ask)}, or a fall`;
    if (high === Infinity) return low <= least ? "any value" : `at least ${amount(low, -1, ask)}`;
    if (low <= least && low < high) return `at most ${amount(high, 1, ask)}`;
    const [a, b] = [amount(low, -1, ask), amount(high, 1, ask)];
    return a === b ? a : `${a} to ${b}`;
  }
  function meaning({ low, high, lowOut, highOut }, ask) {
    if (lowOut && high === Infinity) return `anything above ${amount(low, 0, ask)}`;
    if (highOut && low <= 0) return `anything below ${amount(high, 0, ask)}`;
    return range(low, high, ask);
  }
  function options(field, list) {
    const kept = field.value;
    field.replaceChildren(...list.map(([value, text]) => new Option(text, value)));
    if (list.some(([value]) => String(value) === kept)) field.value = kept;
  }
  const unique = (list) => [...new Map(list.map((pair) => [pair[0], pair])).values()];
  function fill() {
    const about = series[fields.series.value];
    options(fields.from, unique(about.rows.map((row) => [row.start, name(number(row.start))])));
    const rows = about.rows.filter((row) => row.start === fields.from.value);
    options(
      fields.to,
      rows.map((row) => [end(row), name(number(end(row)))]),
    );
    const row = rows.find((each) => end(each) === fields.to.value);
    const kinds = [];
    if (row.level) kinds.push("was");
    if (row.growth) kinds.push("rose", "fell");
    options(
      fields.kind,
      kinds.map((kind) => [kind, verbs[kind]]),
    );
    if (kinds.includes(wanted)) fields.kind.value = wanted;
    $("moved").hidden = !wanted || fields.kind.value === wanted;
    $("moved").textContent =
      `No figure says what these months ${wanted === "was" ? "came to" : "rose or fell by"}. The question is now what they ${verbs[fields.kind.value].replace("rose", "rose or fell")}.`;
    options(
      fields.unit,
      (fields.kind.value === "was" ? units[about.unit] : growth).map(([unit, , text]) => [
        unit,
        text,
      ]),
    );
    return row;
  }
  function question() {
    const row = fill();
    const about = series[fields.series.value];
    const kind = fields.kind.value;
    const isRate = kind !== "was";
    // a comma stands between thousands alone: "9,5" is no number here
    const text = fields.value.value.trim();
    const typed = /^\d{1,3}(,\d{3})+(\.\d+)?\s*%?$/.test(text) ? text.replace(/,/g, "") : text;
    const value = isRate ? typed.replace(/\s*%$/, "") : typed;
    const fell = kind === "fell";
    const valid = /^\d{1,12}(\.\d{1,6})?$/.test(value) && +value > 0 && !(fell && +value > 100);
    fields.value.setAttribute("aria-invalid", !valid);
    $("bad").hidden = valid;
    const [unit, scale] = (isRate ? growth : units[about.unit]).find(
      ([each]) => each === fields.unit.value,
    );
    return (
      valid && {
        row,
        about,
        isRate,
        fell,
        value,
        unit,
        scale,
        hedge: fields.hedge.value,
        found: isRate ? row.growth : row.level,
        money: about.unit === "USD",
      }
    );
  }
  function draw(ask, found) {
    const [ownLow, ownHigh] = ask.found.shows[0].slice(0, 2).map(open);
    const [low, high] = ask.found.allows.map(open);
    const { allows } = found;
    const ends = [ownLow, ownHigh, low, high, allows.low, allows.high].filter(
      (x) => Number.isFinite(x) && x > -100,
    );
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    const room = (most - least || Math.abs(most) || 1) * 0.4;
    const first = least - room < most / 3 ? Math.min(0, least - room * (least < 0)) : least - room;
    const last = most + room;
    const at = (x) => Math.max(0, Math.min(100, (100 * (x - first)) / (last - first)));
    const place = (id, from, to) => {
      const bar = $(id);
      bar.style.left = `${at(from)}%`;
      bar.style.width = `${Math.max((to === Infinity ? 100 : at(to)) - at(from), 0.5)}%`;
      bar.classList.toggle("right", to === Infinity);
      bar.classList.toggle("left", from < first);
    };
    place("widest", low, high);
    place("own", ownLow, ownHigh);
    // one glyph, as in all pictures: solid as far as it surely goes, hatched to its end
    const near = Math.min(Math.max(0, ownLow), ownHigh);
    place("sure", Math.min(0, near), Math.max(0, near));
    $("sure").hidden = !near;
    $("limitless").hidden = ownHigh !== Infinity;
    place("claimed", allows.low, allows.high);
    const power = 10 ** Math.floor(Math.log10((last - first) / 3));
    const step = [1, 2, 2.5, 5, 10]
      .map((k) => k * power)
      .find((each) => (last - first) / each <= 3.5);
    const ticks = [];
    for (let value = Math.ceil(first / step) * step; value <= last - step / 5; value += step)
      ticks.push(value);
    $("ticks").replaceChildren(
      ...ticks.map((value) => {
        const tick = document.createElement("span");
        tick.style.left = `${at(value)}%`;
        tick.textContent = amount(round(value), 0, ask);
        return tick;
      }),
    );
    $("zero").hidden = first <= 0;
    const months = [number(ask.row.start), number(end(ask.row))];
    for (const box of $("months").querySelectorAll("i"))
      box.classList.toggle("on", +box.dataset.m >= months[0] && +box.dataset.m <= months[1]);
  }
  const item = (text, href) => {
    const li = document.createElement("li");
    if (href)
      li.append(
        Object.assign(document.createElement("a"), { href, textContent: href.split("#")[1] }),
        " ",
      );
    li.append(text);
    return li;
  };
  function show() {
    const ask = question();
    $("answer").classList.remove("waiting");
    $("answer").hidden = !ask;
    if (!ask) return;
    const found = judge(ask);
    const [own, widest] = [ask.found.shows[0].slice(0, 2), ask.found.allows].map((ends) =>
      range(...ends.map(open), ask),
    );
    const words_asked = `${ask.isRate ? `${fields.kind.value} by ` : ""}${ask.hedge === "exact" ? "" : `${ask.hedge} `}${ask.value} ${ask.unit === "percent" ? "per cent" : fields.unit.selectedOptions[0].text}`;
    $("answer").className = `answer v-${found.verdict.replaceAll(" ", "-")}`;
    const lone = ["confirmed", "contradicted"].includes(found.verdict) ? "on one source" : "";
    const qualified = [found.verdict, found.way, lone].filter(Boolean).join(", ");
    $("verdict").textContent = `${symbols[found.verdict]} ${qualified}`;
    $("read").replaceChildren(
      item(`“${words_asked}” is read as ${meaning(found.allows, ask)}.`),
      item(`${ask.about.source}, ${period(ask.row)}, as first released: ${own}.`),
      item(`In any release, including later revisions: ${widest}.`),
      ...ask.row.unknown.map((month) => item(`No figure of this source covers ${month}.`)),
    );
    const kind = ask.isRate ? "growth" : "level";
    const signed = (ask.fell ? "-" : "") + ask.value;
    const ours = ask.about.claims.filter(
      ([value, unit, of]) => value === signed && unit === ask.unit && of === kind,
    );
    $("own-claim").hidden = !ours.length;
    $("own-claim").replaceChildren(
      ...ours.flatMap(([, , , address, question]) => [
        "The story says this number itself. Our verdict on it, for all months that it may mean: ",
        Object.assign(document.createElement("a"), { href: address, textContent: question }),
      ]),
    );
    const figures = ask.row.figures.map((each) =>
      item(`${each.says} (${each.by})`, `figures.html#${each.id}`),
    );
    $("figures").replaceChildren(
      ...(figures.length
        ? figures
        : [item("We found none for these months; figures for the months around them give the range.")]),
    );
    $("python").textContent =
      `desk.check(series="${ask.about.name}", period="${ask.row.start}/${end(ask.row)}", kind="${ask.isRate ? "growth" : "level"}", value="${ask.fell ? "-" : ""}${ask.value}", unit="${ask.isRate ? "percent" : ask.unit}", hedge="${ask.hedge}")`;
    draw(ask, found);
    const hash = new URLSearchParams({
      series: ask.about.name,
      from: ask.row.start,
      to: end(ask.row),
      kind: fields.kind.value,
      hedge: ask.hedge,
      value: ask.value,
      unit: ask.unit,
    });
    if (location.hash !== `#${hash}`) history.replaceState(null, "", `#${hash}`);
  }
  function load() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const index = series.findIndex((each) => each.name === asked.get("series"));
    let offered = index >= 0;
    if (index >= 0) {
      fields.series.value = index;
      wanted = asked.get("kind") || "";
      for (const key of ["from", "to", "kind", "unit"]) {
        fill();
        if (asked.has(key)) fields[key].value = asked.get(key);
        if (asked.has(key) && fields[key].value !== asked.get(key)) offered = false;
      }
      fields.hedge.value = asked.get("hedge") || "exact";
      if (!fields.hedge.value) {
        fields.hedge.value = "exact";
        offered = false;
      }
      fields.value.value = asked.get("value") || "";
    }
    if (offered) return show();
    // another question must not be answered in its place
    fill();
    $("answer").hidden = true;
    $("moved").hidden = false;
    $("moved").textContent =
      "This address asks for a series, months, a unit or a hedge that cannot be chosen here. desk.check, in Python, may answer it; or choose above.";
  }
  options(
    fields.series,
    series.map((each, i) => [i, each.words]),
  );
  // Another series may be thousands of dollars where the last was billions.
  function chooseUnit() {
    const row = fill();
    if (fields.kind.value !== "was") return;
    const size = row.level.allows[1] ?? row.level.allows[0];
    const unit = units[series[fields.series.value].unit].find(([, scale]) => scale <= size) ||
      units[series[fields.series.value].unit].at(-1);
    if (unit) fields.unit.value = unit[0];
  }
  document.forms.question.addEventListener("input", (event) => {
    if (event.target === fields.kind) wanted = fields.kind.value;
    const kept = { from: fields.from.value, to: fields.to.value };
    if (event.target === fields.series) chooseUnit();
    show();
    const isMoved = ["from", "to"].some(
      (key) => event.target !== fields[key] && fields[key].value !== kept[key],
    );
    if (isMoved && $("moved").hidden) {
      $("moved").hidden = false;
      $("moved").textContent =
        `Not all months can be chosen. The question is now about ${period(series[fields.series.value].rows.find((row) => row.start === fields.from.value && end(row) === fields.to.value))}.`;
    }
  });
  document.forms.question.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", load);
  if (!location.hash.includes("="))
    history.replaceState(null, "", document.querySelector(".examples a").hash);
  load();
})();
