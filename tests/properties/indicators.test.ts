import { type Bars, createRandom, sliceBars } from 'barcast/core'
import { createGraph, createGraphStream, type IndicatorStream, runGraph } from 'barcast/indicators'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  all,
  columnsOf,
  firstDifference,
  historyOf,
  isVolume,
  mapColumns,
  type Scenario,
  simulateBars,
  smallParams,
  valuesOf,
} from './histories.js'

const SEED = Number(process.env.SEED ?? 20261121)
/** Random histories per indicator and property; `RUNS=200 npx vitest run tests/properties` looks harder. */
const RUNS = Number(process.env.RUNS ?? 10)

const scenario = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  length: fc.integer({ min: 1, max: 500 }),
  holes: fc.constantFrom(0, 0, 0.05),
})

const again = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

function hold(check: (input: Scenario) => void): void {
  fc.assert(fc.property(scenario, check), { seed: SEED, numRuns: RUNS })
}

describe.each(all)('%s', (_name, indicator) => {
  it('gives the same bits live as over the whole history, with bars replaced and the stream restored on the way', () => {
    hold((input) => {
      const random = createRandom(input.seed + 1)
      const { bars, rows, forming } = historyOf(input)
      const params = smallParams(indicator, random)
      const expected = columnsOf(indicator(bars, params))
      let stream: IndicatorStream<number | Record<string, number>> = indicator.stream(params)
      // Some streams are never asked to replace a bar, some only late.
      const firstReplaced = random.integer(0, 2) * random.integer(0, bars.length + 1)
      for (let row = 0; row < bars.length; row++) {
        const times = row < firstReplaced ? 0 : random.integer(0, 3)
        let values: number[]
        if (times === 0) values = valuesOf(stream.next(rows[row]!))
        else {
          stream.next(forming[row]!)
          for (let k = 1; k < times; k++) stream.replaceLast({ ...(forming[row - 1] ?? forming[row]!), openTimeMs: rows[row]!.openTimeMs })
          if (random.uniform() < 0.03) stream = indicator.stream(params, again(stream.snapshot()))
          values = valuesOf(stream.replaceLast(rows[row]!))
        }
        const chance = random.uniform()
        if (chance < 0.02) stream = indicator.stream(params, again(stream.snapshot()))
        else if (chance < 0.04) stream.snapshot()
        values.forEach((value, k) => {
          if (!Object.is(value, expected[k]![row])) expect(value, `row ${row}`).toBe(expected[k]![row])
        })
      }
    })
  })

  it('does not change when the future is cut off, missing or absurd', () => {
    hold((input) => {
      const random = createRandom(input.seed + 2)
      const { bars } = historyOf(input)
      const params = smallParams(indicator, random)
      const expected = columnsOf(indicator(bars, params))
      const cut = random.integer(1, bars.length + 1)
      const poison = (value: number): Bars => mapColumns(bars, (column) => column.map((old, i) => (i < cut ? old : value)))
      for (const changed of [sliceBars(bars, 0, cut), poison(NaN), poison(1e9)]) {
        columnsOf(indicator(changed, params)).forEach((column, k) => {
          expect(firstDifference(column.subarray(0, cut), expected[k]!.subarray(0, cut)), 'first row that differs').toBe(-1)
        })
      }
    })
  })

  it('is NaN for the stated warm-up and never after it, also on a flat price without volume', () => {
    hold(({ seed, length }) => {
      const params = smallParams(indicator, createRandom(seed))
      const flat = mapColumns(historyOf({ seed, length, holes: 0 }).bars, (column, name) => column.map(() => (isVolume(name) ? 0 : 100)))
      for (const bars of [historyOf({ seed, length, holes: 0 }).bars, flat]) {
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
    hold(({ seed }) => {
      const random = createRandom(seed)
      const params = smallParams(indicator, random)
      const bars = mapColumns(historyOf({ seed, length: 400, holes: 0 }).bars, (column) => column.with(60, column[60]! * 1e6))
      const whole = columnsOf(indicator(bars, params))
      const from = random.integer(1, 150)
      const later = columnsOf(indicator(sliceBars(bars, from, 400), params))
      const warmup = indicator.warmupBars(params)
      later.forEach((column, k) => {
        expect(firstDifference(column.subarray(warmup), whole[k]!.subarray(from + warmup)), 'first row that differs').toBe(-1)
      })
    })
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
      fc.property(scenario, (input) => {
        const random = createRandom(input.seed + 3)
        const graph = graphOf(input.seed)
        const { bars, rows, forming } = historyOf(input)
        const expected = [...runGraph(graph, bars).values()]
        let stream = createGraphStream(graph)
        for (let row = 0; row < bars.length; row++) {
          let values: Float64Array
          if (random.uniform() < 0.5) values = stream.next(rows[row]!)
          else {
            stream.next(forming[row]!)
            if (random.uniform() < 0.1) stream = createGraphStream(graph, again(stream.snapshot()))
            values = stream.replaceLast(rows[row]!)
          }
          values.forEach((value, k) => {
            if (!Object.is(value, expected[k]![row]))
              throw new Error(`output ${k}, row ${row}: live ${value}, history ${expected[k]![row]}`)
          })
        }
      }),
      { seed: SEED, numRuns: 3 * RUNS },
    )
  })

  it('streams of one graph do not touch each other', () => {
    const graph = graphOf(7)
    const { rows } = historyOf({ seed: 7, length: 300, holes: 0 })
    const alone = createGraphStream(graph)
    const expected = rows.map((bar) => alone.next(bar))
    const one = createGraphStream(graph)
    const other = createGraphStream(graph)
    rows.forEach((bar, row) => {
      expect(firstDifference(one.next(bar), expected[row]!)).toBe(-1)
      if (row > 20) expect(firstDifference(other.next({ ...rows[row - 21]!, openTimeMs: bar.openTimeMs }), expected[row - 21]!)).toBe(-1)
    })
  })

  it('is planned anew for a stream made after something was added', () => {
    const graph = graphOf(8)
    const bars = simulateBars({ seed: 8, length: 60 })
    createGraphStream(graph)
    graph.output('late', graph.column('open'))
    expect(createGraphStream(graph).next(historyOf({ seed: 8, length: 60, holes: 0 }).rows[0]!).length).toBe(graph.outputs.length)
    expect(runGraph(graph, bars).size).toBe(graph.outputs.length)
  })
})
