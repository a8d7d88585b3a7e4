/** A stretch of a text: words, or a web address. */
interface Stretch {
  at: number
  words: string
  isLink: boolean
}

/** Takes a text apart where web addresses begin and end. */
export function linksIn(text: string): Stretch[] {
  let at = 0
  // Every second part is what the group has caught.
  return text.split(/(https?:\/\/[^\s<>"]+)/).map((words, index) => {
    const stretch = { at, words, isLink: index % 2 === 1 }
    at += words.length
    return stretch
  })
}
