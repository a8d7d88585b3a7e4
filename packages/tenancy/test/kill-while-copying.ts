import { expect, vi } from 'vitest'
import { endOf, startChild } from './child.ts'
import type { Act } from './fleet.process.ts'
import type { FleetDeployment } from './fleet-deployment.ts'

/** Kills the process that does this act, while the server copies a database for it. */
export async function killWhileCopying({ given, names, onControl }: FleetDeployment, act: Act) {
  const child = startChild(given, act)
  const ended = endOf(child)
  // Over one connection: opening one takes as long as the copy.
  await onControl(async (watcher) => {
    const copying = async () => {
      const { rows } = await watcher.query(
        `select from pg_stat_activity where query like 'create database%_new_%' and state = 'active' and datname = $1`,
        [names.control],
      )
      return rows.length > 0
    }
    await vi.waitUntil(copying, { timeout: 20_000, interval: 1 })
  })
  child.kill('SIGKILL')
  expect((await ended).signal).toBe('SIGKILL')
}
