export const texts = {
  backwards: 'The first day comes after the last.',
  days_one: '{{count}} day',
  days_other: '{{count}} days',
  from: 'From',
  fromHint: 'Empty: from the beginning',
  opensFor: 'Can be opened for',
  share: 'Share the statement',
  shareHint:
    'Whoever has the address sees every entry of these days with the balance after it, and can download it as PDF. Your notes are not shown.',
  shareWith: 'Share the statement with {{name}}',
  theBeginning: 'beginning',
  theDayItIsOpened: 'now',
  to: 'To',
  toHint: 'Empty: until it is opened',
} as const
