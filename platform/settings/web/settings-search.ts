export const settingsTabs = ['profile', 'offices', 'branding', 'region', 'numbering', 'security'] as const
export type SettingsTab = (typeof settingsTabs)[number]

/** What the address of the page says: a link to it shows the same view. */
interface SettingsSearch {
  tab?: SettingsTab
  /** The sheet over the offices: one's id, or `new`. */
  office?: string
}

/** Reads the address; what it does not know is left out, not refused. */
export function readSettingsSearch({ tab, office }: Record<string, unknown>): SettingsSearch {
  const known = settingsTabs.find((each) => each === tab)
  return { ...(known && { tab: known }), ...(typeof office === 'string' && { office }) }
}
