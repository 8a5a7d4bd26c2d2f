/*
 * Every function of the compatibility door against the installed TA-Lib, with random parameters, inputs and unstable periods on random series: values within 1e-9 of the output's standard
 * deviation, the same first valid row, integers equal. `BARCAST_PYTHON=… SEED=7 SERIES=40 npx tsx tests/interop/talib-functions.interop.ts`; the seed is printed.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bars, createRandom, type Random } from 'barcast/core'
import { type TalibFunction, type TalibName, talib, talibFunctions } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'

const TOLERANCE = 1e-9
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const count = Number(process.env.SERIES ?? 25)
const random = createRandom(seed)
console.log(`talib-functions: seed ${seed}, ${count} series`)

interface Case {
  name: TalibName
  series: number
  params: Record<string, number | string | string[]>
  unstable: number
}

/** A random walk; every second one in whole units with repeated prices and bars without volume, on which ties are frequent and sums exact. */
function randomBars(k: number): Bars {
  const length = random.integer(40, 1200)
  const bars = simulateBars({
    seed: seed + k,
    length,
    startPrice: 10 + 5000 * random.uniform(),
    volatilityPerBar: 0.003 + 0.03 * random.uniform(),
  })
  const extra = {
    periods: Float64Array.from({ length }, () => 70 * random.uniform()),
    unit: Float64Array.from({ length }, () => 2.2 * random.uniform() - 1.1),
  }
  if (k % 2 === 0) return { ...bars, extra }
  const unit = bars.close[0]! / 200
  const rounded = (column: Float64Array): Float64Array => column.map((value) => Math.max(1, Math.round(value / unit)))
  const volume = bars.volume.map((value) => (random.uniform() < 0.1 ? 0 : Math.round(value)))
  return { ...bars, open: rounded(bars.open), high: rounded(bars.high), low: rounded(bars.low), close: rounded(bars.close), volume, extra }
}

/** Ranges of numbers that are not periods; TA-Lib's own are without bounds. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  startvalue: [-6000, 6000],
  offsetonreverse: [0, 0.05],
  vfactor: [0, 1],
  fastlimit: [0.01, 0.99],
  slowlimit: [0.01, 0.99],
  percentile: [0, 100],
  multiplier: [0, 6],
  penetration: [0, 1.2],
  nbdev: [-3, 3],
  nbdevup: [-3, 3],
  nbdevdn: [-3, 3],
}

const FOR_OSCILLATORS = [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13]

function randomValue(key: string, { type, min, max }: TalibFunction['params'][string], from: Random): number {
  // Of an oscillator that stands still, MAMA's phase and KAMA's efficiency are rounding noise (0/0), in TA-Lib as here.
  if (type === 'matype')
    return key.startsWith('slow') || key === 'fastd_matype' ? FOR_OSCILLATORS[from.integer(0, 12)]! : from.integer(0, 14)
  if (type === 'integer') return Math.max(min, Math.min(max, from.uniform() < 0.1 ? min : from.integer(1, from.uniform() < 0.5 ? 8 : 50)))
  const [low, high] = RANGES[key] ?? [0, 0.6]
  return low + (high - low) * from.uniform()
}

const PRICES = ['open', 'high', 'low', 'close']

function randomCase(name: TalibName, series: number): Case {
  const { params, inputs, unstablePeriod, group } = talibFunctions[name] as TalibFunction
  const chosen: Record<string, number | string | string[]> = {}
  for (const [key, rule] of Object.entries(params)) if (random.uniform() < 0.9) chosen[key] = randomValue(key, rule, random)
  if (name === 'MAVP') {
    const least = Number(chosen.minperiod ?? 2)
    chosen.minperiod = least
    chosen.maxperiod = least + random.integer(0, 40)
  }
  for (const key of Object.keys(inputs)) {
    if (key === 'prices' || key === 'periods' || random.uniform() < 0.7) continue
    chosen[key] = group === 'Math Transform' ? ['unit', 'volume', 'open'][random.integer(0, 3)]! : PRICES[random.integer(0, 4)]!
  }
  return { name, series, params: chosen, unstable: unstablePeriod && random.uniform() < 0.3 ? random.integer(1, 40) : 0 }
}

const allBars = Array.from({ length: count }, (_, k) => randomBars(k))
const cases = allBars.flatMap((_, k) => (Object.keys(talibFunctions) as TalibName[]).map((name) => randomCase(name, k)))

function runPeer(): Float64Array {
  const folder = mkdtempSync(join(tmpdir(), 'barcast-talib-functions-'))
  try {
    allBars.forEach(({ open, high, low, close, volume, extra }, k) => {
      const columns = [open, high, low, close, volume, extra.periods!, extra.unit!]
      writeFileSync(join(folder, `${k}.bin`), Buffer.concat(columns.map((column) => Buffer.from(column.slice().buffer))))
    })
    const written = cases.map(({ name, series, params, unstable }) => [name, series, allBars[series]!.length, params, unstable])
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(written))
    const script = new URL('talib_peer.py', import.meta.url).pathname
    execFileSync(process.env.BARCAST_PYTHON ?? 'python3', [script, folder], { stdio: 'inherit' })
    const bytes = readFileSync(join(folder, 'results.bin'))
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function deviationOf(values: Float64Array): number {
  const finite = values.filter(Number.isFinite)
  const scale = Math.max(...finite.map(Math.abs), Number.MIN_VALUE)
  const mean = finite.reduce((sum, value) => sum + value / scale, 0) / finite.length
  return scale * Math.sqrt(finite.reduce((sum, value) => sum + (value / scale - mean) ** 2, 0) / finite.length)
}

/**
 * What TA-Lib's running sums may be off by where they cancel, beside the bound: in BETA where the first input hardly moved (ours stays within 1e-13 of the exact value), in CORREL where the inputs move as
 * one (of two rows exactly 1 or −1).
 */
