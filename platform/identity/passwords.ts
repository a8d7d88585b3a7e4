import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { makeQueue } from './bounded-queue.ts'

// OWASP's smallest figures for argon2id, which is the library's default algorithm: 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/**
 * Hashing takes a core for some milliseconds, so a flood of sign-ins may not take all of them, nor pile up without an
 * end: who comes after the waiting ones is told to come back.
 */
const queue = makeQueue({ atOnce: Math.max(1, availableParallelism() - 1), waiting: 64 })

/** One person can type the same password in two Unicode forms. */
const normalised = (password: string) => password.normalize('NFC')

export function hashPassword(password: string): Promise<string> {
  return queue(() => hash(normalised(password), cost))
}

/** Was it hashed at today's cost? */
export function isCurrentHash(passwordHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = cost
  return passwordHash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`)
}

/** Is it the password? Where there is no hash to compare with, it takes as long and the answer is no. */
export async function isPassword(
  password: string,
  passwordHash: string | null | undefined,
): Promise<boolean> {
  const dummy = await dummyHash
  const matches = await queue(() => verify(passwordHash ?? dummy, normalised(password)))
  return matches && passwordHash != null
}

const dummyHash = hash('nobody has this password', cost)
