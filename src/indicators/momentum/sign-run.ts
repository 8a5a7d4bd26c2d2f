import { defineIndicator } from '../indicator.js'

/** Part of compositions: how many bars in a row the sign of a value is the same, with that sign; 0 where the value is 0. */
export const signRun = /* @__PURE__ */ defineIndicator<Record<never, never>, 'run'>({
  name: 'signRun',
  title: 'Bars of the same sign in a row',
  params: {},
  outputs: ['run'],
  inputs: () => ['close'],
  lookbackBars: () => 0,
  warmupBars: () => 0,
  stateSize: () => 1,
  onMissing: 'skip',
  // run
  init() {},
  advance(state, inputs, outputs, from, to, at) {
    const x = inputs[0]!
    const out = outputs[0]!
    let run = state[0]! | 0
    for (let i = from, o = at; i < to; i++, o++) {
      const value = x[i]!
      if (value > 0) run = run > 0 ? run + 1 : 1
      else if (value < 0) run = run < 0 ? run - 1 : -1
      else run = 0
      out[o] = run
    }
    state[0] = run
  },
})
