/** The nonce of this page's Content-Security-Policy; style tags made at run time must carry it. */
export function styleNonce() {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
}

/** Hands the nonce to the libraries that make style tags of their own. */
export function shareStyleNonce() {
  window.__webpack_nonce__ = styleNonce()
}
