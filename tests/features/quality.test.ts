import { createFrame } from 'barcast/core'
import { describeFeatures } from 'barcast/features'
import { expect, it } from 'vitest'

it('gives the share of NaN, the range and the constants', () => {
  const frame = createFrame({
    columns: {
      mixed: Float64Array.of(NaN, 3, -1, NaN),
      constant: Float64Array.of(2, 2, NaN, 2),
      empty: new Float64Array(4).fill(NaN),
    },
  })
  expect(describeFeatures(frame)).toEqual([
    { name: 'mixed', nanShare: 0.5, constant: false, min: -1, max: 3 },
    { name: 'constant', nanShare: 0.25, constant: true, min: 2, max: 2 },
    { name: 'empty', nanShare: 1, constant: true, min: NaN, max: NaN },
  ])
})
