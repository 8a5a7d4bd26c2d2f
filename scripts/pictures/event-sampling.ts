import { createCusumFilter, trailingVolatility, zScoreEvents } from '../../src/labels/index.js'
import { COLOUR, dot, legend, path, picture, scale, text } from './drawing.js'
import { closeLine, labelBars, priceAxes } from './label-methods.js'

const FROM = 40
const TO = 190

/** The two sums of the CUSUM filter against its threshold, and the rows it and the z-score choose. */
export function drawEventSampling(): string {
  const bars = labelBars(200)
  const volatility = trailingVolatility(bars.close, 20)
  const filter = createCusumFilter()
  const rows = Array.from(bars.close, (price, i) => {
    const threshold = 2.5 * volatility[i]!
    const event = filter.next(price, threshold)
    return { event, threshold, ...filter.snapshot() }
  })
  const axes = priceAxes(bars, FROM, TO, 80, 250)
  const { x, y } = axes
  const limit = Math.max(...rows.slice(FROM, TO + 1).map(({ threshold }) => threshold))
  const sum = scale(-limit, limit, 400, 280)
  const line = (value: (row: (typeof rows)[number]) => number, stroke: string, dashed = false): string =>
    path(
      rows.slice(FROM, TO + 1).map((row, k) => [x(FROM + k), sum(value(row))] as const),
      { stroke, dashed },
    )
  const events = rows.flatMap(({ event }, i) =>
    event === 0 || i < FROM || i > TO ? [] : [dot(x(i), y(bars.close[i]!), 5, event > 0 ? COLOUR.green : COLOUR.orange)],
  )
  const far = [...zScoreEvents(bars, { windowBars: 20, threshold: 2 })].filter((i) => i >= FROM && i <= TO)
  return picture(
    'Sampling events',
    'The CUSUM filter chooses a row when rises, or falls, have added up to more than 2.5 trailing volatilities, and begins again.',
    446,
    [
      closeLine(bars, FROM, TO, axes),
      ...events,
      ...far.map((i) => dot(x(i), 262, 3, COLOUR.blue)),
      line(({ up }) => up, COLOUR.green),
      line(({ down }) => down, COLOUR.orange),
      line(({ threshold }) => threshold, COLOUR.muted, true),
      line(({ threshold }) => -threshold, COLOUR.muted, true),
      text(40, 414, 'sums of rises and of falls, and the threshold', { size: 12, fill: COLOUR.muted }),
      legend(40, 436, [
        ['risen by the threshold', COLOUR.green, 170],
        ['fallen by it', COLOUR.orange, 100],
        ['z-score: more than 2 deviations from the mean of 20 closes', COLOUR.blue, 400],
      ]),
    ],
  )
}
