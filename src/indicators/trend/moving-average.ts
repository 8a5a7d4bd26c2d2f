import { composeDefinition } from '../composition.js'
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
  t3,
  hma,
  zlema,
  rma,
}))()

/** Names of the averages; `none` is the value itself. */
export const AVERAGE_KINDS: readonly string[] = /* @__PURE__ */ (() => [...Object.keys(averages), 'none'])()

/** The indicator of that name; undefined for the value itself, which every average of one bar is. */
export function averageOf(kind: string, period: number): AnyIndicator | undefined {
  return period === 1 ? undefined : averages[kind]
}

/**
 * A moving average of the chosen kind over `period` bars: `sma`, `ema`, `wma`, `dema`, `tema`, `trima`, `kama`, `t3` (volume factor 0.7), `hma`, `zlema`, `rma`, `none` (the value itself). A period of 1
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
      const indicator = averageOf(kind, period)
      return indicator === undefined ? [x!] : node(indicator, { period }, [x!])
    },
  }),
)