function lostDigits(name: string, value: number): number {
  if (name === 'BETA' && Math.abs(value) > 10) return Math.abs(value) * 1e-7
  return name === 'CORREL' && Math.abs(value) > 0.999 ? 1e-7 : 0
}

/** The first row on which the two differ, or −1. TA-Lib's integers are 0 where ours have no value yet. */
function firstWrong(name: string, ours: Float64Array, reference: Float64Array, isInteger: boolean): number {
  if (isInteger) {
    const start = ours.findIndex((value) => !Number.isNaN(value))
    return reference.findIndex((value, row) => (start < 0 || row < start ? value !== 0 : value !== ours[row]))
  }
  // Where an output hardly varies (a correlation that stays 1), its own last digits decide.
  const bound = TOLERANCE * deviationOf(reference) + 1e-14 * Math.max(...reference.filter(Number.isFinite).map(Math.abs))
  return reference.findIndex((value, row) => {
    const allowed = bound + lostDigits(name, value)
    return !Object.is(value, ours[row]) && !(Math.abs(value - ours[row]!) <= allowed)
  })
}

const results = runPeer()
let at = 0
let compared = 0
const failed = new Map<string, number>()
for (const { name, series, params, unstable } of cases) {
  const bars = allBars[series]!
  const options = unstable > 0 ? { ...params, unstable_period: unstable } : params
  const columns = talib(name, bars, options as never) as Record<string, Float64Array>
  for (const [output, kind] of Object.entries(talibFunctions[name].outputs)) {
    const reference = results.subarray(at, at + bars.length)
    at += bars.length
    compared += 1
    const row = firstWrong(name, columns[output]!, reference, kind === 'integer')
    if (row < 0) continue
    failed.set(name, (failed.get(name) ?? 0) + 1)
    if (failed.get(name)! > 2) continue
    console.error(
      `talib-functions: ${name} ${JSON.stringify(options)} series ${series}, ${output} row ${row}: ours ${columns[output]![row]}, TA-Lib ${reference[row]}`,
    )
  }
}
const failures = [...failed.values()].reduce((sum, value) => sum + value, 0)
console.log(`talib-functions: ${compared - failures} of ${compared} outputs of ${Object.keys(talibFunctions).length} functions equal`)
if (failures > 0) {
  console.log([...failed].map(([name, times]) => `${name} ${times}`).join(', '))
  process.exit(1)
}
