import type { Bars } from '../../src/core/index.js'
import { createDataLabeler, type SIGNAL_OUTCOME_CLASSES, type TradedSignal } from '../../src/labels/index.js'
import { COLOUR, dot, path, picture, scale, text } from './drawing.js'
import { classStrip, labelBars } from './label-methods.js'

const DAY_MS = 86_400_000
const ROWS = 40

/** Rows but those of a stretch in which the market was closed. */
function withoutRows(bars: Bars, from: number, to: number): Bars {
  const kept = (column: Float64Array): Float64Array => column.filter((_, i) => i < from || i >= to)
  const { openTimeMs, open, high, low, close, volume } = bars
  const columns = {
    openTimeMs: kept(openTimeMs),
    open: kept(open),
    high: kept(high),
    low: kept(low),
    close: kept(close),
    volume: kept(volume),
  }
  return { ...bars, ...columns, length: columns.close.length }
}

/** A horizon in time and in bars around a gap, and signals labelled by how their trades ended. */
export function drawHorizons(): string {
  const bars = withoutRows(labelBars(ROWS + 8), 20, 28)
  const start = bars.openTimeMs[0]!
  const day = (row: number): number => (bars.openTimeMs[row]! - start) / DAY_MS
  const x = scale(0, ROWS + 8, 40, 930)
  const y = scale(Math.min(...bars.low), Math.max(...bars.high), 180, 84)
  const part = (from: number, to: number): string =>
    path(
      Array.from({ length: to - from }, (_, k) => [x(day(from + k)), y(bars.close[from + k]!)] as const),
      { stroke: COLOUR.ink, width: 1.5 },
    )
  const labelled = (config: Parameters<typeof createDataLabeler>[0], name: string): (string | undefined)[] => {
    const { value } = createDataLabeler({ ...config, deadBand: 0.01 })
      .labelData(bars, { method: 'direction' })
      .spans(name)
    const cells = Array.from<string | undefined>({ length: ROWS + 8 })
    value.forEach((index, row) => {
      cells[day(row)] = [COLOUR.orange, COLOUR.grey, COLOUR.green][index]
    })
    return cells
  }
  const time = labelled({ forwardWindows: [5 * 24 * 60] }, 'label_7200min')
  const count = labelled({ horizonBars: [5] }, 'label_5bars')
  const strict = labelled({ horizonBars: [5], maxGapBars: 2 }, 'label_5bars')

  const trade = (row: number, exit: number, signalType: TradedSignal['signalType']): TradedSignal => {
    const [entryPrice, exitPrice] = [bars.close[row]!, bars.close[exit]!]
    const realizedPnl = signalType === 'BUY' ? exitPrice - entryPrice : entryPrice - exitPrice
    return { timeMs: bars.openTimeMs[row]!, signalType, entryPrice, exitPrice, realizedPnl, exitTimeMs: bars.openTimeMs[exit]! }
  }
  const ends = [
    [2, 6, 'BUY'],
    [8, 12, 'SELL'],
    [14, 18, 'BUY'],
    [22, 27, 'SELL'],
    [30, 36, 'BUY'],
  ] as const
  const signals = ends.map(([row, exit, side]) => trade(row, exit, side))
  const outcomes = createDataLabeler().labelData(bars, { method: 'signal_outcome', signals }).label('signal_outcome')
  const trades = ends.flatMap(([row, exit]) => {
    const name = outcomes[row]! as (typeof SIGNAL_OUTCOME_CLASSES)[number]
    const stroke = name.endsWith('win') ? COLOUR.green : COLOUR.orange
    return [
      path(
        [
          [x(day(row)), 392],
          [x(day(exit)), 392],
        ],
        { stroke, width: 4 },
      ),
      dot(x(day(row)), y(bars.close[row]!), 3.5, stroke),
      dot(x(day(exit)), y(bars.close[exit]!), 3.5, stroke),
      text(x(day(row)), 384, name, { size: 12 }),
    ]
  })
  return picture(
    'Horizons and gaps',
    'Five days ahead: a horizon in time has no label where no bar opens exactly then; one in bars counts rows, whatever lies between.',
    420,
    [
      part(0, 20),
      part(20, ROWS),
      text(x(23.5), 130, 'closed', { size: 12, anchor: 'middle', fill: COLOUR.muted }),
      ...classStrip('forwardWindows: five days of clock time', time, 0, x, 220),
      ...classStrip('horizonBars: five rows', count, 0, x, 268),
      ...classStrip('horizonBars with maxGapBars: 2', strict, 0, x, 316),
      text(40, 362, 'signal_outcome: signals by how their trades ended', { size: 12, fill: COLOUR.muted }),
      ...trades,
    ],
  )
}
