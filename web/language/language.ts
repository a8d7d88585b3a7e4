import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Area, catalogues, type Language, languages } from './catalogues.ts'

const storageKey = 'tenantry.language'

const loader: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, area, done) => {
    catalogues[area as Area][language as Language]().then(
      ({ texts }) => done(null, texts),
      (error: Error) => done(error, false),
    )
  },
}

/** Loads the shell's texts in the language this person chose, or else his browser's. */
export async function startLanguage() {
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
      ns: ['shell', 'problems'],
      defaultNS: 'shell',
      keySeparator: false,
      interpolation: { escapeValue: false },
    })
}

/** Loads an area's texts before its page is drawn. */
export async function loadTexts(...areas: Area[]) {
  await i18next.loadNamespaces(areas)
}

export async function chooseLanguage(language: Language) {
  localStorage.setItem(storageKey, language)
  await i18next.changeLanguage(language)
}

function chosenLanguage(): Language {
  const wanted = [localStorage.getItem(storageKey), ...navigator.languages]
  const known = wanted.map((tag) => languages.find((language) => tag?.split('-')[0] === language))
  return known.find((language) => language !== undefined) ?? 'en'
}
