export const texts = {
  title: 'Mails that were not sent',
  explanation:
    'This is a demonstration without a mail server: nobody gets these mails. Here they stand as they would have gone out, and their links work.',
  nothingYet: 'No mail was to be sent yet.',
  notSent: 'Not sent',
  to: 'To {{address}}',
  showMore: 'Show more',
}
