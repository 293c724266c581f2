// Links inside the app change the page without loading it anew: the address changes as a link's
// would, and Streamlit runs the page as it does for the browser's back button. The menu's links
// take the quarter and the filters along. The document says which language it is in. Without this script the same links work as ordinary ones.
(() => {
  if (window.scorecardLinks) return;
  window.scorecardLinks = true;
  const carried = ["q", "region", "country", "tier", "type", "owner", "s", "search", "risk", "lang"];
  const links = ".stHtml a[href], a[data-testid='stTopNavLink'][href]";

  const withFilters = (there) => {
    if (there.search) return there;
    const here = new URLSearchParams(window.location.search);
    carried.filter((name) => here.has(name)).forEach((name) => there.searchParams.set(name, here.get(name)));
    return there;
  };

  const speak = () => {
    const said = document.querySelector(".ps-languages[data-lang]");
    if (said && said.dataset.lang !== document.documentElement.lang)
      document.documentElement.lang = said.dataset.lang;
  };
  new MutationObserver(speak).observe(document.body, { childList: true, subtree: true });
  speak();

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(links) : null;
    if (!link || link.target || link.hasAttribute("download") || event.defaultPrevented) return;
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const there = new URL(link.href, window.location.href);
    if (there.origin !== window.location.origin || there.hash) return;
    event.preventDefault();
    event.stopPropagation();
    window.history.pushState({}, "", link.closest(".stHtml") ? there : withFilters(there));
    window.dispatchEvent(new PopStateEvent("popstate"));
    const rows = there.searchParams.has("e") && document.querySelector(".st-key-rows");
    if (rows) rows.scrollIntoView();
    else document.querySelector("[data-testid='stMain']")?.scrollTo(0, 0);
  }, true);
})();
