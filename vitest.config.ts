import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const source = fileURLToPath(new URL('./src', import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^barcast$/, replacement: `${source}/index.ts` },
      { find: /^barcast\/(.+)$/, replacement: `${source}/$1/index.ts` },
    ],
  },
  test: {
    include: ['tests/**/*.test.ts', 'examples/**/*.test.ts'],
    exclude: ['tests/interop/**', 'tests/runtimes/**', 'tests/package/**', 'node_modules/**'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: 120_000,
    // Files share their modules: loading the sources anew for each took longer than the tests.
    isolate: false,
    maxWorkers: '100%',
  },
})
