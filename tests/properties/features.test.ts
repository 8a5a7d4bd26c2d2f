import { type Bar, type Bars, barAt, createRandom, type Frame, type Random, sliceBars } from 'barcast/core'
import { createFeatureEngineer, FEATURE_SETS, type FeatureEngineer, type UserFeature } from 'barcast/features'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Expression } from '../../src/features/column.js'
import { columnsOf } from '../../src/features/sets.js'
import { userColumns } from '../../src/features/user-columns.js'

/* What every registered column promises, whatever the bars. */

/** Every operator, over bars, indicators, each other and the set's columns, as data and as text. */
const USERS: readonly UserFeature[] = [
  { name: 'body', operator: 'subtract', of: ['close', 'open'] },
  { name: 'range', operator: 'subtract', of: ['high', 'low'] },
  { name: 'share', operator: 'divide', of: ['body', 'range'] },
  { name: 'sum', operator: 'add', of: ['share', { operator: 'multiply', of: ['price_change_5', 100] }] },
  { name: 'strength', operator: 'clip', of: ['sum'], params: { min: -2, max: 3 } },
  {
    name: 'turn',
    operator: 'sign',
    of: [{ operator: 'difference', of: [{ indicator: 'ema', params: { period: 7 } }], params: { bars: 2 } }],
  },
  { name: 'late', operator: 'lag', of: [{ operator: 'abs', of: ['strength'] }], params: { bars: 4 } },
  { name: 'growth', operator: 'logRatio', of: ['close', { operator: 'lag', of: ['close'], params: { bars: 3 } }] },
  { name: 'score', operator: 'zScore', of: ['growth'], params: { period: 12 } },
  { name: 'smooth_rsi', indicator: 'sma', of: [{ indicator: 'rsi', params: { period: 5 } }], params: { period: 3 } },
  { name: 'macd_line', operator: 'divide', of: [{ indicator: 'macd', output: 'signal' }, 'close'] },
  { name: 'spreads', expression: 'std(ret(close, 1), 5) + var(close / open, 6) * 2 - mad(close, 7) / close' },
  { name: 'shapes', expression: 'skew(close, 8) - kurt(volume, 9) + median(close, 4) / mean(close, 4)' },
  { name: 'places', expression: 'idxMax(high, 6) - idxMin(low, 7) + rank(volume, 7) + countTrue(close > open, 5) + count(close, 3)' },
  { name: 'lines', expression: 'slope(close, 6) / close + rsquare(close, 7) + resi(close, 8) / close' },
  { name: 'together', expression: 'corr(close, volume, 9) + cov(close / open, high / low, 5)' },
  { name: 'choices', expression: 'if(close > open & volume != 0 | high == low, max(high, 4) / close, min(low, 4) ** 2 / close ** 2)' },
  {
    name: 'sides',
    expression: 'greater(ret(close, 2), 0) - less(logret(close, 3), 0) + !(close >= open) + (open <= high) * (close < high)',
  },
  { name: 'curves', expression: 'ewm(close, 6.5) / close + exp(sqrt(abs(ret(close, 1)))) + log(high / low + 1)' },
  { name: 'rest', expression: 'quantile(sum(volume > 0, 3), 5, 0.3) + mask(close, close > 0) / open' },
]

const SESSION = { timeZone: 'America/New_York', open: '09:30', close: '16:00', holidays: ['2017-07-14'] }

const engineers: [string, FeatureEngineer][] = [
  ['the default columns', createFeatureEngineer()],
  ['short and odd lookbacks', createFeatureEngineer({ lookbackPeriods: [2, 3, 41] })],
  ...FEATURE_SETS.filter((set) => set !== 'classic').map((set): [string, FeatureEngineer] => [
    `the set ${set}`,
    createFeatureEngineer({ set }),
  ]),
  ['users’ features', createFeatureEngineer({ set: 'classic', userFeatures: USERS, features: USERS.map(({ name }) => name) })],
  [
    'sessions',
    createFeatureEngineer({
      set: 'classic',
      session: SESSION,
      features: ['session_progress', 'minutes_to_close', 'local_hour_sin', 'month_end'],
    }),
  ],
]

type Kind = 'walk' | 'flat' | 'no range' | 'no volume' | 'jumpy' | 'missing'

/**
 * Valid bars of a kind; `jumpy` changes prices and volumes by orders of magnitude (yet within the 106 bits that exact window
 * sums hold), `missing` has NaN prices and volumes.
 */
