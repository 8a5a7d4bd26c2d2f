/*
 * Bundles the page into a folder (default out/browser) that any static server can serve: `npx tsx examples/browser/build.ts && npx serve out/browser`.
 */
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const out = process.argv[2] ?? join(import.meta.dirname, '../../out/browser')
mkdirSync(out, { recursive: true })
await build({
  entryPoints: [join(import.meta.dirname, 'app.ts'), join(import.meta.dirname, 'worker.ts')],
  bundle: true,
  minify: true,
  format: 'esm',
  outdir: out,
  logLevel: 'warning',
})
cpSync(join(import.meta.dirname, 'index.html'), join(out, 'index.html'))
console.log(`wrote ${out}`)
