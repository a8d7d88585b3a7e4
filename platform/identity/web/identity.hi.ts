import type { texts as english } from './identity.en.ts'

export const texts: Record<keyof typeof english, string> = {
  signInTo: '{{name}} में साइन इन करें',
  email: 'ई-मेल पता',
  password: 'पासवर्ड',
  showPassword: 'पासवर्ड दिखाएँ या छिपाएँ',
  signedOutText:
    'कुछ देर काम न होने पर सत्र समाप्त हो जाता है। फिर साइन इन करें और वहीं से आगे बढ़ें: आपने जो लिखा था वह अब भी यहाँ है।',
  signedOutTitle: 'आप साइन आउट हो गए हैं',
  signIn: 'साइन इन करें',
  demoSignIns: 'प्रदर्शन के साइन-इन',
  demoNote: 'यह केवल प्रदर्शन है। इसमें सब कुछ काल्पनिक है; असली मरीज़ न दर्ज करें।',
  fillIn: 'भरें: {{role}}',
  changePassword: 'पासवर्ड बदलें',
  passwordAdvice: 'कम से कम 15 अक्षर लें, जैसे चार-पाँच ऐसे शब्द जो केवल आप साथ रखें।',
  presentPassword: 'मौजूदा पासवर्ड',
  newPassword: 'नया पासवर्ड',
  join: '{{name}} से जुड़ें',
  joinNow: 'जुड़ें',
  joinWithAccount: 'आपका खाता पहले से है। उसी के पासवर्ड से जुड़ें।',
  yourName: 'आपका नाम',
}
