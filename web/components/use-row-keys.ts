import type { RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { Shortcut } from '#web/shell/shortcuts.tsx'

/** `j` and `k` move through the rows of a list; Enter opens the one that has the focus. */
export function useRowKeys(list: RefObject<HTMLElement | null>): Shortcut[] {
  const { t } = useTranslation()
  const move = (step: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
    const at = rows.indexOf(document.activeElement as HTMLElement)
    const to = at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))
    rows[to]?.focus()
  }
  return [
    { key: 'j', label: t('rowDown'), run: () => move(1) },
    { key: 'k', label: t('rowUp'), run: () => move(-1) },
  ]
}
