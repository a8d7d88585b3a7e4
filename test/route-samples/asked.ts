import type { Deployment, Visitor } from '../deployment.ts'

/** What a route is asked with. */
export interface Asked {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  version?: number
  upload?: { type: string; content: string | Buffer }
  /** It uses its asker up: each time somebody new with the same role asks. */
  spent?: true
}

/** How each route of an area is asked, with ids made anew each time: a route may use them up. */
export type Samples = Record<string, (owner: Visitor, deployment: Deployment) => Promise<Asked>>

export const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export async function nothing(): Promise<Asked> {
  return {}
}
