import { createRandom } from '../../core/index.js'
import { parseBootstrap, type StationaryBootstrapOptions } from './config.js'

/**
 * Draws of the stationary bootstrap: each is `rows` row numbers, made of blocks of neighbouring rows (the first follows the last) whose lengths
 * are random with the mean `meanBlockRows`, so that a resampled series keeps the dependence of neighbours and stays stationary.
 * After Politis and Romano, The Stationary Bootstrap (1994).
 *
 * @throws BarcastError `validation/config`, `validation/unknown-option`.
 *
 * @example
 * for (const rows of stationaryBootstrap({ rows: returns.length, meanBlockRows: 20, draws: 500, seed: 1 })) {
 *   sharpes.push(sharpeRatio(Float64Array.from(rows, (row) => returns[row]!), { periodsPerYear: 252 }))
 * }
 */
export function stationaryBootstrap(options: StationaryBootstrapOptions): Iterable<Int32Array> {
  const { rows, meanBlockRows, draws, seed } = parseBootstrap(options, 'Draw by stationary bootstrap')
  return {
    *[Symbol.iterator]() {
      const random = createRandom(seed)
      for (let draw = 0; draw < draws; draw++) {
        const drawn = new Int32Array(rows)
        let row = 0
        for (let k = 0; k < rows; k++) {
          const begins = k === 0 || random.uniform() * meanBlockRows < 1
          row = begins ? random.integer(0, rows) : (row + 1) % rows
          drawn[k] = row
        }
        yield drawn
      }
    },
  }
}
