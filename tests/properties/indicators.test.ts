import { type Bar, type Bars, barAt, createRandom, sliceBars } from 'barcast/core'
import { createGraph, createGraphStream, type Indicator, type IndicatorStream, indicators, runGraph } from 'barcast/indicators'
import { type SimulationOptions, simulateBars as simulatePlainBars } from 'barcast/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

type Any = Indicator<Record<string, number | string>, string>

const all = Object.entries(indicators) as unknown as [string, Any][]
const SEED = Number(process.env.SEED ?? 20261121)
/** Random histories per indicator and property; `RUNS=200 npx vitest run tests/properties` looks harder. */
const RUNS = Number(process.env.RUNS ?? 8)

/** Bars with quotes and trades beside them, for the indicators that read such columns. */
function simulateBars(options: SimulationOptions): Bars {
  const bars = simulatePlainBars(options)
  const random = createRandom(options.seed + 1)
  const of = (column: Float64Array, low: number, high: number): Float64Array =>
    column.map((value) => value * (low + (high - low) * random.uniform()))
  const extra = {
    bid: of(bars.close, 0.998, 1),
    ask: of(bars.close, 1, 1.002),
    bidSize: of(bars.volume, 0, 1),
    askSize: of(bars.volume, 0, 1),
    buyVolume: of(bars.volume, 0, 1),
    sellVolume: of(bars.volume, 0, 1),
  }
  return { ...bars, extra }
}

const withoutVolume = (bars: Bars): Bars => ({
  ...bars,
  volume: new Float64Array(bars.length),
  extra: Object.fromEntries(Object.entries(bars.extra).map(([name, x]) => [name, /Size|Volume/.test(name) ? x.map(() => 0) : x])),
})

/** Small periods, so that short histories leave the warm-up. */
function smallParams({ definition }: Any, random: { integer(low: number, high: number): number }): Record<string, number | string> {
  const params: Record<string, number | string> = {}
  for (const [name, rule] of Object.entries(definition.params)) {
    if ('min' in rule && rule.integer === true && rule.max > 1)
      params[name] = random.integer(Math.max(2, rule.min), rule.min < 9 ? 9 : rule.min + 9)
    if ('choices' in rule) params[name] = rule.choices[random.integer(0, rule.choices.length)]!
  }
  if (params.slowPeriod !== undefined) params.slowPeriod = Number(params.fastPeriod) + Number(params.slowPeriod)
  return params
}

const columnsOf = (result: Float64Array | Record<string, Float64Array>): Float64Array[] =>
  result instanceof Float64Array ? [result] : Object.values(result)
const valuesOf = (result: number | Record<string, number>): number[] => (typeof result === 'number' ? [result] : Object.values(result))

/** Bars with some prices or volumes missing. */
function withHoles(bars: Bars, random: { uniform(): number; integer(low: number, high: number): number }, share: number): Bars {
  const holed: Bars = {
    ...bars,
    open: bars.open.slice(),
    high: bars.high.slice(),
    low: bars.low.slice(),
    close: bars.close.slice(),
    volume: bars.volume.slice(),
    extra: Object.fromEntries(Object.entries(bars.extra).map(([name, column]) => [name, column.slice()])),
  }
  const columns = [holed.open, holed.high, holed.low, holed.close, holed.volume, ...Object.values(holed.extra)]
  for (let i = 0; i < bars.length; i++) if (random.uniform() < share) columns[random.integer(0, columns.length)]![i] = NaN
  return holed
}

/** A forming bar: the same time, other values, still sound. */
function garbage(bar: Bar, random: { uniform(): number }): Bar {
  const factor = 0.5 + random.uniform()
  return {
    ...bar,
    open: bar.open * factor,
    high: bar.high * factor,
    low: bar.low * factor,
    close: bar.close * factor,
    volume: bar.volume * factor,
    extra: Object.fromEntries(Object.entries(bar.extra ?? {}).map(([name, value]) => [name, value * factor])),
  }
}

const scenario = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  length: fc.integer({ min: 1, max: 700 }),
  holes: fc.constantFrom(0, 0, 0.05),
})

function prepare(indicator: Any, { seed, length, holes }: { seed: number; length: number; holes: number }) {
  const random = createRandom(seed)
  const bars = withHoles(simulateBars({ seed, length, jumps: { probability: 0.02, size: 0.1 } }), random, holes)
  const params = smallParams(indicator, random)
  return { random, bars, params, expected: columnsOf(indicator(bars, params)) }
}

