import { existsSync, readFileSync } from 'node:fs'

// Adds up Vitest's reports and prints the sum alone on a line.

let passed = 0
let failed = 0
let skipped = 0
for (const file of process.argv.slice(2)) {
  if (!existsSync(file)) {
    // The run ended without a report: that is a failure, however it ended.
    failed += 1
    continue
  }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  passed += report.numPassedTests
  failed += report.numFailedTests
  skipped += report.numPendingTests + report.numTodoTests
  // A file that could not be loaded, or set up, failed without a failed test.
  const hasFailure = (file) => file.assertionResults.some(({ status }) => status === 'failed')
  failed += report.testResults.filter((file) => file.status === 'failed' && !hasFailure(file)).length
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
