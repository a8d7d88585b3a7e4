/** Where a command runs: tests give their own. */
export interface Terminal {
  environment: NodeJS.ProcessEnv
  /** Paths in arguments are meant from here. */
  folder: string
  /** Results, one line or many: standard output. */
  print(text: string): void
  /** Progress and errors: standard error. */
  tell(text: string): void
  /** A person is watching: lines may be drawn over. */
  interactive: boolean
}

export function processTerminal(): Terminal {
  return {
    environment: process.env,
    folder: process.cwd(),
    print: (text) => process.stdout.write(`${text}\n`),
    tell: (text) => process.stderr.write(text),
    interactive: process.stderr.isTTY && !process.env.CI,
  }
}
