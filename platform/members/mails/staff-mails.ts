import { mailIn } from '#platform/mail/write-mail.ts'

interface Invitation {
  name: string
  /** Who invites. */
  sender: string
  tenant: string
  link: string
  until: string
}

export const invitationMail = mailIn<Invitation>({
  en: ({ name, sender, tenant, link, until }) => ({
    subject: `${sender} invites you to ${tenant}`,
    parts: [
      `Dear ${name},`,
      `${sender} would like to work with you in ${tenant}. The link lets you join, with an account that you have or a new one. It works once, until ${until}.`,
      { link, words: `Join ${tenant}` },
      'If you know nothing of this, there is nothing to do: without the link nobody joins in your name.',
    ],
  }),
  hi: ({ name, sender, tenant, link, until }) => ({
    subject: `${sender} आपको ${tenant} में आमंत्रित करते हैं`,
    parts: [
      `प्रिय ${name},`,
      `${sender} ${tenant} में आपके साथ काम करना चाहते हैं। इस लिंक से आप अपने मौजूदा खाते या नए खाते के साथ जुड़ सकते हैं। यह एक बार, ${until} तक काम करता है।`,
      { link, words: `${tenant} में जुड़ें` },
      'यदि आपको इसकी कोई जानकारी नहीं है तो कुछ करने की ज़रूरत नहीं: लिंक के बिना कोई आपके नाम से नहीं जुड़ सकता।',
    ],
  }),
})

interface TemporaryPassword {
  name: string
  tenant: string
  email: string
  password: string
  link: string
  until: string
}

export const temporaryPasswordMail = mailIn<TemporaryPassword>({
  en: ({ name, tenant, email, password, link, until }) => ({
    subject: `Your access to ${tenant}`,
    parts: [
      `Dear ${name},`,
      `you have an account at ${tenant} now. Sign in with the address ${email} and this password:`,
      { code: password },
      { link, words: 'Sign in' },
      `You choose a password of your own first of all. Until ${until} you can sign in with this one.`,
    ],
  }),
  hi: ({ name, tenant, email, password, link, until }) => ({
    subject: `${tenant} में आपका प्रवेश`,
    parts: [
      `प्रिय ${name},`,
      `${tenant} में अब आपका खाता है। पते ${email} और इस पासवर्ड से साइन इन करें:`,
      { code: password },
      { link, words: 'साइन इन करें' },
      `सबसे पहले आप अपना पासवर्ड चुनेंगे। इस पासवर्ड से आप ${until} तक साइन इन कर सकते हैं।`,
    ],
  }),
})
