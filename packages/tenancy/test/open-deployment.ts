import { afterAll, beforeAll } from 'vitest'
import { type Deployment, startDeployment } from './deployment.ts'

/** A deployment that is there before a file's first test and gone after its last; what it is made of is there by then. */
export function openDeployment(): Deployment {
  const deployment = {} as Deployment
  beforeAll(async () => {
    Object.assign(deployment, await startDeployment())
  })
  afterAll(() => deployment.close())
  return deployment
}
