import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type LocalPostgres, startLocalPostgres } from '../../../server/local/local-postgres.ts'
import { type FleetDeployment, startFleet } from './fleet-deployment.ts'
import { copyNotes, type NotesFolder } from './notes-folder.ts'

/** A fleet on a server of its own: what is looked for is what crashes leave there. */
export function openShakyFleet() {
  let folder: string
  let server: LocalPostgres
  let deployment: FleetDeployment
  let notes: NotesFolder
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fleet-shaky-'))
    await chmod(folder, 0o755)
    server = await startLocalPostgres({
      dataFolder: folder,
      command: 'test',
      durable: false,
      report: () => {},
    })
    notes = await copyNotes()
    deployment = await startFleet({ notes: notes.folder }, server)
  })
  afterAll(async () => {
    await deployment.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
    await notes.close()
  })

  return {
    get deployment() {
      return deployment
    },
    get notes() {
      return notes
    },
    get server() {
      return server
    },
    /** Where PostgreSQL has its own folder, `postgres`. */
    get folder() {
      return folder
    },
  }
}
