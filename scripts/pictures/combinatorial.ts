import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCsv } from '../../src/bars/index.js'
import { createDataLabeler } from '../../src/labels/index.js'
import { combinatorialPurged } from '../../src/validation/index.js'
import { root } from '../rooms.js'
import { box, COLOUR, legend, picture, scale, text } from './drawing.js'

const HORIZON = 20
const DAY_MS = 86_400_000
const PATHS = [COLOUR.blue, COLOUR.orange, COLOUR.green, COLOUR.yellow, COLOUR.sky]
const PITCH = 22

/** The splits of six groups, two of them tested, over three hundred real days: what is trained on, what is dropped, and which path each test group belongs to. */
export function drawCombinatorial(): string {
  const all = parseCsv(readFileSync(join(root, 'examples/data/sp500-1d.csv'), 'utf8'), { symbol: 'S&P 500' })
  const labels = createDataLabeler({ horizonBars: [HORIZON] })
    .labelData(all, { method: 'direction' })
    .spans(`label_${HORIZON}bars`)
  const rows = 300
  const spans = { t0: labels.t0.slice(0, rows), t1: labels.t1.slice(0, rows) }
  const splitter = combinatorialPurged({ groups: 6, testGroups: 2, embargoMs: 10 * DAY_MS })
  const x = scale(0, rows, 90, 930)
  const lines = [...splitter(spans)].flatMap(({ train, parts }, split) => {
    const y = 84 + split * PITCH
    const stretches: [number, number][] = []
    for (const row of train) {
      const last = stretches.at(-1)
      if (last?.[1] === row) last[1] = row + 1
      else stretches.push([row, row + 1])
    }
    return [
      text(24, y + 13, `split ${split + 1}`, { size: 12, fill: COLOUR.muted }),
      box(x(0), y, x(rows) - x(0), PITCH - 5, { fill: COLOUR.panel }),
      ...stretches.map(([from, to]) => box(x(from), y, x(to) - x(from), PITCH - 5, { fill: COLOUR.grey })),
      ...parts.flatMap(({ path, fromRow, toRow }) => [
        box(x(fromRow), y, x(toRow) - x(fromRow) - 1, PITCH - 5, { fill: PATHS[path]! }),
        text((x(fromRow) + x(toRow)) / 2, y + 13, `path ${path + 1}`, {
          size: 11,
          anchor: 'middle',
          fill: path === 0 ? '#fff' : COLOUR.ink,
        }),
      ]),
    ]
  })
  return picture(
    'One history, five paths through it',
    `Six groups of 50 days of the S&P 500, two of them tested in each of 15 splits. Labels look ${HORIZON} bars ahead; embargo 10 days.`,
    460,
    [
      ...lines,
      legend(90, 442, [
        ['trained on', COLOUR.grey, 120],
        ['dropped: label reaches into a test group, or embargo', COLOUR.panel, 380],
        ['tested; each colour is one complete backtest', COLOUR.blue, 320],
      ]),
    ],
  )
}
