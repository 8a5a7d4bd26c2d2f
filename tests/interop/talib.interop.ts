/*
 * The indicators against the installed TA-Lib (deviations against NumPy) on random walks with random parameters: values within 1e-9 of the output's standard deviation, the same first valid
 * row. `BARCAST_PYTHON=… SEED=7 npx tsx tests/interop/talib.interop.ts`; the seed is printed.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from 'barcast/core'
import { indicators } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'

const TOLERANCE = 1e-9
const RUNS = 60
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
console.log(`talib: seed ${seed}`)

type Params = Record<string, number>

/** Our name → TA-Lib's call with our parameters. */
const CALLS: Record<string, (p: Params) => string> = {
  sma: (p) => `talib.SMA(c, ${p.period})`,
  ema: (p) => `talib.EMA(c, ${p.period})`,
  wma: (p) => `talib.WMA(c, ${p.period})`,
  rsi: (p) => `talib.RSI(c, ${p.period})`,
  macd: (p) => `talib.MACD(c, ${p.fastPeriod}, ${p.slowPeriod}, ${p.signalPeriod})`,
  atr: (p) => `talib.ATR(h, l, c, ${p.period})`,
  // TA-Lib's difference of squares cancels on tight windows; NumPy's two passes do not.
  bollinger: (p) => `(lambda m, s: (m + 2 * s, m, m - 2 * s))(windows(c, ${p.period}).mean(-1), windows(c, ${p.period}).std(-1))`,
  stochastic: (p) => `talib.STOCH(h, l, c, ${p.kPeriod}, ${p.kSmoothing}, 0, ${p.dPeriod}, 0)`,
  adx: (p) => `talib.ADX(h, l, c, ${p.period})`,
  plusDi: (p) => `talib.PLUS_DI(h, l, c, ${p.period})`,
  minusDi: (p) => `talib.MINUS_DI(h, l, c, ${p.period})`,
  obv: () => 'talib.OBV(c, v)',
  rollingStd: (p) => `windows(c, ${p.period}).std(-1)`,
  roc: (p) => `talib.ROC(c, ${p.period})`,
  rollingMax: (p) => `talib.MAX(c, ${p.period})`,
  rollingMin: (p) => `talib.MIN(c, ${p.period})`,
  rollingSum: (p) => `talib.SUM(c, ${p.period})`,
  williamsR: (p) => `talib.WILLR(h, l, c, ${p.period})`,
  cci: (p) => `talib.CCI(h, l, c, ${p.period})`,
  mfi: (p) => `talib.MFI(h, l, c, v, ${p.period})`,
  ultimateOscillator: (p) => `talib.ULTOSC(h, l, c, ${p.shortPeriod}, ${p.mediumPeriod}, ${p.longPeriod})`,
  stochasticRsi: (p) => `talib.STOCHRSI(c, ${p.rsiPeriod}, ${p.kPeriod}, ${p.dPeriod}, 0)`,
  momentum: (p) => `talib.MOM(c, ${p.period})`,
  trix: (p) => `talib.TRIX(c, ${p.period})`,
  aroon: (p) => `talib.AROON(h, l, ${p.period})[::-1]`,
  aroonOscillator: (p) => `talib.AROONOSC(h, l, ${p.period})`,
  parabolicSar: (p) => `talib.SAR(h, l, ${p.acceleration}, ${p.maximum})`,
  dema: (p) => `talib.DEMA(c, ${p.period})`,
  tema: (p) => `talib.TEMA(c, ${p.period})`,
  kama: (p) => `talib.KAMA(c, ${p.period})`,
  trueRange: () => 'talib.TRANGE(h, l, c)',
  natr: (p) => `talib.NATR(h, l, c, ${p.period})`,
  accumulationDistribution: () => 'talib.AD(h, l, c, v)',
  chaikinOscillator: (p) => `talib.ADOSC(h, l, c, v, ${p.fastPeriod}, ${p.slowPeriod})`,
}

