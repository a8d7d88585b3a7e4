import { defineConfig } from 'vitest/config'

/** What `npm run check` runs: tests that read the sources and need no database. */
export default defineConfig({
  test: { root: '.', include: ['test/boundaries.test.ts'], reporters: ['dot'] },
})
