(root => {
  root.dataset.js = "";
  try { const chosen = localStorage.getItem("scheme"); if (chosen) root.dataset.theme = chosen; } catch { /* storage may be refused */ }
  // A transition between pages that the browser skips is no error.
  for (const name of ["pageswap", "pagereveal"]) addEventListener(name, event => {
    for (const end of ["ready", "finished"]) event.viewTransition?.[end].catch(() => {});
  });
})(document.documentElement);
