import { type ChildProcess, fork } from 'node:child_process'
import type { World } from './world.ts'

type Question = { kind: 'start'; world: World; port: number } | { kind: 'cpu' } | { kind: 'memory' }
type Answer = { kind: 'started' } | { kind: 'cpu'; micros: number } | { kind: 'memory'; bytes: number }

let start: ((world: World, port: number) => Promise<void>) | undefined

/** In a server under test: what to do when the parent says so. */
export function serveParent(work: (world: World, port: number) => Promise<void>) {
  start = work
}

export function answerParent() {
  const say = (answer: Answer) => process.send?.(answer)
  const answer = async (question: Question) => {
    if (question.kind === 'start') {
      await start?.(question.world, question.port)
      say({ kind: 'started' })
    } else if (question.kind === 'memory') {
      say({ kind: 'memory', bytes: process.memoryUsage.rss() })
    } else {
      const { user, system } = process.cpuUsage()
      say({ kind: 'cpu', micros: user + system })
    }
  }
  process.on('message', (question: Question) => {
    answer(question).catch((error) => {
      process.stderr.write(`${error}\n`)
      process.exit(1)
    })
  })
  process.on('disconnect', () => process.exit())
}

/** In the parent: a server under test in a process of its own. */
export interface ServerUnderTest {
  port: number
  pid: number
  /** CPU time it has used so far, in microseconds. */
  cpu(): Promise<number>
  /** What it holds of the machine's memory, in bytes. */
  memory(): Promise<number>
  stop(): void
}

export async function startServer(
  file: URL,
  world: World,
  port: number,
  words: string[] = [],
): Promise<ServerUnderTest> {
  const child = fork(file, words, { execArgv: ['--disable-proto=throw'] })
  await ask(child, { kind: 'start', world, port })
  return {
    port,
    pid: child.pid!,
    cpu: async () => {
      const answer = await ask(child, { kind: 'cpu' })
      return answer.kind === 'cpu' ? answer.micros : 0
    },
    memory: async () => {
      const answer = await ask(child, { kind: 'memory' })
      return answer.kind === 'memory' ? answer.bytes : 0
    },
    stop: () => void child.kill(),
  }
}

function ask(child: ChildProcess, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the server under test ended with ${code}`))
    child.once('exit', onExit)
    child.once('message', (answer: Answer) => {
      child.off('exit', onExit)
      resolve(answer)
    })
    child.send(question)
  })
}
