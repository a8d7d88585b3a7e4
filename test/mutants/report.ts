import type { Mutant } from './patch.ts'
import type { Failure } from './suites.ts'

export type Outcome =
  | { kind: 'killed'; by: Failure; seconds: number; firstTried: boolean }
  | { kind: 'survived' }
  | { kind: 'stale'; reason: string }

export interface Judged {
  mutant: Mutant
  outcome: Outcome
}

/** The page that the command writes. */
export function reportPage(judged: readonly Judged[]): string {
  const killed = judged.filter(({ outcome }) => outcome.kind === 'killed')
  const before = killed.filter(({ mutant }) => !mutant.written)
  return `# Mutants

Written by \`npm run mutants\`; not by hand. Each mutant is a fault that somebody could make, as a small patch in
\`test/mutants/\`. It is applied to a copy of the tree and the tests are run: a fault that no test notices is one that
could be released.

**${killed.length} of ${judged.length} killed**, ${percent(before.length, judged.length)} by tests that were there before
the mutant (marked * where the test was written for it).

${['schema', 'code'].map((group) => section(group, judged)).join('\n')}`
}

function section(group: string, judged: readonly Judged[]): string {
  const rows = judged.filter(({ mutant }) => mutant.name.startsWith(`${group}/`))
  return `## ${group === 'schema' ? 'Schema' : 'Code'}

| mutant | fault | killed by |
|---|---|---|
${rows.map(row).join('\n')}
`
}

function row({ mutant, outcome }: Judged): string {
  const name = mutant.name.replace(/^\w+\/|\.patch$/g, '')
  return `| ${name}${mutant.written ? '*' : ''} | ${cell(mutant.what)} | ${cell(describe(outcome))} |`
}

export function describe(outcome: Outcome): string {
  if (outcome.kind === 'survived') return '**nothing: it survived**'
  if (outcome.kind === 'stale') return `**${outcome.reason}**`
  return `\`${outcome.by.file}\`: ${outcome.by.test}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Math.floor((part * 100) / whole)} %`
}
