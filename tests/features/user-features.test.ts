import { type Bars, barAt, isBarcastError, log } from 'barcast/core'
import {
  type ColumnTerm,
  createFeatureEngineer,
  type FeatureEngineerConfig,
  type IndicatorTerm,
  type OperatorTerm,
  type UserFeature,
} from 'barcast/features'
import { defineIndicator, macd, rollingStd, rollingZScore, rsi, sma } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

const bars = simulateBars({ seed: 14, length: 160 })
const { open, high, low, close, volume } = bars

function refusal(run: () => unknown): { code: string; message: string; where: { path?: string } } {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error as never
    throw error
  }
  throw new Error('nothing was refused')
}

type Unnamed = IndicatorTerm | OperatorTerm | ColumnTerm

/** The values of features that name each other as they like. */
function valuesOf(
  features: readonly UserFeature[],
  history: Bars = bars,
  config: FeatureEngineerConfig = { set: 'classic' },
): Record<string, Float64Array> {
  const engineer = createFeatureEngineer({ ...config, userFeatures: features, features: features.map(({ name }) => name) })
  const frame = engineer.engineerFeatures(history)
  return Object.fromEntries(frame.names.map((name) => [name, frame.column(name)]))
}

const made = (feature: Unnamed, history?: Bars): Float64Array => valuesOf([{ name: 'it', ...feature }], history).it!

const rows = (of: (i: number) => number): Float64Array => Float64Array.from({ length: bars.length }, (_, i) => of(i))

describe('operators', () => {
  it.each<[string, Unnamed, (i: number) => number]>([
    ['add', { operator: 'add', of: ['open', 'close'] }, (i) => open[i]! + close[i]!],
    ['subtract', { operator: 'subtract', of: ['high', 'low'] }, (i) => high[i]! - low[i]!],
    ['multiply', { operator: 'multiply', of: ['close', -0.5] }, (i) => close[i]! * -0.5],
    ['divide', { operator: 'divide', of: ['close', 'open'] }, (i) => close[i]! / open[i]!],
    ['divide by zero', { operator: 'divide', of: ['close', 0], params: { whenZero: 7 } }, () => 7],
    ['divide zero by zero', { operator: 'divide', of: [0, { operator: 'subtract', of: ['close', 'close'] }] }, () => 0],
    ['logRatio', { operator: 'logRatio', of: ['high', 'low'] }, (i) => log(high[i]! / low[i]!)],
    ['logRatio of no ratio', { operator: 'logRatio', of: ['close', -1] }, () => NaN],
    ['logRatio of nothing', { operator: 'logRatio', of: [0, 'close'] }, () => NaN],
    ['abs', { operator: 'abs', of: [{ operator: 'subtract', of: ['open', 'close'] }] }, (i) => Math.abs(open[i]! - close[i]!)],
    ['sign', { operator: 'sign', of: [{ operator: 'subtract', of: ['open', 'close'] }] }, (i) => Math.sign(open[i]! - close[i]!)],
    ['clip below', { operator: 'clip', of: ['close'], params: { min: 100 } }, (i) => Math.max(close[i]!, 100)],
    ['clip above', { operator: 'clip', of: ['close'], params: { max: 100 } }, (i) => Math.min(close[i]!, 100)],
    ['clip', { operator: 'clip', of: ['close'], params: { min: 99, max: 100 } }, (i) => Math.min(Math.max(close[i]!, 99), 100)],
    ['lag', { operator: 'lag', of: ['volume'], params: { bars: 3 } }, (i) => volume[i - 3] ?? NaN],
    ['difference', { operator: 'difference', of: ['close'] }, (i) => (i < 1 ? NaN : close[i]! - close[i - 1]!)],
    [
      'difference over bars',
      { operator: 'difference', of: ['close'], params: { bars: 5 } },
      (i) => (i < 5 ? NaN : close[i]! - close[i - 5]!),
    ],
    ['too large', { operator: 'multiply', of: [1e300, { operator: 'multiply', of: [1e300, 'close'] }] }, () => NaN],
    ['a number', { operator: 'add', of: [1, 2] }, () => 3],
  ])('%s', (_name, feature, expected) => {
    expect(made(feature)).toEqual(rows(expected))
  })

  it('zScore is the distance from the rolling mean in deviations, 0 on flat stretches', () => {
    expect(made({ operator: 'zScore', of: ['close'], params: { period: 10 } })).toEqual(rollingZScore(close, { period: 10 }))
    expect(made({ operator: 'zScore', of: [3] })[40]).toBe(0)
  })
})

