import { TenancyError } from './errors.ts'

/** The server of the control database. Further ones have names of their own. */
export const mainServer = 'main'

/**
 * Further PostgreSQL servers that hold data databases, by name. The control database knows the names alone: how to get
 * there is configuration, so that no login can read another server's password. The same object serves `openTenancy`
 * and `openFleet`;
 * a process that is not to have an admin's URL is given none.
 */
export type ServerUrls<Url extends string> = Readonly<Record<string, Readonly<Partial<Record<Url, string>>>>>

/** Finds a server's URL by name; `main` is the control database's. Throws `server_unknown` for one not configured. */
export type UrlOf = (server: string) => URL

export function urlsOf<Url extends string>(
  main: string,
  further: ServerUrls<Url> = {},
  login: Url,
): UrlOf & { names: readonly string[] } {
  const urls = new Map([[mainServer, new URL(main)]])
  for (const [name, each] of Object.entries(further)) {
    if (name === mainServer || !/^[a-z][a-z0-9-]{0,30}$/.test(name)) {
      throw new TenancyError('server_unknown', `"${name}" cannot be the name of a further server`)
    }
    const url = each[login]
    if (url) urls.set(name, new URL(url))
  }
  const urlOf = (server: string) => {
    const url = urls.get(server)
    if (!url) throw new TenancyError('server_unknown', `the server "${server}" is not configured here`)
    return url
  }
  return Object.assign(urlOf, { names: [...urls.keys()] })
}

/** One database of one server, as the broker knows it: a server's name has no slash. */
export function addressOf({ server, database }: { server: string; database: string }): string {
  return `${server}/${database}`
}

export function serverOf(address: string): string {
  return address.slice(0, address.indexOf('/'))
}

export function urlOfAddress(urlOf: UrlOf, address: string): URL {
  const server = serverOf(address)
  return withDatabase(urlOf(server), address.slice(server.length + 1))
}

/** The same login and server, another database. */
function withDatabase(url: URL, database: string): URL {
  const address = new URL(url)
  address.pathname = `/${encodeURIComponent(database)}`
  return address
}
