import { type Bars, createRandom, isBarcastError, sliceBars } from 'barcast/core'
import { continueGraph, createGraph, type Graph, type GraphHistoryState, indicators, runGraph } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

/** Every indicator on bars, and every one of a single input on the outputs of two others. */
function everything(): Graph {
  const graph = createGraph()
  const [ema] = graph.node(indicators.ema.definition as never, { period: 5 })
  const [std] = graph.node(indicators.rollingStd.definition as never, { period: 7 })
  for (const [name, { definition }] of Object.entries(indicators)) {
    const plain = definition as never
    if (graph.columns.length > 0 && definition.inputs(defaults(definition.params) as never).some((column) => !KNOWN.has(column))) continue
    graph.node(plain).forEach((source, k) => {
      graph.output(`${name}.${k}`, source)
    })
    if (definition.inputs(defaults(definition.params) as never).length !== 1) continue
    graph.node(plain, undefined, [ema!]).forEach((source, k) => {
      graph.output(`${name} of ema.${k}`, source)
    })
    graph.node(plain, undefined, [std!]).forEach((source, k) => {
      graph.output(`${name} of std.${k}`, source)
    })
  }
  graph.output('close', graph.column('close'))
  return graph
}

const KNOWN = new Set(['open', 'high', 'low', 'close', 'volume', 'openTimeMs'])
const defaults = (params: Readonly<Record<string, { default: unknown }>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).map(([name, rule]) => [name, rule.default]))

function withHoles(bars: Bars): Bars {
  const random = createRandom(9)
  const hole = (column: Float64Array): Float64Array => column.map((x) => (random.uniform() < 0.01 ? NaN : x))
  return { ...bars, volume: hole(bars.volume), close: hole(bars.close) }
}

function inPieces(graph: Graph, bars: Bars, cuts: readonly number[]): Map<string, number[]> {
  const joined = new Map<string, number[]>(graph.outputs.map(({ name }) => [name, []]))
  let state: GraphHistoryState | undefined
  for (const cut of [...cuts, bars.length]) {
    const step = continueGraph(graph, sliceBars(bars, 0, cut), state)
    for (const [name, column] of step.columns) joined.get(name)!.push(...column)
    state = { rows: step.state.rows, numbers: step.state.numbers.slice() }
  }
  return joined
}

describe('continueGraph', () => {
  const graph = everything()
  const bars = simulateBars({ seed: 4, length: 420, jumps: { probability: 0.02, size: 0.1 } })

  it.each([
    ['complete bars', bars],
    ['missing values', withHoles(bars)],
  ])('gives the bits of the whole history, wherever it is cut: %s', (_what, history) => {
    const whole = runGraph(graph, history)
    for (const cuts of [[], [1, 2, 3, 60], [419], [100, 100, 250, 251]]) {
      const joined = inPieces(graph, history, cuts)
      for (const [name, column] of whole) {
        const found = joined.get(name)!
        const at = column.findIndex((x, i) => !Object.is(x, found[i]))
        if (at >= 0 || found.length !== column.length)
          expect.fail(`${name}, cuts ${cuts.join()}, row ${at}: ${column[at]} and ${found[at]}`)
      }
    }
  })

  it('refuses the state of another graph, and of more rows than there are', () => {
    const { state } = continueGraph(graph, bars)
    const codeOf = (run: () => unknown): string => {
      try {
        run()
      } catch (error) {
        if (isBarcastError(error)) return error.code
        throw error
      }
      return 'nothing was refused'
    }
    expect(codeOf(() => continueGraph(graph, sliceBars(bars, 0, 100), state))).toBe('indicators/history-state')
    expect(codeOf(() => continueGraph(createGraph(), bars, state))).toBe('indicators/history-state')
  })
})
