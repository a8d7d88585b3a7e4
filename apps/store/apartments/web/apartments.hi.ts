import type { texts as english } from './apartments.en.ts'

export const texts: Record<keyof typeof english, string> = {
  allTowers: 'सभी टावर',
  asList: 'डिलीवरी के क्रम में',
  clear: 'कुछ बकाया नहीं',
  customers_one: '{{count}} ग्राहक',
  customers_other: '{{count}} ग्राहक',
  everybody: 'सभी फ़्लैट',
  floor: 'मंज़िल',
  late: '{{amount}} समय से ऊपर',
  legend: 'चिह्नों का अर्थ',
  much: 'बहुत बकाया',
  nobody: 'यहाँ अभी कोई ग्राहक नहीं रहता।',
  overdue: 'समय से ऊपर',
  owed: '{{amount}} बकाया',
  owes: 'बकाया, अभी देय नहीं',
  show: 'दिखाएँ',
  title: 'फ़्लैट',
  tower: 'टावर {{tower}}',
  towers: 'टावर',
  unit: 'यूनिट {{unit}}',
}
