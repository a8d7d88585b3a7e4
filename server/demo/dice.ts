/** Chance that comes out the same every time: all that is made up here is made up from a seed. */
export interface Dice {
  /** 0 to 1, without 1. */
  roll(): number
  chance(probability: number): boolean
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  pick<T>(choices: readonly T[]): T
  digits(count: number): string
}

/** Mulberry32, started from the letters of the seed. */
export function makeDice(seed: string): Dice {
  let state = [...seed].reduce(
    (sum, letter) => Math.imul(sum ^ letter.codePointAt(0)!, 16_777_619),
    2_166_136_261,
  )
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(roll() * (most - least + 1))
  return {
    roll,
    chance: (probability) => roll() < probability,
    between,
    pick: (choices) => {
      if (choices.length === 0) throw new Error('Nothing to pick from')
      return choices[between(0, choices.length - 1)]!
    },
    digits: (count) => Array.from({ length: count }, () => between(0, 9)).join(''),
  }
}