function drawBars(kind: Kind, seed: number, length: number): Bars {
  const random = createRandom(seed)
  const columns = { open: new Float64Array(length), high: new Float64Array(length), low: new Float64Array(length) }
  const close = new Float64Array(length)
  const volume = new Float64Array(length)
  const step = kind === 'flat' ? 0 : kind === 'jumpy' ? 0.7 : 0.01
  let price = kind === 'flat' ? 17.3 : 50 + 100 * random.uniform()
  let still = 0
  for (let i = 0; i < length; i++) {
    // Stretches in which nothing moves, in every kind of market.
    still = still > 0 ? still - 1 : random.uniform() < 0.01 ? random.integer(3, 80) : 0
    const before = price
    price = still > 0 ? price : Math.min(Math.max(price * Math.max(1 + step * random.normal(), 0.2), 1), 1e4)
    const range = kind === 'flat' || kind === 'no range' || still > 0 ? 0 : step * random.uniform()
    columns.open[i] = kind === 'no range' ? price : before
    columns.high[i] = Math.max(columns.open[i]!, price) * (1 + range)
    columns.low[i] = Math.min(columns.open[i]!, price) / (1 + range)
    close[i] = price
    const loud = kind === 'jumpy' && random.uniform() < 0.05 ? 1e5 : 1
    volume[i] = kind === 'no volume' || kind === 'flat' || (still > 0 && random.uniform() < 0.8) ? 0 : loud * random.integer(1, 5000)
    if (kind === 'missing' && random.uniform() < 0.02) close[i] = NaN
    if (kind === 'missing' && random.uniform() < 0.02) volume[i] = NaN
  }
  const openTimeMs = Float64Array.from({ length }, (_, i) => 1.5e12 + 60_000 * i)
  return { symbol: kind, timeframeMs: 60_000, length, openTimeMs, ...columns, close, volume, extra: {} }
}

const kinds = fc.constantFrom<Kind[]>('walk', 'flat', 'no range', 'no volume', 'jumpy', 'missing')
const seeds = fc.integer({ min: 0, max: 2 ** 31 })

function expectRow(names: readonly string[], columns: readonly Float64Array[], row: number, values: Float64Array, what: string): void {
  for (let k = 0; k < columns.length; k++) {
    const batch = columns[k]![row]!
    if (!Object.is(batch, values[k])) expect.fail(`${names[k]} at row ${row}: ${batch} over the history, ${values[k]} ${what}`)
  }
}

function expectSameRows(whole: Frame, part: Frame, rows: number, what: string): void {
  for (const name of whole.names) {
    const a = whole.column(name)
    const b = part.column(name)
    for (let i = 0; i < rows; i++) if (!Object.is(a[i], b[i])) expect.fail(`${name} at row ${i}: ${a[i]}, ${b[i]} ${what}`)
  }
}

/** A bar that could stand at that time, of other values. */
function garbage(bar: Bar, random: Random): Bar {
  const price = 1e-3 + 1e5 * random.uniform()
  const missing = random.uniform() < 0.2
  return {
    openTimeMs: bar.openTimeMs,
    open: price,
    high: price * 2,
    low: price / 3,
    close: missing ? NaN : price * (0.5 + random.uniform()),
    volume: missing ? NaN : 1e9 * random.uniform(),
  }
}

/** A kernel that keeps more than its parameters over a missing bar remembers from before any window. */
function isRecursive(expression: Expression, known: Map<Expression, boolean>): boolean {
  if (typeof expression === 'string') return false
  const found = known.get(expression)
  if (found !== undefined) return found
  const { definition, params, inputs } = expression
  const own = definition.onMissing === 'skip' && definition.stateSize(params) > Object.keys(definition.params).length
  const recursive = own || inputs.some((input) => isRecursive(input, known))
  known.set(expression, recursive)
  return recursive
}

function recursiveNames({ config, names }: FeatureEngineer): Set<string> {
  const known = new Map<Expression, boolean>()
  const library = columnsOf(config.set!, config.lookbackPeriods ?? [])
  const columns = [...library, ...userColumns(config.userFeatures ?? [], library, [])]
  return new Set(columns.filter(({ name, expression }) => names.includes(name) && isRecursive(expression, known)).map(({ name }) => name))
}

