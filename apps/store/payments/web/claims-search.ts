/** What the page shows stands in its address: `?decided=true`. */
export interface ClaimsSearch {
  decided?: boolean
  cursor?: string
}

export function readClaimsSearch({ decided, cursor }: Record<string, unknown>): ClaimsSearch {
  return {
    ...(String(decided) === 'true' && { decided: true }),
    ...(typeof cursor === 'string' && cursor !== '' && { cursor }),
  }
}
