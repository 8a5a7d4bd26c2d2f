import { averageActiveBets, betSize } from '../../src/labels/index.js'
import { COLOUR, path, picture, scale, text } from './drawing.js'

const LEFT = [60, 440] as const
const RIGHT = [540, 930] as const

/** Size over probability, plain and in steps; and a position made of bets that overlap. */
export function drawBetSize(): string {
  const probability = Float64Array.from({ length: 201 }, (_, i) => i / 200)
  const [px, py] = [scale(0, 1, ...LEFT), scale(-1, 1, 360, 100)]
  const curve = (size: Float64Array, stroke: string): string =>
    path(
      Array.from(size, (value, i) => [px(probability[i]!), py(value)] as const),
      { stroke, width: 2 },
    )
  const t0 = Float64Array.of(0, 4, 7, 15, 18, 30)
  const t1 = Float64Array.of(12, 16, 22, 27, 34, 39)
  const size = betSize(Float64Array.of(0.62, 0.8, 0.55, 0.35, 0.7, 0.9))
  const time = Float64Array.from({ length: 401 }, (_, i) => i / 10)
  const position = averageActiveBets({ t0, t1, size }, time)
  const [tx, ty] = [scale(0, 40, ...RIGHT), scale(-1, 1, 360, 100)]
  const bets = Array.from(size, (value, i) =>
    path(
      [
        [tx(t0[i]!), ty(value)],
        [tx(t1[i]!), ty(value)],
      ],
      { stroke: COLOUR.sky, width: 4 },
    ),
  )
  const zero = (from: number, to: number): string =>
    path(
      [
        [from, py(0)],
        [to, py(0)],
      ],
      { stroke: COLOUR.grid },
    )
  return picture(
    'From probability to position',
    'A meta-label says how likely the signal pays. Its size is 0 at chance; steps keep small changes from trading.',
    420,
    [
      zero(...LEFT),
      zero(...RIGHT),
      curve(betSize(probability), COLOUR.blue),
      curve(betSize(probability, { step: 0.25 }), COLOUR.yellow),
      ...[0, 0.5, 1].map((p) => text(px(p), 384, String(p), { size: 12, anchor: 'middle', fill: COLOUR.muted })),
      ...[-1, 0, 1].map((value) => text(LEFT[0] - 12, py(value) + 4, String(value), { size: 12, anchor: 'end', fill: COLOUR.muted })),
      text(LEFT[0], 88, 'betSize over the probability, plain and in steps of 0.25', { size: 13 }),
      ...bets,
      path(
        Array.from(position, (value, i) => [tx(time[i]!), ty(value)] as const),
        { stroke: COLOUR.ink, width: 2 },
      ),
      text(RIGHT[0], 88, 'averageActiveBets: bets (blue) and their mean (black)', { size: 13 }),
      text((RIGHT[0] + RIGHT[1]) / 2, 384, 'bars', { size: 12, anchor: 'middle', fill: COLOUR.muted }),
    ],
  )
}
