import type { texts as english } from './reports.en.ts'

export const texts: Record<keyof typeof english, string> = {
  ageing: 'कितने दिनों से कितना बकाया',
  apartments: 'फ़्लैट सूची',
  asOf: 'इस दिन तक',
  asPdf: 'PDF फ़ाइल',
  asSpreadsheet: 'CSV फ़ाइल',
  by: 'प्रति',
  currency: 'मुद्रा',
  customers: 'ग्राहक सूची',
  day: 'दिन',
  'day-book': 'रोज़नामचा',
  from: 'से',
  more_one: 'केवल {{count}} पंक्ति दिख रही है; फ़ाइल में सब हैं।',
  more_other: 'केवल {{count}} पंक्तियाँ दिख रही हैं; CSV फ़ाइल में सब हैं।',
  month: 'महीना',
  nothing: 'इन दिनों में कुछ नहीं है।',
  report: 'रिपोर्ट',
  sales: 'बिक्री और वसूली',
  title: 'रिपोर्ट',
  to: 'तक',
  week: 'सप्ताह',
}
