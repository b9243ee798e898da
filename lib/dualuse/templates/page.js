(() => {
  // What a link leads to is open and in sight.
  const arrive = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const place = id && !id.includes("=") && document.getElementById(id);
    if (!place) return;
    for (let e = place; e; e = e.parentElement) if (e.tagName === "DETAILS") e.open = true;
    place.scrollIntoView();
  };
  addEventListener("hashchange", arrive);
  arrive();
  // Copy what an element says, or this page's address.
  if (!navigator.clipboard) return;
  for (const at of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = at.textContent;
    button.addEventListener("click", async () => {
      const what = at.dataset.copy === "link" ? location.href : document.querySelector(at.dataset.copy).textContent;
      await navigator.clipboard.writeText(what);
      button.textContent = "Copied";
    });
    at.replaceWith(button);
  }
})();