describe.each(engineers)('%s', (_name, engineer) => {
  const length = engineer.warmupBars + 130
  // Of many columns, fewer histories: each run looks at all of them.
  const runs = (count: number): number => Math.max(2, Math.round(count * Math.min(1, 100 / engineer.names.length)))
  const restoring = Math.min(0.03, 3 / engineer.names.length)

  it('give the same bits in batch, stream, replaced and restored', () => {
    const again = createFeatureEngineer(JSON.parse(JSON.stringify(engineer.config)))
    fc.assert(
      fc.property(kinds, seeds, (kind, seed) => {
        const bars = drawBars(kind, seed, length)
        const frame = engineer.engineerFeatures(bars)
        const columns = frame.names.map((name) => frame.column(name))
        const random = createRandom(seed + 1)
        const plain = engineer.stream()
        let worn = engineer.stream()
        const out = new Float64Array(engineer.names.length)
        for (let row = 0; row < length; row++) {
          const bar = barAt(bars, row)
          expectRow(frame.names, columns, row, plain.next(bar), 'streamed')
          worn.next(garbage(bar, random), out)
          if (random.uniform() < 0.3) worn.replaceLast(garbage(bar, random))
          if (random.uniform() < restoring) worn = again.stream(JSON.parse(JSON.stringify(worn.snapshot())))
          expectRow(frame.names, columns, row, worn.replaceLast(bar, out), 'replaced')
          if (random.uniform() < restoring) worn = again.stream(JSON.parse(JSON.stringify(worn.snapshot())))
        }
      }),
      { numRuns: runs(10) },
    )
  })

  it('do not change at any row when the later bars are cut off', () => {
    fc.assert(
      fc.property(fc.constantFrom<Kind[]>('jumpy', 'missing'), seeds, (kind, seed) => {
        const bars = drawBars(kind, seed, length)
        const whole = engineer.engineerFeatures(bars)
        for (let t = engineer.warmupBars - 2; t < length; t += t % 3 === 0 ? 1 : 5) {
          expectSameRows(whole, engineer.engineerFeatures(sliceBars(bars, 0, t + 1)), t + 1, `cut off after row ${t}`)
        }
      }),
      { numRuns: 2 },
    )
  })

  it('do not change when the later bars are poisoned', () => {
    fc.assert(
      fc.property(kinds, seeds, fc.nat(length - 2), fc.constantFrom(NaN, 1e9), (kind, seed, t, factor) => {
        const bars = drawBars(kind, seed, length)
        const poison = (column: Float64Array): Float64Array => column.map((x, i) => (i > t ? x * factor : x))
        const { open, high, low, close, volume } = bars
        const poisoned: Bars = {
          ...bars,
          open: poison(open),
          high: poison(high),
          low: poison(low),
          close: poison(close),
          volume: poison(volume),
        }
        expectSameRows(engineer.engineerFeatures(bars), engineer.engineerFeatures(poisoned), t + 1, `with times ${factor} after row ${t}`)
      }),
      { numRuns: runs(20) },
    )
  })

  it('are NaN for exactly their warm-up and finite after it, on flat prices, without range and without volume too', () => {
    fc.assert(
      fc.property(kinds, seeds, (kind, seed) => {
        fc.pre(kind !== 'missing')
        const frame = engineer.engineerFeatures(drawBars(kind, seed, length))
        for (const { name, warmupBars } of engineer.definitions) {
          frame.column(name).forEach((x, row) => {
            const sound = row < warmupBars ? Number.isNaN(x) : Number.isFinite(x)
            if (!sound) expect.fail(`${name} (warm-up ${warmupBars}) is ${x} at row ${row} of a ${kind} market`)
          })
        }
      }),
      { numRuns: runs(30) },
    )
  })

  it('stay within the bounds that their units state', () => {
    const bounds = new Map<string, [number, number]>([
      ['0 … 1', [0, 1]],
      ['−1 … 1', [-1, 1]],
      ['0 … 100', [0, 100]],
      ['flag −1, 0, 1', [-1, 1]],
      ['flag 0, 1', [0, 1]],
      ['fraction, 0 or below', [-1, 0]],
    ])
    const bounded = engineer.definitions.filter(({ unit }) => bounds.has(unit))
    fc.assert(
      fc.property(kinds, seeds, (kind, seed) => {
        const frame = engineer.engineerFeatures(drawBars(kind, seed, length))
        for (const { name, unit } of bounded) {
          const [low, high] = bounds.get(unit)!
          const outside = frame.column(name).find((x) => x < low || x > high)
          if (outside !== undefined) expect.fail(`${name} is ${outside} in a ${kind} market, its unit is ${unit}`)
        }
      }),
      { numRuns: runs(30) },
    )
  })

  it('forget a missing bar once it has left their reach', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('close', 'volume', 'high'), (seed, column) => {
        const bars = drawBars('walk', seed, 2 * engineer.warmupBars + 60)
        const hole = engineer.warmupBars + 20
        const frame = engineer.engineerFeatures({ ...bars, [column]: bars[column].map((x, i) => (i === hole ? NaN : x)) })
        for (const { name, warmupBars } of engineer.definitions) {
          const late = frame.column(name).subarray(hole + 1 + warmupBars)
          if (late.some((x) => Number.isNaN(x))) expect.fail(`${name} (warm-up ${warmupBars}) is NaN after a missing ${column}`)
        }
      }),
      { numRuns: runs(6) },
    )
  })

  it('do not depend on where the history began, unless they are recursive', () => {
    const recursive = recursiveNames(engineer)
    const windowed = engineer.definitions.filter(({ name }) => !recursive.has(name))
    fc.assert(
      fc.property(fc.constantFrom<Kind[]>('walk', 'jumpy', 'no volume'), seeds, fc.integer({ min: 1, max: 90 }), (kind, seed, begin) => {
        const bars = drawBars(kind, seed, length)
        const whole = engineer.engineerFeatures(bars)
        const later = engineer.engineerFeatures(sliceBars(bars, begin, length))
        for (const { name, warmupBars } of windowed) {
          // The squares of what it multiplies leave the 106 bits.
          if (kind === 'jumpy' && name.startsWith('WVMA')) continue
          const a = whole.column(name)
          const b = later.column(name)
          for (let i = warmupBars; i < b.length; i++)
            if (!Object.is(a[i + begin], b[i])) expect.fail(`${name} at row ${i}: ${b[i]} from there on, ${a[i + begin]} from the start`)
        }
      }),
      { numRuns: runs(15) },
    )
  })
})
