/*
 * Ours beside the npm packages, whole columns and bar by bar, interleaved in one run; medians. Their last values are compared with ours (which equal TA-Lib's): a package that is off by more than
 * 1e-6 of the output's deviation is marked. The packages are installed, at the versions below, into a temporary folder: `npx tsx benchmarks/indicators/npm.ts`.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Bar, type Bars, barAt } from 'barcast/core'
import { indicators } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'

const PACKAGES = { technicalindicators: '3.1.0', 'trading-signals': '8.3.0', indicatorts: '2.2.2', 'talib-web': '0.1.3' } as const
const ROWS = 20_000
const ROUNDS = Number(process.env.ROUNDS ?? 7)
const WARM_ROUNDS = 8

/* The packages have no types here: whatever they export is called as their documentation says. */
// biome-ignore lint/suspicious/noExplicitAny: foreign packages, loaded at run time
type Foreign = any // oxlint-disable-line typescript/no-explicit-any
type Columns = { readonly [K in 'open' | 'high' | 'low' | 'close' | 'volume']: number[] }

interface Case {
  readonly indicator: string
  readonly params: Readonly<Record<string, number>>
  /** Which of our outputs the packages' numbers are compared with. */
  readonly output?: string
  readonly technicalindicators?: (ti: Foreign, c: Columns) => Foreign[]
  readonly technicalindicatorsLive?: (ti: Foreign) => (bar: Bar) => unknown
  readonly tradingSignals?: (ts: Foreign) => Foreign
  /** What trading-signals takes a bar. */
  readonly feed?: 'close' | 'bar'
  readonly indicatorts?: (it: Foreign, c: Columns) => Foreign
  readonly talibWeb?: (web: Foreign, c: Columns) => Foreign
  /** True for sums that packages begin at different levels: their changes are compared. */
  readonly level?: true
  /** Name of the value in results that are objects. */
  readonly field?: { readonly ti?: string; readonly ts?: string; readonly it?: string; readonly web?: string }
}

const live =
  (name: string, options: object, read: (bar: Bar) => unknown = (bar) => bar.close) =>
  (ti: Foreign) => {
    const one = new ti[name]({ ...options, values: [], open: [], high: [], low: [], close: [], volume: [] })
    return (bar: Bar): unknown => one.nextValue(read(bar))
  }

const overClose = (
  indicator: string,
  ti: string | undefined,
  ts: string | undefined,
  it: string | undefined,
  web: string,
  period: number,
): Case => ({
  indicator,
  params: { period },
  ...(ti === undefined
    ? {}
    : { technicalindicators: (p, c) => p[ti].calculate({ period, values: c.close }), technicalindicatorsLive: live(ti, { period }) }),
  ...(ts === undefined ? {} : { tradingSignals: (p) => new p[ts](period), feed: 'close' }),
  ...(it === undefined ? {} : { indicatorts: (p, c) => p[it](c.close, { period }) }),
  talibWeb: (p, c) => p[web]({ inReal: c.close, timePeriod: period }).output,
})

const overBar = (
  indicator: string,
  ti: string | undefined,
  ts: string | undefined,
  it: string | undefined,
  web: string,
  period: number,
): Case => ({
  indicator,
  params: { period },
  ...(ti === undefined
    ? {}
    : {
        technicalindicators: (p, c) => p[ti].calculate({ period, ...c }),
        technicalindicatorsLive: live(ti, { period }, (bar) => bar),
      }),
  ...(ts === undefined ? {} : { tradingSignals: (p) => new p[ts](period), feed: 'bar' }),
  ...(it === undefined ? {} : { indicatorts: (p, c) => p[it](c.high, c.low, c.close, { period }) }),
  talibWeb: (p, c) => p[web]({ high: c.high, low: c.low, close: c.close, timePeriod: period }).output,
})

const MACD_OPTIONS = { fastPeriod: 12, slowPeriod: 26, signalPeriod: 9, SimpleMAOscillator: false, SimpleMASignal: false }

