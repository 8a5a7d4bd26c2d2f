import { accumulationDistribution } from '../volume/accumulation-distribution.js'
import { anchoredVwap } from '../volume/anchored-vwap.js'
import { chaikinMoneyFlow } from '../volume/chaikin-money-flow.js'
import { chaikinOscillator } from '../volume/chaikin-oscillator.js'
import { forceIndex } from '../volume/force-index.js'
import { marketFacilitation } from '../volume/market-facilitation.js'
import { obv } from '../volume/obv.js'
import { pvo } from '../volume/pvo.js'
import { relativeVolume } from '../volume/relative-volume.js'
import { negativeVolumeIndex, positiveVolumeIndex } from '../volume/volume-index.js'
import { volumePriceTrend } from '../volume/volume-price-trend.js'
import type { TalibEntries } from './entry.js'
import { averageParams } from './matype.js'

/** TA-Lib's VWAP is 0 until a first volume, where ours is the plain mean. */
function zeroBeforeVolume(vwap: Float64Array, volume: Float64Array): Float64Array {
  for (let i = 0; i < vwap.length; i++) {
    if (Number.isNaN(vwap[i]!)) continue
    if (volume[i]! > 0) break
    vwap[i] = 0
  }
  return vwap
}

/** TA-Lib's RVOL is Infinity where a volume follows `period` bars without any; ours has no value there. */
function infiniteAfterNone(ratio: Float64Array, volume: Float64Array, period: number): Float64Array {
  let empty = 0
  for (let i = 0; i < ratio.length; i++) {
    if (empty >= period && volume[i]! > 0) ratio[i] = Infinity
    empty = volume[i] === 0 ? empty + 1 : 0
  }
  return ratio
}

export const volume = {
  AD: (_, run) => run(accumulationDistribution, {}),
  ADOSC: ({ fastperiod, slowperiod }, run) => run(chaikinOscillator, { fastPeriod: fastperiod, slowPeriod: slowperiod }),
  CMF: ({ timeperiod }, run) => run(chaikinMoneyFlow, { period: timeperiod }),
  EFI: ({ timeperiod }, run) => run(forceIndex, { period: timeperiod }),
  MARKETFI: (_, run) => run(marketFacilitation, {}),
  NVI: (_, run) => run(negativeVolumeIndex, {}),
  OBV: (_, run) => run(obv, {}),
  PVI: (_, run) => run(positiveVolumeIndex, {}),
  PVO: ({ fastperiod, slowperiod, matype }, run) =>
    run(pvo, { fastPeriod: fastperiod, slowPeriod: slowperiod, average: averageParams(matype, 1).kind }),
  PVT: (_, run) => run(volumePriceTrend, {}),
  RVOL: ({ timeperiod }, run, [volumes]) => [infiniteAfterNone(run(relativeVolume, { period: timeperiod })[0]!, volumes!, timeperiod)],
  VWAP: (_, run, inputs) => [zeroBeforeVolume(run(anchoredVwap, { anchor: 'start' })[0]!, inputs[3]!)],
} satisfies TalibEntries