describe('indicators', () => {
  it('read the bars, terms or other indicators, and give any of their outputs', () => {
    expect(made({ indicator: 'rsi', params: { period: 7 } })).toEqual(rsi(bars, { period: 7 }))
    expect(made({ indicator: 'sma', params: { period: 5, input: 'volume' } })).toEqual(sma(volume, { period: 5 }))
    expect(made({ indicator: 'rollingStd', params: { period: 5 }, of: [{ operator: 'subtract', of: ['high', 'low'] }] })).toEqual(
      rollingStd(
        rows((i) => high[i]! - low[i]!),
        { period: 5 },
      ),
    )
    expect(made({ indicator: 'macd', output: 'signal' })).toEqual(macd(bars).signal)
    const smoothed = made({ indicator: 'sma', params: { period: 3 }, of: [{ indicator: 'rsi' }] })
    expect(smoothed.findIndex((x) => !Number.isNaN(x))).toBe(14 + 2)
  })

  it('read extra columns of the bars by name', () => {
    const funding = rows((i) => Math.sqrt(i))
    const history = { ...bars, extra: { funding } }
    expect(made({ operator: 'multiply', of: [{ column: 'funding' }, 2] }, history)).toEqual(funding.map((x) => 2 * x))
    expect(made({ column: 'funding' }, history)).toEqual(funding)
    const engineer = createFeatureEngineer({ set: 'classic', userFeatures: [{ name: 'it', column: 'fundng' }], features: ['it'] })
    expect(refusal(() => engineer.engineerFeatures(history)).message).toContain('"funding"')
  })
})

const rsiGap: UserFeature = {
  name: 'rsi_gap',
  title: 'Short less long RSI',
  operator: 'subtract',
  of: [{ indicator: 'rsi', params: { period: 7 } }, 'rsi_14'],
}
const scaled: UserFeature = { name: 'rsi_gap_clipped', operator: 'clip', of: ['rsi_gap'], params: { min: -10, max: 10 } }

describe('features that name others', () => {
  it('may name columns of the set and each other in any order', () => {
    const values = valuesOf([scaled, rsiGap])
    const expected = rsi(bars, { period: 7 }).map((x, i) => x - rsi(bars, { period: 14 })[i]!)
    expect(values.rsi_gap).toEqual(expected)
    expect(values.rsi_gap_clipped).toEqual(expected.map((x) => Math.min(Math.max(x, -10), 10)))
  })

  it('are described, come after the set’s columns and can be picked', () => {
    const engineer = createFeatureEngineer({ set: 'classic', userFeatures: [rsiGap, scaled] })
    expect(engineer.names.slice(0, 49)).toEqual(createFeatureEngineer({ set: 'classic' }).names)
    expect(engineer.names.slice(49)).toEqual(['rsi_gap', 'rsi_gap_clipped'])
    expect(engineer.definitions.slice(49)).toEqual([
      {
        name: 'rsi_gap',
        group: 'user',
        title: 'Short less long RSI',
        formula: 'subtract(rsi(period 7), rsi_14)',
        unit: 'as its formula',
        warmupBars: 14,
      },
      {
        name: 'rsi_gap_clipped',
        group: 'user',
        title: 'User feature: clip(rsi_gap, min -10, max 10)',
        formula: 'clip(rsi_gap, min -10, max 10)',
        unit: 'as its formula',
        warmupBars: 14,
      },
    ])
    const picked = createFeatureEngineer({ userFeatures: [rsiGap, scaled], features: ['rsi_gap_clipped', 'price_change_1'] })
    expect(picked.names).toEqual(['rsi_gap_clipped', 'price_change_1'])
    expect(picked.warmupBars).toBe(14)
  })

  it('share their parts instead of doubling them at every step', () => {
    const doubling = Array.from({ length: 50 }, (_, k): UserFeature => {
      const part = k === 0 ? 'price_change_1' : `f${k - 1}`
      return { name: `f${k}`, operator: 'subtract', of: [part, part] }
    })
    const engineer = createFeatureEngineer({ set: 'classic', userFeatures: doubling, features: ['f49'] })
    expect(engineer.engineerFeatures(bars).column('f49')[100]).toBe(0)
    expect(engineer.warmupBars).toBe(1)
  })

  it('give the same bits live, and the price columns of closes alone leave them out', () => {
    const engineer = createFeatureEngineer({ set: 'classic', userFeatures: [rsiGap, scaled] })
    const frame = engineer.engineerFeatures(bars)
    const live = engineer.stream()
    for (let i = 0; i < bars.length; i++) {
      const row = live.next(barAt(bars, i))
      expect([row[49], row[50]]).toEqual([frame.column('rsi_gap')[i], frame.column('rsi_gap_clipped')[i]])
    }
    expect(engineer.createPriceFeatures(bars).names).not.toContain('rsi_gap')
  })
})

