import { composeDefinition } from '../composition.js'
import { defineIndicator } from '../indicator.js'
import { momentum } from './momentum.js'
import { signRun } from './sign-run.js'

/**
 * How many bars in a row the value rose, or with a minus sign fell; 0 on a bar that did neither. Warm-up 1; a missing value is left out. A streak that began before the
 * history is counted from its start. Source: Connors and Alvarez, An Introduction to ConnorsRSI, 2012.
 */
export const streak = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ input: string }, 'streak'>({
    name: 'streak',
    title: 'Rises or falls in a row',
    params: { input: { default: 'close', column: true } },
    outputs: ['streak'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build(_params, node, [x]) {
      const [change] = node(momentum, { period: 1 }, [x!])
      return node(signRun, {}, [change!])
    },
  }),
)

/**
 * DeMark's sequential setup: how many bars in a row the value is above the one `period` bars before, or with a minus sign below it; 0 where equal. A setup is complete at
 * ±9; the count goes on. Warm-up `period`; a missing value is left out. Source: DeMark, The New Science of Technical Analysis, 1994.
 */
export const tdSetup = /* @__PURE__ */ defineIndicator(
  /* @__PURE__ */ composeDefinition<{ period: number; input: string }, 'tdSetup'>({
    name: 'tdSetup',
    title: 'Sequential setup count',
    params: { period: { default: 4, min: 1, max: 100_000, integer: true, unit: 'bars' }, input: { default: 'close', column: true } },
    outputs: ['tdSetup'],
    inputs: ({ input }) => [input],
    onMissing: 'skip',
    build({ period }, node, [x]) {
      const [change] = node(momentum, { period }, [x!])
      return node(signRun, {}, [change!])
    },
  }),
)
