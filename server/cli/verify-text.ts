import type { Finding, VerifyReport } from '@tenantry/tenancy'

/** A report as a person reads it: what is wrong first, then what was looked at, then the verdict. */
export function verifyText(report: VerifyReport): string {
  const { lints, probes, findings } = report
  const head = `Tenantry verify · ${report.database} on ${report.server} · PostgreSQL ${report.postgres} · ${report.at}`
  const checked = [
    ['login', `${report.login} ${isFenced(report) ? 'is bound by the fence' : 'would be refused at start'}`],
    [
      'catalogue',
      `${lints.rules} rules on ${counted(lints.databases, 'database')}: ${grouped(lints.checks)} checks, ${lints.allowed} allowances used, ${lints.seconds} s`,
    ],
    [
      'probes',
      `${grouped(probes.attempts)} attempts as ${report.login} on ${counted(probes.tables, 'table')} of ${counted(probes.databases, 'database')}, ${probes.seconds} s`,
    ],
    ...Object.entries(contextMeanings).map(([context, meaning]) => [
      '',
      `${grouped(probes.contexts[context] ?? 0).padStart(6)}  ${meaning}`,
    ]),
    [
      'canaries',
      report.leftovers > 0 ? `removed, and ${report.leftovers} that a killed run had left` : 'removed',
    ],
  ]
  return [
    head,
    ...(findings.length > 0
      ? ['', `FOUND (${findings.length})`, ...groupFindings(findings).flatMap(findingLines)]
      : []),
    '',
    'Checked',
    ...checked.map(([what, text]) => `  ${what!.padEnd(10)} ${text}`),
    '',
    verdict(report),
  ].join('\n')
}

const contextMeanings: Record<string, string> = {
  own: 'with its own context: own rows reached, TRUNCATE refused',
  foreign: 'with its own context on another tenant’s rows',
  forged: 'with a context that nobody signed',
  expired: 'with a context that has expired',
  replayed: 'with a context of another database',
  none: 'with no context',
  plain: 'with a bare tenant id as context',
  grants: 'on tables that are no tenant’s',
  escape: 'ways out: other roles, files, programs, keys, policies, the kernel’s tables',
}

function isFenced({ findings }: VerifyReport): boolean {
  return !findings.some(({ check }) => check === 'D00')
}

function verdict({ lints, probes, findings, seconds }: VerifyReport): string {
  const all = grouped(lints.checks + probes.attempts)
  return findings.length === 0
    ? `The fence stands: ${all} checks and attempts in ${seconds} s, each as it must be.`
    : `The fence does NOT stand as it should: ${counted(findings.length, 'finding')} in ${all} checks and attempts, ${seconds} s.`
}

/** The same fault in a thousand silos is one fault. */
function groupFindings(findings: readonly Finding[]): { finding: Finding; databases: string[] }[] {
  const groups = new Map<string, { finding: Finding; databases: string[] }>()
  for (const finding of findings) {
    const key = `${finding.check} ${finding.object} ${finding.sentence}`
    const group = groups.get(key) ?? { finding, databases: [] }
    group.databases.push(finding.database)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function findingLines({ finding, databases }: { finding: Finding; databases: string[] }): string[] {
  const [first, ...others] = [...new Set(databases)]
  const where = others.length > 0 ? `${first} and ${counted(others.length, 'other database')}` : first
  return [
    `  ✗ ${finding.check}  ${finding.object}  (${where})`,
    `      ${finding.sentence}`,
    `      Why it matters: ${finding.reason}`,
  ]
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

function grouped(count: number): string {
  return count.toLocaleString('en')
}
