/**
 * Shows one line while a step runs: with the seconds on a terminal, at its begin and end elsewhere.
 * Returns what ends the line.
 */
export function showStep(text) {
  const begun = Date.now()
  const seconds = () => Math.round((Date.now() - begun) / 1000)
  const terminal = process.stderr.isTTY && !process.env.CI
  if (!terminal) process.stderr.write(`${text} …\n`)
  const draw = () => process.stderr.write(`\r\u001b[K${text} … ${seconds()} s`)
  const timer = terminal ? setInterval(draw, 1000) : undefined
  if (terminal) draw()
  return (outcome) => {
    clearInterval(timer)
    if (terminal) process.stderr.write('\r\u001b[K')
    process.stderr.write(`${text}: ${outcome} (${seconds()} s)\n`)
  }
}
