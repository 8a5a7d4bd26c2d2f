import type { FeatureColumn } from './column.js'
import { averageColumns } from './full/averages.js'
import { candlestickColumns } from './full/candlesticks.js'
import { cycleColumns } from './full/cycle.js'
import { oscillatorColumns } from './full/oscillators.js'
import { statisticColumns } from './full/statistics.js'
import { volatilityColumns } from './full/volatility.js'
import { volumeColumns } from './full/volume.js'
import { windowColumns } from './full/windows.js'
import { readTextColumn } from './text-column.js'

let columns: readonly FeatureColumn[] | undefined

/** What `full` has beyond `extended`, in its frozen order; the texts are read once. They read OHLCV and the bars' times only. */
export function fullColumns(): readonly FeatureColumn[] {
  columns ??= [
    ...windowColumns,
    ...[
      ...averageColumns,
      ...oscillatorColumns,
      ...volatilityColumns,
      ...volumeColumns,
      ...cycleColumns,
      ...statisticColumns,
      ...candlestickColumns(),
    ].map(readTextColumn),
  ]
  return columns
}
