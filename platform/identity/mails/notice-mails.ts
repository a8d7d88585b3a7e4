import { mailIn } from '#platform/mail/write-mail.ts'

interface PasswordChanged {
  name: string
  tenant: string
  /** Where a forgotten password is replaced. */
  link: string
}

export const passwordChangedMail = mailIn<PasswordChanged>({
  en: ({ name, tenant, link }) => ({
    subject: `Your password at ${tenant} was changed`,
    parts: [
      `Dear ${name},`,
      `the password with which you sign in to ${tenant} was changed just now, and you were signed out everywhere else.`,
      'If it was not you, somebody else can enter in your name: choose another password at once, and tell your admin.',
      { link, words: 'It was not me' },
    ],
  }),
  hi: ({ name, tenant, link }) => ({
    subject: `${tenant} में आपका पासवर्ड बदला गया`,
    parts: [
      `प्रिय ${name},`,
      `${tenant} में साइन इन करने का आपका पासवर्ड अभी बदला गया, और बाक़ी सब जगह से आप साइन आउट हो गए।`,
      'यदि यह आप नहीं थे तो कोई और आपके नाम से प्रवेश कर सकता है: तुरंत दूसरा पासवर्ड चुनें और अपने एडमिन को बताएँ।',
      { link, words: 'यह मैं नहीं था' },
    ],
  }),
})

interface EmailChanged {
  name: string
  tenant: string
  /** The address that took this one's place. */
  email: string
}

export const emailChangedMail = mailIn<EmailChanged>({
  en: ({ name, tenant, email }) => ({
    subject: `Your e-mail address at ${tenant} was changed`,
    parts: [
      `Dear ${name},`,
      `from now on you sign in to ${tenant} with ${email}. No more mail about your account comes to this address.`,
      'If it was not you, tell your admin at once: somebody knows your password.',
    ],
  }),
  hi: ({ name, tenant, email }) => ({
    subject: `${tenant} में आपका ई-मेल पता बदला गया`,
    parts: [
      `प्रिय ${name},`,
      `अब से आप ${tenant} में ${email} से साइन इन करेंगे। आपके खाते की कोई और मेल इस पते पर नहीं आएगी।`,
      'यदि यह आप नहीं थे तो तुरंत अपने एडमिन को बताएँ: किसी को आपका पासवर्ड पता है।',
    ],
  }),
})

interface NewDevice {
  name: string
  tenant: string
  /** `Firefox, Windows`; nothing where the browser says nothing of itself. */
  device: string | undefined
  network: string | null
  at: string
  /** Where a forgotten password is replaced. */
  link: string
}

export const newDeviceMail = mailIn<NewDevice>({
  en: ({ name, tenant, device, network, at, link }) => ({
    subject: `A new device signed in to ${tenant}`,
    parts: [
      `Dear ${name},`,
      `somebody signed in to ${tenant} with your password, in a browser where you have not signed in before.`,
      `When: ${at}\nWhere: ${device ?? 'an unknown browser'}${network ? `, network ${network}` : ''}`,
      'If it was you, there is nothing to do. If it was not, choose another password at once: that signs everybody else out.',
      { link, words: 'It was not me' },
    ],
  }),
  hi: ({ name, tenant, device, network, at, link }) => ({
    subject: `${tenant} में नए डिवाइस से साइन इन`,
    parts: [
      `प्रिय ${name},`,
      `किसी ने आपके पासवर्ड से ${tenant} में ऐसे ब्राउज़र से साइन इन किया जिससे आपने पहले कभी साइन इन नहीं किया था।`,
      `कब: ${at}\nकहाँ: ${device ?? 'अज्ञात ब्राउज़र'}${network ? `, नेटवर्क ${network}` : ''}`,
      'यदि यह आप थे तो कुछ करने की ज़रूरत नहीं। यदि नहीं, तो तुरंत दूसरा पासवर्ड चुनें: इससे बाक़ी सब साइन आउट हो जाएँगे।',
      { link, words: 'यह मैं नहीं था' },
    ],
  }),
})

interface FactorReset {
  name: string
  tenant: string
  /** Who did it. */
  by: string
  /** Where another one is set up. */
  link: string
}

export const factorResetMail = mailIn<FactorReset>({
  en: ({ name, tenant, by, link }) => ({
    subject: `Your second factor at ${tenant} was reset`,
    parts: [
      `Dear ${name},`,
      `${by} has taken your second factor away, with your recovery codes, and you were signed out everywhere. From now on your password alone lets you in. Please set up another second factor.`,
      { link, words: 'Set up a second factor' },
      `If you did not ask for this, speak to ${by} at once.`,
    ],
  }),
  hi: ({ name, tenant, by, link }) => ({
    subject: `${tenant} में आपका दूसरा कारक रीसेट किया गया`,
    parts: [
      `प्रिय ${name},`,
      `${by} ने आपका दूसरा कारक और आपके रिकवरी कोड हटा दिए हैं, और आप सब जगह से साइन आउट हो गए हैं। अब केवल आपके पासवर्ड से प्रवेश हो सकता है। कृपया दूसरा कारक फिर से सेट करें।`,
      { link, words: 'दूसरा कारक सेट करें' },
      `यदि आपने यह नहीं कहा था तो तुरंत ${by} से बात करें।`,
    ],
  }),
})
