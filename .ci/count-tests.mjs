import { existsSync, readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'

// Says again, last of all, what failed: of a long run often only the end is kept. Then adds up Vitest's reports and prints the
// sum alone on a line.

let passed = 0
let failed = 0
let skipped = 0

function sayFailure(run, file, name, messages) {
  failed += 1
  console.log(`\nFailed (${run}): ${relative(process.cwd(), file)}${name ? ` > ${name}` : ''}`)
  for (const message of messages) console.log(message)
}

for (const path of process.argv.slice(2)) {
  const run = basename(path, '.json')
  if (!existsSync(path)) {
    // The run ended without a report: that is a failure, however it ended.
    failed += 1
    console.log(`\nFailed (${run}): it left no report`)
    continue
  }
  const report = JSON.parse(readFileSync(path, 'utf8'))
  passed += report.numPassedTests
  skipped += report.numPendingTests + report.numTodoTests
  for (const file of report.testResults) {
    const failures = file.assertionResults.filter(({ status }) => status === 'failed')
    for (const { fullName, failureMessages } of failures)
      sayFailure(run, file.name, fullName, failureMessages)
    // A file that could not be loaded, or set up, failed without a failed test.
    if (file.status === 'failed' && failures.length === 0) sayFailure(run, file.name, '', [file.message])
  }
}
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
