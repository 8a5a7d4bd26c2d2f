/*
 * Splitters over a million spans, and tests of overfitting; scikit-learn's KFold (which purges nothing) and arch's SPA beside them in the same run. Medians.
 *
 *   BARCAST_PYTHON=… npx tsx benchmarks/validation/run.ts [rounds = 9]
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createRandom, type Spans } from '../../src/core/index.js'
import {
  combinatorialPurged,
  probabilityOfBacktestOverfitting,
  purgedKFold,
  type Splitter,
  superiorPredictiveAbility,
  timeSeriesSplit,
  walkForward,
} from '../../src/validation/index.js'

const rounds = Number(process.argv[2] ?? 9)
const SPANS = 1_000_000
const [ROWS, TRIALS, DRAWS] = [2500, 100, 1000]
const HOUR = 3_600_000

async function median(work: () => unknown): Promise<number> {
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const started = performance.now()
    await work()
    took.push(performance.now() - started)
  }
  return took.toSorted((a, b) => a - b)[rounds >> 1]!
}

const t0 = Float64Array.from({ length: SPANS }, (_, i) => 1.6e12 + i * 60_000)
const minutes: Spans = { t0, t1: t0.map((time, i) => time + ((i * 7919) % 60) * 60_000) }
/** One label that is open for the whole history: no stretch of rows before a test part is known to be free of long labels. */
const endless: Spans = { t0, t1: minutes.t1.slice() }
endless.t1[0] = t0[SPANS - 1]!

const rowsOf = (splitter: Splitter, samples: Spans) => (): number => {
  let rows = 0
  for (const { train, test } of splitter(samples)) rows += train.length + test.length
  return rows
}

const splits: [string, () => number][] = [
  ['purgedKFold, 10 splits', rowsOf(purgedKFold({ splits: 10, embargoMs: HOUR }), minutes)],
  ['combinatorialPurged, 10 choose 2', rowsOf(combinatorialPurged({ groups: 10, testGroups: 2, embargoMs: HOUR }), minutes)],
  ['the same, one endless label', rowsOf(combinatorialPurged({ groups: 10, testGroups: 2, embargoMs: HOUR }), endless)],
  ['walkForward, 10 folds', rowsOf(walkForward({ folds: 10 }), minutes)],
  [
    'walkForward, 12 and 1 months in New York',
    rowsOf(walkForward({ trainMonths: 12, testMonths: 1, timeZone: 'America/New_York' }), minutes),
  ],
  ['timeSeriesSplit, 10 splits', rowsOf(timeSeriesSplit({ splits: 10 }), minutes)],
]
for (const [name, work] of splits) console.log(`${name}: ${(await median(work)).toFixed(0)} ms, ${(work() / 1e6).toFixed(1)} M row numbers`)

const random = createRandom(1)
const returns = Array.from({ length: TRIALS }, () => Float64Array.from({ length: ROWS }, () => 0.01 * random.normal()))
const pbo = await median(() => probabilityOfBacktestOverfitting(returns, { blocks: 16 }))
const spa = await median(() => superiorPredictiveAbility(returns, { draws: DRAWS, meanBlockRows: 20 }))
console.log(`probabilityOfBacktestOverfitting, 16 blocks, ${TRIALS} trials of ${ROWS} rows: ${pbo.toFixed(0)} ms`)
console.log(`superiorPredictiveAbility, ${DRAWS} draws, ${TRIALS} trials of ${ROWS} rows: ${spa.toFixed(0)} ms`)

const peer = spawnSync(
  process.env.BARCAST_PYTHON ?? 'python3',
  [fileURLToPath(new URL('peer.py', import.meta.url)), ...[SPANS, ROWS, TRIALS, DRAWS, Math.min(rounds, 5)].map(String)],
  { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } },
)
if (peer.status !== 0) console.log(`peer: ${peer.stderr}`)
else console.log(`peer: ${peer.stdout}`)
