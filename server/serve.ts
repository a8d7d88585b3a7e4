import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Tenancy } from '@tenantry/tenancy'
import type { Health } from './health.ts'
import { buildOwnerApp } from './owner-app.ts'
import { buildTenantApp, type TenantAppConfig } from './tenant-app.ts'

export interface ServeConfig extends TenantAppConfig {
  host: string
  port: number
  ownerPort: number
  /** How long `/readyz` says no before the door is closed: what a balancer needs to notice. Default 0. */
  announceMs?: number
  /** How long requests under way may take when the server stops. Default 20 s. */
  drainMs?: number
}

/** A server that listens, and how to stop it. */
interface Serving {
  /** Refuses new connections, lets requests under way finish, and cuts off what takes too long. */
  stop(): Promise<void>
}

/** A port that another program has. */
export class PortTaken extends Error {
  readonly port: number
  readonly setting: 'PORT' | 'OWNER_PORT'

  constructor(port: number, setting: PortTaken['setting'], options: ErrorOptions) {
    super(`Port ${port} is taken by another program. Stop it, or choose another port: ${setting}=…`, options)
    this.name = 'PortTaken'
    this.port = port
    this.setting = setting
  }
}

/** Listens for tenants on one port and for operators on another. */
export async function serve(config: ServeConfig, tenancy: Tenancy): Promise<Serving> {
  const tenantApp = await buildTenantApp(config, tenancy)
  const ownerApp = await buildOwnerApp(config, tenancy)
  const apps: (FastifyInstance & { health: Health })[] = [tenantApp, ownerApp]
  const stop = async () => {
    for (const app of apps) app.health.drain()
    if (config.announceMs) await sleep(config.announceMs)
    await Promise.all(apps.map((app) => closeWithin(app, config.drainMs ?? 20_000)))
  }
  try {
    await listen(tenantApp, config.host, config.port, 'PORT')
    await listen(ownerApp, config.host, config.ownerPort, 'OWNER_PORT')
  } catch (error) {
    await stop()
    throw error
  }
  return { stop }
}

/** Throws `PortTaken` where another program has one of the ports. */
export async function assertPortsFree({
  host,
  port,
  ownerPort,
}: Pick<ServeConfig, 'host' | 'port' | 'ownerPort'>) {
  await assertFree(host, port, 'PORT')
  await assertFree(host, ownerPort, 'OWNER_PORT')
}

async function assertFree(host: string, port: number, setting: PortTaken['setting']) {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  } catch (cause) {
    // Whatever else is wrong with it is said when the server listens.
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTaken(port, setting, { cause })
  } finally {
    probe.close()
  }
}

async function listen(app: FastifyInstance, host: string, port: number, setting: PortTaken['setting']) {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTaken(port, setting, { cause })
    throw cause
  }
}

async function closeWithin(app: FastifyInstance, ms: number) {
  const cutOff = setTimeout(() => app.server.closeAllConnections(), ms)
  // A connection whose last request has ended stays open for the next one, which will not come.
  const closeIdle = setInterval(() => app.server.closeIdleConnections(), 50)
  try {
    await app.close()
  } finally {
    clearTimeout(cutOff)
    clearInterval(closeIdle)
  }
}
