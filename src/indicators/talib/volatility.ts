import { atr } from '../volatility/atr.js'
import { averageRange } from '../volatility/average-range.js'
import { chaikinVolatility } from '../volatility/chaikin-volatility.js'
import { massIndex } from '../volatility/mass-index.js'
import { natr } from '../volatility/natr.js'
import { relativeVolatilityIndex } from '../volatility/relative-volatility-index.js'
import { trueRange } from '../volatility/true-range.js'
import type { TalibEntries } from './entry.js'

export const volatility = {
  ADR: ({ timeperiod }, run) => run(averageRange, { period: timeperiod }),
  ATR: ({ timeperiod }, run) => run(atr, { period: timeperiod }),
  CVI: ({ timeperiod, rocperiod }, run) => run(chaikinVolatility, { period: timeperiod, rocPeriod: rocperiod }),
  MASSI: ({ fastperiod, slowperiod }, run) => run(massIndex, { averagePeriod: fastperiod, sumPeriod: slowperiod }),
  // Of period 1 TA-Lib gives the true range itself.
  NATR: ({ timeperiod }, run) => (timeperiod === 1 ? run(trueRange, {}) : run(natr, { period: timeperiod })),
  RVI: ({ timeperiod, stddevperiod }, run) => run(relativeVolatilityIndex, { period: timeperiod, deviationPeriod: stddevperiod }),
  TRANGE: (_, run) => run(trueRange, {}),
} satisfies TalibEntries
