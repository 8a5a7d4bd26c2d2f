import { heightOf, newestHigh, waitAtBorders, wayOf, widthAt } from './borders.js'
import { barOf, DOWN, EITHER, formOf, kindOf, priceOf, toleranceOf, UP, waitFor } from './chart-pivots.js'
import { type ChartPatternParams, defineChartPattern } from './define-chart-pattern.js'

const FLAGS = ['any', 'flag', 'pennant']

/**
 * Rectangle (trading range): the last two swing highs, and the last two swing lows between and beside them, differ by `tolerance` of the height at most; the height is from the lower low to the higher high, which are the borders. `signal` is 1 on the
 * first bar that closes above the upper border, −1 below the lower one, else 0; `measure` = (target − close) / close, target = border ± height (0 without a signal). Waited for from the bar on which the last swing is known (`rightBars` after its own; when the close is beyond a border then,
 * that bar has the signal) for `maxBars` bars; a later rectangle takes its place. What was reported never changes. Warm-up `leftBars + rightBars`; a bar with a missing price is passed over. Source: Edwards and Magee, Technical Analysis of Stock Trends, 1948; Bulkowski,
 * Encyclopedia of Chart Patterns, 2005; the tolerance is ours.
 */
export const rectangle = /* @__PURE__ */ defineChartPattern('rectangle', {
  title: 'Rectangle',
  pivots: 4,
  match(state, own) {
    const height = heightOf(state, own)
    const high = newestHigh(state, own)
    if (!(height > 0) || wayOf(state, own, high) !== 0 || wayOf(state, own, 1 - high) !== 0) return
    const top = Math.max(priceOf(state, own, high), priceOf(state, own, high + 2))
    waitFor(state, own, EITHER, barOf(state, own, 0), top, 0, top - height, 0, height)
  },
})

/**
 * Flags and pennants. For a rise: a pole from a swing low to a swing high, then a low, a high that is not above the pole's end, and a low, which together take half of the pole's height at most and at least as many bars as the pole. Between the line through both highs
 * and the one through both lows after the pole, the width at the last low differs from that at the pole's end by `tolerance` of it at most (`flag`), or is smaller by more, with falling highs and rising lows (`pennant`); or `any`. `signal` is 1 on the first bar that closes above the line through the highs,
 * −1 for the same upside down, else 0; a close beyond the other line ends the shape. `measure` = (target − close) / close, target = line at that bar ± the pole's height (0 without a signal). Waited for from the bar on which the last swing is known (`rightBars` after its own; when the close is
 * beyond the line then, that bar has the signal) for `maxBars` bars and not beyond the lines' apex; a later one takes its place. What was reported never changes. Warm-up `leftBars + rightBars`; a bar with a missing price is passed over. Source: Edwards and Magee, Technical Analysis of Stock
 * Trends, 1948; Bulkowski, Encyclopedia of Chart Patterns, 2005; the tolerances are ours.
 */
export const flag = /* @__PURE__ */ defineChartPattern<ChartPatternParams & { form: string }>('flag', {
  title: 'Flag and pennant',
  pivots: 5,
  forms: FLAGS,
  match(state, own) {
    const side = -kindOf(state, own)
    const last = side * priceOf(state, own, 0)
    const second = side * priceOf(state, own, 1)
    const first = side * priceOf(state, own, 2)
    const tip = side * priceOf(state, own, 3)
    const pole = tip - side * priceOf(state, own, 4)
    if (second > tip || tip - Math.min(first, last) > pole / 2) return
    if (barOf(state, own, 3) - barOf(state, own, 4) > barOf(state, own, 0) - barOf(state, own, 3)) return
    const begin = widthAt(state, own, 3)
    const end = widthAt(state, own, 0)
    if (!(begin > 0 && end > 0)) return
    const isFlag = Math.abs(end - begin) <= toleranceOf(state, own) * begin
    const isPennant = !isFlag && second < tip && last > first
    const form = isFlag ? 1 : isPennant ? 2 : 0
    const wanted = formOf(state, own)
    if (form !== 0 && (wanted === 0 || wanted === form)) waitAtBorders(state, own, side > 0 ? UP : DOWN, pole)
  },
})
