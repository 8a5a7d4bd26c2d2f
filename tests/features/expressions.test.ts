import { type Bars, barAt, isBarcastError } from 'barcast/core'
import {
  createFeatureEngineer,
  type FeatureTerm,
  formatExpression,
  indicatorTerm,
  operators,
  parseExpression,
  type UserFeature,
} from 'barcast/features'
import { defineIndicator, ema, indicators, macd, rsi, sma } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QLIB_NAMES, REFUSED_NAMES, SHORT_NAMES } from '../../src/features/expressions/names.js'
import { graphOf } from '../../src/features/feature-graph.js'
import { OPERATORS } from '../../src/features/operators.js'
import { userColumns } from '../../src/features/user-columns.js'

const bars = simulateBars({ seed: 14, length: 160 })

function refusal(run: () => unknown): { code: string; message: string; where: { path?: string; index?: number } } {
  try {
    run()
  } catch (error) {
    if (isBarcastError(error)) return error as never
    throw error
  }
  throw new Error('nothing was refused')
}

function valuesOf(expression: string, history: Bars = bars): Float64Array {
  const engineer = createFeatureEngineer({ set: 'classic', userFeatures: [{ name: 'it', expression }], features: ['it'] })
  return engineer.engineerFeatures(history).column('it')
}

const rows = (of: (i: number) => number): Float64Array => Float64Array.from({ length: bars.length }, (_, i) => of(i))

describe('text', () => {
  it.each<[string, FeatureTerm]>([
    ['close', 'close'],
    ['$close', 'close'],
    ['$funding', { column: 'funding' }],
    ["$'open interest'", { column: 'open interest' }],
    ['rsi_14', 'rsi_14'],
    ['-1.5e-3', -0.0015],
    ['.5', 0.5],
    ['zscore(ret(close, 5), 60)', operators.zScore(operators.ret('close', 5), 60)],
    ['1 + 2 * 3', operators.add(1, operators.multiply(2, 3))],
    ['1 + 6 / 3', operators.add(1, operators.divide(6, 3))],
    ['2 / (3 * 4)', operators.divide(2, operators.multiply(3, 4))],
    ['close - (open - 1)', operators.subtract('close', operators.subtract('open', 1))],
    ['(1 < 2) == 1', operators.eq(operators.lt(1, 2), 1)],
    ['(2 ** 3) ** 2', operators.power(operators.power(2, 3), 2)],
    ['(1 | 0) & 0', operators.and(operators.or(1, 0), 0)],
    ['(1 + 2) * 3', operators.multiply(operators.add(1, 2), 3)],
    ['1 - 2 - 3', operators.subtract(operators.subtract(1, 2), 3)],
    ['2 ** 3 ** 2', operators.power(2, operators.power(3, 2))],
    ['-close ** 2', operators.subtract(0, operators.power('close', 2))],
    ['(-2) ** 2', operators.power(-2, 2)],
    ['2 ** -1', operators.power(2, -1)],
    ['close - -1', operators.subtract('close', -1)],
    [
      'open < close & !(volume == 0) | high >= 2',
      operators.or(operators.and(operators.lt('open', 'close'), operators.not(operators.eq('volume', 0))), operators.ge('high', 2)),
    ],
    ['close + 1 > open * 2', operators.gt(operators.add('close', 1), operators.multiply('open', 2))],
    ['divide(close, open, whenZero: 1)', operators.divide('close', 'open', { whenZero: 1 })],
    ['clip(close, max: 3)', operators.clip('close', { max: 3 })],
    ['clip(close, -3, 3)', operators.clip('close', { min: -3, max: 3 })],
    ['rsi(7)', indicatorTerm(rsi, { params: { period: 7 } })],
    ['rsi(close, 7)', indicatorTerm(rsi, { of: ['close'], params: { period: 7 } })],
    ['rsi(volume, period = 7)', indicatorTerm(rsi, { of: ['volume'], params: { period: 7 } })],
    ['sma((5), 3)', indicatorTerm(sma, { of: [5], params: { period: 3 } })],
    ['macd(close).histogram / close', operators.divide(indicatorTerm(macd, { of: ['close'], output: 'histogram' }), 'close')],
    ['ema(close, 5, seed: first)', indicatorTerm(ema, { of: ['close'], params: { period: 5, seed: 'first' } })],
    ["ema(input: 'open')", indicatorTerm(ema, { params: { input: 'open' } })],
    ['obv()', { indicator: 'obv' }],
    ['indicator.add(high, low)', { indicator: 'add', of: ['high', 'low'] }],
    ['add(high, low)', operators.add('high', 'low')],
    [' mean (\n  close ,\n  5\n) ', operators.mean('close', 5)],
  ])('%s', (text, term) => {
    expect(parseExpression(text)).toEqual(term)
    expect(parseExpression(formatExpression(term))).toEqual(term)
  })

  it.each<[string, string]>([
    ['Mean($close, 5)/$close', 'mean(close, 5) / close'],
    ['Ref($close, 1)', 'lag(close, 1)'],
    ['If($close>$open, Std($close, 5), Quantile($close, 5, 0.8))', 'if(close > open, std(close, 5), quantile(close, 5, 0.8))'],
    ['Sub(Greater($open, 0), Med($low, 3))', 'greater(open, 0) - median(low, 3)'],
    ['EMA($close, 12)', 'ewm(close, 12)'],
    ['EMA($close, 0.1)', 'ewm(close, 19)'],
    ['WMA($close, 8)', 'wma(close, period: 8) / 8'],
    ['Not($close > 1)', '!(close > 1)'],
    ['$factor * $close', '$factor * close'],
  ])('of qlib: %s', (text, printed) => {
    expect(formatExpression(parseExpression(text))).toBe(printed)
  })

  it('has no spelling that an indicator has too, so that none changes its meaning', () => {
    for (const name of [...SHORT_NAMES.keys(), ...QLIB_NAMES.keys(), ...REFUSED_NAMES.keys(), 'WMA', 'EMA'])
      expect(Object.hasOwn(indicators, name), name).toBe(false)
  })
})

