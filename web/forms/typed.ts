const typed = new Set<Element>()

/** Notices from now on what people write into fields, whatever form they belong to. */
export function noticeTyping(): void {
  addEventListener(
    'input',
    ({ target }) => target instanceof Element && !isView(target) && typed.add(target),
    {
      capture: true,
    },
  )
}

/** Is there a field on the page that somebody has written into? Loading the page anew would lose it. */
export function hasTyped(): boolean {
  for (const field of typed) if (!field.isConnected) typed.delete(field)
  return typed.size > 0
}

/** Outside a form, one of several says how something is looked at: in which language, by day or by week. */
function isView(target: Element) {
  return target instanceof HTMLInputElement && target.type === 'radio' && target.form === null
}
