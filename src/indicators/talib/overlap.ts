import { ema } from '../trend/ema.js'
import { sma } from '../trend/sma.js'
import type { TalibEntries } from './entry.js'

export const overlap: TalibEntries = {
  EMA: ({ timeperiod }, run) => run(ema, { period: timeperiod }),
  SMA: ({ timeperiod }, run) => run(sma, { period: timeperiod }),
}
