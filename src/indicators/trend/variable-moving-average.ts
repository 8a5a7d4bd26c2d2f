import { composeDefinition } from '../composition.js'
import type { IndicatorDefinition } from '../definition.js'
import { defineIndicator } from '../indicator.js'
import { AVERAGE_KINDS, averageNode, movingAverage } from './moving-average.js'
import { startLater } from './start-later.js'

type Range = { minPeriod: number; maxPeriod: number }
type VariableParams = Range & { kind: string; input: string; periods: string }

/** Every period of the range is kept up to date, because any may be asked for next. */
const MOST_PERIODS = 1000

function warmupOf(kind: string, period: number): number {
  return movingAverage.warmupBars({ kind, period })
}

/** Of one column per period, the one whose period the first column names, whole and within the range. */
const choice: IndicatorDefinition<Range, 'chosen'> = {
  name: 'choosePeriod',
  title: 'Column of the chosen period',
  params: {
    minPeriod: { default: 2, min: 1, max: 100_000, integer: true },
    maxPeriod: { default: 30, min: 1, max: 100_000, integer: true },
  },
  outputs: ['chosen'],
  inputs: ({ minPeriod, maxPeriod }) => ['periods', ...Array.from({ length: maxPeriod - minPeriod + 1 }, (_, k) => `${minPeriod + k}`)],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 2,
  onMissing: 'skip',
  init(state, { minPeriod, maxPeriod }) {
    state[0] = minPeriod
    state[1] = maxPeriod
  },
  advance(state, inputs, outputs, from, to, at) {
    const out = outputs[0]!
    const least = state[0]!
    const most = state[1]!
    for (let i = from, o = at; i < to; i++, o++) {
      const period = Math.min(Math.max(Math.trunc(inputs[0]![i]!), least), most)
      out[o] = inputs[1 + period - least]![i]!
    }
  },
}

/**
 * Moving average whose period changes from bar to bar: the value that `movingAverage` of `kind` has on this bar for the period in the column `periods`, cut to a whole number and to
 * `minPeriod … maxPeriod`. All these averages are kept up to date, so it costs as much as all of them; each begins so that it has its first value when that of `maxPeriod` has (the seeds of
 * recursions are those bars). Warm-up that of `maxPeriod`. A bar with a missing value or period is
 * left out: windows reach past it, recursions keep their state. Equal to TA-Lib's MAVP. Not in the list `indicators`, because
 * no column of every table of bars could be its default.
 */
export const variableMovingAverage = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<VariableParams, 'average'>({
    name: 'variableMovingAverage',
    title: 'Moving average of a variable period',
    params: {
      minPeriod: { default: 2, min: 1, max: 100_000, integer: true, unit: 'bars' },
      maxPeriod: { default: 30, min: 1, max: 100_000, integer: true, unit: 'bars' },
      kind: { default: 'sma', choices: AVERAGE_KINDS },
      input: { default: 'close', column: true },
      periods: { default: 'periods', column: true },
    },
    outputs: ['average'],
    inputs: ({ input, periods }) => [input, periods],
    check({ minPeriod, maxPeriod }) {
      if (minPeriod > maxPeriod) return `minPeriod must not be above maxPeriod ${maxPeriod}, found ${minPeriod}`
      if (maxPeriod - minPeriod < MOST_PERIODS) return undefined
      return `minPeriod … maxPeriod must hold at most ${MOST_PERIODS} periods, found ${maxPeriod - minPeriod + 1}`
    },
    onMissing: 'skip',
    build({ kind, minPeriod, maxPeriod }, node, [x, periods]) {
      const warmup = warmupOf(kind, maxPeriod)
      const averages = Array.from({ length: maxPeriod - minPeriod + 1 }, (_, k) => {
        const period = minPeriod + k
        const [started] = node({ definition: startLater }, { bars: warmup - warmupOf(kind, period) }, [x!])
        return averageNode(node, kind, period, started!)
      })
      return node({ definition: choice }, { minPeriod, maxPeriod }, [periods!, ...averages])
    },
  }),
)
