import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutant } from './patch.ts'
import type { Failure } from './suites.ts'

export type Outcome =
  | { kind: 'killed'; by: Failure; seconds: number; firstTried: boolean }
  | { kind: 'survived' }
  | { kind: 'stale'; reason: string }

/** What was found, and of which patch. */
export type Verdict = Outcome & { patch: string }

interface Judged {
  mutant: Mutant
  /** Missing where nobody has judged the patch as it is now. */
  outcome?: Outcome | undefined
}

const verdictsFile = join(import.meta.dirname, 'verdicts.json')

/** What is known of each mutant, by its name. */
export function readVerdicts(): Record<string, Verdict> {
  return existsSync(verdictsFile) ? JSON.parse(readFileSync(verdictsFile, 'utf8')) : {}
}

export function writeVerdicts(verdicts: Readonly<Record<string, Verdict>>) {
  writeFileSync(verdictsFile, `${JSON.stringify(verdicts, null, 2)}\n`)
}

/** A mutant with what was found of its patch; what was found of an earlier one says nothing. */
export function judgedOf(mutant: Mutant, verdicts: Readonly<Record<string, Verdict>>): Judged {
  const verdict = verdicts[mutant.name]
  return { mutant, outcome: verdict?.patch === mutant.hash ? verdict : undefined }
}

/** The page that the command writes. */
export function reportPage(judged: readonly Judged[]): string {
  const killed = judged.filter(({ outcome }) => outcome?.kind === 'killed')
  const before = killed.filter(({ mutant }) => !mutant.written)
  return `# Mutants

Written by \`npm run mutants\`; not by hand. Each mutant is a fault that somebody could make, as a small patch in
\`test/mutants/\`. It is applied to a copy of the tree and the tests are run: a fault that no test notices is one that
could be released. Beside each stands the hash of its patch as it was judged; \`npm run mutants -- --stale\` judges what is new
or was changed since.

**${killed.length} of ${judged.length} killed**, ${percent(before.length, judged.length)} by tests that were there before
the mutant (marked * where the test was written for it).

${['schema', 'code'].map((group) => section(group, judged)).join('\n')}`
}

function section(group: string, judged: readonly Judged[]): string {
  const rows = judged.filter(({ mutant }) => mutant.name.startsWith(`${group}/`))
  return `## ${group === 'schema' ? 'Schema' : 'Code'}

| mutant | patch | fault | killed by |
|---|---|---|---|
${rows.map(row).join('\n')}
`
}

function row({ mutant, outcome }: Judged): string {
  const name = mutant.name.replace(/^\w+\/|\.patch$/g, '')
  return `| ${name}${mutant.written ? '*' : ''} | ${mutant.hash} | ${cell(mutant.what)} | ${cell(describe(outcome))} |`
}

export function describe(outcome: Outcome | undefined): string {
  if (!outcome) return '**not judged since it was written or changed**'
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
