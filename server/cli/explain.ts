import { TenancyError } from '@tenantry/tenancy'
import { ConfigError } from '../config.ts'
import { LocalPostgresError } from '../local/local-postgres-error.ts'
import { Refusal } from '../refusal.ts'
import { PortTaken } from '../serve.ts'

/** 0 done, 1 failed, 2 wrong usage or settings, 3 done in part: the rest is listed. */
export const exitCodes = { done: 0, failed: 1, usage: 2, partly: 3 } as const

interface Explanation {
  code: string
  message: string
  exitCode: number
  /** Where it happened, for errors that nobody foresaw. */
  stack?: string
}

/** What a person is told of an error: a sentence where we know one, the stack where we do not. */
export function explain(error: unknown): Explanation {
  const failed = (code: string, message: string) => ({ code, message, exitCode: exitCodes.failed })
  if (error instanceof ConfigError) {
    return { code: 'wrong_settings', message: error.message, exitCode: exitCodes.usage }
  }
  if (error instanceof LocalPostgresError || error instanceof TenancyError) {
    return failed(error.code, sentence(error.message))
  }
  if (error instanceof PortTaken) return failed('port_taken', error.message)
  if (error instanceof Refusal) return failed('refused', error.message)
  return explainSystem(error) ?? unforeseen(error)
}

function unforeseen(error: unknown): Explanation {
  const message = error instanceof Error ? error.message : String(error)
  const stack = error instanceof Error ? error.stack : undefined
  return { code: 'unexpected', message, exitCode: exitCodes.failed, ...(stack && { stack }) }
}

/** Errors of the network, the disk and PostgreSQL, by their codes. */
function explainSystem(error: unknown): Explanation | undefined {
  const { code, message = '', path } = error as { code?: string; message?: string; path?: string }
  const text = systemSentence(code, message, path)
  return text ? { code: String(code), message: text, exitCode: exitCodes.failed } : undefined
}

function systemSentence(code: string | undefined, message: string, path = ''): string | undefined {
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
      return `The PostgreSQL of DATABASE_URL cannot be reached (${message || code}): see that it runs and that the URL names it.`
    case '28P01':
    case '28000':
      return `PostgreSQL refuses the login (${message}): see the name and the password in DATABASE_URL and DATABASE_ADMIN_URL.`
    case '42P01':
      return message.includes('control.')
        ? `The databases are not made yet: run "tenantry migrate" first.`
        : undefined
    case '3D000':
      return `There is no such database (${message}): run "tenantry migrate" with DATABASE_ADMIN_URL first.`
    case '42501':
      return `PostgreSQL forbids it (${message}): DATABASE_ADMIN_URL needs a login with CREATEDB and CREATEROLE that owns the databases.`
    case 'EADDRNOTAVAIL':
      return `HOST is not an address of this machine (${message}).`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `It is not allowed to write or listen there (${path || message}): choose another folder (TENANTRY_DATA) or a port above 1023.`
    case 'ENOSPC':
    case '53100':
      return 'The disk is full: free some space and try again.'
    case 'ENOENT':
      return `There is no ${path || 'such file'}.`
    default:
      return undefined
  }
}

function sentence(message: string) {
  return message.charAt(0).toUpperCase() + message.slice(1)
}
