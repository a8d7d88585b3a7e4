import type { FleetOptions } from '../fleet/parts.ts'
import type { ServerUrls } from '../servers.ts'
import type { Allowance } from './allowances.ts'
import type { Finding } from './lint.ts'
import type { ProbeCounts } from './probes/probe.ts'

export interface VerifyOptions extends Omit<FleetOptions, 'webLogin' | 'steps' | 'servers'> {
  /** Further servers, with both logins' URLs of each. */
  servers?: ServerUrls<'adminUrl' | 'databaseUrl'>
  /** The fenced login's URL: the probes come as the web process does. */
  databaseUrl: string
  /** Tables without a tenant that tenants' queries may read, as given to `openTenancy`. */
  globalTables?: readonly string[]
  /** What the product means to be so, with the reason; the kernel's own are known. */
  allowances?: readonly Allowance[]
  onProgress?: (progress: VerifyProgress) => void
}

export interface VerifyProgress {
  phase: 'catalogue' | 'canaries' | 'probes' | 'removal'
  done: number
  total: number
}

export interface VerifyReport {
  /** When it began, ISO 8601. */
  at: string
  seconds: number
  server: string
  database: string
  postgres: string
  login: string
  lints: { rules: number; databases: number; checks: number; allowed: number; seconds: number }
  probes: ProbeCounts & { seconds: number }
  /** Canaries of an earlier run that had been killed, removed by this one. */
  leftovers: number
  findings: Finding[]
}
