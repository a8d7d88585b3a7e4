import { beforeAll, expect } from 'vitest'
import type { Visitor } from '#test/deployment.ts'
import { openDeployment } from '#test/open-deployment.ts'
import { today } from '../days.ts'

/** A shop, who works there, and its neighbour: open before a file's first test, closed after its last. */
export function openShop() {
  const deployment = openDeployment()
  let keeper: Visitor
  let helper: Visitor
  let other: Visitor
  beforeAll(async () => {
    keeper = await deployment.signIn('shop', 'owner')
    helper = await deployment.signIn('shop', 'member')
    other = await deployment.signIn('depot', 'owner')
  })

  /** Makes something, and answers it. */
  async function post(by: Visitor, path: string, body: object) {
    const answer = await by.post(path, body)
    expect(answer.statusCode, answer.body).toBe(201)
    return answer.json()
  }

  return {
    post,
    /** A new customer's id. */
    customer: async (given: object = {}, by = keeper): Promise<string> =>
      (await post(by, '/customers', { name: 'Ravi Kumar', ...given })).id,
    deployment,
    get keeper() {
      return keeper
    },
    get helper() {
      return helper
    },
    get other() {
      return other
    },
    /** Today, where the shop is. */
    get day() {
      return today(deployment.tenant('shop').timeZone)
    },
  }
}

export type OpenShop = ReturnType<typeof openShop>
