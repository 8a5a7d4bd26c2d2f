/*
 * SHAP values against LightGBM's `pred_contrib` (one thread), interactions against the Python package shap, and our bytes against LightGBM's
 * text, in the same run and by turns. Prints medians of processor time and ratios (ours / theirs); contributions must agree to 1e-12.
 *
 *   BARCAST_PYTHON=… npx tsx benchmarks/boosting/contributions.ts [turns = 5]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseBooster, parseLightgbm } from 'barcast/boosting'
import { createRandom } from 'barcast/core'

const ROWS = 10_000
const COLUMNS = 50
const SHOWN = 1000
const turns = Number(process.argv[2] ?? 5)
const folder = mkdtempSync(join(tmpdir(), 'barcast-contributions-'))
const peer = spawn(process.env.BARCAST_PYTHON ?? 'python3', [fileURLToPath(new URL('contributions_peer.py', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'ignore'],
})
const answers = createInterface({ input: peer.stdout })[Symbol.asyncIterator]()

async function ask(task: object): Promise<number> {
  const files = { x: join(folder, 'x'), y: join(folder, 'y'), out: join(folder, 'out'), model: join(folder, 'model') }
  peer.stdin.write(`${JSON.stringify({ ...files, rows: ROWS, columns: COLUMNS, shown: SHOWN, ...task })}\n`)
  const { value } = await answers.next()
  return (JSON.parse(value as string) as { ms: number }).ms
}

function clock(run: () => void): number {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

async function duel(name: string, ours: () => void, theirs: () => Promise<number>, repeats = 1): Promise<void> {
  const [mine, others]: [number[], number[]] = [[], []]
  for (let turn = -1; turn < turns; turn++) {
    const took = clock(() => {
      for (let i = 0; i < repeats; i++) ours()
    })
    const other = await theirs()
    if (turn < 0) continue
    mine.push(took / repeats)
    others.push(other)
  }
  const [a, b] = [median(mine), median(others)]
  console.log(`| ${name} | ${a.toFixed(2)} | ${b.toFixed(2)} | ${(a / b).toFixed(3)} |`)
}

const random = createRandom(3)
const data = Float64Array.from({ length: ROWS * COLUMNS }, () => random.normal())
const latent = Float64Array.from(
  { length: ROWS },
  (_, i) => data[i * COLUMNS]! + data[i * COLUMNS + 1]! * data[i * COLUMNS + 2]! + random.normal(),
)
writeFileSync(join(folder, 'x'), data)
const x = { rows: SHOWN, columns: COLUMNS, data: data.subarray(0, SHOWN * COLUMNS) }

async function model(name: string, rounds: number, params: object, classes: number): Promise<void> {
  writeFileSync(
    join(folder, 'y'),
    latent.map((value) => (classes === 1 ? Number(value > 0) : Math.min(classes - 1, Math.max(0, Math.floor(value + 1.5))))),
  )
  await ask({ do: 'train', rounds, params })
  const text = readFileSync(join(folder, 'model'), 'utf8')
  const booster = parseLightgbm(text)
  const ours = booster.predictContributions(x)
  await ask({ do: 'contributions' })
  const bytes = readFileSync(join(folder, 'out'))
  const theirs = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
  const wrong = ours.findIndex((value, i) => !(Math.abs(value - theirs[i]!) <= 1e-12))
  if (wrong >= 0) throw new Error(`contribution ${wrong} is ${ours[wrong]}, LightGBM's ${theirs[wrong]}`)
  await duel(
    `${name}, contributions of ${SHOWN} rows`,
    () => booster.predictContributions(x),
    () => ask({ do: 'contributions' }),
  )
  await duel(
    `${name}, prepared and explained: one row`,
    () => parseLightgbm(text).predictContributions({ rows: 1, columns: COLUMNS, data: data.subarray(0, COLUMNS) }),
    () => ask({ do: 'contributions', shown: 1 }),
  )
  if (classes === 1)
    await duel(
      `${name}, interactions of ${SHOWN} rows vs shap`,
      () => booster.predictInteractions(x),
      () => ask({ do: 'interactions' }),
    )
  const stored = booster.toBytes()
  await duel(
    `${name}, read our bytes vs Python its text`,
    () => parseBooster(stored),
    () => ask({ do: 'read' }),
    10,
  )
  await duel(
    `${name}, read the text`,
    () => parseLightgbm(text),
    () => ask({ do: 'read' }),
    2,
  )
  const write = [clock(() => booster.toBytes()), clock(() => booster.toLightgbmText())]
  const sizes = `${(stored.length / 1024).toFixed(0)} kB vs ${(text.length / 1024).toFixed(0)} kB of text`
  console.log(`  ${name}: bytes take ${sizes}, written in ${write[0]!.toFixed(1)} vs ${write[1]!.toFixed(1)} ms`)
}

try {
  console.log(`| task | ours ms | theirs ms | ratio |\n|---|---|---|---|`)
  await model('100 trees', 100, { objective: 'binary' }, 1)
  await model('500 trees', 500, { objective: 'binary' }, 1)
  await model('5 classes × 50', 50, { objective: 'multiclass', num_class: 5 }, 5)
} finally {
  peer.stdin.end()
  rmSync(folder, { recursive: true })
}
