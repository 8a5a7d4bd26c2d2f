/*
 * GARCH fits of 5,030 returns of the S&P 500 beside Python's arch, by turns in one run: the least time of a fit and of robust standard errors (a busy machine only adds), and how far the results are apart.
 * Then what garchVolatility costs over a history. Needs a Python with arch: `BARCAST_PYTHON=… npx tsx benchmarks/garch/run.ts`.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fitGarch, type GarchParameters, garchStandardErrors, garchVolatility } from 'barcast/indicators'
import { simulateBars } from 'barcast/testing'

const ROUNDS = Number(process.env.ROUNDS ?? 30)
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
const least = (values: readonly number[]): number => Math.min(...values)
const listed = ({ mu, omega, alpha, gamma, beta, nu }: GarchParameters): number[] =>
  [mu, omega, ...alpha, ...gamma, ...beta, nu].filter((value) => value !== undefined)

const closes = readFileSync(join(import.meta.dirname, '../../examples/data/sp500-1d.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => Number(line.split(',')[4]))
const returns = Float64Array.from(closes.slice(1), (close, i) => 100 * (close / closes[i]! - 1))

const python = spawn(process.env.BARCAST_PYTHON ?? 'python3', [join(import.meta.dirname, 'peer.py')]) as ChildProcessWithoutNullStreams
python.stderr.pipe(process.stderr)
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
const answer = async <T>(): Promise<T> => JSON.parse(String((await answers.next()).value)) as T
interface Peer {
  ms: number
  errorsMs: number
  logLikelihood: number
  parameters: number[]
}

const MODELS = [
  { model: 'garch', distribution: 'normal', mean: 'constant' },
  { model: 'garch', distribution: 'normal', mean: 'zero' },
  { model: 'gjr', distribution: 'normal', mean: 'constant' },
  { model: 'egarch', distribution: 'normal', mean: 'constant' },
  { model: 'garch', distribution: 't', mean: 'constant' },
  { model: 'gjr', distribution: 't', mean: 'constant' },
  { model: 'egarch', distribution: 't', mean: 'constant' },
] as const

const { version } = await answer<{ version: string }>()
console.log(`node ${process.version}, arch ${version}, least of ${ROUNDS} rounds by turns`)
console.log('model | ours ms | arch ms | ratio | ratio of medians | errors ours ms | arch ms | parameters apart | log-likelihood apart')
for (const options of MODELS) {
  const [own, errors, peer, peerErrors]: number[][] = [[], [], [], []]
  let last: Peer | undefined
  let fit = fitGarch(returns, options)
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    fit = fitGarch(returns, options)
    const middle = performance.now()
    garchStandardErrors(returns, fit)
    own!.push(middle - start)
    errors!.push(performance.now() - middle)
    python.stdin.write(`${JSON.stringify(options)}\n`)
    last = await answer<Peer>()
    peer!.push(last.ms)
    peerErrors!.push(last.errorsMs)
  }
  const apart = Math.max(...listed(fit.parameters).map((value, k) => Math.abs(value - last!.parameters[k]!)))
  const figures = [least(own!), least(peer!), least(peer!) / least(own!), median(peer!) / median(own!), least(errors!), least(peerErrors!)]
  console.log(
    `${Object.values(options).join(' ')} | ${figures.map((value) => value.toFixed(2)).join(' | ')} | ${apart.toExponential(1)} | ${(fit.logLikelihood - last!.logLikelihood).toExponential(1)}`,
  )
}
python.stdin.end()

const bars = simulateBars({ seed: 5, length: 20_000 })
for (const model of ['garch', 'gjr', 'egarch']) {
  const times: number[] = []
  for (let round = 0; round < 3; round++) {
    const start = performance.now()
    garchVolatility(bars, { model })
    times.push(performance.now() - start)
  }
  console.log(`garchVolatility ${model}, 20,000 bars, window 500, fitted every 50: ${median(times).toFixed(0)} ms`)
}
