import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCsv } from '../../src/bars/index.js'
import { deflatedSharpeRatio, expectedMaximumSharpe, sharpeRatio, simpleReturns } from '../../src/metrics/index.js'
import { probabilityOfBacktestOverfitting } from '../../src/validation/index.js'
import { root } from '../rooms.js'
import { box, COLOUR, dot, type LineOptions, path, picture, type Scale, scale, text } from './drawing.js'

const COST = 0.0002
const PERIODS = { periodsPerYear: 252 }
const START_OF_LATER = Date.UTC(2009, 0, 1)

/** Returns of rules that hold the S&P 500 from a day of the month for one to three calendar days, before 2009 and from then on. */
interface CalendarRules {
  names: string[]
  searched: Float64Array[]
  later: Float64Array[]
}

function calendarRules(): CalendarRules {
  const bars = parseCsv(readFileSync(join(root, 'examples/data/sp500-1d.csv'), 'utf8'), { symbol: 'S&P 500' })
  const market = simpleReturns(bars.close)
  const dayOfMonth = Array.from(bars.openTimeMs, (timeMs) => new Date(timeMs).getUTCDate())
  const cut = bars.openTimeMs.findIndex((timeMs) => timeMs >= START_OF_LATER) - 1
  const rules: CalendarRules = { names: [], searched: [], later: [] }
  for (let first = 1; first <= 31; first++) {
    for (const days of [1, 2, 3]) {
      let held = 0
      const returns = market.map((move, k) => {
        const before = held
        held = (dayOfMonth[k + 1]! - first + 31) % 31 < days ? 1 : 0
        return held * move - COST * Math.abs(held - before)
      })
      rules.names.push(`day ${first}, ${days} long`)
      rules.searched.push(returns.slice(0, cut))
      rules.later.push(returns.slice(cut))
    }
  }
  return rules
}

const TOP = 90
const BOTTOM = 430
const LEFT = 90

/** Lines across at numbers, which stand left of them. */
function levels(y: Scale, ticks: readonly number[], right: number): string[] {
  return ticks.flatMap((value) => [
    path(
      [
        [LEFT, y(value)],
        [right, y(value)],
      ],
      { stroke: value === 0 ? COLOUR.muted : COLOUR.grid },
    ),
    text(LEFT - 8, y(value) + 4, value.toFixed(1), { size: 12, fill: COLOUR.muted, anchor: 'end' }),
  ])
}

function upright(x: number, options: LineOptions): string {
  return path(
    [
      [x, TOP],
      [x, BOTTOM],
    ],
    options,
  )
}

/** Lines upwards at numbers, which stand under them. */
function marks(x: Scale, ticks: readonly number[]): string[] {
  return ticks.flatMap((value) => [
    upright(x(value), { stroke: value === 0 ? COLOUR.muted : COLOUR.grid }),
    text(x(value), BOTTOM + 18, value.toFixed(1), { size: 12, fill: COLOUR.muted, anchor: 'middle' }),
  ])
}

const YEAR = Math.sqrt(252)

