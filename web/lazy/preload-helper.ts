/** A file of the build that did not come. */
export class AbsentFile extends Error {
  readonly file: string
  /** Somebody answered, and does not have it: it came with a release that does not run any more. */
  readonly isGone: boolean

  constructor(file: string, isGone: boolean, cause?: unknown) {
    super(`${file} did not come`, { cause })
    this.name = 'AbsentFile'
    this.file = file
    this.isGone = isGone
  }
}

const underWay = new Map<string, Promise<void>>()

/**
 * What every `import()` becomes in the build, in place of Vite’s own. Browsers keep that a script could not be had for as long
 * as the window is open, those it imports among them, and never ask for it again. So all of its files are fetched first, and
 * nothing is imported that would fail; what did not come is asked for anew the next time.
 */
async function importWhenThere<Module>(
  load: () => Promise<Module>,
  files: readonly string[] = [],
): Promise<Module> {
  const addresses = files.map((file) => new URL(`/${file}`, location.href).href)
  await Promise.all(addresses.map(fetchOnce))
  // One after the other: of two rules the later one counts.
  for (const address of addresses.filter(isStyle)) await applyStyle(address)
  return load()
}

// The name by which the build calls it.
export { importWhenThere as __vitePreload }

function fetchOnce(address: string): Promise<void> {
  let coming = underWay.get(address)
  if (!coming) {
    coming = isOfPage(address) ? Promise.resolve() : fetchFile(address)
    underWay.set(address, coming)
    coming.catch(() => underWay.delete(address))
  }
  return coming
}

/** Loaded with the page itself. */
function isOfPage(address: string) {
  const sources = [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src)
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[href]')].map(({ href }) => href)
  return sources.includes(address) || links.includes(address)
}

/** The import that follows finds it in the browser’s cache. */
async function fetchFile(address: string) {
  let answer: Response
  try {
    answer = await fetch(address)
    await answer.arrayBuffer()
  } catch (cause) {
    throw new AbsentFile(address, false, cause)
  }
  const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false
  if (answer.ok && !isPage) return
  // A proxy that speaks for a server which is away or busy does not know what the server has.
  throw new AbsentFile(address, answer.status < 500 && answer.status !== 429)
}

function isStyle(address: string) {
  return address.endsWith('.css')
}

async function applyStyle(address: string) {
  if (isOfPage(address)) return
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = address
  await new Promise<void>((resolve, reject) => {
    link.addEventListener('load', () => resolve())
    link.addEventListener('error', () => {
      link.remove()
      reject(new AbsentFile(address, false))
    })
    document.head.append(link)
  })
}
