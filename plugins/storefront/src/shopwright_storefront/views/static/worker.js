// The service worker: it says that the shopper is offline, and keeps the theme's files. No other page is ever kept.
// `shop` stands above, written by the server; null where there is to be no worker.
const OWN = "shopwright-";
const MOST_ASSETS = 60;
const OFFLINE = `${OWN}offline-${shop?.version}`;
const ASSETS = `${OWN}assets-${shop?.version}`;

addEventListener("install", event => event.waitUntil(prepare()));
addEventListener("activate", event => event.waitUntil(shop ? takeOver() : leave()));
if (shop) addEventListener("fetch", answer);

async function prepare() {
  if (shop) {
    const cache = await caches.open(OFFLINE);
    // Without cookies: a page that is kept is nobody's.
    const asked = url => new Request(url, { cache: "no-cache", credentials: "omit" });
    await cache.addAll(Object.values(shop.pages).map(asked));
    await Promise.allSettled(shop.files.map(url => cache.add(asked(url))));
  }
  await skipWaiting();
}

async function takeOver() {
  await drop(name => name !== OFFLINE && name !== ASSETS);
  await registration.navigationPreload?.enable();
}

async function leave() {
  await drop(() => true);
  await registration.unregister();
}

async function drop(isOld) {
  const names = (await caches.keys()).filter(name => name.startsWith(OWN) && isOld(name));
  await Promise.all(names.map(name => caches.delete(name)));
}

function answer(event) {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode !== "navigate") {
    if (pathname.startsWith(shop.assets)) event.respondWith(asset(event));
  } else if (!/^\/(admin|api)(\/|$)/.test(pathname)) {
    event.respondWith(page(event, pathname));
  }
}

async function page(event, pathname) {
  try {
    const response = await event.preloadResponse ?? await fetch(event.request);
    if (response.status === 404 || response.type === "opaqueredirect") event.waitUntil(leaveWithTheShop());
    return response;
  } catch (error) {
    const address = shop.pages[pathname.split("/")[1]] ?? shop.pages[""];
    const kept = await caches.match(address, { cacheName: OFFLINE });
    if (kept) return kept;
    throw error;
  }
}

// Where the storefront has been switched off, nobody is left to tell that there is to be no worker.
async function leaveWithTheShop() {
  try {
    const { status } = await fetch("/sw.js", { method: "HEAD", cache: "no-store" });
    if (status === 404) await leave();
  } catch { /* offline by now */ }
}

async function asset({ request }) {
  const kept = await caches.match(request, { cacheName: OFFLINE }) ?? await caches.match(request, { cacheName: ASSETS });
  if (kept) return kept;
  const response = await fetch(request);
  // What is immutable has its fingerprint in its address.
  if (response.ok && response.headers.get("Cache-Control")?.includes("immutable")) {
    const cache = await caches.open(ASSETS), copy = response.clone();
    const older = await cache.keys();
    if (older.length >= MOST_ASSETS) await cache.delete(older[0]);
    await cache.put(request, copy);
  }
  return response;
}
