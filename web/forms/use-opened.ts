import { useState } from 'react'

interface Save {
  goOnFrom: (version: number) => void
  reset: () => void
}

/** What a sheet was opened with, until somebody asks for what is saved now: nothing newer slips under what is typed. */
export function useOpened<Present extends { version: number }>(present: Present, save: Save) {
  const [opened, open] = useState(present)
  const showSaved = () => {
    save.goOnFrom(present.version)
    save.reset()
    open(present)
  }
  return { opened, over: { showSaved, saveOver: () => save.goOnFrom(present.version) } }
}
