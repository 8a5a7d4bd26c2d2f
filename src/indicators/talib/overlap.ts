import { dema } from '../trend/dema.js'
import { ema } from '../trend/ema.js'
import { movingAverage } from '../trend/moving-average.js'
import { parabolicSar } from '../trend/parabolic-sar.js'
import { rma } from '../trend/rma.js'
import { sma } from '../trend/sma.js'
import { t3 } from '../trend/t3.js'
import { tema } from '../trend/tema.js'
import { trima } from '../trend/trima.js'
import { wma } from '../trend/wma.js'
import { zlema } from '../trend/zlema.js'
import { donchian } from '../volatility/donchian.js'
import type { TalibEntries } from './entry.js'
import { averageParams } from './matype.js'

export const overlap: TalibEntries = {
  DEMA: ({ timeperiod }, run) => run(dema, { period: timeperiod }),
  DONCHIAN: ({ timeperiod }, run) => run(donchian, { period: timeperiod }),
  EMA: ({ timeperiod }, run) => run(ema, { period: timeperiod }),
  HMA: ({ timeperiod }, run) => run(movingAverage, { kind: 'hma', period: timeperiod }),
  KAMA: ({ timeperiod }, run) => run(movingAverage, { kind: 'kama', period: timeperiod }),
  MA: ({ timeperiod, matype }, run) => run(movingAverage, averageParams(matype, timeperiod)),
  RMA: ({ timeperiod }, run) => run(rma, { period: timeperiod }),
  SAR: ({ acceleration, maximum }, run) => run(parabolicSar, { acceleration: Math.min(acceleration, maximum), maximum }),
  SMA: ({ timeperiod }, run) => run(sma, { period: timeperiod }),
  T3: ({ timeperiod, vfactor }, run) => run(t3, { period: timeperiod, volumeFactor: vfactor }),
  TEMA: ({ timeperiod }, run) => run(tema, { period: timeperiod }),
  TRIMA: ({ timeperiod }, run) => run(trima, { period: timeperiod }),
  WMA: ({ timeperiod }, run) => run(wma, { period: timeperiod }),
  ZLEMA: ({ timeperiod }, run) => run(zlema, { period: timeperiod }),
}
