(() => {
  const folds = [...document.querySelectorAll("details.code")];
  const side = document.getElementById("contents");
  const narrow = matchMedia("(max-width: 67.99rem)");
  const fold = () => { side.open = !narrow.matches; };
  fold();
  narrow.addEventListener("change", fold);
  if (folds.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "all";
    const label = () => {
      const open = folds.every((f) => f.open);
      button.textContent = open ? "Hide all code" : "Show all code";
      return open;
    };
    button.addEventListener("click", () => {
      const open = label();
      folds.forEach((f) => { f.open = !open; });
      label();
    });
    folds.forEach((f) => f.addEventListener("toggle", label));
    label();
    side.append(button);
  }
  const form = document.querySelector(".filters");
  const shown = document.querySelector(".shown");
  if (form && shown) {
    form.addEventListener("change", () => {
      const cards = [...document.querySelectorAll(".card")];
      const n = cards.filter((c) => getComputedStyle(c).display !== "none").length;
      shown.textContent = n === cards.length ? "" : `${n} of ${cards.length} claims shown`;
    });
  }
})();
