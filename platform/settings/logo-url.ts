/** Where a logo is, below the tenant's base: another picture has another address, so that browsers may keep each. */
export function logoUrlOf(logo: string | null): string | null {
  return logo && `/api/logo?v=${logo.slice(0, 16)}`
}