const random = createRandom(seed)
const folder = mkdtempSync(join(tmpdir(), 'barcast-talib-'))
const cases = Array.from({ length: RUNS }, (_, k) => {
  const bars = simulateBars({
    seed: seed + k,
    length: random.integer(60, 3000),
    startPrice: 10 + 10_000 * random.uniform(),
    volatilityPerBar: 0.02,
  })
  const period = random.integer(2, 60)
  const fastPeriod = random.integer(2, 20)
  const p: Params = { period, fastPeriod, slowPeriod: fastPeriod + random.integer(1, 20), signalPeriod: random.integer(1, 15) }
  const smoothing = { kPeriod: period, kSmoothing: random.integer(1, 6), dPeriod: random.integer(1, 6), rsiPeriod: random.integer(2, 30) }
  const three = { shortPeriod: random.integer(1, 40), mediumPeriod: random.integer(1, 40), longPeriod: random.integer(1, 40) }
  const acceleration = random.integer(1, 10) / 100
  return { bars, p: { ...p, ...smoothing, ...three, acceleration, maximum: acceleration + random.integer(0, 30) / 100 } as Params }
})

let failures = 0
let compared = 0
try {
  const script = [
    'import json, numpy as np, talib',
    'def windows(x, p): return np.lib.stride_tricks.sliding_window_view(np.concatenate([np.full(p - 1, np.nan), x]), p)',
    'out = []',
  ]
  cases.forEach(({ bars, p }, k) => {
    const file = join(folder, `${k}.bin`)
    writeFileSync(
      file,
      Buffer.concat([bars.open, bars.high, bars.low, bars.close, bars.volume].map((column) => Buffer.from(column.buffer))),
    )
    script.push(`o, h, l, c, v = np.fromfile(${JSON.stringify(file)}, dtype="<f8").reshape(5, -1)`)
    for (const [name, call] of Object.entries(CALLS))
      script.push(`r = ${call(p)}; out.append(["${name}", ${k}, [x.tolist() for x in (r if isinstance(r, (tuple, list)) else (r,))]])`)
  })
  script.push(`json.dump(out, open(${JSON.stringify(join(folder, 'out.json'))}, "w"))`)
  writeFileSync(join(folder, 'run.py'), script.join('\n'))
  execFileSync(process.env.BARCAST_PYTHON ?? 'python3', [join(folder, 'run.py')], { stdio: 'inherit' })
  const results = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8').replaceAll('NaN', 'null')) as [
    keyof typeof indicators,
    number,
    (number | null)[][],
  ][]
  for (const [name, k, expected] of results) {
    const { bars, p } = cases[k]!
    const indicator = indicators[name]
    const params = Object.fromEntries(
      Object.keys(indicator.definition.params).flatMap((key) => (p[key] === undefined ? [] : [[key, p[key]]])),
    )
    const result = (indicator as (history: unknown, params: unknown) => Float64Array | Record<string, Float64Array>)(bars, params)
    const outputs = result instanceof Float64Array ? [result] : Object.values(result)
    outputs.forEach((output, j) => {
      const reference = expected[j]!
      const valid = reference.filter((value) => value !== null)
      const mean = valid.reduce((sum, value) => sum + value, 0) / valid.length
      const deviation = Math.sqrt(valid.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / valid.length)
      const wrong = reference.findIndex(
        (value, row) =>
          (value === null) !== Number.isNaN(output[row]!) || (value !== null && Math.abs(value - output[row]!) > TOLERANCE * deviation),
      )
      compared += 1
      if (wrong < 0 || valid.length < 2) return
      failures += 1
      console.error(
        `talib: ${name} ${JSON.stringify(params)} seed ${seed + k} row ${wrong}: ours ${output[wrong]}, TA-Lib ${reference[wrong]}, deviation ${deviation}`,
      )
    })
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`talib: ${compared - failures} of ${compared} outputs equal`)
if (failures > 0 || compared === 0) process.exit(1)
