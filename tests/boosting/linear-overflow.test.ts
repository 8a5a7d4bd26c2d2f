import { trainBooster } from 'barcast/boosting'
import { createRandom } from 'barcast/core'
import { expect, test } from 'vitest'

const random = createRandom(6)
/** Normal values, of which some are ±`rare`. */
const column = (rare: number, share: number): Float64Array =>
  Float64Array.from({ length: 300 }, () => (random.uniform() < share ? rare * (random.uniform() < 0.5 ? 1 : -1) : random.normal()))

test('scores that linear leaves make infinite are refused', async () => {
  const x = [column(NaN, 0.3), column(NaN, 0.3), column(Infinity, 0.25)]
  const params = { objective: 'quantile', linearTree: true, maxDepth: 3 } as const
  await expect(trainBooster({ x, y: column(0, 0), params, rounds: 40 })).rejects.toMatchObject({ code: 'boosting/overflow' })
})
