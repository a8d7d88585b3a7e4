import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { queryAsAdmin } from '#test/past-the-fence.ts'
import { type Deployment, masterKey, startDeployment, type Visitor } from '#test/deployment.ts'
import { startOwnServer } from '#test/own-server.ts'
import { anchorFile, type Anchors, openAnchors, readAnchors } from '../anchors.ts'
import { dataGround, type Ground } from '../grounds.ts'
import { type Marks, markTouched } from '../marks.ts'
import { sealKeyOf } from '../seal-key.ts'
import { type Sealer, startSealer } from '../sealer.ts'
import { verifyGround } from '../verify-ground.ts'

type Slug = 'acme' | 'globex' | 'solo'

/** Two clinics on a server of their own, whose events are marked, and a sealer that passes when it is told to. */
export function openSealingClinics() {
  const key = sealKeyOf(masterKey)
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-heads-'))
  const file = anchorFile(folder)
  const complain = (...said: unknown[]) => expect.unreachable(JSON.stringify(said))
  let server: Awaited<ReturnType<typeof startOwnServer>>
  let deployment: Deployment
  let marks: Marks
  let anchors: Anchors
  let sealer: Sealer
  let acme: Visitor
  let globex: Visitor
  beforeAll(async () => {
    server = await startOwnServer()
    deployment = await startDeployment({}, { given: server.given })
    marks = markTouched(deployment.tenancy, complain)
    acme = await deployment.signIn('acme', 'owner')
    globex = await deployment.signIn('globex', 'owner')
  })
  afterAll(async () => {
    await marks.close()
    await deployment.close()
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  beforeEach(() => {
    anchors = openAnchors(file)
    sealer = startSealer({
      tenancy: deployment.tenancy,
      key,
      anchors,
      logger: { error: complain },
      everyMs: Number.POSITIVE_INFINITY,
    })
  })

  const groundOf = (slug: Slug) => dataGround(deployment.tenancy, deployment.tenant(slug))
  const verify = async (slug: Slug, ground: Ground = groundOf(slug)) =>
    verifyGround(ground, { key, anchors: await readAnchors(file, deployment.tenant(slug).id) })

  return {
    file,
    groundOf,
    verify,
    /** As somebody could who has all rights in the clinic's database. */
    tamper: (slug: Slug, statement: string, values: unknown[] = []) =>
      queryAsAdmin<{ id: string }>(
        deployment,
        { database: deployment.tenant(slug).placement.database, role: 'tenantry_maintenance' },
        statement,
        values,
      ),
    /** Some events, sealed in several links. */
    sealSome: async (visitor: Visitor, links = 3) => {
      for (let link = 0; link < links; link++) {
        for (let i = 0; i < 3; i++) await visitor.get('/patients')
        await marks.flush()
        await sealer.pass()
      }
      await anchors.close()
    },
    /** While it works, events are marked by others, which may complain. */
    withMarks: async (onError: (error: unknown) => void, work: (own: Marks) => Promise<void>) => {
      await marks.close()
      const own = markTouched(deployment.tenancy, onError)
      try {
        await work(own)
      } finally {
        await own.close()
        marks = markTouched(deployment.tenancy, complain)
      }
    },
    get deployment() {
      return deployment
    },
    get marks() {
      return marks
    },
    get sealer() {
      return sealer
    },
    get acme() {
      return acme
    },
    get globex() {
      return globex
    },
  }
}
