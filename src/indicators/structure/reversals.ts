import { barOf, kindOf, priceOf, slopeOf, toleranceOf, waitForNeckline } from './chart-pivots.js'
import { defineChartPattern } from './define-chart-pattern.js'

/**
 * Double top and double bottom. A top: two swing highs whose prices differ by `tolerance` of the pattern's height at most, after a rise from below the low between them; the height is the higher of them less that low, the neckline.
 * `signal` is −1 on the first bar that closes below the neckline, and 1 for a bottom, which is the same upside down; else 0. `measure` is how far the usual target, neckline ∓ height, is from the close, as a share of the close (0 without a
 * signal). The pattern is waited for from the bar on which its last swing is known (`rightBars` after its own; when the close is beyond the neckline then, that bar has the signal) for `maxBars` bars; a close beyond the further extreme ends it, and so does
 * a later pattern. Swings as in `swingPoints`, of two highs without a low between them the higher (the later only if it is higher). Nothing that was reported changes. Warm-up `leftBars + rightBars`; a bar with a missing price is passed over. Source: Bulkowski, Encyclopedia of
 * Chart Patterns, 2005; the tolerances are ours.
 */
export const doubleReversal = /* @__PURE__ */ defineChartPattern('doubleReversal', {
  title: 'Double top and double bottom',
  pivots: 4,
  match(state, own) {
    const kind = kindOf(state, own)
    const last = kind * priceOf(state, own, 0)
    const neck = kind * priceOf(state, own, 1)
    const first = kind * priceOf(state, own, 2)
    const extreme = Math.max(last, first)
    const height = extreme - neck
    if (Math.abs(last - first) > toleranceOf(state, own) * height || kind * priceOf(state, own, 3) >= neck) return
    waitForNeckline(state, own, kind, barOf(state, own, 1), kind * neck, 0, kind * extreme, height)
  },
})

/**
 * Triple top and triple bottom: as `doubleReversal` with three extremes, of which the highest and the lowest differ by `tolerance` of the height at most. The neckline of a top is the lower of the two lows between, the height the
 * highest high less the neckline, and the rise before began below it. `signal` is −1 on the first bar that closes below the neckline, 1 for a bottom, else 0; `measure` = (target − close) / close, target = neckline ∓ height. Reported, waited for and ended in the same way, and
 * what was reported never changes. Warm-up `leftBars + rightBars`; a bar with a missing price is passed over. Source: Bulkowski, Encyclopedia of Chart Patterns, 2005; the tolerances are ours.
 */
export const tripleReversal = /* @__PURE__ */ defineChartPattern('tripleReversal', {
  title: 'Triple top and triple bottom',
  pivots: 6,
  match(state, own) {
    const kind = kindOf(state, own)
    const last = kind * priceOf(state, own, 0)
    const middle = kind * priceOf(state, own, 2)
    const first = kind * priceOf(state, own, 4)
    const neck = Math.min(kind * priceOf(state, own, 1), kind * priceOf(state, own, 3))
    const extreme = Math.max(last, middle, first)
    const height = extreme - neck
    if (extreme - Math.min(last, middle, first) > toleranceOf(state, own) * height || kind * priceOf(state, own, 5) >= neck) return
    waitForNeckline(state, own, kind, barOf(state, own, 1), kind * neck, 0, kind * extreme, height)
  },
})

/**
 * Head and shoulders, and inverse. Three swing highs, the middle one (head) above both others (shoulders) by more than `tolerance` of the height, the shoulders within `tolerance` of the height of each other and above the neckline, which is the
 * straight line through the two lows between; the rise before began below both lows. The height is that of the head over the neckline at the head's bar. `signal` is −1 on the first bar that closes below the neckline, 1 for the inverse, else 0;
 * `measure` = (target − close) / close, target = neckline at that bar ∓ height (0 without a signal). Waited for from the bar on which the second shoulder is known (`rightBars` after its own) for `maxBars` bars; a close beyond the head ends it, and
 * so does a later pattern. What was reported never changes. Warm-up `leftBars + rightBars`; a bar with a missing price is passed over. Source: Edwards and Magee, Technical Analysis of Stock Trends, 1948; Bulkowski, Encyclopedia of Chart Patterns,
 * 2005; the tolerances are ours.
 */
export const headAndShoulders = /* @__PURE__ */ defineChartPattern('headAndShoulders', {
  title: 'Head and shoulders, and inverse',
  pivots: 6,
  match(state, own) {
    const kind = kindOf(state, own)
    const right = kind * priceOf(state, own, 0)
    const near = kind * priceOf(state, own, 1)
    const head = kind * priceOf(state, own, 2)
    const far = kind * priceOf(state, own, 3)
    const left = kind * priceOf(state, own, 4)
    const slope = kind * slopeOf(state, own, 1)
    const neckAt = (k: number): number => near + slope * (barOf(state, own, k) - barOf(state, own, 1))
    const height = head - neckAt(2)
    const room = toleranceOf(state, own) * height
    if (head - Math.max(left, right) <= room || Math.abs(left - right) > room) return
    if (right <= neckAt(0) || left <= neckAt(4) || kind * priceOf(state, own, 5) >= Math.min(near, far)) return
    waitForNeckline(state, own, kind, barOf(state, own, 1), kind * near, kind * slope, kind * head, height)
  },
})
