(() => {
  // The address says what is looked for: search.html?q=words
  const rows = [...document.querySelectorAll(".results li")];
  const box = document.querySelector("#q");
  const shown = document.querySelector("#shown");
  const pages = rows.filter((row) => !row.hidden);
  const plain = (text) => text.toLowerCase().replace(/armor/g, "armour").replace(/[’']/g, "’");
  const texts = rows.map((row) => plain(row.textContent + " " + row.dataset.w));
  const most = 60;
  document.querySelector("#find").hidden = false;
  box.value = new URLSearchParams(location.search).get("q") || "";
  function show() {
    const words = plain(box.value).split(/\s+/).filter(Boolean);
    if (!words.length) {
      rows.forEach((row) => { row.hidden = !pages.includes(row); });
      shown.textContent = "All pages of this site.";
      return;
    }
    let n = 0;
    rows.forEach((row, i) => {
      const fits = words.every((word) => texts[i].includes(word));
      n += fits;
      row.hidden = !fits || n > most;
    });
    shown.textContent = n ? `${n} passages` + (n > most ? `; the first ${most} are shown.` : ".") : "Nothing found. Try fewer or other words.";
  }
  let wait;
  box.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => {
      history.replaceState(null, "", box.value ? "?q=" + encodeURIComponent(box.value) : location.pathname.split("/").pop());
      show();
    }, 120);
  });
  document.querySelector("#find").addEventListener("submit", (event) => event.preventDefault());
  show();
})();
