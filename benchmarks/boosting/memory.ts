/*
 * Peak memory of binning and training 500,000 × 28 beside Python lightgbm: by how much the peak of resident memory lies above what the
 * process had before, with the matrix loaded. Each measurement has a process of its own. Linux only.
 *
 *   BARCAST_PYTHON=… npx tsx benchmarks/boosting/memory.ts [turns = 3]
 */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BoosterParams, createDataset, type RowMajor, trainBooster } from 'barcast/boosting'
import { createRandom } from 'barcast/core'

const ROWS = 500_000
const COLUMNS = 28
const ROUNDS = 20
const CHUNK_ROWS = 10_000

interface Peak {
  binned: number
  trained: number
}

/** Forgets the peak of resident memory so far; what is resident now. */
function startPeak(): number {
  writeFileSync('/proc/self/clear_refs', '5')
  return process.memoryUsage.rss()
}

/** The peak of resident memory since then. */
function peak(): number {
  return 1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1])
}

/** Chunks of rows, read from the file each time. */
function* chunks(path: string): Generator<{ x: RowMajor }> {
  const file = openSync(path, 'r')
  for (let row = 0; row < ROWS; row += CHUNK_ROWS) {
    const data = new Float64Array(CHUNK_ROWS * COLUMNS)
    readSync(file, data, 0, data.byteLength, row * COLUMNS * 8)
    yield { x: { rows: CHUNK_ROWS, columns: COLUMNS, data } }
  }
  closeSync(file)
}

/** The columns one after the other, filled without a second copy of the matrix. */
function loadColumns(path: string): Float64Array[] {
  const columns = Array.from({ length: COLUMNS }, () => new Float64Array(ROWS))
  let row = 0
  for (const { x } of chunks(path)) {
    for (let i = 0; i < x.rows; i++, row++) for (let j = 0; j < COLUMNS; j++) columns[j]![row] = x.data[i * COLUMNS + j]!
  }
  return columns
}

function labels(path: string): Float64Array {
  const y = new Float64Array(ROWS)
  let row = 0
  for (const { x } of chunks(path))
    for (let at = 0; at < x.data.length; at += COLUMNS) y[row++] = Number(x.data[at]! + x.data[at + 1]! * x.data[at + 2]! > 0)
  return y
}

async function measure(path: string, kind: string): Promise<Peak> {
  const y = labels(path)
  const matrix = kind === 'chunks' ? undefined : loadColumns(path)
  const params = { objective: 'binary', mode: kind === 'exact' ? 'exact' : 'packed' } satisfies BoosterParams
  ;(globalThis as { gc?: () => void }).gc?.()
  const before = startPeak()
  const dataset = await createDataset({ x: matrix ?? (() => chunks(path)), params })
  const binned = peak()
  await trainBooster({ x: dataset, y, params, rounds: ROUNDS })
  return { binned: binned - before, trained: peak() - before }
}

function compare(turns: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'barcast-memory-'))
  const path = join(folder, 'x')
  const random = createRandom(7)
  writeFileSync(
    path,
    Float64Array.from({ length: ROWS * COLUMNS }, () => random.normal()),
  )
  const node = [...process.execArgv, '--expose-gc', fileURLToPath(import.meta.url), 'measure', path]
  const python = [fileURLToPath(new URL('memory_peer.py', import.meta.url))]
  const task = JSON.stringify({ x: path, rows: ROWS, columns: COLUMNS, rounds: ROUNDS })
  const kinds: Record<string, () => string> = {
    'LightGBM, matrix': () => execFileSync(process.env.BARCAST_PYTHON ?? 'python3', [...python, task], { encoding: 'utf8' }),
    'packed, matrix': () => execFileSync(process.execPath, [...node, 'packed'], { encoding: 'utf8' }),
    'exact, matrix': () => execFileSync(process.execPath, [...node, 'exact'], { encoding: 'utf8' }),
    'packed, from chunks': () => execFileSync(process.execPath, [...node, 'chunks'], { encoding: 'utf8' }),
  }
  const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
  const results = Object.entries(kinds).map(([name, run]) => {
    const peaks = Array.from({ length: turns }, () => JSON.parse(run()) as Peak)
    return { name, binned: median(peaks.map(({ binned }) => binned)), trained: median(peaks.map(({ trained }) => trained)) }
  })
  console.log(`Node ${process.version}, ${cpus()[0]?.model}, ${ROWS} × ${COLUMNS}, ${ROUNDS} rounds, medians of ${turns} processes\n`)
  console.log('| | binning MB | ratio | with training MB | ratio |\n| --- | --- | --- | --- | --- |')
  const [theirs] = results
  for (const { name, binned, trained } of results) {
    const cells = [binned / 1e6, binned / theirs!.binned, trained / 1e6, trained / theirs!.trained]
    console.log(`| ${name} | ${cells.map((cell, i) => cell.toFixed(i % 2 === 0 ? 0 : 2)).join(' | ')} |`)
  }
  rmSync(folder, { recursive: true })
}

const [role, path, kind] = process.argv.slice(2)
if (role === 'measure') console.log(JSON.stringify(await measure(path!, kind!)))
else compare(Number(role ?? 3))
