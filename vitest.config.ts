import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,contract,platform,apps,owner,server,web,bin,bench,test}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', 'web/dist/**'],
    globalSetup: ['test/postgres.ts'],
    setupFiles: ['test/console.ts'],
    // Processes, not threads: a test that crashes, or starts children, harms no other file.
    pool: 'forks',
    maxWorkers: 3,
    // On a slow machine a test needs its time; one that hangs is still ended.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 30_000,
    // What comes by itself is waited for; only what never comes waits so long.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    // A failing test says so at once; a test that passes only sometimes is a failing test.
    retry: 0,
  },
})