/** The rules before and after: what stands out in the search does not stand out later, and the deflated Sharpe ratio said so. */
export function drawCalendarRules(): string {
  const { names, searched, later } = calendarRules()
  const sharpes = searched.map((returns) => sharpeRatio(returns, PERIODS))
  const laterSharpes = later.map((returns) => sharpeRatio(returns, PERIODS))
  const best = sharpes.indexOf(Math.max(...sharpes))
  const centre = sharpes.reduce((sum, value) => sum + value, 0) / sharpes.length
  const variance = sharpes.reduce((sum, value) => sum + (value - centre) * (value - centre), 0) / (sharpes.length - 1) / 252
  const trials = { trials: sharpes.length, trialSharpeVariance: variance }
  const luck = expectedMaximumSharpe(trials) * YEAR
  const deflated = deflatedSharpeRatio({ returns: searched[best]!, ...trials })
  const plane = { x: scale(-1.1, 1.1, LEFT, 640), y: scale(-1.1, 1.1, BOTTOM, TOP) }
  return picture(
    'The best of 93 rules, before and after',
    'Each dot holds the S&P 500 on one to three days of each month. Sharpe ratios per year after costs; real daily bars, examples/data.',
    490,
    [
      ...levels(plane.y, [-1, -0.5, 0, 0.5, 1], 640),
      ...marks(plane.x, [-1, -0.5, 0, 0.5, 1]),
      upright(plane.x(luck), { dashed: true, stroke: COLOUR.orange, width: 2 }),
      ...sharpes.map((value, rule) => dot(plane.x(value), plane.y(laterSharpes[rule]!), 4, COLOUR.blue, 0.55)),
      dot(plane.x(sharpes[best]!), plane.y(laterSharpes[best]!), 7, COLOUR.orange),
      text(365, 474, 'Sharpe ratio 1999 to 2008, where the best was looked for', { size: 13, anchor: 'middle' }),
      text(90, 80, 'Sharpe ratio 2009 to 2018', { size: 13 }),
      text(664, 120, `best of the search: ${names[best]}`, { size: 13, fill: COLOUR.orange }),
      text(664, 142, `${sharpes[best]!.toFixed(2)} in the search, ${laterSharpes[best]!.toFixed(2)} later`, { size: 13 }),
      text(664, 178, `dashed: ${luck.toFixed(2)}, what the best of`, { size: 13 }),
      text(664, 198, `${sharpes.length} rules without any edge shows`, { size: 13 }),
      text(664, 234, `deflated Sharpe ratio: ${deflated.toFixed(2)}`, { size: 13, bold: true }),
      text(664, 254, 'above 0.95 would be more than luck', { size: 13, fill: COLOUR.muted }),
    ],
  )
}

/** What the rule that was best in one half of the blocks does in the other half, over all splits of 1999 to 2008. */
export function drawOverfitting(): string {
  const { inSample, outOfSample, probability, degradation } = probabilityOfBacktestOverfitting(calendarRules().searched, { blocks: 16 })
  const plane = { x: scale(0.4, 2.2, LEFT, 560), y: scale(-1.6, 1.6, BOTTOM, TOP) }
  const line = [0.6, 2].map((x): [number, number] => [plane.x(x), plane.y((degradation.intercept + (degradation.slope * x) / YEAR) * YEAR)])
  const counts = new Float64Array(16)
  for (const value of outOfSample) counts[Math.min(15, Math.max(0, Math.floor((value * YEAR + 1.6) / 0.2)))]! += 1
  const most = Math.max(...counts)
  // Every thirteenth of 12,870 splits is plenty to look at.
  const shown = Array.from({ length: Math.floor(inSample.length / 13) }, (_, k) => 13 * k)
  return picture(
    'What the best in one half of the history does in the other half',
    'All 12,870 splits of 16 blocks of 1999 to 2008 into halves: the rule that was best in one half, looked up in the other. Sharpe ratios per year.',
    490,
    [
      ...levels(plane.y, [-1.5, -1, -0.5, 0, 0.5, 1, 1.5], 560),
      ...marks(plane.x, [0.5, 1, 1.5, 2]),
      ...shown.map((k) => dot(plane.x(inSample[k]! * YEAR), plane.y(outOfSample[k]! * YEAR), 2, COLOUR.blue, 0.45)),
      path(line, { stroke: COLOUR.orange, width: 2.5 }),
      ...Array.from(counts, (count, k) => {
        const top = plane.y(-1.6 + 0.2 * (k + 1))
        return box(590, top + 1, (count / most) * 160, plane.y(-1.6 + 0.2 * k) - top - 2, {
          fill: k < 8 ? COLOUR.orange : COLOUR.blue,
          opacity: 0.8,
        })
      }),
      text(325, 474, 'in the half where it was best', { size: 13, anchor: 'middle' }),
      text(90, 80, 'in the other half', { size: 13 }),
      text(590, 80, 'how often', { size: 13 }),
      text(770, 120, `probability of backtest`, { size: 13, bold: true }),
      text(770, 140, `overfitting: ${probability.toFixed(2)}`, { size: 13, bold: true }),
      text(770, 166, 'share of splits in which the', { size: 13, fill: COLOUR.muted }),
      text(770, 184, 'best is in the lower half', { size: 13, fill: COLOUR.muted }),
      text(770, 202, 'of all rules afterwards', { size: 13, fill: COLOUR.muted }),
    ],
  )
}
