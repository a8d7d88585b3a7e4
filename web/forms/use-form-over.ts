import { hashKey } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

interface Parts<Values, Present extends { version: number }> {
  form: {
    setValues: (values: Values) => void
    resetDirty: (values: Values) => void
    clearErrors: () => void
    isDirty: () => boolean
  }
  /** What is saved, as far as the page knows. */
  present: Present
  valuesOf: (present: Present) => Values
  save: {
    isPending: boolean
    isBehind: (version: number) => boolean
    isAheadOf: (version: number) => boolean
    goOnFrom: (version: number) => void
    reset: () => void
  }
}

/**
 * Keeps a form's fields with what is saved, here or elsewhere, but never puts it in the place of what somebody is typing. A
 * newer version that changed none of these fields, as where another form saves its part of the same, is gone on from.
 */
export function useFormOver<Values, Present extends { version: number }>(parts: Parts<Values, Present>) {
  const { form, present, valuesOf, save } = parts
  const known = useRef(hashKey([valuesOf(present)]))
  const showSaved = () => {
    const values = valuesOf(present)
    known.current = hashKey([values])
    form.setValues(values)
    form.resetDirty(values)
    form.clearErrors()
    save.goOnFrom(present.version)
    save.reset()
  }
  useEffect(() => {
    if (save.isPending || save.isAheadOf(present.version)) return
    const isBehind = save.isBehind(present.version)
    const saved = hashKey([valuesOf(present)])
    if (saved === known.current) {
      if (isBehind) save.goOnFrom(present.version)
    } else if (!form.isDirty()) showSaved()
    else if (!isBehind) known.current = saved
  })
  return { showSaved, saveOver: () => save.goOnFrom(present.version) }
}