const cases: readonly Case[] = [
  overClose('sma', 'SMA', 'SMA', 'sma', 'SMA', 20),
  overClose('ema', 'EMA', 'EMA', 'ema', 'EMA', 20),
  overClose('wma', 'WMA', 'WMA', undefined, 'WMA', 20),
  overClose('dema', undefined, 'DEMA', 'dema', 'DEMA', 20),
  overClose('tema', undefined, 'TEMA', 'tema', 'TEMA', 20),
  overClose('rsi', 'RSI', 'RSI', 'rsi', 'RSI', 14),
  overClose('roc', 'ROC', 'ROC', 'roc', 'ROC', 10),
  overClose('momentum', undefined, 'MOM', undefined, 'MOM', 10),
  overClose('trix', 'TRIX', 'TRIX', 'trix', 'TRIX', 15),
  overClose('cmo', undefined, 'CMO', undefined, 'CMO', 14),
  overClose('rollingStd', 'SD', undefined, 'mstd', 'STDDEV', 20),
  overClose('rollingMax', 'Highest', undefined, 'mmax', 'MAX', 20),
  overBar('atr', 'ATR', 'ATR', 'atr', 'ATR', 14),
  { ...overBar('adx', 'ADX', 'ADX', undefined, 'ADX', 14), field: { ti: 'adx' } },
  overBar('cci', 'CCI', 'CCI', 'cci', 'CCI', 20),
  overBar('williamsR', 'WilliamsR', 'WilliamsR', 'willr', 'WILLR', 14),
  {
    ...overBar('mfi', 'MFI', 'MFI', undefined, 'MFI', 14),
    indicatorts: (p, c) => p.mfi(c.high, c.low, c.close, c.volume, { period: 14 }),
    talibWeb: (p, c) => p.MFI({ high: c.high, low: c.low, close: c.close, volume: c.volume, timePeriod: 14 }).output,
  },
  {
    indicator: 'obv',
    params: {},
    level: true,
    technicalindicators: (p, c) => p.OBV.calculate(c),
    technicalindicatorsLive: live('OBV', {}, (bar) => bar),
    tradingSignals: (p) => new p.OBV(2),
    feed: 'bar',
    indicatorts: (p, c) => p.obv(c.close, c.volume),
    talibWeb: (p, c) => p.OBV({ inReal: c.close, volume: c.volume }).output,
  },
  {
    indicator: 'macd',
    params: {},
    output: 'signal',
    technicalindicators: (p, c) => p.MACD.calculate({ values: c.close, ...MACD_OPTIONS }),
    technicalindicatorsLive: live('MACD', MACD_OPTIONS),
    tradingSignals: (p) => new p.MACD(new p.EMA(12), new p.EMA(26), new p.EMA(9)),
    feed: 'close',
    indicatorts: (p, c) => p.macd(c.close, { fast: 12, slow: 26, signal: 9 }),
    talibWeb: (p, c) => p.MACD({ inReal: c.close, fastPeriod: 12, slowPeriod: 26, signalPeriod: 9 }),
    field: { ti: 'signal', ts: 'signal', it: 'signalLine', web: 'MACDSignal' },
  },
  {
    indicator: 'bollinger',
    params: { period: 20 },
    output: 'upper',
    technicalindicators: (p, c) => p.BollingerBands.calculate({ period: 20, stdDev: 2, values: c.close }),
    technicalindicatorsLive: live('BollingerBands', { period: 20, stdDev: 2 }),
    tradingSignals: (p) => new p.BollingerBands(20, 2),
    feed: 'close',
    indicatorts: (p, c) => p.bb(c.close, { period: 20 }),
    talibWeb: (p, c) => p.BBANDS({ inReal: c.close, timePeriod: 20, nbDevUp: 2, nbDevDn: 2 }),
    field: { ti: 'upper', ts: 'upper', it: 'upper', web: 'upperBand' },
  },
  {
    indicator: 'stochastic',
    params: { kPeriod: 14 },
    output: 'd',
    tradingSignals: (p) => new p.StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 }),
    feed: 'bar',
    talibWeb: (p, c) => p.STOCH({ high: c.high, low: c.low, close: c.close, fastK_Period: 14, slowK_Period: 3, slowD_Period: 3 }),
    field: { ts: 'stochD', web: 'slowD' },
  },
  {
    indicator: 'accumulationDistribution',
    params: {},
    level: true,
    technicalindicators: (p, c) => p.ADL.calculate(c),
    technicalindicatorsLive: live('ADL', {}, (bar) => bar),
    tradingSignals: (p) => new p.AD(),
    feed: 'bar',
    indicatorts: (p, c) => p.ad(c.high, c.low, c.close, c.volume),
    talibWeb: (p, c) => p.AD({ high: c.high, low: c.low, close: c.close, volume: c.volume }).output,
  },
  {
    indicator: 'parabolicSar',
    params: {},
    technicalindicators: (p, c) => p.PSAR.calculate({ high: c.high, low: c.low, step: 0.02, max: 0.2 }),
    tradingSignals: (p) => new p.PSAR({ accelerationMax: 0.2, accelerationStep: 0.02 }),
    feed: 'bar',
    indicatorts: (p, c) => p.psar(c.high, c.low, c.close, { step: 0.02, max: 0.2 }),
    talibWeb: (p, c) => p.SAR({ high: c.high, low: c.low, acceleration: 0.02, maximum: 0.2 }).output,
    field: { it: 'psarResult' },
  },
]

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!
type Callable = ((bars: Bars, params: object) => unknown) & { stream(params: object): { next(bar: Bar): unknown } }
const ours = (name: string): Callable => (indicators as unknown as Record<string, Callable>)[name]!

