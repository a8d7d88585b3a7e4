import { type Call, makeCall } from '#contract/call.ts'
import { element } from '#apps/store/payments/web/elements.ts'
import {
  dayOf,
  type DrawnWith,
  drawRefusal,
  heading,
  lineRow,
  show,
} from '#apps/store/payments/web/page-parts.ts'
import { loadPayTexts, type PayLanguage } from '#apps/store/payments/web/pay-texts.ts'
import { localeOf, makeFormats } from '#web/format/formats.ts'
import { formatMoney } from '#web/format/money.ts'
import { tenantBase } from '#web/tenant-base.ts'
import { getStatementPageFile, lookAtStatementPage, type StatementPage } from '../statement-links.contract.ts'

type Drawn = DrawnWith<StatementPage>

/** A customer's statement: asks for it, and draws it. Without React or Mantine, since old phones open it, too. */
export async function openStatementPage(root: HTMLElement): Promise<void> {
  const call = makeCall(tenantBase(location.pathname))
  const token = location.hash.slice(1)
  // Another link pasted into the same tab is another page.
  addEventListener('hashchange', () => location.reload())
  const browsers = navigator.language.startsWith('hi') ? 'hi' : 'en'
  show(root, element('p', { role: 'status' }, (await loadPayTexts(browsers))('loading')))
  try {
    const page = await call(lookAtStatementPage, { body: { token } })
    await draw(page.customer.language === 'hi' ? 'hi' : 'en', page)
  } catch (error) {
    await drawRefusal(root, browsers, error)
  }

  async function draw(language: PayLanguage, page: StatementPage) {
    const say = await loadPayTexts(language)
    document.documentElement.lang = language
    document.title = say('statementOf', { shop: page.shop.name })
    const locale = localeOf(language, page.shop.locale)
    const { day } = makeFormats({ locale, timeZone: page.shop.timeZone })
    const money = (minor: number) => formatMoney(locale, minor, page.currency)
    const drawn: Drawn = { page, say, money, day }
    const other = language === 'en' ? 'hi' : 'en'
    const refuse = (error: unknown) => void drawRefusal(root, language, error)
    show(
      root,
      heading(drawn, { other, choose: () => void draw(other, page) }),
      closingSection(drawn, () => savePdf(call, { token, language }).catch(refuse)),
      linesSection(drawn, () =>
        call(lookAtStatementPage, { body: { token, ...(page.next && { cursor: page.next }) } })
          .then((older) => draw(language, { ...older, lines: [...page.lines, ...older.lines] }))
          .catch(refuse),
      ),
      element(
        'p',
        { class: 'quiet' },
        say('validUntil', { day: dayOf(page.expiresAt, locale, page.shop.timeZone) }),
      ),
    )
  }
}

/** Asked for with the token in the body, and so by no address that anybody could see. */
async function savePdf(call: Call, body: { token: string; language: PayLanguage }) {
  const url = URL.createObjectURL(await call(getStatementPageFile, { body }))
  element('a', { href: url, download: 'statement.pdf' }).click()
  URL.revokeObjectURL(url)
}

function closingSection({ page, say, money, day }: Drawn, print: () => Promise<void>) {
  const { from, to, closingMinor, debitsMinor, creditsMinor } = page
  const amount = money(Math.abs(closingMinor))
  return element(
    'section',
    {},
    element('h2', {}, say('balanceOn', { day: day(to) })),
    element('p', { class: 'amount' }, closingMinor < 0 ? say('advance', { amount }) : amount),
    from && element('p', { class: 'quiet' }, say('statementFrom', { from: day(from), to: day(to) })),
    element(
      'p',
      {},
      say('takenIn', { amount: money(debitsMinor) }),
      element('br'),
      say('paidIn', { amount: money(creditsMinor) }),
    ),
    busyButton(say('asPdf'), print),
  )
}

function linesSection(drawn: Drawn, more: () => Promise<void>) {
  const { page, say, money, day } = drawn
  if (page.lines.length === 0) return element('section', {}, element('p', {}, say('noLines')))
  // From the account's beginning there is nothing before it.
  const opening =
    page.from &&
    !page.next &&
    element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row' },
        say('opening'),
        element('br'),
        element('span', { class: 'quiet' }, day(page.from)),
      ),
      element('td', {}, `= ${money(page.openingMinor)}`),
    )
  return element(
    'section',
    {},
    element('h2', { id: 'lines' }, say('entries')),
    element(
      'table',
      { 'aria-labelledby': 'lines' },
      element('tbody', {}, ...page.lines.map((line) => lineRow(drawn, line)), opening),
    ),
    page.next && busyButton(say('older'), more),
  )
}

/** Pressed once, it waits for what it began. */
function busyButton(text: string, act: () => Promise<void>) {
  const button: HTMLButtonElement = element(
    'button',
    {
      type: 'button',
      click: () => {
        button.disabled = true
        void act().finally(() => {
          button.disabled = false
        })
      },
    },
    text,
  )
  return button
}
