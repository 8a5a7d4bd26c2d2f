/*
 * Prediction against Python lightgbm, its C API's fast call for single rows, XGBoost and lleaves, each on one thread, in the same run and by
 * turns, with the same models. Prints medians of processor time (all of the process's threads) and ratios (ours / theirs); raw scores must be theirs to the bit.
 *
 *   BARCAST_PYTHON=… [BARCAST_LLEAVES_PYTHON=…] npx tsx benchmarks/boosting/predict.ts [turns = 9]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Booster, parseLightgbm, parseXgboost } from 'barcast/boosting'
import { createRandom } from 'barcast/core'

const ROWS = 100_000
const COLUMNS = 50
const SINGLE = 5000
const turns = Number(process.argv[2] ?? 9)
const folder = mkdtempSync(join(tmpdir(), 'barcast-predict-'))

class Peer {
  private readonly process
  private readonly answers

  constructor(python: string, args: readonly string[]) {
    const script = fileURLToPath(new URL('predict_peer.py', import.meta.url))
    this.process = spawn(python, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]()
  }

  async ask(task: object): Promise<number> {
    this.process.stdin.write(
      `${JSON.stringify({ x: join(folder, 'x'), y: join(folder, 'y'), rows: ROWS, columns: COLUMNS, single: SINGLE, ...task })}\n`,
    )
    const { value } = await this.answers.next()
    return (JSON.parse(value as string) as { ms: number }).ms
  }

  end(): void {
    this.process.stdin.end()
  }
}

const random = createRandom(7)
const data = Float64Array.from({ length: ROWS * COLUMNS }, () => random.normal())
const row = (i: number): Float64Array => data.subarray(i * COLUMNS, (i + 1) * COLUMNS)
const latent = Float64Array.from({ length: ROWS }, (_, i) => {
  const [a, b, c, d] = row(i) as unknown as [number, number, number, number]
  return a + 0.5 * b * c + d * d * 0.3 + random.normal()
})
const x = { rows: ROWS, columns: COLUMNS, data }
const columns = Array.from({ length: COLUMNS }, (_, j) => Float64Array.from({ length: ROWS }, (_value, i) => data[i * COLUMNS + j]!))
const floats = { rows: ROWS, columns: COLUMNS, data: Float32Array.from(data) }
const singles = Array.from({ length: SINGLE }, (_, i) => row(i).slice())
writeFileSync(join(folder, 'x'), data)

const python = new Peer(process.env.BARCAST_PYTHON ?? 'python3', [])
const lleaves = process.env.BARCAST_LLEAVES_PYTHON === undefined ? undefined : new Peer(process.env.BARCAST_LLEAVES_PYTHON, ['lleaves'])

function clock(run: () => void): number {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

interface Duel {
  name: string
  unit: string
  ours: () => number
  theirs: () => Promise<number>
}

async function fight(duels: readonly Duel[]): Promise<void> {
  const times = duels.map(() => ({ ours: [] as number[], theirs: [] as number[] }))
  for (let turn = -1; turn < turns; turn++) {
    for (const [k, duel] of duels.entries()) {
      const pair = { ours: duel.ours(), theirs: await duel.theirs() }
      if (turn < 0) continue
      times[k]!.ours.push(pair.ours)
      times[k]!.theirs.push(pair.theirs)
    }
  }
  duels.forEach(({ name, unit }, k) => {
    const [ours, theirs] = [median(times[k]!.ours), median(times[k]!.theirs)]
    console.log(`| ${name} | ${ours.toFixed(2)} ${unit} | ${theirs.toFixed(2)} ${unit} | ${(ours / theirs).toFixed(3)} |`)
  })
}

function singleTime(booster: Booster): number {
  const out = new Float64Array(booster.numClasses)
  return (
    (clock(() => {
      for (const values of singles) booster.predictRow(values, out)
    }) *
      1000) /
    SINGLE
  )
}

function checkBits(booster: Booster, path: string): void {
  const found = booster.predictRaw(x)
  const bytes = readFileSync(path)
  const expected = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
  const wrong = found.findIndex((value, i) => value !== expected[i])
  if (wrong >= 0) throw new Error(`score ${wrong} is ${found[wrong]}, LightGBM's ${expected[wrong]}`)
}

async function lightgbm(name: string, rounds: number, params: object, cuts: readonly number[]): Promise<void> {
  writeFileSync(
    join(folder, 'y'),
    latent.map((value) => cuts.filter((cut) => value > cut).length),
  )
  const model = join(folder, `${rounds} ${cuts.length}`)
  await python.ask({ do: 'train', library: 'lightgbm', rounds, params, trained: 20_000, model, raw: join(folder, 'raw') })
  const booster = parseLightgbm(readFileSync(model, 'utf8'))
  checkBits(booster, join(folder, 'raw'))
  const batch = (what: string, ours: () => void, task: string): Duel => ({
    name: `${name}, ${what}`,
    unit: 'ms',
    ours: () => clock(ours),
    theirs: () => python.ask({ do: task, model }),
  })
  const duels = [
    batch('rows, raw scores', () => booster.predictRaw(x), 'raw'),
    batch('columns, raw scores', () => booster.predictRaw(columns), 'raw'),
    batch('rows, predictions', () => booster.predict(x), 'predict'),
  ]
  if (cuts.length === 1) {
    duels.push(
      batch('float32 rows, raw scores', () => booster.predictRaw(floats), 'raw'),
      {
        name: `${name}, one row vs the C API's fast call`,
        unit: 'µs',
        ours: () => singleTime(booster),
        theirs: () => python.ask({ do: 'single', model }),
      },
      {
        name: `${name}, one row vs Python`,
        unit: 'µs',
        ours: () => singleTime(booster),
        theirs: () => python.ask({ do: 'python', model }),
      },
    )
    if (lleaves !== undefined) {
      await lleaves.ask({ do: 'compile', model })
      duels.push({
        name: `${name}, predictions vs lleaves`,
        unit: 'ms',
        ours: () => clock(() => booster.predict(x)),
        theirs: () => lleaves.ask({ do: 'predict', model }),
      })
    }
  }
  await fight(duels)
}

async function xgboost(rounds: number): Promise<void> {
  writeFileSync(
    join(folder, 'y'),
    latent.map((value) => Number(value > 0.3)),
  )
  const model = join(folder, 'xgboost.ubj')
  await python.ask({ do: 'train', library: 'xgboost', rounds, trained: 20_000, model, raw: join(folder, 'raw') })
  const booster = parseXgboost(new Uint8Array(readFileSync(model)))
  await fight([
    {
      name: `XGBoost model, ${rounds} trees, predictions vs XGBoost`,
      unit: 'ms',
      ours: () => clock(() => booster.predict(x)),
      theirs: () => python.ask({ do: 'xgboost', model }),
    },
  ])
}

console.log(`Node ${process.version}, ${cpus()[0]?.model}, ${ROWS} × ${COLUMNS}, 31 leaves, processor time, medians of ${turns} turns\n`)
console.log('| task | ours | theirs | ratio |\n| --- | --- | --- | --- |')
await lightgbm('binary, 100 trees', 100, { objective: 'binary' }, [0.3])
await lightgbm('binary, 500 trees', 500, { objective: 'binary' }, [0.3])
await lightgbm('5 classes, 100 rounds', 100, { objective: 'multiclass', num_class: 5 }, [-1, 0, 0.6, 1.6])
await xgboost(100)
python.end()
lleaves?.end()
rmSync(folder, { recursive: true })
