/**
 * The shortest text that a simple regular expression accepts, or undefined where it uses more than literals, classes,
 * groups, alternatives and repetitions. The caller tries the text, so that a wrong guess does no harm.
 */
export function sampleOf(pattern: string): string | undefined {
  const reader = { pattern, at: 0 }
  try {
    const text = readAlternatives(reader)
    return reader.at === pattern.length ? text : undefined
  } catch (error) {
    if (error instanceof Unsupported) return undefined
    throw error
  }
}

class Unsupported extends Error {}

interface Reader {
  pattern: string
  at: number
}

/** The first alternative; the others are read over. */
function readAlternatives(reader: Reader): string {
  const first = readSequence(reader)
  while (reader.pattern[reader.at] === '|') {
    reader.at++
    readSequence(reader)
  }
  return first
}

function readSequence(reader: Reader): string {
  let text = ''
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern[reader.at]!)) {
    const piece = readPiece(reader)
    text += piece.repeat(readTimes(reader))
  }
  return text
}

function readPiece(reader: Reader): string {
  const sign = reader.pattern[reader.at++]!
  if (sign === '^' || sign === '$') return ''
  if (sign === '.') return 'a'
  if (sign === '\\') return escaped(reader.pattern[reader.at++] ?? '')
  if (sign === '[') return readClass(reader)
  if (sign !== '(') return sign
  if (reader.pattern.startsWith('?:', reader.at)) reader.at += 2
  else if (reader.pattern[reader.at] === '?') throw new Unsupported()
  const inner = readAlternatives(reader)
  if (reader.pattern[reader.at++] !== ')') throw new Unsupported()
  return inner
}

function readClass(reader: Reader): string {
  const end = reader.pattern.indexOf(']', reader.at + 1)
  if (end < 0 || reader.pattern[reader.at] === '^') throw new Unsupported()
  const named = /^\[:(\w+):\]/.exec(reader.pattern.slice(reader.at))
  if (named) {
    reader.at += named[0].length + 1
    return named[1] === 'digit' ? '1' : 'a'
  }
  const first = reader.pattern[reader.at]!
  const sample = first === '\\' ? escaped(reader.pattern[reader.at + 1]!) : first
  reader.at = end + 1
  return sample
}

function readTimes(reader: Reader): number {
  const quantifier = /^(\*|\+|\?|\{(\d+)(,\d*)?\})/.exec(reader.pattern.slice(reader.at))
  if (!quantifier) return 1
  reader.at += quantifier[0].length
  if (quantifier[2]) return Number(quantifier[2])
  return quantifier[0] === '+' ? 1 : 0
}

function escaped(sign: string): string {
  const classes: Record<string, string> = { d: '1', w: 'a', s: ' ' }
  if (/[a-z]/i.test(sign) && !(sign in classes)) throw new Unsupported()
  return classes[sign] ?? sign
}
