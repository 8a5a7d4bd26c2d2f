import { trendScanningLabels } from '../../src/labels/index.js'
import { COLOUR, dot, path, picture, text } from './drawing.js'
import { CLASS_COLOUR, closeLine, labelBars, priceAxes } from './label-methods.js'

const FROM = 40
const TO = 130

/** Least-squares line over closes `row` … `end`, as its two ends. */
function lineOf(close: Float64Array, row: number, end: number): [number, number] {
  const count = end - row + 1
  const meanX = (count - 1) / 2
  let [meanY, products, squares] = [0, 0, 0]
  for (let k = 0; k < count; k++) meanY += close[row + k]! / count
  for (let k = 0; k < count; k++) {
    products += (k - meanX) * (close[row + k]! - meanY)
    squares += (k - meanX) * (k - meanX)
  }
  const slope = products / squares
  return [meanY - slope * meanX, meanY + slope * meanX]
}

/** The spans chosen for a few rows and their lines. */
export function drawTrendScanning(): string {
  const bars = labelBars(200)
  const maxBars = 25
  const events = [44, 58, 74, 88, 102]
  const { value, tValue, trendEndRow, t1 } = trendScanningLabels(bars, { minBars: 5, maxBars, events })
  const axes = priceAxes(bars, FROM, TO, 90, 350)
  const { x, y } = axes
  const colours = Object.values(CLASS_COLOUR)
  const lines = events.flatMap((row, k) => {
    const end = trendEndRow[row]!
    const [from, to] = lineOf(bars.close, row, end)
    const known = bars.openTimeMs.indexOf(t1[row]!)
    const stroke = colours[value[row]!]!
    const bottom = 378 + (k % 3) * 16
    return [
      path(
        [
          [x(row), y(from)],
          [x(end), y(to)],
        ],
        { stroke, width: 4 },
      ),
      dot(x(row), y(bars.close[row]!), 4, COLOUR.ink),
      path(
        [
          [x(row), bottom],
          [x(end), bottom],
        ],
        { stroke, width: 5 },
      ),
      path(
        [
          [x(end), bottom],
          [x(known), bottom],
        ],
        { stroke: COLOUR.muted, dashed: true },
      ),
      text(x(row) - 6, bottom + 4, `t = ${tValue[row]!.toFixed(1).replace('-', '−')}`, { size: 12, anchor: 'end' }),
    ]
  })
  return picture(
    'Trend scanning',
    `Of all spans of 5 to ${maxBars} closes that begin at a row, the one with the clearest slope names the direction.`,
    444,
    [
      closeLine(bars, FROM, TO, axes),
      ...lines,
      text(40, 434, 'below: the span chosen, and dashed until the label is known, when the longest span has been seen', {
        size: 12,
        fill: COLOUR.muted,
      }),
    ],
  )
}
