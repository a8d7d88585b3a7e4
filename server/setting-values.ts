import { resolve } from 'node:path'

// How the value of each setting is read. What is wrong throws an Error that says what a right value looks like.

export function optional<T>(parse: (text: string) => T) {
  return (text: string): T | undefined => (text === '' ? undefined : parse(text))
}

export function port(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < 1 || number > 65_535) throw new Error('must be a port, 1 to 65535')
  return number
}

export function portOrAny(text: string): number {
  return text === '0' ? 0 : port(text)
}

export function smallCount(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > 100) throw new Error('must be a number, 0 to 100')
  return number
}

export function word(text: string): string {
  if (/\s/.test(text)) throw new Error('must not contain spaces')
  return text
}

export function path(text: string): string {
  return resolve(import.meta.dirname, '..', text)
}

export function origin(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, '')) {
    throw new Error('must be an origin such as https://clinics.example.com')
  }
  return url.origin
}

export function hostAndPort(text: string): { host: string; port: number } {
  const [, host, number] = /^([^\s:]+|\[[0-9a-f:]+\]):(\d+)$/i.exec(text) ?? []
  if (!host || !number) throw new Error('must look like 127.0.0.1:3310')
  return { host: host.replace(/^\[|\]$/g, ''), port: port(number) }
}

export function database(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !url.username || databaseName(text) === '') {
    throw new Error('must look like postgres://login:password@host:5432/database')
  }
  return text
}

/** Logins of further servers, by name. The admin's may be left out where nothing is migrated or made. */
export function servers(text: string): Record<string, { databaseUrl: string; adminUrl?: string }> {
  const fault = 'must be JSON such as {"second": {"databaseUrl": "postgres://…", "adminUrl": "postgres://…"}}'
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw new Error(fault)
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Error(fault)
  const entries = Object.entries(given).map(([name, urls]) => {
    const { databaseUrl, adminUrl } = (urls ?? {}) as Record<string, unknown>
    if (typeof databaseUrl !== 'string') throw new Error(fault)
    if (adminUrl !== undefined && typeof adminUrl !== 'string') throw new Error(fault)
    const admin = adminUrl === undefined ? {} : { adminUrl: database(adminUrl) }
    return [name, { databaseUrl: database(databaseUrl), ...admin }]
  })
  return Object.fromEntries(entries)
}

export function databaseName(text: string) {
  return decodeURIComponent(URL.parse(text)?.pathname.slice(1) ?? '')
}

export function key(text: string): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new Error('must be 64 hex digits, as "openssl rand -hex 32" prints them')
  return Buffer.from(text, 'hex')
}

export function onOrOff(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new Error('must be on or off')
  return text === 'on'
}

export function redis(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^rediss?:$/.test(url.protocol) || !url.hostname)
    throw new Error('must look like redis://host:6379')
  return text
}

export function mailServer(text: string): string {
  const url = URL.parse(text)
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname) {
    throw new Error('must look like smtp://login:password@host:587')
  }
  return text
}

/** An address, with a name before it or without. */
export function sender(text: string): string {
  if (!/^(?:[^<>@\p{Cc}]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u.test(text)) {
    throw new Error('must be an address such as "Tenantry <no-reply@example.com>"')
  }
  return text
}

export function logLevel(text: string): string {
  if (!/^(fatal|error|warn|info|debug|trace|silent)$/.test(text)) {
    throw new Error('must be fatal, error, warn, info, debug, trace or silent')
  }
  return text
}

/** Passwords and keys are not repeated where the terminal, and its log, can see them. */
