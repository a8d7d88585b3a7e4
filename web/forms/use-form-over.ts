import { useEffect } from 'react'

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
    goOnFrom: (version: number) => void
    reset: () => void
  }
}

/** Keeps a form's fields with what is saved, here or elsewhere, but never puts it in the place of what somebody is typing. */
export function useFormOver<Values, Present extends { version: number }>(parts: Parts<Values, Present>) {
  const { form, present, valuesOf, save } = parts
  const showSaved = () => {
    const values = valuesOf(present)
    form.setValues(values)
    form.resetDirty(values)
    form.clearErrors()
    save.goOnFrom(present.version)
    save.reset()
  }
  useEffect(() => {
    if (save.isBehind(present.version) && !save.isPending && !form.isDirty()) showSaved()
  })
  return { showSaved, saveOver: () => save.goOnFrom(present.version) }
}
