import type { Config } from './config.ts'

/** How browsers reach the two sides. */
export function addresses(config: Config) {
  const { host, port, ownerPort, platformHost, trustProxy } = config
  const platformOrigin = config.origin ?? `http://${platformHost}:${port}`
  const ownerOrigin = config.ownerOrigin ?? `http://${platformHost}:${ownerPort}`
  return {
    host,
    port,
    ownerPort,
    ownerOrigin,
    address: { platformHost, platformOrigin },
    ...(trustProxy && { trustProxy }),
  }
}
