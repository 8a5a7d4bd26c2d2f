import { barAt } from '../../src/core/index.js'
import { rsi } from '../../src/indicators/index.js'
import { simulateBars } from '../../src/testing/index.js'
import { box, COLOUR, dot, legend, path, picture, scale, text } from './drawing.js'

const SHOWN = 60

/** One kernel over a history and over live bars, with the values of both. */
export function drawKernel(): string {
  const bars = simulateBars({ seed: 12, length: 240 })
  const history = rsi(bars, { period: 14 })
  const stream = rsi.stream({ period: 14 })
  const live = Array.from({ length: bars.length }, (_, row) => stream.next(barAt(bars, row)))
  const equal = live.filter((value, row) => Object.is(value, history[row])).length
  const rows = [...history.keys()].slice(-SHOWN)
  const x = scale(rows[0]!, rows.at(-1)!, 70, 930)
  const y = scale(20, 80, 400, 240)
  return picture(
    'One kernel for history and live bars',
    'The same code advances the same small state: over all rows at once, or over one row at a time. So both give the same bits.',
    440,
    [
      ...callRow(92, 'history', 'advance(state, rows 0 … n)', [[150, 560]]),
      ...callRow(
        150,
        'live',
        'advance(state, one row), n times',
        Array.from({ length: 10 }, (_, k) => [150 + k * 41, 41] as const),
      ),
      text(70, 222, `RSI of 14 bars, the last ${rows.length} of ${bars.length} simulated bars`, { size: 13, fill: COLOUR.muted }),
      ...[30, 50, 70].flatMap((value) => [
        path(
          [
            [70, y(value)],
            [930, y(value)],
          ],
          { stroke: COLOUR.grid },
        ),
        text(60, y(value) + 4, String(value), { size: 12, fill: COLOUR.muted, anchor: 'end' }),
      ]),
      path(
        rows.map((row) => [x(row), y(history[row]!)] as const),
        { stroke: COLOUR.blue, width: 1.6 },
      ),
      ...rows.map((row) => dot(x(row), y(live[row]!), 2.6, COLOUR.orange)),
      legend(70, 428, [
        ['over the history', COLOUR.blue, 150],
        ['bar by bar', COLOUR.orange, 110],
      ]),
      text(930, 428, `${equal} of ${bars.length} rows equal, bit for bit`, { size: 13, anchor: 'end' }),
    ],
  )
}

/** One way of calling the kernel: the stretches of rows of each call, and the state they go through. */
function callRow(y: number, name: string, call: string, stretches: readonly (readonly [x: number, width: number])[]): string[] {
  const isWhole = stretches.length === 1
  const width = 410
  const cells = stretches.map(([x, each], k) =>
    box(x, y, isWhole ? width : each - 3, 30, {
      fill: isWhole ? COLOUR.blue : COLOUR.orange,
      opacity: isWhole ? 0.85 : 0.4 + 0.05 * k,
      radius: 3,
    }),
  )
  return [
    text(70, y + 20, name, { bold: true }),
    ...cells,
    path(
      [
        [150 + width + 8, y + 15],
        [620, y + 15],
      ],
      { arrow: true },
    ),
    box(628, y - 3, 302, 36, { fill: COLOUR.panel, stroke: COLOUR.grid, radius: 4 }),
    text(779, y + 20, call, { size: 13, anchor: 'middle' }),
  ]
}