/** Terms that are not said in other words than the printer's. */
const terms = fc.letrec<{ term: FeatureTerm }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
    fc.integer({ min: -20, max: 20 }).map((x) => x + 0),
    fc.constantFrom<FeatureTerm[]>('close', 'volume', 'rsi_14', { column: 'funding' }, { column: 'open interest' }, { column: "it's" }),
    {
      weight: 9,
      arbitrary: fc
        .tuple(
          fc.constantFrom(
            'add',
            'subtract',
            'multiply',
            'divide',
            'power',
            'lt',
            'ge',
            'eq',
            'ne',
            'and',
            'or',
            'greater',
            'mask',
            'logRatio' as const,
          ),
          tie('term'),
          tie('term'),
        )
        .map(([operator, a, b]) => ({ operator, of: [a, b] }) as FeatureTerm),
    },
    fc.tuple(fc.constantFrom('not', 'abs', 'log' as const), tie('term')).map(([operator, a]) => ({ operator, of: [a] }) as FeatureTerm),
    fc
      .tuple(fc.constantFrom('mean', 'quantile', 'std', 'rank' as const), tie('term'), fc.integer({ min: 2, max: 99 }))
      .map(([operator, a, period]) => ({ operator, params: { period }, of: [a] }) as FeatureTerm),
    tie('term').map((a): FeatureTerm => ({ operator: 'quantile', params: { quantile: 0.25 }, of: [a] })),
    fc.tuple(tie('term'), tie('term'), tie('term')).map(([a, b, c]) => operators.if(a, b, c)),
    fc
      .tuple(tie('term'), fc.integer({ min: 2, max: 99 }))
      .map(([a, period]): FeatureTerm => ({ indicator: 'rsi', params: { period }, of: [a] })),
    fc.constantFrom<FeatureTerm[]>(
      { indicator: 'atr' },
      { indicator: 'lag', params: { bars: 2, input: 'open' } },
      { indicator: 'bollinger', output: 'lower' },
    ),
    fc.tuple(tie('term'), tie('term')).map(([a, b]): FeatureTerm => ({ indicator: 'subtract', of: [a, b] })),
    tie('term').map((a): FeatureTerm => ({ indicator: 'macd', of: [a], output: 'signal' })),
  ),
}))

