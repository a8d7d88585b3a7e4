import type { texts as english } from './statements.en.ts'

export const texts: Record<keyof typeof english, string> = {
  backwards: 'पहला दिन आख़िरी दिन के बाद है।',
  days_one: '{{count}} दिन',
  days_other: '{{count}} दिन',
  from: 'से',
  fromHint: 'ख़ाली: शुरू से',
  opensFor: 'कितने दिन खुल सकता है',
  share: 'खाता विवरण साझा करें',
  shareHint:
    'जिसके पास पता है वह इन दिनों की हर प्रविष्टि और उसके बाद का बकाया देखता है, और PDF डाउनलोड कर सकता है। आपके नोट नहीं दिखते।',
  shareWith: '{{name}} के साथ खाता विवरण साझा करें',
  theBeginning: 'शुरू',
  theDayItIsOpened: 'अब',
  to: 'तक',
  toHint: 'ख़ाली: खोलने के दिन तक',
}
