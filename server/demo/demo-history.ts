import { type Day, daysBefore } from './days.ts'
import type { Dice } from './dice.ts'

/** How somebody pays: soon, a part of it, long after, before he buys, or all of it and has stopped buying. */
export type Temper = 'prompt' | 'partly' | 'late' | 'ahead' | 'settled'

export interface PastEntry {
  paid: boolean
  amountMinor: number
  on: Day
  memo: string | null
  method: 'cash' | 'upi' | 'bank'
}

/** What building shops sell, and what a piece costs. */
const goods = [
  ['Cement, bag', 39_000],
  ['River sand, bag', 6_500],
  ['Wall putty, 20 kg', 82_000],
  ['Tile adhesive, 20 kg', 54_000],
  ['PVC pipe, 3 m', 31_500],
  ['Copper wire, 90 m', 189_000],
  ['LED panel, 15 W', 42_000],
  ['Door hinge, pair', 18_000],
  ['Emulsion paint, 4 l', 124_500],
  ['Plywood sheet, 18 mm', 265_000],
  ['Kitchen tap', 96_000],
] as const

/** Days ago on which each temper bought. */
const bought: Record<Temper, readonly number[]> = {
  prompt: [81, 56, 33, 16, 4, 0],
  partly: [110, 70, 40, 18, 3],
  late: [121, 82, 45, 17],
  ahead: [58, 26, 8],
  settled: [140, 118, 92],
}

/** What somebody bought and paid in the last months, the oldest first. */
export function makeHistory(dice: Dice, temper: Temper, day: Day): PastEntry[] {
  const on = (age: number) => daysBefore(day, age)
  const method = () => dice.pick(['cash', 'upi', 'upi', 'bank'] as const)
  const payment = (amountMinor: number, age: number) => ({
    paid: true,
    amountMinor,
    on: on(age),
    memo: null,
    method: method(),
  })
  const entries = bought[temper].flatMap((planned, index) => {
    const age = planned === 0 ? 0 : planned + dice.between(0, 4)
    const { amountMinor, memo } = purchaseOf(dice)
    const purchase: PastEntry = { paid: false, amountMinor, on: on(age), memo, method: 'cash' }
    switch (temper) {
      case 'prompt':
        if (age > 10) return [purchase, payment(amountMinor, age - dice.between(2, 9))]
        return age > 0 && dice.chance(0.6) ? [purchase, payment(amountMinor, 0)] : [purchase]
      case 'settled':
        return [purchase, payment(amountMinor, age - dice.between(15, 60))]
      case 'ahead':
        return index === 0 ? [payment(1_500_000, age), purchase] : [purchase]
      case 'partly':
        // Round sums, as people carry them.
        return age > 25
          ? [
              purchase,
              payment(
                Math.max(50_000, Math.floor(amountMinor / 100_000) * 50_000),
                age - dice.between(10, 25),
              ),
            ]
          : [purchase]
      case 'late':
        return index === 0
          ? [purchase, payment(Math.ceil(amountMinor / 2), age - dice.between(20, 40))]
          : [purchase]
    }
  })
  return entries.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/** Kept small enough that nobody's limit is passed. */
function purchaseOf(dice: Dice): { amountMinor: number; memo: string } {
  const [name, price] = dice.pick(goods)
  const most = Math.max(1, Math.floor(280_000 / price))
  const pieces = dice.between(1, Math.min(12, most))
  return { amountMinor: price * pieces, memo: pieces === 1 ? name : `${pieces} × ${name}` }
}