describe('the config', () => {
  const engineer = createFeatureEngineer({ set: 'classic', userFeatures: [rsiGap, scaled] })

  it('holds them: it survives JSON and makes the same columns under the same hash', () => {
    const again = createFeatureEngineer(JSON.parse(JSON.stringify(engineer.config)))
    expect(again.config).toEqual(engineer.config)
    expect(again.config.userFeatures).toEqual([rsiGap, scaled])
    expect(again.definitionsHash).toBe(engineer.definitionsHash)
    expect(createFeatureEngineer({ set: 'classic', userFeatures: [] }).config).toEqual({ set: 'classic' })
  })

  it('is a copy that later changes do not reach, and knows no −0', () => {
    const given = { name: 'it', operator: 'add', params: {}, of: [-0, 'close'] } as {
      name: string
      operator: 'add'
      of: (number | string)[]
    }
    const made = createFeatureEngineer({ set: 'classic', userFeatures: [given] })
    given.of[1] = 'open'
    expect(made.config.userFeatures).toEqual([{ name: 'it', operator: 'add', params: {}, of: [0, 'close'] }])
    expect(createFeatureEngineer(JSON.parse(JSON.stringify(made.config))).definitionsHash).toBe(made.definitionsHash)
  })

  it('decides the hash: another parameter, operator or order gives another', () => {
    const hashes = [
      [rsiGap],
      [{ ...rsiGap, operator: 'add' }],
      [{ ...rsiGap, of: [{ indicator: 'rsi', params: { period: 8 } }, 'rsi_14'] }],
      [rsiGap, scaled],
      [scaled, rsiGap],
    ].map((userFeatures) => createFeatureEngineer({ set: 'classic', userFeatures: userFeatures as UserFeature[] }).definitionsHash)
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

/** `operator` inside `operator`, so many deep. */
function nested(depth: number): unknown {
  let term: unknown = 'close'
  for (let k = 0; k < depth; k++) term = { operator: 'abs', of: [term] }
  return term
}

function chain(length: number): UserFeature[] {
  return Array.from({ length }, (_, k) => ({ name: `f${k}`, operator: 'abs', of: [k === length - 1 ? 'close' : `f${k + 1}`] }))
}

describe('refused with the path', () => {
  const it1 = (fields: object): unknown[] => [{ name: 'it', ...fields }]
  const circle = [
    { name: 'a', operator: 'abs', of: ['b'] },
    { name: 'b', operator: 'subtract', of: ['close', { operator: 'lag', of: ['c'] }] },
    { name: 'c', operator: 'abs', of: ['a'] },
  ]
  const aliased: { operator: string; of: unknown[] } = { operator: 'abs', of: [] }
  aliased.of.push(aliased)

  it.each<[string, unknown, string, string, string]>([
    ['another type', {}, 'features/config', 'userFeatures', 'userFeatures'],
    ['no object', [3], 'features/user-feature', 'userFeatures.0', 'found 3'],
    ['a list', [[]], 'features/user-feature', 'userFeatures.0', 'found a list'],
    ['no head', it1({}), 'features/user-feature', 'userFeatures.0', 'one of indicator, operator, column'],
    ['two heads', it1({ indicator: 'rsi', column: 'x' }), 'features/user-feature', 'userFeatures.0', 'found indicator, column'],
    ['a misspelt key', it1({ indicatr: 'rsi' }), 'features/unknown-option', 'userFeatures.0.indicatr', '"indicator"'],
    [
      'a key of another head',
      it1({ operator: 'abs', of: ['close'], output: 'x' }),
      'features/user-feature',
      'userFeatures.0.output',
      'operator',
    ],
    [
      'a nested name',
      it1({ operator: 'abs', of: [{ name: 'x', column: 'y' }] }),
      'features/unknown-option',
      'userFeatures.0.of.0.name',
      '"name"',
    ],
    ['no name', [{ column: 'x' }], 'features/user-feature', 'userFeatures.0.name', 'found undefined'],
    ['a bad name', [{ name: 'a b', column: 'x' }], 'features/user-feature-name', 'userFeatures.0.name', '"a b"'],
    ['__proto__ as name', [{ name: '__proto__', column: 'x' }], 'features/user-feature-name', 'userFeatures.0.name', '__proto__'],
    ['a name twice', [rsiGap, rsiGap], 'features/user-feature-name', 'userFeatures.1.name', 'taken'],
    ['a name of the set', [{ name: 'rsi_14', column: 'x' }], 'features/user-feature-name', 'userFeatures.0.name', 'taken'],
    ['a name of the bars', [{ name: 'close', column: 'x' }], 'features/user-feature-name', 'userFeatures.0.name', 'taken'],
    ['an empty title', it1({ column: 'x', title: '' }), 'features/user-feature', 'userFeatures.0.title', 'text'],
    ['an unknown indicator', it1({ indicator: 'rsl' }), 'features/unknown-indicator', 'userFeatures.0.indicator', '"rsi"'],
    ['an indicator __proto__', it1({ indicator: '__proto__' }), 'features/unknown-indicator', 'userFeatures.0.indicator', '__proto__'],
    ['an unknown operator', it1({ operator: 'devide', of: [1, 2] }), 'features/unknown-operator', 'userFeatures.0.operator', '"divide"'],
    ['an operator __proto__', it1({ operator: '__proto__', of: [] }), 'features/unknown-operator', 'userFeatures.0.operator', '__proto__'],
    ['an unknown output', it1({ indicator: 'macd', output: 'signl' }), 'features/unknown-output', 'userFeatures.0.output', '"signal"'],
    ['an unknown name', it1({ operator: 'abs', of: ['rsi_15'] }), 'features/unknown-feature', 'userFeatures.0.of.0', '"rsi_14"'],
    ['a name __proto__', it1({ operator: 'abs', of: ['__proto__'] }), 'features/unknown-feature', 'userFeatures.0.of.0', '__proto__'],
    [
      'too many terms',
      it1({ operator: 'abs', of: [1, 2] }),
      'features/user-feature',
      'userFeatures.0.of',
      'must have 1 term for abs, found 2',
    ],
    ['no terms', it1({ operator: 'add' }), 'features/user-feature', 'userFeatures.0.of', 'found 0'],
    ['terms that are no list', it1({ operator: 'abs', of: 'close' }), 'features/user-feature', 'userFeatures.0.of', 'list'],
    ['a term that is null', it1({ operator: 'abs', of: [null] }), 'features/user-feature', 'userFeatures.0.of.0', 'null'],
    ['a number that is none', it1({ operator: 'abs', of: [NaN] }), 'features/user-feature', 'userFeatures.0.of.0', 'NaN'],
    ['too few inputs', it1({ indicator: 'atr', of: ['close'] }), 'features/user-feature-params', 'userFeatures.0.of', 'needs 3 inputs'],
    [
      'input beside of',
      it1({ indicator: 'sma', of: ['open'], params: { input: 'close' } }),
      'features/user-feature',
      'userFeatures.0.params.input',
      'both',
    ],
    [
      'an unknown parameter',
      it1({ indicator: 'rsi', params: { length: 3 } }),
      'features/user-feature-params',
      'userFeatures.0.params.length',
      'period',
    ],
    [
      'a parameter __proto__',
      it1({ indicator: 'rsi', params: JSON.parse('{ "__proto__": 3 }') }),
      'features/user-feature-params',
      'userFeatures.0.params.__proto__',
      '__proto__',
    ],
    [
      'a parameter out of range',
      it1({ indicator: 'rsi', params: { period: 1 } }),
      'features/user-feature-params',
      'userFeatures.0.params.period',
      'found 1',
    ],
    [
      'a parameter that is null',
      it1({ indicator: 'rsi', params: { period: null } }),
      'features/user-feature',
      'userFeatures.0.params.period',
      'null',
    ],
    ['parameters that are a list', it1({ indicator: 'rsi', params: [7] }), 'features/user-feature', 'userFeatures.0.params', 'a list'],
    [
      'a lag into the future',
      it1({ operator: 'lag', of: ['close'], params: { bars: -1 } }),
      'features/user-feature-params',
      'userFeatures.0.params.bars',
      '-1',
    ],
    ['a clip of nothing', it1({ operator: 'clip', of: ['close'] }), 'features/user-feature-params', 'userFeatures.0.params', 'min or max'],
    [
      'a crossed clip',
      it1({ operator: 'clip', of: ['close'], params: { min: 2, max: 1 } }),
      'features/user-feature-params',
      'userFeatures.0.params',
      '2 and 1',
    ],
    ['a circle', circle, 'features/user-feature-cycle', 'userFeatures.0', 'a → b → c → a'],
    ['itself', it1({ operator: 'abs', of: ['it'] }), 'features/user-feature-cycle', 'userFeatures.0', 'it → it'],
    ['deep nesting', it1({ operator: 'abs', of: [nested(70)] }), 'features/user-feature-depth', '', '64'],
    ['endless nesting', it1({ operator: 'abs', of: [nested(50_000)] }), 'features/user-feature-depth', '', '64'],
    ['a term that holds itself', it1(aliased), 'features/user-feature-depth', '', '64'],
    ['a long chain, first to last', chain(200), 'features/user-feature-depth', '', '64'],
    ['a long chain, last to first', chain(200).reverse(), 'features/user-feature-depth', '', '64'],
    [
      'a key __proto__',
      JSON.parse('[{ "name": "it", "column": "x", "__proto__": { "title": "y" } }]'),
      'features/unknown-option',
      'userFeatures.0.__proto__',
      '__proto__',
    ],
  ])('%s', (_what, userFeatures, code, path, text) => {
    const error = refusal(() => createFeatureEngineer({ set: 'classic', userFeatures: userFeatures as UserFeature[] }))
    expect(error.code).toBe(code)
    expect(error.message).toContain(text)
    if (path !== '') expect(error.where.path).toBe(path)
  })

  it('nothing that is as deep as allowed', () => {
    expect(createFeatureEngineer({ set: 'classic', userFeatures: chain(64) }).names).toHaveLength(49 + 64)
  })
})

describe('indicators of the user’s own', () => {
  const spread = defineIndicator<{ share: number }, 'spread'>({
    name: 'mySpread',
    title: 'A share of the range',
    params: { share: { default: 1, min: 0, max: 1 } },
    outputs: ['spread'],
    inputs: () => ['high', 'low'],
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 1,
    onMissing: 'skip',
    init(state, { share }) {
      state[0] = share
    },
    advance(state, inputs, outputs, from, to, at) {
      for (let i = from, o = at; i < to; i++, o++) outputs[0]![o] = state[0]! * (inputs[0]![i]! - inputs[1]![i]!)
    },
  })
  const config: FeatureEngineerConfig = {
    set: 'classic',
    userFeatures: [{ name: 'half_range', indicator: 'mySpread', params: { share: 0.5 } }],
    features: ['half_range'],
  }

  it('are named like the library’s, and given again with the stored config', () => {
    const engineer = createFeatureEngineer(config, { indicators: [spread] })
    expect(engineer.engineerFeatures(bars).column('half_range')).toEqual(rows((i) => 0.5 * (high[i]! - low[i]!)))
    expect(createFeatureEngineer(engineer.config, { indicators: [spread] }).definitionsHash).toBe(engineer.definitionsHash)
    expect(refusal(() => createFeatureEngineer(engineer.config))).toMatchObject({ code: 'features/unknown-indicator' })
  })

  it('must have names of their own', () => {
    expect(refusal(() => createFeatureEngineer({}, { indicators: [spread, spread] })).code).toBe('features/indicator-name')
    expect(refusal(() => createFeatureEngineer({}, { indicators: [rsi] })).message).toContain('"rsi"')
  })
})
