(() => {
  // What a link leads to is open and in sight.
  const decode = (address) => {
    try {
      return decodeURIComponent(address);
    } catch {
      return ""; // "#69%" is the address of nothing
    }
  };
  const arrive = () => {
    const id = decode(location.hash.slice(1));
    const place = id && !id.includes("=") && document.getElementById(id);
    if (!place) return;
    const code = document.getElementById("all-code");
    if (code && place.closest(".code")) code.checked = true;
    for (let e = place; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    place.scrollIntoView();
  };
  addEventListener("hashchange", arrive);
  arrive();
  // Only a table that is wider than the screen is to be swiped.
  const look = () => {
    for (const cue of document.querySelectorAll(".cue")) {
      const box = cue.nextElementSibling;
      cue.hidden = box.scrollWidth <= box.clientWidth;
    }
  };
  look();
  addEventListener("resize", look);
  // Beside the text there is room for the contents.
  const contents = document.getElementById("toc");
  if (contents && matchMedia("(min-width:72.01rem)").matches) contents.open = true;
  // Copy this page's address.
  if (!navigator.clipboard) return;
  for (const at of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = at.textContent;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    });
    at.replaceWith(button);
  }
})();
