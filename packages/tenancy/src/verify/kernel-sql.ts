import { fileURLToPath } from 'node:url'
import { readMigrations } from '../migrations.ts'

/** The kernel's own migrations as this release ships them: what its functions and tables are compared with. */
export async function kernelSql(): Promise<{ control: string; data: string }> {
  return { control: await textOf('control'), data: await textOf('data') }
}

/** The tables that migrations make, by name. */
export function tablesMadeIn(sql: string): string[] {
  return [...sql.matchAll(/^create table ([a-z_.]+)/gm)].map((match) => match[1]!)
}

async function textOf(module: string): Promise<string> {
  const folder = fileURLToPath(new URL(`../../sql/${module}`, import.meta.url))
  return (await readMigrations([{ module, folder }])).map(({ text }) => text).join('\n')
}