describe('round trips', () => {
  it('a term printed and read is the same term', () => {
    fc.assert(
      fc.property(terms.term, (term) => {
        expect(parseExpression(formatExpression(term))).toEqual(term)
      }),
      { numRuns: 300 },
    )
  })

  it('any text is read or refused with its place, and what is read prints the same again', () => {
    const piece = fc.constantFrom(
      'close',
      '$x',
      '(',
      ')',
      ',',
      ' ',
      '1',
      '-',
      '*',
      '**',
      '<',
      '&',
      '!',
      'mean(',
      'rsi(',
      '.',
      ':',
      'period',
      "'",
      '\n',
      '"',
      '%',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('')
        try {
          const printed = formatExpression(parseExpression(text))
          expect(formatExpression(parseExpression(printed))).toBe(printed)
        } catch (error) {
          if (!isBarcastError(error, 'features/expression')) throw error
          expect(error.where.index).toBeGreaterThanOrEqual(0)
          expect(error.where.index).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it.each(Object.keys(OPERATORS))('the builder of %s makes what its name reads as', (name) => {
    const { arity, definition } = OPERATORS[name as keyof typeof OPERATORS]
    const needed = definition.params as Record<string, unknown>
    const number = Object.hasOwn(needed, 'quantile')
      ? [9, 0.3]
      : Object.hasOwn(needed, 'whenZero') || Object.keys(needed).length === 0
        ? []
        : [9]
    const columns = ['high', 'low', 'open'].slice(0, arity)
    const built =
      name === 'clip'
        ? operators.clip('high', { min: 9 })
        : (operators[name as keyof typeof operators] as (...given: unknown[]) => FeatureTerm)(...columns, ...number)
    expect(parseExpression(`${name}(${[...columns, ...number].join(', ')})`)).toEqual(built)
  })
})

describe('refused at the character', () => {
  it.each<[string, string, string]>([
    ['mean(close, 5', 'mean(close, 5^', 'expected ")"'],
    ['zscore(ret(close, 5), 60))', 'zscore(ret(close, 5), 60)^', 'an operator or the end'],
    ['zcore(close, 5)', '^', '"zScore"'],
    ['close + sqt(close)', 'close + ^', '"sqrt"'],
    ['rsi(close, perid: 7)', 'rsi(close, ^', '"period"'],
    ['macd(close).signl', 'macd(close).^', '"signal"'],
    ['mean(close, 5).value', 'mean(close, 5)^', 'only an indicator'],
    ['rsi(close, 1)', 'rsi(close, ^', 'from 2 to'],
    ['Ref($close, -2)', 'Ref($close, ^', 'still to come'],
    ['lag(close, bars: -2)', 'lag(close, bars: ^', 'still to come'],
    ['Delta($close, 0)', 'Delta($close, ^', 'beginning of the history'],
    ['Mean($close, -5)', 'Mean($close, ^', 'still to come'],
    ['mean(close, 2.5)', 'mean(close, ^', 'whole number'],
    ['mean(close, open)', 'mean(close, ^', 'takes a number'],
    ['mean(close, 5, 6)', 'mean(close, 5, ^', 'at most 1 number'],
    ['mean(close, 5, period: 6)', 'mean(close, 5, ^', 'given once'],
    ['mean(close, period: 6, 5)', 'mean(close, period: 6, ^', 'by name'],
    ['add(close)', '^', 'needs 2 terms, found 1'],
    ['atr(close, 14)', '^', 'needs 3 terms, for high, low, close'],
    ['clip(close)', '^', 'min or max'],
    ['1 < close < 2', '1 < close ^', '&'],
    ['close @ 2', 'close ^', '"@"'],
    ['close 2', 'close ^', 'found "2"'],
    ['2close', '2^', 'before a name'],
    ['1e400', '^', 'finite'],
    ['$', '^', 'name of a column'],
    ['', '^', 'found the end'],
    ['Mask($close, "SH600000")', '^', 'another instrument'],
    ['indicator.zScore(close, 5)', 'indicator.^', 'unknown indicator'],
    ['"close"', '^', 'expected a number, a name'],
  ])('%s', (text, marked, message) => {
    const error = refusal(() => parseExpression(text))
    expect(error.code).toBe('features/expression')
    expect(error.message).toContain(message)
    expect(error.where).toEqual({ index: marked.indexOf('^') })
    const [line, caret] = error.message.split('\n').slice(-2)
    expect(line).toBe(text)
    expect(caret).toBe(`${' '.repeat(marked.length - 1)}^`)
  })

  it.each<[string, string, string]>([
    ['rsi_15 - close', '^', '"rsi_14"'],
    ['close - abs(\n  rsi_15)', '\n  ^', '"rsi_14"'],
    ['mean(it, 5)', 'mean(^', 'it → it'],
  ])('in a feature, where names are known: %s', (text, marked, message) => {
    const error = refusal(() => createFeatureEngineer({ set: 'classic', userFeatures: [{ name: 'it', expression: text }] }))
    expect(error.message).toContain(message)
    if (message.startsWith('"'))
      expect(error).toMatchObject({
        code: 'features/expression',
        where: { path: 'userFeatures.0.expression', index: text.indexOf('rsi_15') },
      })
    else expect(error.code).toBe('features/user-feature-cycle')
    expect(marked).toContain('^')
  })

  it('also what is nested too deep or too long, without exhausting the stack', () => {
    for (const text of [
      '('.repeat(30_000),
      '('.repeat(15_000),
      '-'.repeat(15_000),
      `${'abs('.repeat(100)}close${')'.repeat(100)}`,
      Array(200).fill('close').join('+'),
      `2${' ** 2'.repeat(3000)}`,
    ])
      expect(refusal(() => parseExpression(text)).code).toBe('features/expression')
    const deepest = `${'abs('.repeat(64)}close${')'.repeat(64)}`
    expect(formatExpression(parseExpression(deepest))).toBe(deepest)
  })

  it('terms that cannot be written', () => {
    for (const term of [NaN, 'a b', { operator: 'nothing', of: [] }, { column: `'"` }, ''])
      expect(refusal(() => formatExpression(term as FeatureTerm)).code).toBe('features/expression')
  })
})

describe('features given as text', () => {
  const config = {
    set: 'classic' as const,
    userFeatures: [
      { name: 'momentum_score', expression: 'zscore(ret(close, 5), 60)', title: 'Return in deviations' },
      { name: 'gap', expression: 'rsi(close, period: 7) - rsi_14' },
      { name: 'both', expression: 'momentum_score * gap' },
    ],
  }

  it('are kept as written in the config, and described by the printed term', () => {
    const engineer = createFeatureEngineer(config)
    expect(engineer.config.userFeatures).toEqual(config.userFeatures)
    expect(createFeatureEngineer(JSON.parse(JSON.stringify(engineer.config))).definitionsHash).toBe(engineer.definitionsHash)
    expect(engineer.definitions.slice(-3)).toMatchObject([
      { name: 'momentum_score', title: 'Return in deviations', formula: 'zScore(ret(close, 5), 60)', warmupBars: 64 },
      { name: 'gap', title: 'User feature: rsi(close, period: 7) - rsi_14', warmupBars: 14 },
      { name: 'both', warmupBars: 64 },
    ])
  })

  it('give the values of the same term as data, live too', () => {
    const data: UserFeature[] = config.userFeatures.map(
      ({ name, expression }) => ({ name, ...(parseExpression(expression) as object) }) as UserFeature,
    )
    const text = createFeatureEngineer(config).engineerFeatures(bars)
    const other = createFeatureEngineer({ ...config, userFeatures: data }).engineerFeatures(bars)
    const live = createFeatureEngineer(config).stream()
    for (const { name } of config.userFeatures) expect(text.column(name)).toEqual(other.column(name))
    for (let i = 0; i < bars.length; i++) {
      const row = live.next(barAt(bars, i))
      expect(row[51]).toBe(text.column('both')[i])
    }
  })

  it('are refused with a bad name or beside other heads', () => {
    const features = [{ name: 'it', expression: 'close', column: 'x' }] as unknown as UserFeature[]
    expect(refusal(() => createFeatureEngineer({ userFeatures: features })).message).toContain('found column, expression')
    expect(refusal(() => createFeatureEngineer({ userFeatures: [{ name: 'it', expression: '' }] })).message).toContain('must be a text')
    const nested = [{ name: 'it', operator: 'abs', of: [{ expression: 'close' }] }] as unknown as UserFeature[]
    expect(refusal(() => createFeatureEngineer({ userFeatures: nested })).code).toBe('features/unknown-option')
  })

  it('call the user’s own indicators by name', () => {
    const twice = defineIndicator<{ factor: number; input: string }, 'twice'>({
      name: 'twice',
      title: 'Times a factor',
      params: { factor: { default: 2, min: 0, max: 10 }, input: { default: 'close', column: true } },
      outputs: ['twice'],
      inputs: ({ input }) => [input],
      lookbackBars: () => 0,
      warmupBars: () => 0,
      stateSize: () => 1,
      onMissing: 'skip',
      init(state, { factor }) {
        state[0] = factor
      },
      advance(state, inputs, outputs, from, to, at) {
        for (let i = from, o = at; i < to; i++, o++) outputs[0]![o] = state[0]! * inputs[0]![i]!
      },
    })
    const own = { userFeatures: [{ name: 'it', expression: 'twice(open - 1, 3)' }], features: ['it'] }
    const frame = createFeatureEngineer(own, { indicators: [twice] }).engineerFeatures(bars)
    expect(frame.column('it')).toEqual(rows((i) => 3 * (bars.open[i]! - 1)))
    expect(refusal(() => createFeatureEngineer(own)).message).toContain('unknown operator or indicator "twice"')
    expect(parseExpression('twice(3)', { indicators: [twice] })).toEqual({ indicator: 'twice', params: { factor: 3 } })
  })

  it('compute what they share once', () => {
    const columns = (...expressions: string[]): ReturnType<typeof userColumns> =>
      userColumns(
        expressions.map((expression, k) => ({ name: `f${k}`, expression })),
        [],
        [],
      )
    const nodes = (...expressions: string[]): number => graphOf(columns(...expressions)).nodes.length
    // lag, relative change, z-score
    expect(nodes('zscore(ret(close, 5), 60)')).toBe(3)
    expect(nodes('zscore(ret(close, 5), 60)', 'abs(zscore(ret(close, 5), 60))')).toBe(4)
    // mean, lag, change; then 2 · and its number
    expect(nodes('ret(mean(close, 5), 3)', 'Mean($close, 5) * 2', '2 * mean(close, 5)', 'mean(close, 5)')).toBe(6)
    expect(nodes('quantile(close, 9, 0.5)', 'median(close, 9)', 'Med($close, 9)')).toBe(1)
    expect(nodes('count(close, 9)', 'Count($close, 9)')).toBe(2)
  })

  it('are NaN where the window is larger than the data', () => {
    expect(valuesOf('mean(close, 5000)').every(Number.isNaN)).toBe(true)
    expect(valuesOf('lag(close, 160)').every(Number.isNaN)).toBe(true)
  })

  it('read extra columns of the bars', () => {
    const funding = rows((i) => i % 7)
    expect(valuesOf('$funding * 2', { ...bars, extra: { funding } })).toEqual(rows((i) => 2 * (i % 7)))
    expect(refusal(() => valuesOf('$funding')).message).toContain('"funding"')
  })
})

describe('operators', () => {
  const { open, high, low, close } = bars

  it.each<[string, (i: number) => number]>([
    ['power(close, 0)', () => 1],
    ['power(open - open, -1)', () => NaN],
    ['power(open - open, 0.3)', () => 0],
    ['power(0 - close, 3)', (i) => -(close[i]! * (close[i]! * close[i]!))],
    ['power(0 - close, 0.5)', () => NaN],
    ['power(close, 0.5)', (i) => Math.sqrt(close[i]!)],
    ['power(close, -2)', (i) => 1 / (close[i]! * close[i]!)],
    ['power(1e200, 2)', () => NaN],
    ['log(0 * close)', () => NaN],
    ['exp(1e9 + close)', () => NaN],
    ['sqrt(0 - close)', () => NaN],
    ['ret(close - close, 1)', (i) => (i < 1 ? NaN : 0)],
    ['logRet(close - close, 1)', () => NaN],
    ['if(close > open, high, low)', (i) => (close[i]! > open[i]! ? high[i]! : low[i]!)],
    ['if(close > 0, 1, log(0 * close))', () => NaN],
    ['mask(close, close > open)', (i) => (close[i]! > open[i]! ? close[i]! : NaN)],
    ['close > open', (i) => Number(close[i]! > open[i]!)],
    ['(close > open) == !(close <= open)', () => 1],
    ['and(2, -1)', () => 1],
    ['or(0, 0)', () => 0],
    ['countTrue(close > open, 5)', (i) => (i < 4 ? NaN : [0, 1, 2, 3, 4].filter((k) => close[i - k]! > open[i - k]!).length)],
    ['rsquare(close - close, 5)', (i) => (i < 4 ? NaN : 0)],
    ['corr(close, close - close, 5)', (i) => (i < 4 ? NaN : 0)],
    ['cov(close, close - close, 5)', (i) => (i < 4 ? NaN : 0)],
    ['idxMax(close - close, 5)', (i) => (i < 4 ? NaN : 1)],
    ['std(close - close, 5)', (i) => (i < 4 ? NaN : 0)],
    ['skew(close - close, 5) + kurt(close - close, 5)', (i) => (i < 4 ? NaN : 0)],
    ['rank(close - close, 4)', (i) => (i < 3 ? NaN : 0.625)],
  ])('%s', (text, expected) => {
    expect(valuesOf(text)).toEqual(rows(expected))
  })

  it('power takes any exponent close to the engine’s', () => {
    const found = valuesOf('power(close, 1.7)')
    for (let i = 0; i < bars.length; i++) expect(Math.abs(found[i]! / close[i]! ** 1.7 - 1)).toBeLessThan(4e-15)
  })
})
