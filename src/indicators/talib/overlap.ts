import { rollingSum } from '../statistics/rolling-sum.js'
import { dema } from '../trend/dema.js'
import { ema } from '../trend/ema.js'
import { midPrice, midpoint } from '../trend/midpoint.js'
import { movingAverage } from '../trend/moving-average.js'
import { parabolicSar } from '../trend/parabolic-sar.js'
import { parabolicSarExtended } from '../trend/parabolic-sar-extended.js'
import { rma } from '../trend/rma.js'
import { sma } from '../trend/sma.js'
import { superTrend } from '../trend/super-trend.js'
import { t3 } from '../trend/t3.js'
import { tema } from '../trend/tema.js'
import { trima } from '../trend/trima.js'
import { variableMovingAverage } from '../trend/variable-moving-average.js'
import { wma } from '../trend/wma.js'
import { zlema } from '../trend/zlema.js'
import { accelerationBands } from '../volatility/acceleration-bands.js'
import { averageBands, typicalKeltner } from '../volatility/average-bands.js'
import { donchian } from '../volatility/donchian.js'
import { vwma } from '../volume/vwma.js'
import type { TalibEntries } from './entry.js'
import { averageParams } from './matype.js'

export const overlap = {
  ACCBANDS: ({ timeperiod }, run) => run(accelerationBands, { period: timeperiod }),
  BBANDS: ({ timeperiod, nbdevup, nbdevdn, matype }, run) =>
    run(averageBands, { ...averageParams(matype, timeperiod), above: nbdevup, below: nbdevdn }),
  DEMA: ({ timeperiod }, run) => run(dema, { period: timeperiod }),
  DONCHIAN: ({ timeperiod }, run) => run(donchian, { period: timeperiod }),
  EMA: ({ timeperiod }, run) => run(ema, { period: timeperiod }),
  HMA: ({ timeperiod }, run) => run(movingAverage, { kind: 'hma', period: timeperiod }),
  KAMA: ({ timeperiod }, run) => run(movingAverage, { kind: 'kama', period: timeperiod }),
  KC: ({ timeperiod, atrperiod, nbdev }, run) => run(typicalKeltner, { period: timeperiod, atrPeriod: atrperiod, multiplier: nbdev }),
  MA: ({ timeperiod, matype }, run) => run(movingAverage, averageParams(matype, timeperiod)),
  MAVP: ({ minperiod, maxperiod, matype }, run) =>
    run(variableMovingAverage, { minPeriod: minperiod, maxPeriod: maxperiod, kind: averageParams(matype, 0).kind }),
  MIDPOINT: ({ timeperiod }, run) => run(midpoint, { period: timeperiod }),
  MIDPRICE: ({ timeperiod }, run) => run(midPrice, { period: timeperiod }),
  RMA: ({ timeperiod }, run) => run(rma, { period: timeperiod }),
  SAR: ({ acceleration, maximum }, run) => {
    if (maximum <= 1) return run(parabolicSar, { acceleration: Math.min(acceleration, maximum), maximum })
    // Shares above 1 make no sense, and ours refuses them.
    const side = { startLong: acceleration, accelerationLong: acceleration, maximumLong: maximum }
    const stops = run(parabolicSarExtended, { ...side, startShort: acceleration, accelerationShort: acceleration, maximumShort: maximum })
    return stops.map((column) => column.map(Math.abs))
  },
  SAREXT: (params, run) =>
    run(parabolicSarExtended, {
      startValue: params.startvalue,
      offsetOnReverse: params.offsetonreverse,
      startLong: params.accelerationinitlong,
      accelerationLong: params.accelerationlong,
      maximumLong: params.accelerationmaxlong,
      startShort: params.accelerationinitshort,
      accelerationShort: params.accelerationshort,
      maximumShort: params.accelerationmaxshort,
    }),
  SMA: ({ timeperiod }, run) => run(sma, { period: timeperiod }),
  SUPERTREND: ({ timeperiod, multiplier }, run) => run(superTrend, { period: timeperiod, multiplier, start: 'up' }),
  T3: ({ timeperiod, vfactor }, run) => run(t3, { period: timeperiod, volumeFactor: vfactor }),
  TEMA: ({ timeperiod }, run) => run(tema, { period: timeperiod }),
  TRIMA: ({ timeperiod }, run) => run(trima, { period: timeperiod }),
  // Where nothing was traded TA-Lib has no value.
  VWMA: ({ timeperiod }, run, [, volume]) => {
    const [average] = run(vwma, { period: timeperiod })
    const [traded] = run(rollingSum, { period: timeperiod }, [volume!])
    return [average!.map((value, i) => (timeperiod > 1 && traded![i] === 0 ? NaN : value))]
  },
  WMA: ({ timeperiod }, run) => run(wma, { period: timeperiod }),
  ZLEMA: ({ timeperiod }, run) => run(zlema, { period: timeperiod }),
} satisfies TalibEntries
