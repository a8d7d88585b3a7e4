const longestName = 255

// Written right to left over what stands there: `invoice‮fdp.exe` looks like a PDF.
const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * A name as it may be shown and sent: the last part of what may have been a path, without what is not seen. No name is
 * refused, because none of them leads anywhere.
 */
export function cleanFileName(given: string): string {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const seen = last
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(direction, '')
    .replace(/\s+/gu, ' ')
    .trim()
  const name = shorten(seen)
  return name === '' || /^\.+$/.test(name) ? 'file' : name
}

/** Keeps the ending, which says what the file is. */
function shorten(name: string): string {
  const letters = [...name]
  if (name.length <= longestName) return name
  const ending = /\.[^.\s]{1,10}$/u.exec(name)?.[0] ?? ''
  let kept = ''
  for (const letter of letters) {
    if (kept.length + letter.length + ending.length > longestName) break
    kept += letter
  }
  return kept + ending
}
