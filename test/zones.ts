/**
 * A zone in which it is now between this hour and the next. Where it is noon no day, month or year ends while a test runs, and
 * no quiet hours begin.
 */
export function zoneWhereItIs(hour: number): string {
  const east = ((hour - new Date().getUTCHours() + 36) % 24) - 12
  // These names count westwards.
  return `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`
}
