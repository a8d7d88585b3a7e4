import { type Call, makeCall, Problem } from '#contract/call.ts'
import { localeOf, makeFormats } from '#web/format/formats.ts'
import { formatMoney } from '#web/format/money.ts'
import { tenantBase } from '#web/tenant-base.ts'
import { accentShades } from '#web/theme/accent.ts'
import { element } from './elements.ts'
import { isPayText, languageNames, loadPayTexts, type PayLanguage, type Say } from './pay-texts.ts'

/** What every part of a customer's page is drawn with. */
export interface DrawnWith<Page> {
  page: Page
  say: Say
  /** In the page's own currency, where none is said. */
  money(minor: number, currency?: string): string
  day(date: string): string
}

interface Headed {
  shop: { name: string; locale: string; timeZone: string; accent: string | null; logoUrl: string | null }
  customer: { firstName: string; apartments: string[]; language: string }
  currency: string
}

/** By what a page's own address asks the shop. */
export interface Asking {
  call: Call
  token: string
}

/**
 * Asks for a customer's page by the token behind the `#` of its address, and draws it in his language. Without React or
 * Mantine, since old phones open it, too.
 */
export async function openPage<Page extends Headed>(
  root: HTMLElement,
  look: (asking: Asking) => Promise<Page>,
  draw: (page: Page, language: PayLanguage, asking: Asking) => Promise<void>,
): Promise<void> {
  const asking = { call: makeCall(tenantBase(location.pathname)), token: location.hash.slice(1) }
  // Another link pasted into the same tab is another page.
  addEventListener('hashchange', () => location.reload())
  const browsers = navigator.language.startsWith('hi') ? 'hi' : 'en'
  show(root, element('p', { role: 'status' }, (await loadPayTexts(browsers))('loading')))
  try {
    const page = await look(asking)
    putOn(page.shop.accent)
    await draw(page, page.customer.language === 'hi' ? 'hi' : 'en', asking)
  } catch (error) {
    await drawRefusal(root, browsers, error)
  }
}

/** The shop's colour, in a shade that can be read on light and one that can on dark; `pay.css` has the product's own. */
function putOn(accent: string | null) {
  if (accent === null) return
  const shades = accentShades(accent)
  const { style } = document.documentElement
  style.setProperty('--accent-on-light', shades[6])
  style.setProperty('--accent-on-dark', shades[4])
}

/** What a page is drawn with in a language, and until when it can be opened, as the last line says. */
export async function drawnIn<Page extends Headed & { expiresAt: string }>(
  language: PayLanguage,
  page: Page,
  title: 'title' | 'statementOf',
): Promise<DrawnWith<Page> & { validUntil: HTMLElement }> {
  const say = await loadPayTexts(language)
  const { name: shop, locale: region, timeZone } = page.shop
  document.documentElement.lang = language
  document.title = say(title, { shop })
  const locale = localeOf(language, region)
  const day = dayOf(page.expiresAt, locale, timeZone)
  return {
    page,
    say,
    money: (minor, currency = page.currency) => formatMoney(locale, minor, currency),
    day: makeFormats({ locale, timeZone }).day,
    validUntil: element('p', { class: 'quiet' }, say('validUntil', { day })),
  }
}

interface Line {
  effectiveOn: string
  kind: string
  receipt: string | null
  amountMinor: number
  balanceMinor: number
}

/** Whose page it is, and the way to the other language. */
export function heading(
  { page, say }: DrawnWith<Headed>,
  { other, choose }: { other: PayLanguage; choose: () => void },
) {
  const { firstName: name, apartments } = page.customer
  const { logoUrl } = page.shop
  const [apartment] = apartments
  return element(
    'header',
    {},
    logoUrl && element('img', { class: 'logo', src: `${tenantBase(location.pathname)}${logoUrl}`, alt: '' }),
    element(
      'div',
      { class: 'whose' },
      element('h1', {}, page.shop.name),
      element(
        'p',
        { class: 'quiet' },
        apartment ? say('forYouAt', { name, apartment }) : say('forYou', { name }),
      ),
    ),
    element(
      'button',
      { type: 'button', class: 'language', lang: other, click: choose },
      languageNames[other],
    ),
  )
}

/** An entry with the balance after it. */
export function lineRow(
  { say, money, day }: Omit<DrawnWith<unknown>, 'page'>,
  { effectiveOn, kind, receipt, amountMinor, balanceMinor }: Line,
) {
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      say(isPayText(kind) ? kind : 'entry'),
      element('br'),
      element('span', { class: 'quiet' }, [day(effectiveOn), receipt].filter(Boolean).join(' · ')),
    ),
    element(
      'td',
      {},
      money(amountMinor),
      element('br'),
      element('span', { class: 'quiet' }, `= ${money(balanceMinor)}`),
    ),
  )
}

/** Says why there is no page: its link is over, it was asked for too often, or nobody answers. */
export async function drawRefusal(root: HTMLElement, language: PayLanguage, error: unknown) {
  const say = await loadPayTexts(language)
  document.documentElement.lang = language
  const over = error instanceof Problem && (error.code === 'link_over' || error.code === 'invalid_input')
  if (over) {
    document.title = say('linkOver')
    return show(root, element('h1', {}, say('linkOver')), element('p', {}, say('linkOverText')))
  }
  const often = error instanceof Problem && error.code === 'too_many_attempts'
  show(
    root,
    element('p', { role: 'alert' }, say(often ? 'tooOften' : 'unreachable')),
    element('button', { type: 'button', click: () => location.reload() }, say('retry')),
  )
}

function dayOf(timestamp: string, locale: string, timeZone: string) {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(timestamp))
}

export function show(root: HTMLElement, ...children: (Node | undefined)[]) {
  root.replaceChildren(...children.filter((child) => child !== undefined))
}
