import pg from 'pg'
import { noticedWithin, withSettings } from './connection-settings.ts'
import { askAtOnce } from './silence.ts'
import type { Tenant } from './tenant.ts'
import { selectTenants, type TenantRow, tenantOf } from './tenant-rows.ts'

/** All tenants, in memory, kept fresh by notifications from the control database. */
export interface Directory {
  byId(id: string): Tenant | undefined
  bySlug(slug: string): Tenant | undefined
  /** By verified custom domain, without port, any case. */
  byHost(host: string): Tenant | undefined
  all(): readonly Tenant[]
  /** Calls `listener` after each change, with the tenant as it now is (`undefined`: gone). */
  onChange(listener: (id: string, tenant: Tenant | undefined) => void): void
}

export interface DirectoryOptions {
  databaseUrl: string
  onError: (error: unknown) => void
  /** What is to be done about other connections where the server says nothing any more: see `Streams`. */
  suspect?: () => () => void
}

/** How often the connection is asked whether it is still one. */
const askMs = 1_000
/** Longest pause between two attempts to get one: who comes back is known soon. */
const mostPauseMs = 500

/** Loads all tenants and listens for changes on a connection of its own; on reconnect everything is read again. */
export async function openDirectory(
  options: DirectoryOptions,
): Promise<Directory & Pick<ListeningDirectory, 'listen' | 'close'>> {
  const directory = new ListeningDirectory(options)
  try {
    await directory.connect()
  } catch (error) {
    await directory.close()
    throw error
  }
  return directory
}

class ListeningDirectory implements Directory {
  readonly #options: DirectoryOptions
  readonly #byId = new Map<string, Tenant>()
  readonly #bySlug = new Map<string, Tenant>()
  readonly #byHost = new Map<string, Tenant>()
  readonly #listeners: ((id: string, tenant: Tenant | undefined) => void)[] = []
  readonly #channels = new Map<string, (payload: string) => void>()
  /** Changes are read one after the other, so that an older answer never overwrites a newer one. */
  #reading: Promise<void> = Promise.resolve()
  #client: pg.Client | undefined
  #retry: NodeJS.Timeout | undefined
  #asking: NodeJS.Timeout | undefined
  /** How often connecting has failed since the connection was last whole. */
  #failures = 0
  #closed = false

  constructor(options: DirectoryOptions) {
    this.#options = options
  }

  byId(id: string) {
    return this.#byId.get(id)
  }

  bySlug(slug: string) {
    return this.#bySlug.get(slug)
  }

  byHost(host: string) {
    return this.#byHost.get(host.toLowerCase())
  }

  all() {
    return [...this.#byId.values()]
  }

  onChange(listener: (id: string, tenant: Tenant | undefined) => void) {
    this.#listeners.push(listener)
  }

  /** Hears another channel of the control database on the same connection; what is said while it is lost is missed. */
  async listen(channel: string, listener: (payload: string) => void): Promise<void> {
    this.#channels.set(channel, listener)
    await this.#client?.query(`listen ${pg.escapeIdentifier(channel)}`)
  }

  async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: withSettings(this.#options.databaseUrl, noticedWithin(10)),
      application_name: 'tenantry directory',
      connectionTimeoutMillis: 2_000,
      query_timeout: 30_000,
      keepAlive: true,
    })
    this.#client = client
    client.on('error', this.#options.onError)
    client.on('end', () => this.#reconnectLater(client))
    client.on('notification', ({ channel, payload }) => {
      if (!payload) return
      if (channel === 'tenantry_directory') this.#later(() => this.#refresh(client, payload))
      else this.#channels.get(channel)?.(payload)
    })
    await client.connect()
    // Listen first, read then: a change in between is read twice rather than missed.
    for (const channel of ['tenantry_directory', ...this.#channels.keys()]) {
      await this.#ask(client, `listen ${pg.escapeIdentifier(channel)}`)
    }
    const { rows } = await client.query<TenantRow>(selectTenants)
    const gone = new Set(this.#byId.keys())
    for (const row of rows) {
      gone.delete(row.id)
      this.#put(row.id, tenantOf(row))
    }
    for (const id of gone) this.#put(id, undefined)
    this.#failures = 0
    this.#askAgain(client)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    clearTimeout(this.#asking)
    await this.#client?.end().catch(() => {})
  }

  #later(read: () => Promise<void>): void {
    this.#reading = this.#reading.then(read).catch(this.#options.onError)
  }

  /** `payload`: the id of a tenant, or `database <id>` where the news is one of all tenants in it. */
  async #refresh(client: pg.Client, payload: string): Promise<void> {
    if (client !== this.#client || this.#closed) return
    const database = /^database (.+)$/.exec(payload)?.[1]
    if (database) {
      const { rows } = await client.query<TenantRow>(`${selectTenants} where t.database_id = $1`, [database])
      for (const row of rows) this.#put(row.id, tenantOf(row))
      return
    }
    const { rows } = await client.query<TenantRow>(`${selectTenants} where t.id = $1`, [payload])
    this.#put(payload, rows[0] && tenantOf(rows[0]))
  }

  #put(id: string, tenant: Tenant | undefined): void {
    const before = this.#byId.get(id)
    if (before) {
      this.#byId.delete(id)
      if (this.#bySlug.get(before.slug)?.id === id) this.#bySlug.delete(before.slug)
      for (const host of before.hosts) if (this.#byHost.get(host)?.id === id) this.#byHost.delete(host)
    }
    if (tenant) {
      this.#byId.set(id, tenant)
      this.#bySlug.set(tenant.slug, tenant)
      for (const host of tenant.hosts) this.#byHost.set(host, tenant)
    }
    for (const listener of this.#listeners) listener(id, tenant)
  }

  /** A connection whose server went without a word hears nothing more, and does not know it. */
  #askAgain(client: pg.Client): void {
    clearTimeout(this.#asking)
    if (this.#closed || client !== this.#client) return
    this.#asking = setTimeout(() => {
      this.#ask(client, 'select').then(
        () => this.#askAgain(client),
        () => client.end().catch(() => {}),
      )
    }, askMs)
    this.#asking.unref()
  }

  #ask(client: pg.Client, text: string) {
    return askAtOnce(client, { text }, this.#options.suspect ?? (() => () => {}))
  }

  #reconnectLater(client: pg.Client): void {
    if (this.#closed || client !== this.#client) return
    // Jitter, so that many processes do not come back to a restarted server at once.
    const wait = Math.min(100 * 2 ** this.#failures, mostPauseMs) * (0.5 + Math.random())
    // A connection that fails also ends: it says so twice, and is tried again once.
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#reconnect(), wait)
    this.#retry.unref()
  }

  async #reconnect(): Promise<void> {
    try {
      await this.connect()
    } catch (error) {
      this.#failures++
      this.#options.onError(error)
      if (!this.#client) return
      this.#reconnectLater(this.#client)
      // Where only reading failed it is still open.
      await this.#client.end().catch(() => {})
    }
  }
}
