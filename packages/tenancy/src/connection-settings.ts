/**
 * Settings by which the server itself finds out that a client has gone without a word, and lets go of what it held: locks, a
 * transaction, its place. What a system does by itself takes two hours. The client's kernel answers, however busy the client is.
 */
export function noticedWithin(seconds: 5 | 10 | 60): string {
  const between = seconds / 5
  const settings = {
    tcp_keepalives_idle: seconds - 3 * between,
    tcp_keepalives_interval: between,
    tcp_keepalives_count: 3,
    // For what was sent and never acknowledged.
    tcp_user_timeout: seconds * 1_000,
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}

/** The address with settings of a session beside those that it has. */
export function withSettings(url: string | URL, settings: string): string {
  const address = new URL(url)
  const own = address.searchParams.get('options')
  address.searchParams.set('options', own ? `${own} ${settings}` : settings)
  return address.href
}
