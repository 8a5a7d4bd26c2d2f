import { add, divide, multiply, subtract } from '../math/arithmetic.js'
import { acos, asin, atan, ceil, cos, cosh, exp, floor, ln, log10, sin, sinh, sqrt, tan, tanh } from '../math/functions.js'
import { cumulativeSum } from '../statistics/cumulative-sum.js'
import { rollingArgMax } from '../statistics/rolling-arg-max.js'
import { rollingArgMin } from '../statistics/rolling-arg-min.js'
import { rollingMax } from '../statistics/rolling-max.js'
import { rollingMin } from '../statistics/rolling-min.js'
import { rollingSum } from '../statistics/rolling-sum.js'
import type { TalibEntries, TalibRun } from './entry.js'

/**
 * Rows of the highest (`sign` 1) or lowest (−1) values, counted from the beginning of the data. Of equal ones ours is the oldest in the window; TA-Lib's too when it looks through the window
 * again, but the newest while the last one found is in the window.
 */
function extremeRows(run: TalibRun, sign: 1 | -1, period: number, x: Float64Array): Float64Array {
  const [places] = run(sign === 1 ? rollingArgMax : rollingArgMin, { period })
  let found = -1
  return places!.map((place, row) => {
    if (Number.isNaN(place)) found = -1
    else if (found <= row - period) found = row - period + place
    else if (sign * x[row]! >= sign * x[found]!) found = row
    return Number.isNaN(place) ? NaN : found
  })
}

export const math = {
  ACOS: (_, run) => run(acos, {}),
  ADD: (_, run) => run(add, {}),
  ASIN: (_, run) => run(asin, {}),
  ATAN: (_, run) => run(atan, {}),
  CEIL: (_, run) => run(ceil, {}),
  COS: (_, run) => run(cos, {}),
  COSH: (_, run) => run(cosh, {}),
  CUMSUM: (_, run) => run(cumulativeSum, {}),
  // Over 0 TA-Lib gives ±Infinity.
  DIV: (_, run, [left, right]) =>
    run(divide, {}).map((column) => column.map((value, i) => (right![i] === 0 ? left![i]! / right![i]! : value))),
  EXP: (_, run) => run(exp, {}),
  FLOOR: (_, run) => run(floor, {}),
  LN: (_, run) => run(ln, {}),
  LOG10: (_, run) => run(log10, {}),
  MAX: ({ timeperiod }, run) => run(rollingMax, { period: timeperiod }),
  MAXINDEX: ({ timeperiod }, run, [x]) => [extremeRows(run, 1, timeperiod, x!)],
  MIN: ({ timeperiod }, run) => run(rollingMin, { period: timeperiod }),
  MININDEX: ({ timeperiod }, run, [x]) => [extremeRows(run, -1, timeperiod, x!)],
  MINMAX: ({ timeperiod }, run) => [...run(rollingMin, { period: timeperiod }), ...run(rollingMax, { period: timeperiod })],
  MINMAXINDEX: ({ timeperiod }, run, [x]) => [extremeRows(run, -1, timeperiod, x!), extremeRows(run, 1, timeperiod, x!)],
  MULT: (_, run) => run(multiply, {}),
  SIN: (_, run) => run(sin, {}),
  SINH: (_, run) => run(sinh, {}),
  SQRT: (_, run) => run(sqrt, {}),
  SUB: (_, run) => run(subtract, {}),
  SUM: ({ timeperiod }, run) => run(rollingSum, { period: timeperiod }),
  TAN: (_, run) => run(tan, {}),
  TANH: (_, run) => run(tanh, {}),
} satisfies TalibEntries