describe.each(all)('%s', (_name, indicator) => {
  const run = (check: (input: { seed: number; length: number; holes: number }) => void, numRuns = RUNS): void => {
    fc.assert(fc.property(scenario, check), { seed: SEED, numRuns })
  }

  it('gives the same bits live as over the whole history, with bars replaced and the stream restored on the way', () => {
    run((input) => {
      const { random, bars, params, expected } = prepare(indicator, input)
      let stream: IndicatorStream<number | Record<string, number>> = indicator.stream(params)
      for (let row = 0; row < bars.length; row++) {
        const bar = barAt(bars, row)
        const forming = random.integer(0, 3)
        let values: number[]
        if (forming === 0) values = valuesOf(stream.next(bar))
        else {
          stream.next(garbage(bar, random))
          for (let k = 1; k < forming; k++) stream.replaceLast(garbage(bar, random))
          if (random.uniform() < 0.1) stream = indicator.stream(params, JSON.parse(JSON.stringify(stream.snapshot())))
          values = valuesOf(stream.replaceLast(bar))
        }
        if (random.uniform() < 0.05) stream = indicator.stream(params, JSON.parse(JSON.stringify(stream.snapshot())))
        values.forEach((value, k) => {
          if (!Object.is(value, expected[k]![row])) expect(value, `row ${row}`).toBe(expected[k]![row])
        })
      }
    })
  })

  it('does not change when the future is cut off, missing or absurd', () => {
    run((input) => {
      const { random, bars, params, expected } = prepare(indicator, input)
      const cut = random.integer(1, bars.length + 1)
      const poison = (value: number): Bars => {
        const fill = (column: Float64Array): Float64Array => column.map((old, i) => (i < cut ? old : value))
        return {
          ...bars,
          open: fill(bars.open),
          high: fill(bars.high),
          low: fill(bars.low),
          close: fill(bars.close),
          volume: fill(bars.volume),
          extra: Object.fromEntries(Object.entries(bars.extra).map(([name, column]) => [name, fill(column)])),
        }
      }
      for (const changed of [sliceBars(bars, 0, cut), poison(NaN), poison(1e9)]) {
        columnsOf(indicator(changed, params)).forEach((column, k) => {
          expect(column.subarray(0, cut)).toEqual(expected[k]!.subarray(0, cut))
        })
      }
    })
  })

  it('is NaN for the stated warm-up and never after it, also on a flat price without volume', () => {
    run(({ seed, length }) => {
      const random = createRandom(seed)
      const params = smallParams(indicator, random)
      const flat = simulateBars({ seed, length, volatilityPerBar: 0 })
      for (const bars of [simulateBars({ seed, length }), withoutVolume(flat)]) {
        for (const column of columnsOf(indicator(bars, params))) {
          const warmup = Math.min(length, indicator.warmupBars(params))
          expect(column.length).toBe(length)
          // A definition that names its gaps may lack values after the warm-up, never have any within it.
          const late = indicator.definition.gaps !== undefined
          const wrong = column.findIndex((value, row) => (late && row >= warmup ? false : Number.isNaN(value) !== row < warmup))
          expect(wrong, `first row against warm-up ${warmup}`).toBe(-1)
        }
      }
    })
  })
})

const windowed = all.filter(([, indicator]) => indicator.definition.onMissing === 'reset')

describe.each(windowed)('%s', (_name, indicator) => {
  it('does not depend on where the history began, to the bit, also after values a million times larger', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const random = createRandom(seed)
        const params = smallParams(indicator, random)
        const bars = simulateBars({ seed, length: 400, volatilityPerBar: 0.02 })
        for (const column of [bars.open, bars.high, bars.low, bars.close, bars.volume, ...Object.values(bars.extra)])
          column[60] = column[60]! * 1e6
        const whole = columnsOf(indicator(bars, params))
        const from = random.integer(1, 150)
        const later = columnsOf(indicator(sliceBars(bars, from, 400), params))
        const warmup = indicator.warmupBars(params)
        later.forEach((column, k) => {
          expect(column.subarray(warmup)).toEqual(whole[k]!.subarray(from + warmup))
        })
      }),
      { seed: SEED, numRuns: RUNS },
    )
  })
})

describe('a graph', () => {
  const graphOf = (seed: number) => {
    const random = createRandom(seed)
    const graph = createGraph()
    const sources = ['close', 'volume', 'high'].map((name) => graph.column(name))
    for (let k = 0; k < 25; k++) {
      const [, indicator] = all[random.integer(0, all.length)]!
      const { definition } = indicator
      const params = smallParams(indicator, random)
      const arity = definition.inputs({
        ...Object.fromEntries(Object.entries(definition.params).map(([name, rule]) => [name, rule.default])),
        ...params,
      }).length
      const composed = random.uniform() < 0.6 && arity < 3
      const inputs = composed ? Array.from({ length: arity }, () => sources[random.integer(0, sources.length)]!) : undefined
      const made = graph.node(definition as never, params, inputs)
      sources.push(...made)
      made.forEach((source, i) => {
        graph.output(`${k}.${i}`, source)
      })
    }
    return graph
  }

  it('gives the same bits live, replaced and restored as over the whole history', () => {
    fc.assert(
      fc.property(scenario, ({ seed, length, holes }) => {
        const random = createRandom(seed + 1)
        const graph = graphOf(seed)
        const bars = withHoles(simulateBars({ seed, length }), random, holes)
        const expected = [...runGraph(graph, bars).values()]
        let stream = createGraphStream(graph)
        for (let row = 0; row < bars.length; row++) {
          const bar = barAt(bars, row)
          let values: Float64Array
          if (random.uniform() < 0.5) values = stream.next(bar)
          else {
            stream.next(garbage(bar, random))
            if (random.uniform() < 0.1) stream = createGraphStream(graph, JSON.parse(JSON.stringify(stream.snapshot())))
            values = stream.replaceLast(bar)
          }
          values.forEach((value, k) => {
            if (!Object.is(value, expected[k]![row]))
              throw new Error(`output ${k}, row ${row}: live ${value}, history ${expected[k]![row]}`)
          })
        }
      }),
      { seed: SEED, numRuns: RUNS },
    )
  })
})
