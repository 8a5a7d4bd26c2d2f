import { composeDefinition, type Node } from '../composition.js'
import { mama } from '../cycle/mama.js'
import { type AnyIndicator, defineIndicator } from '../indicator.js'
import { dema } from './dema.js'
import { ema } from './ema.js'
import { hma } from './hma.js'
import { kama } from './kama.js'
import { rma } from './rma.js'
import { sma } from './sma.js'
import { t3 } from './t3.js'
import { tema } from './tema.js'
import { trima } from './trima.js'
import { wma } from './wma.js'
import { zlema } from './zlema.js'

/** The averages to choose from, with the parameters that are not the period. */
const averages: Readonly<Record<string, AnyIndicator>> = /* @__PURE__ */ (() => ({
  sma,
  ema,
  wma,
  dema,
  tema,
  trima,
  kama,
  mama,
  t3,
  hma,
  zlema,
  rma,
}))()

/** Names of the averages; `none` is the value itself. */
export const AVERAGE_KINDS: readonly string[] = /* @__PURE__ */ (() => [...Object.keys(averages), 'none'])()

/** Adds the average of that name over a source; the source itself for `none`, and for one bar, which every average leaves as it is. */
export function averageNode(node: Node, kind: string, period: number, source: number): number {
  const indicator = averages[kind]
  if (indicator === undefined || period === 1) return source
  return node(indicator, kind === 'mama' ? {} : { period }, [source])[0]!
}

/**
 * A moving average of the chosen kind over `period` bars: `sma`, `ema`, `wma`, `dema`, `tema`, `trima`, `kama`, `mama` (limits 0.5 and 0.05,
 * whatever the period), `t3` (volume factor 0.7), `hma`, `zlema`, `rma`, `none` (the value itself). A period of 1
 * gives the value itself. Warm-up as the chosen one's. A missing value is left out: windows reach past it, recursions keep their state. Equal to TA-Lib's MA.
 */
export const movingAverage = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ kind: string; period: number; input: string }, 'average'>({
    name: 'movingAverage',
    title: 'Moving average of a chosen kind',
    params: {
      kind: { default: 'sma', choices: AVERAGE_KINDS },
      period: { default: 20, min: 1, max: 100_000, integer: true, unit: 'bars' },
      input: { default: 'close', column: true },
    },
    outputs: ['average'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ kind, period }, node, [x]) {
      return [averageNode(node, kind, period, x!)]
    },
  }),
)
