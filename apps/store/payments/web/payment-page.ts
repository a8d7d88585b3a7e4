import { makeCall } from '#contract/call.ts'
import { localeOf, makeFormats } from '#web/format/formats.ts'
import { formatMoney } from '#web/format/money.ts'
import { tenantBase } from '#web/tenant-base.ts'
import { lookAtPaymentPage, type PaymentPage } from '../payment-links.contract.ts'
import { claimSection } from './claim-section.ts'
import { drawing, element } from './elements.ts'
import { dayOf, type DrawnWith, drawRefusal, heading, lineRow, show } from './page-parts.ts'
import { loadPayTexts, type PayLanguage } from './pay-texts.ts'

/** What every part of the page is drawn with. */
export type Drawn = DrawnWith<PaymentPage>

/** The customer's page: asks what is owed, and draws it. Without React or Mantine, since old phones open it, too. */
export async function openPaymentPage(root: HTMLElement): Promise<void> {
  const call = makeCall(tenantBase(location.pathname))
  const token = location.hash.slice(1)
  // Another link pasted into the same tab is another page.
  addEventListener('hashchange', () => location.reload())
  const browsers = navigator.language.startsWith('hi') ? 'hi' : 'en'
  show(root, element('p', { role: 'status' }, (await loadPayTexts(browsers))('loading')))
  try {
    const page = await call(lookAtPaymentPage, { body: { token } })
    await draw(page.customer.language === 'hi' ? 'hi' : 'en', page)
  } catch (error) {
    await drawRefusal(root, browsers, error)
  }

  async function draw(language: PayLanguage, page: PaymentPage) {
    const say = await loadPayTexts(language)
    document.documentElement.lang = language
    document.title = say('title', { shop: page.shop.name })
    const locale = localeOf(language, page.shop.locale)
    const { day } = makeFormats({ locale, timeZone: page.shop.timeZone })
    const money = (minor: number) => formatMoney(locale, minor, page.currency)
    const drawn: Drawn = { page, say, money, day }
    const other = language === 'en' ? 'hi' : 'en'
    show(
      root,
      heading(drawn, { other, choose: () => void draw(other, page) }),
      owedSection(drawn),
      claimSection(drawn, { call, token, redraw: (next) => draw(language, next) }),
      statementSection(drawn),
      element(
        'p',
        { class: 'quiet' },
        say('validUntil', { day: dayOf(page.expiresAt, locale, page.shop.timeZone) }),
      ),
    )
  }
}

function owedSection({ page, say, money }: Drawn) {
  const { balanceMinor, upi, shop } = page
  const amount = money(Math.abs(balanceMinor))
  if (balanceMinor <= 0) {
    return element(
      'section',
      {},
      element('h2', {}, say('nothingDue')),
      balanceMinor < 0 && element('p', {}, say('advance', { amount })),
    )
  }
  return element(
    'section',
    {},
    element('h2', {}, say('youOwe', { shop: shop.name })),
    element('p', { class: 'amount' }, amount),
    ...(upi
      ? [
          element('a', { class: 'act', href: upi.uri }, say('payByUpi', { amount })),
          element('p', { class: 'quiet' }, say('payTo', { name: upi.name, id: upi.id })),
          element('p', {}, say('orScan')),
          drawing(upi.qr, say('upiQr')),
        ]
      : [element('p', {}, say('noUpi'))]),
  )
}

function statementSection(drawn: Drawn) {
  const { page, say } = drawn
  if (page.lines.length === 0) return undefined
  return element(
    'section',
    {},
    element('h2', { id: 'statement' }, say('statement')),
    element(
      'table',
      { 'aria-labelledby': 'statement' },
      element('tbody', {}, ...page.lines.map((line) => lineRow(drawn, line))),
    ),
  )
}
