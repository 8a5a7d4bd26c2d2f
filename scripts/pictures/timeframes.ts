import { alignBars, resampleBars } from '../../src/bars/index.js'
import { simulateBars } from '../../src/testing/index.js'
import { box, COLOUR, path, picture, scale, text } from './drawing.js'

const QUARTER_MS = 900_000
const HOUR_MS = 3_600_000

const clock = (timeMs: number): string => new Date(timeMs).toISOString().slice(11, 16)

/** Which hour each quarter of an hour may know at its close. */
export function drawTimeframes(): string {
  const startMs = Date.UTC(2024, 0, 8, 9)
  const quarters = simulateBars({ seed: 5, length: 12, timeframeMs: QUARTER_MS, startMs })
  const hours = resampleBars(quarters, '1h')
  const seen = alignBars(quarters, hours, { columns: { openTimeMs: hours.openTimeMs } }).column('openTimeMs')
  const x = scale(startMs, startMs + 12 * QUARTER_MS, 150, 930)
  const hue = [COLOUR.blue, COLOUR.green, COLOUR.orange]
  const hueOf = (hourMs: number): string => hue[Math.round((hourMs - startMs) / HOUR_MS)]!
  const width = x(startMs + QUARTER_MS) - x(startMs) - 4
  const hourBoxes = [...hours.openTimeMs].flatMap((openMs) => [
    box(x(openMs), 88, x(openMs + HOUR_MS) - x(openMs) - 4, 44, { fill: hueOf(openMs), opacity: 0.85, radius: 3 }),
    text((x(openMs) + x(openMs + HOUR_MS)) / 2 - 2, 115, `hour from ${clock(openMs)}, closes ${clock(openMs + HOUR_MS)}`, {
      size: 13,
      fill: '#fff',
      anchor: 'middle',
    }),
  ])
  const quarterBoxes = [...quarters.openTimeMs].flatMap((openMs, row) => {
    const middle = x(openMs) + width / 2
    const hour = seen[row]!
    const known = !Number.isNaN(hour)
    const under = openMs - (openMs % HOUR_MS)
    return [
      box(x(openMs), 188, width, 34, { fill: COLOUR.panel, stroke: COLOUR.grid, radius: 3 }),
      text(middle, 210, clock(openMs), { size: 13, anchor: 'middle' }),
      box(x(openMs), 254, width, 34, known ? { fill: hueOf(hour), opacity: 0.85, radius: 3 } : { stroke: COLOUR.grey, radius: 3 }),
      text(middle, 276, known ? clock(hour) : 'NaN', { size: 13, anchor: 'middle', fill: known ? '#fff' : COLOUR.muted }),
      box(x(openMs), 320, width, 34, { fill: hueOf(under), opacity: 0.25, radius: 3 }),
      text(middle, 342, clock(under), { size: 13, anchor: 'middle', fill: COLOUR.muted }),
      ...(known && hour === under
        ? []
        : [
            path(
              [
                [x(openMs) + 6, 337],
                [x(openMs) + width - 6, 337],
              ],
              { stroke: COLOUR.orange, width: 1.6 },
            ),
          ]),
    ]
  })
  const closes = [...hours.openTimeMs].map((openMs) => x(openMs + HOUR_MS) - 2)
  return picture(
    'A higher bar is seen after its close',
    'alignBars gives each bar the last hour that had closed when the bar itself closes, never the hour that is still being made.',
    400,
    [
      text(24, 115, 'hours', { bold: true }),
      text(24, 210, '15-minute bars', { bold: true }),
      text(24, 276, 'hour they see', { bold: true }),
      text(24, 342, 'joined by open', { bold: true, fill: COLOUR.muted }),
      ...hourBoxes,
      ...quarterBoxes,
      ...closes.map((edge) =>
        path(
          [
            [edge, 138],
            [edge, 184],
          ],
          { arrow: true, stroke: COLOUR.ink },
        ),
      ),
      text(150, 384, 'Struck out: looks ahead, because that hour had not closed when the 15-minute bar did.', {
        size: 13,
        fill: COLOUR.orange,
      }),
    ],
  )
}
