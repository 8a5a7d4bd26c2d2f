import { subtract } from '../math/arithmetic.js'
import { linearRegression, linearRegressionAngle, linearRegressionIntercept, timeSeriesForecast } from '../statistics/linear-regression.js'
import { percentRank } from '../statistics/percent-rank.js'
import { rollingBeta } from '../statistics/rolling-beta.js'
import { rollingCorrelation } from '../statistics/rolling-correlation.js'
import { rollingPercentile } from '../statistics/rolling-percentile.js'
import { rollingSlope } from '../statistics/rolling-slope.js'
import { rollingStd } from '../statistics/rolling-std.js'
import { rollingVariance } from '../statistics/rolling-variance.js'
import type { TalibEntries } from './entry.js'

export const statistics = {
  BETA: ({ timeperiod }, run) => run(rollingBeta, { period: timeperiod }),
  // A window of one value does not vary: 0.
  CORREL: ({ timeperiod }, run, [first]) =>
    timeperiod === 1 ? run(subtract, {}, [first!, first!]) : run(rollingCorrelation, { period: timeperiod }),
  LINEARREG: ({ timeperiod }, run) => run(linearRegression, { period: timeperiod }),
  LINEARREG_ANGLE: ({ timeperiod }, run) => run(linearRegressionAngle, { period: timeperiod }),
  LINEARREG_INTERCEPT: ({ timeperiod }, run) => run(linearRegressionIntercept, { period: timeperiod }),
  LINEARREG_SLOPE: ({ timeperiod }, run) => run(rollingSlope, { period: timeperiod }),
  PERCENTILE: ({ timeperiod, percentile }, run) => run(rollingPercentile, { period: timeperiod, percentile }),
  PERCENTRANK: ({ timeperiod }, run) => run(percentRank, { period: timeperiod }),
  STDDEV: ({ timeperiod, nbdev }, run) =>
    run(rollingStd, { period: timeperiod, ddof: 0 }).map((column) => (nbdev === 1 ? column : column.map((value) => value * nbdev))),
  TSF: ({ timeperiod }, run) => run(timeSeriesForecast, { period: timeperiod }),
  // TA-Lib ignores its nbdev.
  VAR: ({ timeperiod }, run, [x]) =>
    timeperiod === 1 ? run(subtract, {}, [x!, x!]) : run(rollingVariance, { period: timeperiod, ddof: 0 }),
} satisfies TalibEntries
