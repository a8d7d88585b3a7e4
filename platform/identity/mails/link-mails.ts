import { mailIn } from '#platform/mail/write-mail.ts'
import type { LinkKind } from '../one-time-links.ts'

interface Values {
  name: string
  /** Where the link leads. */
  tenant: string
  link: string
}

/** The page that each link opens. */
export const linkPages: Record<LinkKind, string> = {
  reset_password: '/set-password',
  verify_email: '/confirm-email',
  change_email: '/confirm-email',
}

export const linkMails = {
  reset_password: mailIn<Values>({
    en: ({ name, tenant, link }) => ({
      subject: `A new password for ${tenant}`,
      parts: [
        `Dear ${name},`,
        `somebody, probably you, has forgotten the password with which you sign in to ${tenant}. The link lets you choose another one. It works once, for an hour.`,
        { link, words: 'Choose a new password' },
        'If it was not you, there is nothing to do: your password stays as it is.',
      ],
    }),
    hi: ({ name, tenant, link }) => ({
      subject: `${tenant} के लिए नया पासवर्ड`,
      parts: [
        `प्रिय ${name},`,
        `किसी ने, शायद आपने, ${tenant} में साइन इन करने का पासवर्ड भूल जाने की सूचना दी है। इस लिंक से आप नया पासवर्ड चुन सकते हैं। यह एक बार और एक घंटे तक काम करता है।`,
        { link, words: 'नया पासवर्ड चुनें' },
        'यदि यह आप नहीं थे तो कुछ करने की ज़रूरत नहीं: आपका पासवर्ड वही रहेगा।',
      ],
    }),
  }),
  verify_email: mailIn<Values>({
    en: ({ name, tenant, link }) => ({
      subject: `Your e-mail address at ${tenant}`,
      parts: [
        `Dear ${name},`,
        `this address is the one with which you sign in to ${tenant}. Please show that mail to it reaches you. The link works once, for three days.`,
        { link, words: 'Verify the address' },
        'If you know nothing of this, somebody has mistyped his own address: do not open the link.',
      ],
    }),
    hi: ({ name, tenant, link }) => ({
      subject: `${tenant} में आपका ई-मेल पता`,
      parts: [
        `प्रिय ${name},`,
        `इसी पते से आप ${tenant} में साइन इन करते हैं। कृपया पुष्टि करें कि इस पर भेजी गई मेल आप तक पहुँचती है। लिंक एक बार और तीन दिन तक काम करता है।`,
        { link, words: 'पते की पुष्टि करें' },
        'यदि आपको इसकी कोई जानकारी नहीं है तो किसी ने अपना पता ग़लत लिखा है: लिंक न खोलें।',
      ],
    }),
  }),
  change_email: mailIn<Values>({
    en: ({ name, tenant, link }) => ({
      subject: `Your new e-mail address at ${tenant}`,
      parts: [
        `Dear ${name},`,
        `you want to sign in to ${tenant} with this address from now on. The link makes it so. It works once, for a day; until then you have your former address.`,
        { link, words: 'Use this address' },
        'If you know nothing of this, somebody has mistyped his own address: do not open the link.',
      ],
    }),
    hi: ({ name, tenant, link }) => ({
      subject: `${tenant} में आपका नया ई-मेल पता`,
      parts: [
        `प्रिय ${name},`,
        `आप अब से ${tenant} में इस पते से साइन इन करना चाहते हैं। यह लिंक इसे लागू करता है। यह एक बार और एक दिन तक काम करता है; तब तक आपका पुराना पता ही चलेगा।`,
        { link, words: 'यही पता रखें' },
        'यदि आपको इसकी कोई जानकारी नहीं है तो किसी ने अपना पता ग़लत लिखा है: लिंक न खोलें।',
      ],
    }),
  }),
}
