import 'i18next'
import type { Area, catalogues } from './catalogues.ts'

type TextsOf<Load> = Load extends () => Promise<{ texts: infer Texts }> ? Texts : never

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell'
    keySeparator: false
    resources: { [area in Area]: TextsOf<(typeof catalogues)[area]['en']> }
  }
}
