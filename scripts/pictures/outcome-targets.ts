import { createDataLabeler } from '../../src/labels/index.js'
import { COLOUR, legend, path, picture, scale, text } from './drawing.js'
import { CLASS_COLOUR, classStrip, closeLine, labelBars, priceAxes } from './label-methods.js'

const FROM = 120
const TO = 219
const FEE_BPS = 20

/** The return ahead as a number, as a direction, and as what a long or a short position kept of it after costs. */
export function drawOutcomeTargets(): string {
  const bars = labelBars(220)
  const horizonBars = [5]
  const deadBand = 0.01
  const ahead = createDataLabeler({ horizonBars })
    .labelData(bars, { method: 'price_change' })
    .column('return_5bars')
    .slice(FROM, TO + 1)
  const direction = createDataLabeler({ horizonBars, deadBand }).labelData(bars, { method: 'direction' }).spans('label_5bars').value
  const sides = (['long', 'short'] as const).map((side) => {
    const labeler = createDataLabeler({ horizonBars, side, feeBps: FEE_BPS, slippageBps: 10 })
    return [side, labeler.labelData(bars, { method: 'profitable' }).spans('label_5bars').value] as const
  })
  const axes = priceAxes(bars, FROM, TO, 80, 180)
  const known = [...ahead].filter((move) => !Number.isNaN(move))
  const most = known.reduce((high, move) => Math.max(high, Math.abs(move)), 0)
  const y = scale(-most, most, 320, 220)
  const level = (move: number, stroke: string, dashed: boolean): string =>
    path(
      [
        [40, y(move)],
        [930, y(move)],
      ],
      { stroke, dashed },
    )
  const stems = [...ahead].flatMap((move, k) => {
    if (Number.isNaN(move)) return []
    const stroke = move > deadBand ? CLASS_COLOUR.up : move < -deadBand ? CLASS_COLOUR.down : CLASS_COLOUR.flat
    const x = axes.x(FROM + k)
    return path(
      [
        [x, y(0)],
        [x, y(move)],
      ],
      { stroke, width: 4 },
    )
  })
  const strip = (name: string, value: Int32Array, colours: readonly string[], top: number): string[] =>
    classStrip(
      name,
      Array.from(value.subarray(FROM, TO + 1), (index) => colours[index]),
      FROM,
      axes.x,
      top,
    )
  const answers = [CLASS_COLOUR.flat, COLOUR.blue]
  return picture(
    'One outcome, three questions',
    'The return of the five days after each row: as a number, as a direction outside a dead band, and as whether a position gained after costs.',
    516,
    [
      closeLine(bars, FROM, TO, axes),
      text(40, 212, 'price_change: the return itself, a target for regression; dashed: ±1 %', { size: 12, fill: COLOUR.muted }),
      level(0, COLOUR.muted, false),
      level(deadBand, COLOUR.muted, true),
      level(-deadBand, COLOUR.muted, true),
      ...stems,
      ...strip('direction: beyond a dead band of ±1 %', direction, Object.values(CLASS_COLOUR), 354),
      ...sides.flatMap(([side, value], k) =>
        strip(
          `profitable, ${side}: anything left after ${(2 * (FEE_BPS + 10)) / 100} % of fees and slippage`,
          value,
          answers,
          400 + k * 46,
        ),
      ),
      legend(40, 502, [
        ['down', CLASS_COLOUR.down, 80],
        ['flat, no', CLASS_COLOUR.flat, 100],
        ['up', CLASS_COLOUR.up, 70],
        ['yes', COLOUR.blue, 60],
      ]),
      text(340, 502, 'empty: not known by the last bar', { size: 13, fill: COLOUR.muted }),
    ],
  )
}
