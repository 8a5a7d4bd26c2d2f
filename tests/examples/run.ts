/*
 * Runs the examples as a user would, with the packed package in an empty folder: the scripts in Node, the notebook in Jupyter on Deno, the page in
 * headless Chromium with a file given to it. Pictures stay in out/ to be looked at. Nothing is skipped.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../scripts/rooms.js'
import { inChromium } from '../runtimes/chromium.js'
import { installPacked, sh } from '../runtimes/packed.js'

const PINNED = ['deno@2.9.6', 'playwright-core@1.65.1']
const PICTURES = 3
const out = join(root, 'out')
mkdirSync(out, { recursive: true })

function script(folder: string, name: string): string {
  const tsx = pathToFileURL(join(root, 'node_modules/tsx/dist/esm/index.mjs')).href
  return sh(process.execPath, ['--import', tsx, `examples/${name}.ts`], folder)
    .trim()
    .split('\n')
    .at(-1)!
}

/** Jupyter in a virtual environment with pinned versions, made once. */
function jupyter(): string {
  const requirements = join(root, 'tests/examples/requirements.txt')
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const environment = join(tmpdir(), `barcast-jupyter-${wanted}`)
  if (!existsSync(join(environment, 'complete'))) {
    rmSync(environment, { recursive: true, force: true })
    sh('python3', ['-m', 'venv', environment], root)
    sh(join(environment, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], root)
    writeFileSync(join(environment, 'complete'), '')
  }
  return join(environment, 'bin')
}

interface Cell {
  cell_type: string
  outputs?: { output_type: string; data?: Record<string, unknown> }[]
}

function notebook(folder: string): string {
  cpSync(join(root, 'examples/notebook/barcast.ipynb'), join(folder, 'barcast.ipynb'))
  const bin = jupyter()
  const data = join(folder, 'jupyter')
  const kernel = join(data, 'kernels/deno')
  mkdirSync(kernel, { recursive: true })
  const deno = join(folder, 'node_modules/deno/deno')
  sh(join(folder, 'node_modules/.bin/deno'), ['--version'], folder)
  writeFileSync(
    join(kernel, 'kernel.json'),
    JSON.stringify({ argv: [deno, 'jupyter', '--kernel', '--conn', '{connection_file}'], display_name: 'Deno', language: 'typescript' }),
  )
  const env = { ...process.env, JUPYTER_PATH: data, PATH: `${bin}:${process.env.PATH ?? ''}` }
  execFileSync(join(bin, 'python'), [join(root, 'tests/examples/notebook.py'), 'barcast.ipynb', 'deno', String(PICTURES)], {
    cwd: folder,
    env,
    stdio: 'ignore',
    timeout: 300_000,
  })
  execFileSync(join(bin, 'jupyter'), ['nbconvert', '--to', 'html', 'barcast.ipynb', '--output', join(out, 'notebook.html')], {
    cwd: folder,
    env,
    stdio: 'ignore',
    timeout: 120_000,
  })
  const { cells } = JSON.parse(readFileSync(join(folder, 'barcast.ipynb'), 'utf8')) as { cells: Cell[] }
  const outputs = cells.flatMap((cell) => cell.outputs ?? [])
  const failed = outputs.filter(({ output_type }) => output_type === 'error').length
  const pictures = outputs.filter(({ data: shown }) => shown !== undefined && 'image/svg+xml' in shown).length
  if (failed > 0 || pictures !== PICTURES) throw new Error(`notebook: ${failed} cells failed, ${pictures} pictures of ${PICTURES}`)
  return `${cells.length} cells, ${pictures} pictures`
}

async function page(folder: string): Promise<string> {
  const built = join(folder, 'page')
  sh(process.execPath, ['--import', 'tsx', join(root, 'examples/browser/build.ts'), built], root)
  return inChromium(built, { '/': readFileSync(join(built, 'index.html'), 'utf8') }, folder, async (tab, url) => {
    await tab.goto(url)
    await tab.setInputFiles('#file', join(folder, 'node_modules/barcast/examples/data/sp500-1d.csv'))
    const done = `document.getElementById('problem').textContent || (!document.getElementById('report').hidden && document.getElementById('status').textContent)`
    const said = String(await (await tab.waitForFunction(done, undefined, { timeout: 180_000 })).jsonValue())
    await tab.waitForFunction(`document.getElementById('report').contentDocument?.querySelector('svg')`, undefined, { timeout: 30_000 })
    await tab.screenshot({ path: join(out, 'browser-page.png'), fullPage: true })
    if (!said.includes('Latest signal')) throw new Error(`the page said: ${said}`)
    const broken = join(folder, 'broken.csv')
    writeFileSync(broken, 'time,open,high,low,close\n1,2,3,text,4\n')
    await tab.setInputFiles('#file', broken)
    const problem = String(
      await (await tab.waitForFunction(`document.getElementById('problem').textContent`, undefined, { timeout: 30_000 })).jsonValue(),
    )
    return `${said}; a broken file: ${problem}`
  })
}

async function notebookPicture(folder: string): Promise<void> {
  await inChromium(out, {}, folder, async (tab, url) => {
    await tab.goto(`${url}notebook.html`)
    await tab.screenshot({ path: join(out, 'notebook.png'), fullPage: true })
  })
}

const folder = mkdtempSync(join(tmpdir(), 'barcast-examples-'))
let passed = 0
let failed = 0
try {
  installPacked(folder, PINNED)
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true })
  const runs: [string, () => string | Promise<string>][] = [
    ['quick-start', () => script(folder, 'quick-start')],
    ['live-bot', () => script(folder, 'live-bot')],
    [
      'command line',
      () => sh(join(folder, 'node_modules/.bin/barcast'), ['inspect', 'examples/data/sp500-1d.csv'], folder).split('\n')[1]!,
    ],
    ['notebook', () => notebook(folder)],
    ['notebook picture', () => notebookPicture(folder).then(() => 'out/notebook.png')],
    ['browser page', () => page(folder)],
  ]
  for (const [name, run] of runs) {
    try {
      console.log(`examples: ${name}: ${await run()}`)
      passed += 1
    } catch (error) {
      failed += 1
      console.error(`examples: ${name} failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`examples: ${passed} passed, ${failed} failed`)
if (failed > 0) process.exit(1)