/** The last thousand numbers of a result, whether it is an array of numbers, of objects, or an object of arrays. */
function lastOf(result: Foreign, field: string | undefined): number[] {
  const column: Foreign = field !== undefined && !Array.isArray(result) && result[field] !== undefined ? result[field] : result
  return Array.from(column as ArrayLike<Foreign>)
    .slice(-1000)
    .map((value) => (field !== undefined && typeof value === 'object' && value !== null ? Number(value[field]) : Number(value)))
}

/** Largest difference from ours in units of our output's deviation. */
function errorOf(found: readonly number[], expected: readonly number[], level: boolean): number {
  const shift = level ? expected.at(-1)! - found.at(-1)! : 0
  const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length
  const deviation = Math.sqrt(expected.reduce((sum, value) => sum + (value - mean) ** 2, 0) / expected.length)
  let largest = 0
  for (let k = 1; k <= expected.length; k++) {
    const gap = Math.abs(found[found.length - k]! + shift - expected[expected.length - k]!) / deviation
    largest = Number.isNaN(gap) ? Infinity : Math.max(largest, gap)
  }
  return largest
}

function timed(action: () => unknown): number {
  const start = performance.now()
  action()
  return ((performance.now() - start) * 1e6) / ROWS
}

interface Timing {
  readonly name: string
  readonly run: () => unknown
  readonly values: number[]
}

const show = (value: number, wrong: boolean): string =>
  (Number.isFinite(value) ? `${value.toFixed(1)}${wrong ? ' (wrong)' : ''}` : '–').padStart(16)

async function load(folder: string): Promise<Record<keyof typeof PACKAGES, Foreign>> {
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}')
  const wanted = Object.entries(PACKAGES).map(([name, version]) => `${name}@${version}`)
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...wanted], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const entry = join(folder, 'entry.mjs')
  writeFileSync(
    entry,
    `import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
export const technicalindicators = require('technicalindicators')
export * as tradingSignals from 'trading-signals'
export * as indicatorts from 'indicatorts'
const fetched = globalThis.fetch
delete globalThis.fetch
export const talibWeb = require('talib-web')
try { await talibWeb.init(require.resolve('talib-web').replace('index.cjs.js', 'talib.wasm')) } finally { globalThis.fetch = fetched }
`,
  )
  const loaded: Foreign = await import(pathToFileURL(entry).href)
  return {
    technicalindicators: loaded.technicalindicators,
    'trading-signals': loaded.tradingSignals,
    indicatorts: loaded.indicatorts,
    'talib-web': loaded.talibWeb,
  }
}

function interleave(timings: readonly Timing[]): Map<string, number> {
  for (let round = 0; round < ROUNDS + WARM_ROUNDS; round++) {
    for (const { run, values } of timings) {
      const time = timed(run)
      if (round >= WARM_ROUNDS) values.push(time)
    }
  }
  return new Map(timings.map(({ name, values }) => [name, median(values)]))
}

