import { hasTyped } from '../forms/typed.ts'

/**
 * Loads the app of the release that runs now, at the same address. By itself it does so once for each file that is gone, lest
 * it never ends, and not where something that was typed or is being sent would be lost: then a person decides. Says whether
 * everything stays as it is.
 */
export async function renewOnce(file: string): Promise<boolean> {
  const mark = `tenantry.renewed:${file}`
  if (sessionStorage.getItem(mark) || !(await isServed()) || hasTyped() || isLeavingAskedFor()) return true
  sessionStorage.setItem(mark, '1')
  location.reload()
  return false
}

/** Does the same because a person wants it. Nothing is thrown away for a server that is away: says whether everything stays. */
export async function renewNow(): Promise<boolean> {
  if (!(await isServed())) return true
  location.reload()
  return false
}

/** Would there be a page in place of this one? */
async function isServed() {
  try {
    const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' })
    return answer.ok
  } catch {
    return false
  }
}

/** Whoever asks before the window is left is asked whether he would. */
function isLeavingAskedFor() {
  return !dispatchEvent(new Event('beforeunload', { cancelable: true }))
}
