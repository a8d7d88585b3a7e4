import { useEffect, useState } from 'react'

/**
 * The token of the link that was opened: it stands behind the `#`, which no server is sent. Another link that is opened in the
 * same tab changes nothing else of the address, and begins the page anew.
 */
export function useLinkToken(): string {
  const [token] = useState(() => location.hash.slice(1))
  useEffect(() => {
    const beginAnew = () => location.reload()
    addEventListener('hashchange', beginAnew)
    return () => removeEventListener('hashchange', beginAnew)
  }, [])
  return token
}
