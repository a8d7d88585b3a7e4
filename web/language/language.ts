import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { loadScript } from '../lazy/load-script.ts'
import { type Area, catalogues, type Language, languages } from './catalogues.ts'

const storageKey = 'tenantry.language'

const loader: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, area, done) => {
    readTexts(area as Area, language as Language).then(
      (texts) => done(null, texts),
      // Asked for again, some times.
      (error: Error) => done(error, true),
    )
  },
}

/** Loads the shell's texts, and those of further areas, in the language this person chose, or else his browser's. */
export async function startLanguage(...areas: Area[]) {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  await i18next
    .use(loader)
    .use(initReactI18next)
    .init({
      lng: chosenLanguage(),
      supportedLngs: languages,
      // Both catalogues have the same keys, so there is nothing to fall back to.
      fallbackLng: false,
      ns: ['shell', 'problems', ...areas],
      defaultNS: 'shell',
      keySeparator: false,
      interpolation: { escapeValue: false },
    })
}

/** Loads an area's texts before its page is drawn. */
export async function loadTexts(...areas: Area[]) {
  await addTexts(i18next.language as Language, areas)
  await i18next.loadNamespaces(areas)
}

/** Stays with the language there is until all texts of the other one have come. */
export async function chooseLanguage(language: Language) {
  await addTexts(language, i18next.options.ns as Area[])
  localStorage.setItem(storageKey, language)
  await i18next.changeLanguage(language)
}

/** Not left to i18next: it shows the keys in place of what did not come, and never asks for it again. */
async function addTexts(language: Language, areas: Area[]) {
  const missing = areas.filter((area) => !i18next.hasResourceBundle(language, area))
  await Promise.all(
    missing.map(async (area) => {
      i18next.addResourceBundle(language, area, await readTexts(area, language))
    }),
  )
}

async function readTexts(area: Area, language: Language) {
  const { texts } = await loadScript<{ texts: Record<string, string> }>(catalogues[area][language])
  return texts
}

function chosenLanguage(): Language {
  const wanted = [localStorage.getItem(storageKey), ...navigator.languages]
  const known = wanted.map((tag) => languages.find((language) => tag?.split('-')[0] === language))
  return known.find((language) => language !== undefined) ?? 'en'
}