const folder = mkdtempSync(join(tmpdir(), 'barcast-npm-'))
try {
  const packages = await load(folder)
  const bars = simulateBars({ seed: 6, length: ROWS })
  const rows = Array.from({ length: ROWS }, (_, i) => barAt(bars, i))
  const columns = {
    open: Array.from(bars.open),
    high: Array.from(bars.high),
    low: Array.from(bars.low),
    close: Array.from(bars.close),
    volume: Array.from(bars.volume),
  }
  console.log(
    `${cpus()[0]!.model}, load ${loadavg()[0]!.toFixed(1)}; Node ${process.version}; ${JSON.stringify(PACKAGES)}; ${ROWS} bars, ns per bar`,
  )
  const names = ['ours', ...Object.keys(PACKAGES)]
  const summary: { batch: number[]; live: number[] } = { batch: [], live: [] }
  for (const one of cases) {
    if (!Object.hasOwn(indicators, one.indicator)) continue
    const result: Foreign = ours(one.indicator)(bars, one.params)
    const expected = lastOf(one.output === undefined ? result : result[one.output], undefined)
    const runs: [string, (() => Foreign) | undefined, string | undefined][] = [
      [
        'technicalindicators',
        one.technicalindicators && (() => one.technicalindicators!(packages.technicalindicators, columns)),
        one.field?.ti,
      ],
      [
        'trading-signals',
        one.tradingSignals &&
          (() => {
            const made = one.tradingSignals!(packages['trading-signals'])
            const out: unknown[] = []
            for (const bar of rows) out.push(made.update(one.feed === 'close' ? bar.close : bar, false))
            return out
          }),
        one.field?.ts,
      ],
      ['indicatorts', one.indicatorts && (() => one.indicatorts!(packages.indicatorts, columns)), one.field?.it],
      ['talib-web', one.talibWeb && (() => one.talibWeb!(packages['talib-web'], columns)), one.field?.web],
    ]
    const wrong = new Map<string, boolean>()
    const timings: Timing[] = [{ name: 'ours', run: () => ours(one.indicator)(bars, one.params), values: [] }]
    for (const [name, run, field] of runs) {
      if (run === undefined) continue
      try {
        wrong.set(name, errorOf(lastOf(run(), field), expected, one.level === true) > 1e-6)
        timings.push({ name, run, values: [] })
      } catch (error) {
        console.error(`${one.indicator} of ${name}: ${String(error)}`)
      }
    }
    const batch = interleave(timings)
    const streams: Timing[] = [
      {
        name: 'ours',
        run: () => {
          const stream = ours(one.indicator).stream(one.params)
          for (const bar of rows) stream.next(bar)
        },
        values: [],
      },
    ]
    if (one.tradingSignals)
      streams.push({
        name: 'trading-signals',
        run: () => {
          const made = one.tradingSignals!(packages['trading-signals'])
          for (const bar of rows) made.update(one.feed === 'close' ? bar.close : bar, false)
        },
        values: [],
      })
    if (one.technicalindicatorsLive)
      streams.push({
        name: 'technicalindicators',
        run: () => {
          const next = one.technicalindicatorsLive!(packages.technicalindicators)
          for (const bar of rows) next(bar)
        },
        values: [],
      })
    const update = interleave(streams)
    const peers = [...batch].filter(([name]) => name !== 'ours').map(([, time]) => time)
    const best = Math.min(...peers)
    summary.batch.push(batch.get('ours')! / best)
    const signals = update.get('trading-signals')
    if (signals !== undefined) summary.live.push(update.get('ours')! / signals)
    console.log(
      one.indicator.padEnd(25),
      ...names.map((name) => show(batch.get(name) ?? Number.NaN, wrong.get(name) === true)),
      ` ratio ${(batch.get('ours')! / best).toFixed(2)} | live`,
      ...['ours', 'trading-signals', 'technicalindicators'].map((name) => show(update.get(name) ?? Number.NaN, false)),
      signals === undefined ? '' : ` ratio ${(update.get('ours')! / signals).toFixed(2)}`,
    )
  }
  console.log(`median ratio to the fastest package: ${median(summary.batch).toFixed(2)}, largest ${Math.max(...summary.batch).toFixed(2)}`)
  console.log(
    `median ratio of an update to trading-signals: ${median(summary.live).toFixed(2)}, largest ${Math.max(...summary.live).toFixed(2)}`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
