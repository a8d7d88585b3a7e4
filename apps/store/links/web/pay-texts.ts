import { AbsentFile } from '#web/lazy/preload-helper.ts'
import type { texts as english } from './pay.en.ts'

export type PayLanguage = 'en' | 'hi'

/** As their own readers call them. */
export const languageNames: Record<PayLanguage, string> = { en: 'English', hi: 'हिन्दी' }

export type PayText = keyof typeof english
/** A text of the page's catalogue with its values in their places. */
export type Say = (text: PayText, values?: Record<string, string>) => string

// One language is loaded, without the machinery that the app has for its many catalogues.
const catalogues = {
  en: async (): Promise<Record<PayText, string>> => (await import('./pay.en.ts')).texts,
  hi: async (): Promise<Record<PayText, string>> => (await import('./pay.hi.ts')).texts,
}

export async function loadPayTexts(language: PayLanguage): Promise<Say> {
  const texts = await readTexts(language)
  return (text, values = {}) =>
    texts[text].replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => values[name] ?? '')
}

/** Asked for until they come: without them the page could not even say that they are missing. */
async function readTexts(language: PayLanguage) {
  for (let waitMs = 1_000; ; waitMs = Math.min(waitMs * 2, 30_000)) {
    try {
      return await catalogues[language]()
    } catch (error) {
      if (!(error instanceof AbsentFile) || error.isGone) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
}

export function isPayText(
  word: string,
): word is 'conversion' | 'opening' | 'payment' | 'purchase' | 'reversal' | 'write_off' {
  return ['conversion', 'opening', 'payment', 'purchase', 'reversal', 'write_off'].includes(word)
}
