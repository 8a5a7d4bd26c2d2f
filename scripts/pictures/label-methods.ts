import type { Bars } from '../../src/core/index.js'
import { simulateBars } from '../../src/testing/index.js'
import { box, COLOUR, path, type Scale, scale, text } from './drawing.js'

export const CLASS_COLOUR = { down: COLOUR.orange, flat: COLOUR.grey, up: COLOUR.green } as const

/** Bars of a day each that all label pictures look at. */
export function labelBars(length: number, seed = 11): Bars {
  return simulateBars({ seed, length, timeframeMs: 86_400_000, volatilityPerBar: 0.012 })
}

export interface PriceAxes {
  x: Scale
  y: Scale
}

/** Axes over rows `from` … `to` of the bars, in a band of the picture. */
export function priceAxes(bars: Bars, from: number, to: number, top: number, bottom: number, right = 930): PriceAxes {
  let [low, high] = [Infinity, -Infinity]
  for (let i = from; i <= to; i++) {
    low = Math.min(low, bars.low[i]!)
    high = Math.max(high, bars.high[i]!)
  }
  return { x: scale(from, to, 40, right), y: scale(low, high, bottom, top) }
}

/** Candles: high to low as a line, open to close as a box. */
export function candles({ open, high, low, close }: Bars, from: number, to: number, { x, y }: PriceAxes): string[] {
  const half = Math.max(1, (x(from + 1) - x(from)) * 0.3)
  return Array.from({ length: to - from + 1 }, (_, k) => {
    const i = from + k
    const rises = close[i]! >= open[i]!
    const wick = path(
      [
        [x(i), y(high[i]!)],
        [x(i), y(low[i]!)],
      ],
      { stroke: COLOUR.muted },
    )
    const [top, bottom] = rises ? [close[i]!, open[i]!] : [open[i]!, close[i]!]
    return (
      wick +
      box(x(i) - half, y(top), 2 * half, Math.max(1, y(bottom) - y(top)), { fill: rises ? '#fff' : COLOUR.grey, stroke: COLOUR.muted })
    )
  })
}

/** Closes as a line. */
export function closeLine({ close }: Bars, from: number, to: number, { x, y }: PriceAxes, stroke: string = COLOUR.ink): string {
  return path(
    Array.from({ length: to - from + 1 }, (_, k) => [x(from + k), y(close[from + k]!)] as const),
    { stroke, width: 1.5 },
  )
}

/** One coloured cell a row, with the method's name before them. */
export function classStrip(name: string, colours: readonly (string | undefined)[], from: number, x: Scale, y: number): string[] {
  const pitch = x(from + 1) - x(from)
  const cells = colours.map((fill, k) =>
    box(x(from + k) - pitch / 2 + 0.5, y, pitch - 1, 16, fill === undefined ? { fill: '#fff', stroke: COLOUR.grid } : { fill }),
  )
  return [text(40, y - 6, name, { size: 12, fill: COLOUR.muted }), ...cells]
}
