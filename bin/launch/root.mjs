import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository, wherever the command was typed. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What the launcher brings and remembers; may be deleted at any time. */
export const own = join(root, '.tenantry')
