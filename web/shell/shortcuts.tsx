import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react'

export interface Shortcut {
  /** The key as the keyboard writes it: `n`, `/`, `?`. */
  key: string
  label: string
  run: () => void
}

interface Registry {
  shown: Shortcut[]
  add: (shortcuts: () => Shortcut[]) => () => void
}

const Shortcuts = createContext<Registry>({ shown: [], add: () => () => undefined })

/** Listens for single keys and knows what is to be shown under `?`. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const sources = useRef(new Set<() => Shortcut[]>())
  const [shown, setShown] = useState<Shortcut[]>([])

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isDialogOpen()) return
      const shortcut = all(sources.current).find(({ key }) => key === event.key)
      if (!shortcut) return
      event.preventDefault()
      shortcut.run()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  const add = useMemo(
    () => (source: () => Shortcut[]) => {
      sources.current.add(source)
      setShown(all(sources.current))
      return () => {
        sources.current.delete(source)
        setShown(all(sources.current))
      }
    },
    [],
  )
  return <Shortcuts value={useMemo(() => ({ shown, add }), [shown, add])}>{children}</Shortcuts>
}

/** Gives a page keys of its own for as long as it is open. */
export function useShortcuts(shortcuts: Shortcut[]) {
  const { add } = use(Shortcuts)
  const current = useRef(shortcuts)
  useEffect(() => {
    current.current = shortcuts
  })
  const labels = shortcuts.map(({ key, label }) => `${key} ${label}`).join('\n')
  // The labels stand for the list: its functions are new with every drawing of the page.
  useEffect(() => add(() => current.current), [add, labels])
}

export function useShownShortcuts() {
  return use(Shortcuts).shown
}

function all(sources: Set<() => Shortcut[]>) {
  return [...sources].flatMap((source) => source())
}

function isTyping(target: EventTarget | null) {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}

/** A sheet or palette keeps its keys to itself. */
function isDialogOpen() {
  return document.querySelector('[role="dialog"]') !== null
}
