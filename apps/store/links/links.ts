// What other areas of the store use of links.
export { handOver } from './hand-over.ts'
export { type OpenLink, openLink } from './open-link.ts'
export { headOf, lineOf, readFace, type ShopFace } from './page-head.ts'
export { makePageThrottle } from './page-throttle.ts'
export { revokeLink } from './revoke-link.ts'
export { drawToken, pageAddress } from './tokens.ts'
