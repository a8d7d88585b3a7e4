/** On every answer: nothing is guessed, framed, opened or read from elsewhere. */
export const commonHeaders = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
}

/** On answers of the API: no cache keeps them, and opened as a page they can do nothing. */
export const apiHeaders = {
  ...commonHeaders,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
}

/** On the page. The nonce lets in the style and script tags that the page itself makes, and no others. */
export function pageHeaders(nonce: string) {
  return {
    ...commonHeaders,
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'self'",
      `script-src 'self' 'nonce-${nonce}'`,
      `style-src 'self' 'nonce-${nonce}'`,
      "worker-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types default',
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  }
}

/**
 * On the frame that shows files. It has an origin of nobody: no cookie, no storage, and nothing that it may ask for but its own
 * script and style. Only our own page frames it, and hands it what it shows.
 */
export function previewHeaders(nonce: string) {
  return {
    ...pageHeaders(nonce),
    'content-security-policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      'img-src blob:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
      'sandbox allow-scripts',
    ].join('; '),
  }
}

/** On what the frame is made of: to a frame without an origin every address is another's. */
export const previewAssetHeaders = { 'access-control-allow-origin': '*' }

/** On a service worker: it may serve the addresses of all tenants here, and reaches nothing but this origin. */
export const workerHeaders = {
  'service-worker-allowed': '/',
  'content-security-policy': "default-src 'none'; connect-src 'self'",
}
