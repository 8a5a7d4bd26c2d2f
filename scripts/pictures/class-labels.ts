import type { Labels } from '../../src/core/index.js'
import { createDataLabeler, directionLabels, excessOverBenchmark, trendScanningLabels } from '../../src/labels/index.js'
import { COLOUR, legend, picture } from './drawing.js'
import { CLASS_COLOUR, classStrip, closeLine, labelBars, priceAxes } from './label-methods.js'

const FROM = 120
const TO = 219
const THREE = { strongBuy: Infinity, strongSell: -Infinity }

/** What each method that asks for a direction says about the same bars. */
export function drawClassLabels(): string {
  const bars = labelBars(220)
  const benchmark = labelBars(220, 12)
  const horizonBars = [5]
  const fixed = createDataLabeler({ horizonBars, thresholds: { ...THREE, buy: 0.02, sell: -0.02 } }).labelData(bars, {
    method: 'return_based',
  })
  const scaled = createDataLabeler({ horizonBars, volatilityBars: 20, thresholds: THREE }).labelData(bars, {
    method: 'volatility_adjusted',
  })
  const ranked = createDataLabeler({ horizonBars, quantileOutcomes: 60, thresholds: { ...THREE, sell: 0.33, buy: 0.67 } }).labelData(bars, {
    method: 'quantile_based',
  })
  const traded = createDataLabeler({ horizonBars, deadBand: 0.01 }).labelData(bars, { method: 'long_short_flat' })
  const excess = directionLabels(excessOverBenchmark(fixed.target('return_5bars'), { bars, benchmark }), { deadBand: 0.02 })
  const rows: [string, Labels][] = [
    ['return_based: beyond ±2 %', fixed.spans('label_5bars')],
    ['volatility_adjusted: beyond half a volatility of five bars', scaled.spans('label_5bars')],
    ['quantile_based: lowest and highest third of the 60 outcomes known by then', ranked.spans('label_5bars')],
    ['long_short_flat: the side that earns more than 1 % after costs', traded.spans('label_5bars')],
    ['excessOverBenchmark: beyond ±2 % more than another market', excess],
    ['trendScanningLabels: sign of the clearest trend over 5 to 15 closes', trendScanningLabels(bars, { minBars: 5, maxBars: 15 })],
  ]
  const axes = priceAxes(bars, FROM, TO, 80, 200)
  const colours = Object.values(CLASS_COLOUR)
  const strips = rows.flatMap(([name, { value }], k) => {
    const fills = Array.from(value.subarray(FROM, TO + 1), (index) => colours[index])
    return classStrip(name, fills, FROM, axes.x, 238 + k * 42)
  })
  return picture(
    'The same bars, asked in different ways',
    'Labels of a horizon of five days. Empty cells have no label: their outcome is not known at the last bar, or the past does not judge it yet.',
    514,
    [
      closeLine(bars, FROM, TO, axes),
      ...strips,
      legend(40, 500, [
        ['down, sell or SHORT', COLOUR.orange, 160],
        ['flat, hold or FLAT', COLOUR.grey, 150],
        ['up, buy or LONG', COLOUR.green, 130],
      ]),
    ],
  )
}
