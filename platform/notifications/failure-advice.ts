import type { MessageReason } from './message-reasons.ts'
import type { MessageLanguage } from './template.ts'

/** What whoever stands at the counter should do about a message that failed, in the words of the bell. */
const advice: Partial<Record<MessageReason, Record<MessageLanguage, string>>> = {
  refused_by_mail_server: {
    en: 'The mail server refused the address. Check it.',
    hi: 'मेल सर्वर ने पता नहीं माना। उसे जाँचें।',
  },
  mail_server_unavailable: {
    en: 'The mail server did not answer, however often it was tried. Ask whoever runs it.',
    hi: 'मेल सर्वर ने बार-बार कोशिश पर भी उत्तर नहीं दिया। उसे चलाने वाले से पूछें।',
  },
  provider_unavailable: {
    en: 'WhatsApp’s provider had trouble, however often it was tried. Try again later, or send it by hand.',
    hi: 'व्हाट्सऐप के प्रदाता में बार-बार परेशानी रही। बाद में कोशिश करें, या खुद भेजें।',
  },
  rate_limited: {
    en: 'Too many messages went out at once. Try again tomorrow.',
    hi: 'एक साथ बहुत संदेश भेजे गए। कल फिर कोशिश करें।',
  },
  needs_template: {
    en: 'WhatsApp takes approved templates only, more than 24 hours after the last message of a customer. Enter the template’s name in the settings.',
    hi: 'ग्राहक के पिछले संदेश के 24 घंटे बाद व्हाट्सऐप केवल स्वीकृत टेम्पलेट लेता है। सेटिंग में टेम्पलेट का नाम डालें।',
  },
  template_missing: {
    en: 'The provider does not know the template. Check its name in the settings, and whether it is approved.',
    hi: 'प्रदाता टेम्पलेट को नहीं जानता। सेटिंग में उसका नाम और स्वीकृति जाँचें।',
  },
  template_mismatch: {
    en: 'The approved template has other blanks than ours. Have it approved with the same ones, in the same order.',
    hi: 'स्वीकृत टेम्पलेट के रिक्त स्थान अलग हैं। उसे उन्हीं रिक्त स्थानों और क्रम में स्वीकृत कराएँ।',
  },
  template_paused: {
    en: 'WhatsApp has stopped the template. Look at it in your provider’s console.',
    hi: 'व्हाट्सऐप ने टेम्पलेट रोक दिया है। उसे प्रदाता के कंसोल में देखें।',
  },
  wrong_number: { en: 'This is no phone number. Correct it.', hi: 'यह फ़ोन नंबर नहीं है। उसे ठीक करें।' },
  not_on_whatsapp: {
    en: 'The number is not on WhatsApp. Call, or send an SMS.',
    hi: 'यह नंबर व्हाट्सऐप पर नहीं है। फ़ोन करें या SMS भेजें।',
  },
  undeliverable: {
    en: 'WhatsApp could not deliver it: the phone may be off, or the number blocked. Try again tomorrow.',
    hi: 'व्हाट्सऐप इसे पहुँचा नहीं सका: फ़ोन बंद या नंबर ब्लॉक हो सकता है। कल फिर कोशिश करें।',
  },
  declined_by_meta: {
    en: 'WhatsApp chose not to deliver it, to spare its user messages. Do not send it again soon.',
    hi: 'व्हाट्सऐप ने इसे नहीं पहुँचाया, ताकि व्यक्ति को कम संदेश मिलें। जल्दी दोबारा न भेजें।',
  },
  wrong_credentials: {
    en: 'The provider does not accept the key. Enter it again in the settings.',
    hi: 'प्रदाता कुंजी नहीं मानता। सेटिंग में उसे फिर से डालें।',
  },
  wrong_sender: {
    en: 'The number you send from is not set up at the provider. Check it in the settings.',
    hi: 'आपका भेजने वाला नंबर प्रदाता के यहाँ नहीं है। सेटिंग में जाँचें।',
  },
  account_blocked: {
    en: 'The provider has restricted your account. Look into its console.',
    hi: 'प्रदाता ने आपका खाता रोका है। उसका कंसोल देखें।',
  },
  payment_problem: {
    en: 'Your account at the provider has to be paid. Look into its console.',
    hi: 'प्रदाता के यहाँ आपके खाते का भुगतान बाकी है। उसका कंसोल देखें।',
  },
}

const otherwise: Record<MessageLanguage, string> = {
  en: 'It was refused. The list of messages has the code; look it up, or send it by hand.',
  hi: 'इसे नहीं माना गया। कोड संदेशों की सूची में है; उसे देखें, या खुद भेजें।',
}

export function adviceFor(reason: string, language: MessageLanguage): string {
  return (advice[reason as MessageReason] ?? otherwise)[language] // a reason of another release has none
}
