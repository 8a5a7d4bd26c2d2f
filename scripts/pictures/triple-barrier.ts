import { tripleBarrierLabels } from '../../src/labels/index.js'
import { box, COLOUR, dot, legend, path, picture, text } from './drawing.js'
import { candles, labelBars, priceAxes } from './label-methods.js'

const FROM = 40
const TO = 110
const MAX_BARS = 12
const COLOURS = [COLOUR.orange, COLOUR.yellow, COLOUR.green]

/** Positions of a few events with their barriers, and where each ended. */
export function drawTripleBarrier(): string {
  const bars = labelBars(160)
  const events = [44, 62, 80, 96]
  const { value, classes, width, exitRow, exitPrice } = tripleBarrierLabels(bars, {
    width: { volatilityBars: 20 },
    profit: 2.5,
    stop: 2,
    maxBars: MAX_BARS,
    events,
  })
  const axes = priceAxes(bars, FROM, TO, 90, 380)
  const { x, y } = axes
  const parts = events.flatMap((row) => {
    const entry = bars.close[row]!
    const [top, bottom] = [y(entry * (1 + 2.5 * width[row]!)), y(entry * (1 - 2 * width[row]!))]
    const right = x(row + MAX_BARS)
    const exit = exitRow[row]!
    return [
      box(x(row), top, right - x(row), bottom - top, { fill: COLOUR.sky, opacity: 0.13 }),
      path(
        [
          [x(row), top],
          [right, top],
        ],
        { stroke: COLOUR.green, width: 2 },
      ),
      path(
        [
          [x(row), bottom],
          [right, bottom],
        ],
        { stroke: COLOUR.orange, width: 2 },
      ),
      path(
        [
          [right, top],
          [right, bottom],
        ],
        { stroke: COLOUR.yellow, width: 2, dashed: true },
      ),
      path(
        [
          [x(row), y(entry)],
          [x(exit), y(exitPrice[row]!)],
        ],
        { stroke: COLOUR.ink, dashed: true },
      ),
      dot(x(row), y(entry), 4, COLOUR.ink),
      dot(x(exit), y(exitPrice[row]!), 5, COLOURS[value[row]!]!),
      text(x(row), Math.max(top, bottom) + 20, `${classes[value[row]!]} after ${exit - row}`, { size: 12 }),
    ]
  })
  return picture(
    'Triple barrier',
    `Target at 2.5 and stop at 2 trailing volatilities of the row, time limit ${MAX_BARS} bars. Highs and lows touch, the earliest touch decides.`,
    436,
    [
      ...candles(bars, FROM, TO, axes),
      ...parts,
      legend(40, 424, [
        ['target', COLOUR.green, 80],
        ['stop', COLOUR.orange, 70],
        ['time limit', COLOUR.yellow, 100],
        ['entry at the close', COLOUR.ink, 150],
      ]),
    ],
  )
}
