import { afterAll, beforeAll } from 'vitest'
import { type Deployment, startDeployment } from './deployment.ts'

/** A deployment that is there before a file's first test and gone after its last; what it is made of is there by then. */
export function openDeployment(...given: Parameters<typeof startDeployment>): Deployment {
  const deployment = {} as Deployment
  beforeAll(async () => {
    Object.assign(deployment, await startDeployment(...given))
  })
  afterAll(() => deployment.close())
  return deployment
}
