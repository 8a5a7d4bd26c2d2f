import {
  createDataLabeler,
  cusumEvents,
  labelOverlap,
  returnWeights,
  sequentialBootstrap,
  timeDecay,
  tripleBarrierLabels,
} from '../../src/labels/index.js'
import { box, COLOUR, picture, text } from './drawing.js'
import { classStrip, labelBars, priceAxes } from './label-methods.js'

const FROM = 60
const TO = 219

/** Weights of the same labels by uniqueness, return and age, and how often a bootstrap draws them; and future volatility, a target without classes. */
export function drawSampleWeights(): string {
  const bars = labelBars(220)
  const events = cusumEvents(bars, { threshold: 0.02 })
  const labels = tripleBarrierLabels(bars, { width: { volatilityBars: 20 }, profit: 3, stop: 3, maxBars: 15, events })
  const { uniqueness } = labelOverlap(labels)
  const drawn = new Float64Array(bars.length).fill(Number.NaN)
  for (let seed = 0; seed < 200; seed++) {
    for (const row of sequentialBootstrap(labels, { seed })) drawn[row] = (Number.isNaN(drawn[row]!) ? 0 : drawn[row]!) + 1
  }
  const volatility = createDataLabeler({ horizonBars: [10] })
    .labelData(bars, { method: 'future_volatility' })
    .column('future_volatility_10bars')
  const columns: [string, Float64Array][] = [
    ['labelOverlap: uniqueness', uniqueness],
    ['returnWeights: absolute return, shared by labels that overlap', returnWeights(labels, bars)],
    ['timeDecay: from 0.25 for the oldest to 1, by uniqueness added up', timeDecay(uniqueness, { oldest: 0.25 })],
    ['sequentialBootstrap: how often drawn, over 200 seeds', drawn],
    ['future_volatility, a target for regression: of the ten bars after each row', volatility],
  ]
  const { x } = priceAxes(bars, FROM, TO, 0, 1)
  const parts = columns.flatMap(([name, values], k) => {
    const base = 142 + k * 74
    const most = values.reduce((top, value) => (value > top ? value : top), 0)
    const columnsOf = Array.from(values.subarray(FROM, TO + 1), (value, i) =>
      Number.isNaN(value)
        ? ''
        : box(x(FROM + i) - 2, base - 40 * (value / most), 4, 40 * (value / most), { fill: k === 4 ? COLOUR.grey : COLOUR.blue }),
    )
    return [text(40, base - 46, name, { size: 12, fill: COLOUR.muted }), ...columnsOf]
  })
  const strip = classStrip(
    'triple-barrier labels of CUSUM events: stop, timeout, target',
    Array.from(labels.value.subarray(FROM, TO + 1), (index) => [COLOUR.orange, COLOUR.yellow, COLOUR.green][index]),
    FROM,
    x,
    470,
  )
  return picture('Weights of labels', 'Labels that share their returns, are old or decided little should count for less.', 500, [
    ...parts,
    ...strip,
  ])
}
