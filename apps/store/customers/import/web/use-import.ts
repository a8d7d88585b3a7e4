import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call } from '#web/call.ts'
import { useRefreshCustomers } from '../../web/customer-queries.ts'
import { importCustomers, type LineProblem, previewCustomerImport } from '../import.contract.ts'

/** A file and how it is to be read. */
export interface ChosenList {
  file: File
  /** `name,-,phone`; guessed until somebody says otherwise. */
  columns?: string
  addZero: boolean
  openingOn: string
}

const askedOf = ({ columns, addZero, openingOn }: ChosenList) => ({
  addZero,
  openingOn,
  ...(columns !== undefined && { columns }),
})

/** Systems name such files in many ways; the server looks at the content. */
const contentOf = ({ file }: ChosenList) => new Blob([file], { type: 'text/csv' })

export function useImportPreview(list: ChosenList) {
  const { file, ...asked } = list
  return useQuery({
    queryKey: ['customers', 'import', file.name, file.size, file.lastModified, asked],
    queryFn: ({ signal }) =>
      call(previewCustomerImport, { query: askedOf(list), upload: contentOf(list) }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export interface ImportState {
  running: boolean
  /** The line that comes next; nothing once all are done. */
  next: number | null
  lines: number
  fresh: number
  known: number
  problems: LineProblem[]
  problemLines: number
  error: Error | undefined
}

/** Sends the list again and again until all of it is in. What stops it leaves it where it can go on. */
export function useImport(list: ChosenList) {
  const refresh = useRefreshCustomers()
  const [state, setState] = useState<ImportState>()
  const stop = useRef<AbortController>(undefined)

  const run = async () => {
    const controller = new AbortController()
    stop.current = controller
    const begun = { lines: 0, fresh: 0, known: 0, problems: [], problemLines: 0, next: 1 }
    let now: ImportState = { ...begun, ...state, running: true, error: undefined }
    setState(now)
    try {
      while (now.next !== null) {
        const query = { ...askedOf(list), from: now.next }
        const step = await call(
          importCustomers,
          { query, upload: contentOf(list) },
          { signal: controller.signal },
        )
        now = {
          ...now,
          next: step.next,
          lines: step.lines,
          fresh: now.fresh + step.fresh,
          known: now.known + step.known,
          problems: [...now.problems, ...step.problems],
          problemLines: now.problemLines + step.problemLines,
        }
        setState(now)
      }
      setState({ ...now, running: false })
    } catch (error) {
      // Stopped by hand it says nothing; else what happened.
      setState({ ...now, running: false, error: controller.signal.aborted ? undefined : (error as Error) })
    }
    await refresh()
  }
  return { state, run, stop: () => stop.current?.abort() }
}
