import type { Indicator } from '../indicator.js'
import { subtract } from '../math/arithmetic.js'
import { acceleratorOscillator } from '../momentum/accelerator-oscillator.js'
import { aroon } from '../momentum/aroon.js'
import { aroonOscillator } from '../momentum/aroon-oscillator.js'
import { awesomeOscillator } from '../momentum/awesome-oscillator.js'
import { balanceOfPower } from '../momentum/balance-of-power.js'
import { cci } from '../momentum/cci.js'
import { cmo } from '../momentum/cmo.js'
import { coppock } from '../momentum/coppock.js'
import { dpo } from '../momentum/dpo.js'
import { efficiencyRatio } from '../momentum/efficiency-ratio.js'
import { elderRay } from '../momentum/elder-ray.js'
import { forecastOscillator } from '../momentum/forecast-oscillator.js'
import { fractal } from '../momentum/fractal.js'
import { intradayMomentum } from '../momentum/intraday-momentum.js'
import { kdj } from '../momentum/kdj.js'
import { macd } from '../momentum/macd.js'
import { macdExtended } from '../momentum/macd-extended.js'
import { macdFix } from '../momentum/macd-fix.js'
import { momentum as change } from '../momentum/momentum.js'
import { apo, ppo } from '../momentum/price-oscillator.js'
import { qstick } from '../momentum/qstick.js'
import { rocp, rocr, rocr100 } from '../momentum/relative-change.js'
import { roc } from '../momentum/roc.js'
import { rsi } from '../momentum/rsi.js'
import { smi } from '../momentum/smi.js'
import { smoothedStochasticRsi } from '../momentum/smoothed-stochastic-rsi.js'
import { stochastic } from '../momentum/stochastic.js'
import { stochasticFast } from '../momentum/stochastic-fast.js'
import { stochasticRsi } from '../momentum/stochastic-rsi.js'
import { trix } from '../momentum/trix.js'
import { tsi } from '../momentum/tsi.js'
import { ultimateOscillator } from '../momentum/ultimate-oscillator.js'
import { verticalHorizontalFilter } from '../momentum/vertical-horizontal-filter.js'
import { vortex } from '../momentum/vortex.js'
import { williamsAd } from '../momentum/williams-ad.js'
import { williamsR } from '../momentum/williams-r.js'
import { adx } from '../trend/adx.js'
import { adxr } from '../trend/adxr.js'
import { minusDm, plusDm } from '../trend/directional-sum.js'
import { dx } from '../trend/dx.js'
import { ema } from '../trend/ema.js'
import { minusDi } from '../trend/minus-di.js'
import { plusDi } from '../trend/plus-di.js'
import { trueRange } from '../volatility/true-range.js'
import { mfi } from '../volume/mfi.js'
import type { TalibEntries, TalibRun } from './entry.js'
import { averageParams } from './matype.js'

/** A DI of period 1, which TA-Lib gives as a share and not in percent: the bar's movement over its true range, 0 where that is 0. */
function shareOfRange(run: TalibRun, movement: typeof plusDm | typeof minusDm, inputs: readonly Float64Array[]): Float64Array[] {
  const [moved] = run<{ period: number }, string>(movement as Indicator<{ period: number }, string>, { period: 1 }, inputs.slice(0, 2))
  const [range] = run(trueRange, {}, inputs)
  return [moved!.map((value, i) => (range![i] === 0 ? 0 : value / range![i]!))]
}

const SMA = 0

const kindOf = (matype: number): string => averageParams(matype, 1).kind

