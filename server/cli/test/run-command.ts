import { runCli } from '../cli.ts'

/** One command, as a program would run it: how it ended, what it printed and what it told. */
export async function runCommand(
  line: string[],
  { environment, folder = process.cwd() }: { environment: NodeJS.ProcessEnv; folder?: string },
) {
  let [printed, told] = ['', '']
  const exitCode = await runCli(line, {
    environment,
    folder,
    print: (text) => void (printed += `${text}\n`),
    tell: (text) => void (told += text),
    interactive: false,
  })
  return { exitCode, printed, told }
}
