(root => {
  root.dataset.js = "";
  try { const chosen = localStorage.getItem("scheme"); if (chosen) root.dataset.theme = chosen; } catch { /* storage may be refused */ }
})(document.documentElement);
