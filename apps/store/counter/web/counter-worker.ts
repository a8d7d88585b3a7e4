/// <reference types="vite/client" />
// The counter's service worker: a classic script of its own, which imports nothing. It keeps the page and what the counter
// last knew, so that both are there without a connection. With one, every answer comes from the server.

interface Fetched extends Event {
  request: Request
  respondWith(answer: Promise<Response>): void
  waitUntil(work: Promise<unknown>): void
}
interface Told extends MessageEvent<{ assets: string[]; entry: string }> {
  waitUntil(work: Promise<unknown>): void
}
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void
}
// The types of pages and of workers cannot be had together; these are the few that are used.
declare const self: {
  registration: { scope: string }
  clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener<Kind>(kind: string, listener: (event: Kind) => void): void
}

/** The tenant's own address: another tenant of this origin has a worker of its own. */
const { scope } = self.registration
const shellName = `tenantry page ${scope}`
/** Named as in `web/kept-answers.ts`, which forgets them when somebody signs out. */
const answersName = `tenantry answers ${scope}`
const api = `${scope}api/`
const ownerKey = `${scope}owner`
const entryKey = `${scope}entry`
/** What the counter needs to begin. `session` first: it says whose the others are. */
const kept = ['session', 'tenant', 'shop', 'counter/customers']

/** Another one since answers were forgotten: what was asked for before that is not kept any more. */
let time = 0

self.addEventListener<Waiting>('install', (event) => event.waitUntil(self.skipWaiting()))
self.addEventListener<Waiting>('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener<Told>('message', (event) =>
  event.waitUntil(keepPage(event.data).then(() => event.ports[0]?.postMessage('kept'))),
)
self.addEventListener<Fetched>('fetch', (event) => {
  const { request } = event
  const { origin, pathname, href } = new URL(request.url)
  if (origin !== location.origin) return
  if (href.startsWith(api)) {
    const name = href.slice(api.length)
    if (request.method !== 'GET') {
      // Somebody signs in or out.
      if (name === 'session') event.waitUntil(forget())
    } else if (kept.includes(name)) event.respondWith(answer(event))
  } else if (request.method !== 'GET') {
    return
  } else if (request.mode === 'navigate') event.respondWith(openPage(request))
  else if (pathname.startsWith('/assets/')) event.respondWith(loadAsset(request))
})

async function openPage(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const page = await (await caches.open(shellName)).match(scope)
    if (page) return page
    throw error
  }
}

/** A name with a hash in it never changes what it stands for. */
async function loadAsset(request: Request): Promise<Response> {
  const shell = await caches.open(shellName)
  const there = await shell.match(request.url)
  if (there) return there
  const loaded = await fetch(request)
  if (loaded.ok) await shell.put(request.url, loaded.clone())
  return loaded
}

async function answer(event: Fetched): Promise<Response> {
  const { request } = event
  const begun = time
  try {
    const given = await fetch(request)
    event.waitUntil(remember(request.url, given.clone(), begun))
    return given
  } catch (error) {
    const last = await (await caches.open(answersName)).match(request.url)
    if (last) return last
    throw error
  }
}

/** Keeps an answer for the account that the session says, and none of anybody else's. */
async function remember(url: string, given: Response, begun: number): Promise<void> {
  if (given.status === 401 || given.status === 403) return forget()
  if (!given.ok || begun !== time) return
  const answers = await caches.open(answersName)
  const owner = await (await answers.match(ownerKey))?.text()
  if (url === `${api}session`) {
    const { account } = (await given.clone().json()) as { account: { id: string } }
    if (owner !== undefined && owner !== account.id) return forget()
    await answers.put(ownerKey, new Response(account.id))
  } else if (owner === undefined) return
  await answers.put(url, given)
  // Forgotten in between, it has just been put into a new one.
  if (begun !== time) await caches.delete(answersName)
}

async function forget(): Promise<void> {
  time++
  await caches.delete(answersName)
}

/** Keeps the page with all that it has loaded, and what the counter knows. */
async function keepPage({ assets, entry }: { assets: string[]; entry: string }): Promise<void> {
  const shell = await caches.open(shellName)
  if ((await (await shell.match(entryKey))?.text()) !== entry) {
    // Another release: what the one before needed is in nobody's way but the disk's.
    const old = (await shell.keys()).filter(({ url }) => url !== scope && !assets.includes(url))
    await Promise.all(old.map((request) => shell.delete(request)))
  }
  await Promise.all(assets.map(async (url) => (await shell.match(url)) ?? shell.add(url)))
  await shell.add(scope)
  await shell.put(entryKey, new Response(entry))
  for (const name of kept) {
    const begun = time
    const url = api + name
    await remember(url, await fetch(url, { headers: { accept: 'application/json' } }), begun)
  }
}
