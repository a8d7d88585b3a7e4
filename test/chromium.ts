import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

/** The package holds a Chromium for this platform alone; elsewhere CHROMIUM_PATH names one. */
export const hasChromium =
  Boolean(process.env.CHROMIUM_PATH) || (process.platform === 'linux' && process.arch === 'x64')

/**
 * Starts a headless Chromium, the one of CHROMIUM_PATH or the one inside `@sparticuz/chromium`. A test file starts one,
 * takes a new context for each visitor and closes it at the end.
 */
export async function launchChromium(): Promise<Browser> {
  const { executablePath, environment } = findChromium()
  const args = ['--disable-quic', '--font-render-hinting=none']
  // Root has no sandbox to be put into, and neither has a container.
  return chromium.launch({
    executablePath,
    args,
    chromiumSandbox: false,
    env: { ...process.env, ...environment },
  })
}

interface Found {
  executablePath: string
  environment: Record<string, string>
}

function findChromium(): Found {
  const given = process.env.CHROMIUM_PATH
  if (given) return { executablePath: given, environment: {} }
  if (!hasChromium) throw new Error('There is no Chromium for this platform: set CHROMIUM_PATH to one')
  const folder = unpackedFolder()
  const executablePath = join(folder, 'chromium')
  const fonts = fontEnvironment(join(folder, 'fonts'))
  if (runs(executablePath, fonts)) return { executablePath, environment: fonts }
  // libnss3 and its like, where the system has none.
  const libraries = { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }
  if (runs(executablePath, libraries)) return { executablePath, environment: libraries }
  throw new Error('The Chromium of @sparticuz/chromium does not run here: set CHROMIUM_PATH to one that does')
}

/** A machine without fonts draws nothing at all; the package brings one family, and settings for another folder. */
function fontEnvironment(folder: string): Record<string, string> {
  if (existsSync('/etc/fonts/fonts.conf')) return {}
  const file = join(folder, 'own-fonts.conf')
  const folders = `<dir>${folder}</dir><cachedir>${folder}/cache</cachedir>`
  writeFileSync(file, `<?xml version="1.0"?><fontconfig>${folders}</fontconfig>`)
  return { FONTCONFIG_FILE: file }
}

function runs(executablePath: string, environment: Record<string, string>) {
  const env = { ...process.env, ...environment }
  return spawnSync(executablePath, ['--version'], { env, timeout: 20_000 }).status === 0
}

/** Unpacked once per version, beside and renamed: several test files may want it in the same moment. */
function unpackedFolder(): string {
  const root = dirname(import.meta.dirname)
  const folder = join(root, '.tenantry', `chromium-${packageVersion()}`)
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  const script = join(import.meta.dirname, 'unpack-chromium.ts')
  const env = { ...process.env, TMPDIR: unfinished }
  const { status, stderr } = spawnSync(process.execPath, [script], { env, encoding: 'utf8' })
  if (status !== 0) {
    rmSync(unfinished, { recursive: true, force: true })
    throw new Error(`Chromium could not be unpacked: ${stderr}`)
  }
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    // Another test file was faster.
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

function packageVersion() {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const file = join(dirname(dirname(entry)), 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
