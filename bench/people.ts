/** Names as a register of many patients has them: a few very common, a long tail of rare ones. Deterministic by seed. */
export function makePeople(count: number, seed: number) {
  const random = randomOf(seed)
  const family = [...commonFamilies, ...rareWords(random, 6000)]
  const given = [...commonGivens, ...rareWords(random, 6000)]
  return Array.from({ length: count }, () => ({
    familyName: capital(skewed(random, family)),
    givenName: [skewed(random, given), ...(random() < 0.3 ? [skewed(random, given)] : [])]
      .map(capital)
      .join(' '),
    phone: random() < 0.9 ? `+91${6 + Math.floor(random() * 4)}${digits(random, 9)}` : null,
  }))
}

const commonFamilies =
  'kumar sharma devi singh patil deshpande kulkarni joshi reddy naidu iyer nair menon das ghosh khan shaikh ansari fernandes dsouza rao gupta verma yadav jadhav pawar'.split(
    ' ',
  )
const commonGivens =
  'ram sita sarita sunita savita kavita anil sunil ravi suresh ramesh mahesh ganesh priya pooja neha amit rahul vijay ajay sanjay lakshmi fatima mohammed abdul maria john rajesh'.split(
    ' ',
  )
const syllables =
  'ba bhu cha da dha ga gha ha ja jha ka kha la ma na pa pha ra sa sha ta tha va ya bi di ki li mi ni ri si vi bu du gu ku mu nu ru su ve de ke le me ne'.split(
    ' ',
  )

/** Half of all people have one of the first twenty-six names. */
function skewed(random: () => number, words: string[]): string {
  const at = random() < 0.5 ? random() ** 2 * 26 : 26 + random() ** 2 * (words.length - 26)
  return words[Math.floor(at)]!
}

function rareWords(random: () => number, count: number): string[] {
  return Array.from({ length: count }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 3) },
      () => syllables[Math.floor(random() * syllables.length)],
    ).join(''),
  )
}

function digits(random: () => number, count: number): string {
  return Array.from({ length: count }, () => Math.floor(random() * 10)).join('')
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1)
}

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
