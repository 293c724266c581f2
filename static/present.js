// Arrow keys, space and page keys turn the slides of a presentation; Escape closes it.
(() => {
  if (window.scorecardSlides) return;
  window.scorecardSlides = true;
  const keys = {
    ArrowRight: ".ps-next", PageDown: ".ps-next", " ": ".ps-next",
    ArrowLeft: ".ps-prev", PageUp: ".ps-prev", Escape: ".ps-close",
  };
  document.addEventListener("keydown", (event) => {
    const link = keys[event.key] && document.querySelector(`.ps-stage-foot ${keys[event.key]}`);
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (!link || typing || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    link.click();
  });
})();
