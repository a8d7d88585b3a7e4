import { mailIn } from '#platform/mail/write-mail.ts'

interface Values {
  name: string
  tenant: string
  day: string
  /** As many as are sealed. */
  events: number
  /** Nothing, where all is as it was sealed. */
  faults: string[]
  /** The newest link of each chain, as `headText` writes it. */
  heads: string[]
  /** The public key. */
  key: string
  /** The page of the audit. */
  link: string
}

export const reportMail = mailIn<Values>({
  en: ({ name, tenant, day, events, faults, heads, key, link }) => ({
    subject:
      faults.length > 0
        ? `The audit of ${tenant} was CHANGED: ${day}`
        : `The audit of ${tenant} is intact: ${day}`,
    parts: [
      `Dear ${name},`,
      faults.length > 0
        ? `the audit of ${tenant} is no longer what was sealed. Show this mail to whoever is responsible for your data. What was found:`
        : `all ${events} sealed events of ${tenant} were held against their seals: none was changed, taken out or put in.`,
      ...faults,
      'Please keep this mail. With these newest seals in your hands nobody can change what is older than them without being found out, not even whoever runs the database:',
      ...heads.map((lines) => ({ lines })),
      'The public key that verifies them:',
      { lines: key },
      { link, words: 'Open the audit' },
      'To verify it yourself, download everything with its seals from that page and run: tenantry audit verify <file> --key <the public key> --heads <this mail, saved as a file>',
    ],
  }),
  hi: ({ name, tenant, day, events, faults, heads, key, link }) => ({
    subject:
      faults.length > 0
        ? `${tenant} के लेखा-जोखा में बदलाव मिला: ${day}`
        : `${tenant} का लेखा-जोखा सुरक्षित है: ${day}`,
    parts: [
      `प्रिय ${name},`,
      faults.length > 0
        ? `${tenant} का लेखा-जोखा अब वैसा नहीं है जैसा उस पर मुहर लगी थी। यह मेल उसे दिखाएँ जो आपके डेटा के लिए ज़िम्मेदार है। यह मिला:`
        : `${tenant} की मुहर लगी सभी ${events} घटनाओं का उनकी मुहरों से मिलान किया गया: कोई न बदली गई, न निकाली गई, न जोड़ी गई।`,
      ...faults,
      'कृपया यह मेल सँभालकर रखें। ये नई मुहरें आपके पास होने से इनसे पहले की कोई भी बात चुपचाप नहीं बदली जा सकती, डेटाबेस चलाने वाले से भी नहीं:',
      ...heads.map((lines) => ({ lines })),
      'इन्हें जाँचने की सार्वजनिक कुंजी:',
      { lines: key },
      { link, words: 'लेखा-जोखा खोलें' },
      'स्वयं जाँचने के लिए उस पेज से मुहरों के साथ सब कुछ डाउनलोड करें और चलाएँ: tenantry audit verify <फ़ाइल> --key <सार्वजनिक कुंजी> --heads <यह मेल, फ़ाइल के रूप में>',
    ],
  }),
})
