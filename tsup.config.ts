import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

const target = 'es2022'
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> }
const rooms = Object.keys(exports).filter((path) => path.startsWith('./') && path !== './package.json')
const entries = Object.fromEntries(rooms.map((path) => [`${path.slice(2)}/index`, `src/${path.slice(2)}/index.ts`]))

export default defineConfig([
  /* One output file per source file, so that an app's bundler keeps only what it uses; `tsc -p tsconfig.build.json` writes the types beside them. */
  {
    entry: ['src/**/*.ts'],
    bundle: false,
    format: 'esm',
    target,
    platform: 'neutral',
    sourcemap: true,
    removeNodeProtocol: false,
  },
  /* The same code in few files, with zod inside, for the `node` condition: a runtime that resolves and reads hundreds of files starts ten times slower. */
  {
    entry: { index: 'src/index.ts', 'cli/main': 'src/cli/main.ts', ...entries },
    outDir: 'dist/node',
    bundle: true,
    splitting: true,
    format: 'esm',
    target,
    platform: 'node',
    noExternal: ['zod'],
    minifyWhitespace: true,
    minifySyntax: true,
    removeNodeProtocol: false,
  },
])
