import { BarcastError, type Bars, checkBars, sliceBars } from '../core/index.js'

/**
 * The first `trainShare` of the bars (rounded down to whole rows) and the rest, in time order, over the same memory. A look at held-out
 * data only: labels that reach over the cut leak, which the splitters of `barcast/validation` purge.
 *
 * @throws BarcastError `bars/train-share` unless both parts get at least one bar; `bars/<rule>` for faulty bars.
 */
export function splitBars(bars: Bars, { trainShare }: { trainShare: number }): { train: Bars; test: Bars } {
  checkBars(bars, 'Split bars')
  const rows = Math.floor(bars.length * trainShare)
  if (!(rows >= 1 && rows < bars.length)) {
    throw new BarcastError(
      'bars/train-share',
      `Split bars: trainShare must leave both parts of ${bars.length} bars at least one, found ${trainShare}`,
      {
        value: trainShare,
        where: { path: 'trainShare' },
      },
    )
  }
  return { train: sliceBars(bars, 0, rows), test: sliceBars(bars, rows, bars.length) }
}
