import { averagePrice } from '../price/average-price.js'
import { heikinAshi } from '../price/heikin-ashi.js'
import { medianPrice } from '../price/median-price.js'
import { typicalPrice } from '../price/typical-price.js'
import { weightedClose } from '../price/weighted-close.js'
import { rollingMeanDeviation } from '../statistics/rolling-mean-deviation.js'
import type { TalibEntries } from './entry.js'

export const price = {
  AVGDEV: ({ timeperiod }, run) => run(rollingMeanDeviation, { period: timeperiod }),
  AVGPRICE: (_, run) => run(averagePrice, {}),
  HA: (_, run) => run(heikinAshi, {}),
  MEDPRICE: (_, run) => run(medianPrice, {}),
  TYPPRICE: (_, run) => run(typicalPrice, {}),
  WCLPRICE: (_, run) => run(weightedClose, {}),
} satisfies TalibEntries
