import { barAt, createRandom } from 'barcast/core'
import {
  composeDefinition,
  createGraph,
  defineIndicator,
  ema,
  medianPrice,
  rollingMax,
  rollingStd,
  rsi,
  runGraph,
  sma,
  subtract,
} from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'
import { describe, expect, it } from 'vitest'

type Periods = { period: number; signalPeriod: number }

const periods = {
  period: { default: 20, min: 1, max: 1000, integer: true },
  signalPeriod: { default: 9, min: 1, max: 1000, integer: true },
} as const

/** Mixes what a composition has to tell apart: parts over columns, over parts, over both; windows and recursions; an output that another part reads. */
const spread = (onMissing: 'skip' | 'reset') =>
  defineIndicator(
    composeDefinition<Periods, 'spread' | 'signal' | 'top'>({
      name: `spread.${onMissing}`,
      title: 'a test',
      params: periods,
      outputs: ['spread', 'signal', 'top'],
      inputs: () => ['close', 'high', 'low'],
      onMissing,
      build({ period, signalPeriod }, node, [close, high, low]) {
        const [middle] = node(medianPrice, {}, [high!, low!])
        const [fast] = node(ema, { period: signalPeriod }, [close!])
        const [slow] = node(sma, { period }, [middle!])
        const [difference] = node(subtract, {}, [fast!, slow!])
        const [signal] = node(rollingStd, { period: signalPeriod }, [difference!])
        const [top] = node(rollingMax, { period }, [high!])
        return [difference!, signal!, top!]
      },
    }),
  )

function graphOf({ period, signalPeriod }: Periods) {
  const graph = createGraph()
  const [close, high, low] = ['close', 'high', 'low'].map((name) => graph.column(name))
  const [middle] = graph.node(medianPrice.definition as never, {}, [high!, low!])
  const [fast] = graph.node(ema.definition as never, { period: signalPeriod }, [close!])
  const [slow] = graph.node(sma.definition as never, { period }, [middle!])
  const [difference] = graph.node(subtract.definition as never, {}, [fast!, slow!])
  const [signal] = graph.node(rollingStd.definition as never, { period: signalPeriod }, [difference!])
  const [top] = graph.node(rollingMax.definition as never, { period }, [high!])
  graph.output('spread', difference!)
  graph.output('signal', signal!)
  graph.output('top', top!)
  return graph
}

describe('a composed indicator', () => {
  it.each([
    { period: 20, signalPeriod: 9 },
    { period: 3, signalPeriod: 150 },
    { period: 200, signalPeriod: 2 },
  ])('gives what the same nodes give in a graph: %o', (params) => {
    const bars = simulateBars({ seed: 5, length: 700 })
    const expected = runGraph(graphOf(params), bars)
    for (const onMissing of ['skip', 'reset'] as const) {
      const indicator = spread(onMissing)
      const found = indicator(bars, params)
      const warmup = indicator.warmupBars(params)
      expect(warmup).toBe(Math.max(params.period - 1, params.signalPeriod - 1) + params.signalPeriod - 1)
      for (const name of ['spread', 'signal', 'top'] as const) {
        expect(found[name].subarray(warmup), name).toEqual(expected.get(name)!.subarray(warmup))
        expect(found[name].subarray(0, warmup).every(Number.isNaN)).toBe(true)
      }
    }
  })

  it.each(['skip', 'reset'] as const)('gives the same bits live, restored and replaced, with missing bars: %s', (onMissing) => {
    const random = createRandom(3)
    const indicator = spread(onMissing)
    const bars = simulateBars({ seed: 6, length: 600 })
    for (let i = 0; i < bars.length; i++) if (random.uniform() < 0.04) (i % 2 === 0 ? bars.high : bars.close)[i] = NaN
    const params = { period: 7, signalPeriod: 4 }
    const expected = indicator(bars, params)
    let stream = indicator.stream(params)
    for (let row = 0; row < bars.length; row++) {
      const bar = barAt(bars, row)
      stream.next({ ...bar, close: bar.low, high: bar.high * 3 })
      if (row % 13 === 0) stream = indicator.stream(params, JSON.parse(JSON.stringify(stream.snapshot())))
      expect(stream.replaceLast(bar), `row ${row}`).toEqual({
        spread: expected.spread[row],
        signal: expected.signal[row],
        top: expected.top[row],
      })
    }
  })

  it('may be part of another', () => {
    const outer = defineIndicator(
      composeDefinition<Record<never, never>, 'value'>({
        name: 'outer',
        title: 'a test',
        params: {},
        outputs: ['value'],
        inputs: () => ['close', 'high', 'low'],
        onMissing: 'skip',
        build(_, node, [close, high, low]) {
          const [strength] = node(rsi, { period: 5 }, [close!])
          const inner = node(spread('skip'), { period: 4, signalPeriod: 3 }, [close!, high!, low!])
          return node(subtract, {}, [strength!, inner[1]!])
        },
      }),
    )
    const bars = simulateBars({ seed: 7, length: 300 })
    const strength = rsi(bars, { period: 5 })
    const { signal } = spread('skip')(bars, { period: 4, signalPeriod: 3 })
    expect(outer(bars)).toEqual(strength.map((value, i) => value - signal[i]!))
  })
})
