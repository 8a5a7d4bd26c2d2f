/*
 * The pipeline on markets that nothing foretells: `npm run fuzz:noise -- [seeds] [first seed]`, 200 seeds from 1 by default. The deflated Sharpe ratio of the best of eight trials may
 * pass 0.95 in at most 16 of 200 (5 % are 10 ± 3), and the interval of the mean AUC on later rows must cover 0.5. Prints every seed that passed.
 */
import { intervalOf, type NoiseResult, runNoise } from '../training/noise-run.js'

const [seeds = 200, first = 1] = process.argv.slice(2).map(Number)
const results: NoiseResult[] = []
for (let seed = first; seed < first + seeds; seed++) {
  const result = await runNoise(seed)
  results.push(result)
  if (result.deflated > 0.95)
    console.log(
      `seed ${seed}: deflated ${result.deflated.toFixed(4)}, Sharpe ${result.sharpe.toFixed(3)}, later AUC ${result.auc.toFixed(3)}`,
    )
}
const passed = results.filter(({ deflated }) => deflated > 0.95).length
const most = Math.ceil((16 / 200) * seeds)
const { mean, halfWidth } = intervalOf(results.map(({ auc }) => auc))
console.log(`${passed} of ${seeds} seeds pass 0.95 (at most ${most}); mean AUC of later rows ${mean.toFixed(4)} ± ${halfWidth.toFixed(4)}`)
if (passed > most || Math.abs(mean - 0.5) > halfWidth) process.exit(1)
