import { element } from '#apps/store/links/web/elements.ts'
import {
  type Asking,
  type DrawnWith,
  drawnIn,
  drawRefusal,
  heading,
  lineRow,
  openPage,
  show,
} from '#apps/store/links/web/page-parts.ts'
import type { PayLanguage } from '#apps/store/links/web/pay-texts.ts'
import { getStatementPageFile, lookAtStatementPage, type StatementPage } from '../statement-links.contract.ts'

type Drawn = DrawnWith<StatementPage>

/** A customer's statement over the days that the shop chose, page by page, and as PDF. */
export function openStatementPage(root: HTMLElement): Promise<void> {
  return openPage(root, ({ call, token }) => call(lookAtStatementPage, { body: { token } }), draw)

  async function draw(page: StatementPage, language: PayLanguage, asking: Asking) {
    const drawn = await drawnIn(language, page, 'statementOf')
    const other = language === 'en' ? 'hi' : 'en'
    const refuse = (error: unknown) => void drawRefusal(root, language, error)
    show(
      root,
      heading(drawn, { other, choose: () => void draw(page, other, asking) }),
      closingSection(drawn, () => savePdf(asking, language).catch(refuse)),
      linesSection(drawn, () =>
        findOlder(page, asking)
          .then((longer) => draw(longer, language, asking))
          .catch(refuse),
      ),
      drawn.validUntil,
    )
  }
}

async function findOlder(page: StatementPage, { call, token }: Asking): Promise<StatementPage> {
  const older = await call(lookAtStatementPage, { body: { token, ...(page.next && { cursor: page.next }) } })
  return { ...older, lines: [...page.lines, ...older.lines] }
}

/** Asked for with the token in the body, and so by no address that anybody could see. */
async function savePdf({ call, token }: Asking, language: PayLanguage) {
  const url = URL.createObjectURL(await call(getStatementPageFile, { body: { token, language } }))
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