export const momentum = {
  AC: ({ fastperiod, slowperiod, signalperiod }, run) =>
    run(acceleratorOscillator, { fastPeriod: fastperiod, slowPeriod: slowperiod, signalPeriod: signalperiod }),
  ADX: ({ timeperiod }, run) => run(adx, { period: timeperiod }),
  ADXR: ({ timeperiod }, run) => run(adxr, { period: timeperiod }),
  AO: ({ fastperiod, slowperiod }, run) => run(awesomeOscillator, { fastPeriod: fastperiod, slowPeriod: slowperiod }),
  APO: ({ fastperiod, slowperiod, matype }, run) => run(apo, { fastPeriod: fastperiod, slowPeriod: slowperiod, average: kindOf(matype) }),
  AROON: ({ timeperiod }, run) => run(aroon, { period: timeperiod }).reverse(),
  AROONOSC: ({ timeperiod }, run) => run(aroonOscillator, { period: timeperiod }),
  BOP: (_, run) => run(balanceOfPower, {}),
  CCI: ({ timeperiod }, run) => run(cci, { period: timeperiod }),
  CMO: ({ timeperiod }, run) => run(cmo, { period: timeperiod, form: 'wilder' }),
  CMOU: ({ timeperiod }, run) => run(cmo, { period: timeperiod, form: 'sum' }),
  COPPOCK: ({ wmaperiod, roc1period, roc2period }, run) =>
    run(coppock, { averagePeriod: wmaperiod, firstPeriod: roc1period, secondPeriod: roc2period }),
  DPO: ({ timeperiod }, run) => run(dpo, { period: timeperiod }),
  DX: ({ timeperiod }, run) => run(dx, { period: timeperiod }),
  ER: ({ timeperiod }, run) => run(efficiencyRatio, { period: timeperiod }),
  ERI: ({ timeperiod }, run) => run(elderRay, { period: timeperiod }),
  FOSC: ({ timeperiod }, run) => run(forecastOscillator, { period: timeperiod }),
  FRACTAL: ({ leftbars, rightbars }, run) => run(fractal, { leftBars: leftbars, rightBars: rightbars }),
  IMI: ({ timeperiod }, run) => run(intradayMomentum, { period: timeperiod }),
  KDJ: ({ fastk_period, slowk_period, slowk_matype, slowd_period, slowd_matype }, run) =>
    run(kdj, {
      kPeriod: fastk_period,
      kSmoothing: slowk_period,
      kAverage: kindOf(slowk_matype),
      dPeriod: slowd_period,
      dAverage: kindOf(slowd_matype),
    }),
  MACD: ({ fastperiod, slowperiod, signalperiod }, run) => {
    const [fast, slow] = [fastperiod, slowperiod].sort((a, b) => a - b)
    if (fast !== slow) return run(macd, { fastPeriod: fast!, slowPeriod: slow!, signalPeriod: signalperiod })
    // Equal periods: all three are 0.
    const [average] = run(ema, { period: slow! + signalperiod - 1 })
    return [0, 1, 2].flatMap(() => run(subtract, {}, [average!, average!]))
  },
  MACDEXT: ({ fastperiod, fastmatype, slowperiod, slowmatype, signalperiod, signalmatype }, run) =>
    run(macdExtended, {
      fastPeriod: fastperiod,
      fastAverage: kindOf(fastmatype),
      slowPeriod: slowperiod,
      slowAverage: kindOf(slowmatype),
      signalPeriod: signalperiod,
      signalAverage: kindOf(signalmatype),
    }),
  MACDFIX: ({ signalperiod }, run) => run(macdFix, { signalPeriod: signalperiod }),
  MFI: ({ timeperiod }, run) => run(mfi, { period: timeperiod }),
  MINUS_DI: ({ timeperiod }, run, inputs) => (timeperiod === 1 ? shareOfRange(run, minusDm, inputs) : run(minusDi, { period: timeperiod })),
  MINUS_DM: ({ timeperiod }, run) => run(minusDm, { period: timeperiod }),
  MOM: ({ timeperiod }, run) => run(change, { period: timeperiod }),
  PLUS_DI: ({ timeperiod }, run, inputs) => (timeperiod === 1 ? shareOfRange(run, plusDm, inputs) : run(plusDi, { period: timeperiod })),
  PLUS_DM: ({ timeperiod }, run) => run(plusDm, { period: timeperiod }),
  PPO: ({ fastperiod, slowperiod, matype }, run) => run(ppo, { fastPeriod: fastperiod, slowPeriod: slowperiod, average: kindOf(matype) }),
  QSTICK: ({ timeperiod }, run) => run(qstick, { period: timeperiod }),
  ROC: ({ timeperiod }, run) => run(roc, { period: timeperiod }),
  ROCP: ({ timeperiod }, run) => run(rocp, { period: timeperiod }),
  ROCR: ({ timeperiod }, run) => run(rocr, { period: timeperiod }),
  ROCR100: ({ timeperiod }, run) => run(rocr100, { period: timeperiod }),
  RSI: ({ timeperiod }, run) => run(rsi, { period: timeperiod }),
  SMI: ({ timeperiod, fastperiod, slowperiod, signalperiod }, run) =>
    run(smi, { period: timeperiod, fastPeriod: fastperiod, slowPeriod: slowperiod, signalPeriod: signalperiod }),
  STOCH: ({ fastk_period, slowk_period, slowk_matype, slowd_period, slowd_matype }, run) => {
    const periods = { kPeriod: fastk_period, kSmoothing: slowk_period, dPeriod: slowd_period }
    if (slowk_matype === SMA && slowd_matype === SMA) return run(stochastic, periods)
    return run(kdj, { ...periods, kAverage: kindOf(slowk_matype), dAverage: kindOf(slowd_matype) }).slice(0, 2)
  },
  STOCHF: ({ fastk_period, fastd_period, fastd_matype }, run) =>
    fastd_matype === SMA
      ? run(stochastic, { kPeriod: fastk_period, kSmoothing: 1, dPeriod: fastd_period })
      : run(stochasticFast, { kPeriod: fastk_period, dPeriod: fastd_period, average: kindOf(fastd_matype) }),
  STOCHRSI: ({ timeperiod, fastk_period, fastd_period, fastd_matype }, run) => {
    const periods = { rsiPeriod: timeperiod, kPeriod: fastk_period, dPeriod: fastd_period }
    if (fastd_matype === SMA) return run(stochasticRsi, periods)
    return run(smoothedStochasticRsi, { ...periods, average: kindOf(fastd_matype) })
  },
  TRIX: ({ timeperiod }, run) => run(trix, { period: timeperiod }),
  TSI: ({ firstperiod, secondperiod }, run) => run(tsi, { slowPeriod: firstperiod, fastPeriod: secondperiod }),
  ULTOSC: ({ timeperiod1, timeperiod2, timeperiod3 }, run) =>
    run(ultimateOscillator, { shortPeriod: timeperiod1, mediumPeriod: timeperiod2, longPeriod: timeperiod3 }),
  VHF: ({ timeperiod }, run) => run(verticalHorizontalFilter, { period: timeperiod }),
  VORTEX: ({ timeperiod }, run) => run(vortex, { period: timeperiod }),
  WAD: (_, run) => run(williamsAd, {}),
  WILLR: ({ timeperiod }, run) => run(williamsR, { period: timeperiod }),
} satisfies TalibEntries
