/**
 * The policy every string passes before it becomes markup. React escapes text and Mantine writes style
 * sheets through `innerHTML`; neither needs a `<`, so whatever holds one is refused.
 */
export function refuseMarkup(text: string) {
  if (text.includes('<')) throw new TypeError('markup from a string is refused')
  return text
}

interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown
}

// Scripts and script addresses have no rule, so the policy refuses them all.
const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes
factory?.createPolicy('default', { createHTML: refuseMarkup })
