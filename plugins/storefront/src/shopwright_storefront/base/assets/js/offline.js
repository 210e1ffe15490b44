// Shown in place of another page, it makes room for that one as soon as the shop answers again.
async function look() {
  if (document.hidden || !navigator.onLine) return;
  try {
    await fetch("/healthz", { method: "HEAD", cache: "no-store" });
    location.reload();
  } catch { /* not yet */ }
}
if (!location.pathname.endsWith("/offline")) {
  addEventListener("online", look);
  setInterval(look, 3000 + Math.random() * 1000);
}
