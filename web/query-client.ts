import { type Query, QueryClient } from '@tanstack/react-query'
import { Problem } from '#contract/call.ts'

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
    },
    // What a person did is not done again behind his back; the form offers it.
    mutations: { retry: false },
  },
})

/** Asks again for whatever is shown and could not be had, once the server is there again: nobody else will tell of it. */
export function askAgain(queries: QueryClient): void {
  const couldNotBeHad = ({ state: { error } }: Query) => error !== null && isPassing(error)
  void queries.refetchQueries({ type: 'active', predicate: couldNotBeHad })
}

/** Will the same question have another answer in a moment? */
function isPassing(error: Error) {
  return error instanceof Problem && (error.code === 'unreachable' || error.status >= 502)
}

export function isProblem(error: unknown, code: Problem['code']): error is Problem {
  return error instanceof Problem && error.code === code
}

/** Not there, or an address nobody ever had: for the reader it is the same. */
export function isUnknown(error: unknown) {
  return isProblem(error, 'not_found') || (isProblem(error, 'invalid_input') && error.field?.endsWith('Id'))
}

/** Nobody has said yes or no: the same act is to be asked for again, under the same id. */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof Problem)) return true
  const { code, status } = error
  return code === 'unreachable' || status >= 500 || status === 401 || status === 429
}
