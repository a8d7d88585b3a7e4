import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import presetMantine from 'postcss-preset-mantine'
import { defineConfig } from 'vite'

/** The web apps: one page for every tenant, whatever path or host it was opened on, and the operators' console. */
export default defineConfig({
  root: 'web',
  base: '/',
  plugins: [
    react(),
    {
      name: 'fetch-before-import',
      apply: 'build',
      enforce: 'pre',
      // Vite's own asks for nothing a second time: see the file.
      resolveId: (id) =>
        id === '\0vite/preload-helper.js'
          ? fileURLToPath(new URL('web/lazy/preload-helper.ts', import.meta.url))
          : undefined,
    },
  ],
  // The server replaces the placeholder by the nonce of the answer's Content-Security-Policy.
  html: { cspNonce: '__NONCE__' },
  resolve: {
    alias: [
      { find: /^typebox$/, replacement: fileURLToPath(new URL('web/plain-types.ts', import.meta.url)) },
    ],
  },
  css: { postcss: { plugins: [presetMantine()] } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // Pages that share what they have in common; the console is served on its own port only.
    rolldownOptions: {
      input: [
        'web/index.html',
        'web/pay.html',
        'web/preview.html',
        'web/console.html',
        'apps/store/counter/web/counter-worker.ts',
      ],
      output: {
        // A service worker is known by its address: with a hash in it every release would be another one.
        entryFileNames: ({ name }) =>
          name === 'counter-worker' ? 'assets/[name].js' : 'assets/[name]-[hash].js',
        // What nearly every page and catalogue is loaded with is one file: some sixty small ones weigh 9 kB more.
        // The page that customers pay on needs none of it, so what that page shares stays apart.
        codeSplitting: {
          groups: [
            {
              name: 'common',
              test: /@mantine|@tabler|tanstack|react/,
              maxModuleSize: 3000,
              minShareCount: 40,
            },
          ],
        },
      },
    },
    // A data: address would need a hole in the policy.
    assetsInlineLimit: 0,
    // All that an import needs, for what fetches it: the file itself, too.
    modulePreload: { polyfill: false, resolveDependencies: (file, files) => [...new Set([file, ...files])] },
    // Pages are split by hand; the size test says what the first load costs.
    chunkSizeWarningLimit: 2_000,
  },
})
