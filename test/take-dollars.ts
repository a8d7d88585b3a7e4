import type { Visitor } from './deployment.ts'

/** Lets a shop give credit in dollars besides its own currency, to new customers up to a limit if one is said. */
export async function takeDollars(owner: Visitor, creditLimitMinor: number | null = null): Promise<void> {
  const { version } = (await owner.get('/shop')).json()
  const currencies = [{ currency: 'USD', creditLimitMinor }]
  const answer = await owner.patch('/shop', { version, currencies })
  if (answer.statusCode !== 200) throw new Error(answer.body)
}
