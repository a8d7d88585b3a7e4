/**
 * The policy every string passes before it becomes markup. React escapes text and Mantine writes style
 * sheets through `innerHTML`; neither needs a `<`, so whatever holds one is refused.
 */
export function refuseMarkup(text: string) {
  if (text.includes('<')) throw new TypeError('markup from a string is refused')
  return text
}

/** The one script that is started by its address: the counter's service worker. */
export const counterWorker = '/assets/counter-worker.js'

/** Lets that one through, and no other. */
export function refuseScripts(address: string) {
  if (address !== counterWorker) throw new TypeError('a script from a string is refused')
  return address
}

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createHTML: (text: string) => string; createScriptURL: (address: string) => string },
  ): unknown
}

// Scripts as text have no rule, so the policy refuses them all.
const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes
factory?.createPolicy('default', { createHTML: refuseMarkup, createScriptURL: refuseScripts })
