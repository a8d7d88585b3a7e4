import type { IncomingMessage } from 'node:http'

/** Of two hosts a proxy in front may have believed the other one, so two are as good as none. */
export function onlyHost({ headers, rawHeaders }: IncomingMessage) {
  const first = rawHeaders.findIndex(isHost)
  return rawHeaders.findIndex((name, index) => index > first && isHost(name, index)) < 0
    ? headers.host
    : undefined
}

/** Names and values take turns. */
function isHost(name: string, index: number) {
  return index % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host'
}
