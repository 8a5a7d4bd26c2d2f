/*
 * A live bot's loop on paper: `npx tsx examples/live-bot.ts`. A bundle is trained on the past; then closed bars come one at a time, the bot decides, trades on paper, and
 * writes its state after each bar. Half-way the process "dies": a new one goes on from the file and decides as if nothing had happened.
 */
import { mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createBundle,
  createLiveStrategy,
  featureStateBefore,
  type LiveDecision,
  type LiveSnapshot,
  parseBundle,
  writeBundle,
} from 'barcast/bundles'
import { type Bar, barAt } from 'barcast/core'
import { createFeatureEngineer } from 'barcast/features'
import { createDataLabeler } from 'barcast/labels'
import { createModelManager } from 'barcast/models'
import { simulateBars } from 'barcast/testing'
import { runWalkForward } from 'barcast/training'
import { walkForward } from 'barcast/validation'

const folder = mkdtempSync(join(tmpdir(), 'live-bot-'))
const bundleFile = join(folder, 'bundle.json')
const stateFile = join(folder, 'state.json')

/** Research: one fold whose test part is what the bot will live through. */
async function research(): Promise<{ bars: Bar[]; expected: string[] }> {
  const history = simulateBars({ seed: 21, length: 1200, timeframeMs: 3_600_000 })
  const engineer = createFeatureEngineer({ set: 'classic', timeframeMs: history.timeframeMs })
  const labels = createDataLabeler({ horizonBars: [4] })
    .labelData(history, { method: 'volatility_adjusted' })
    .spans('label_4bars')
  const { folds, outOfSample } = await runWalkForward(createModelManager(), {
    X: engineer.engineerFeatures(history),
    labels,
    splitter: walkForward({ folds: 1, minTrainShare: 0.8 }),
    modelType: 'lightgbm',
    params: { num_iterations: 30, num_leaves: 8 },
  })
  const { model, scaler, testFromMs: startMs } = folds[0]!
  const featureState = featureStateBefore(engineer, history, startMs)
  const { symbol, timeframeMs } = history
  writeFileSync(bundleFile, writeBundle(createBundle({ engineer, scaler, model, featureState, startMs, symbol, timeframeMs })))
  const rows = [...history.openTimeMs.keys()].filter((row) => history.openTimeMs[row]! >= startMs)
  return { bars: rows.map((row) => barAt(history, row)), expected: outOfSample.signals }
}

interface State {
  strategy: LiveSnapshot
  cash: number
  units: number
  target: 'long' | 'flat'
}

/** A bot that has read its bundle, and its state if there is one. */
function startBot() {
  const bundle = parseBundle(readFileSync(bundleFile, 'utf8'))
  let saved: State | undefined
  try {
    saved = JSON.parse(readFileSync(stateFile, 'utf8')) as State
  } catch {
    saved = undefined
  }
  const strategy = createLiveStrategy(bundle, saved === undefined ? {} : { snapshot: saved.strategy })
  const account = { cash: saved?.cash ?? 10_000, units: saved?.units ?? 0, target: saved?.target ?? ('flat' as const) } as Omit<
    State,
    'strategy'
  >
  return {
    onBar(bar: Bar): LiveDecision {
      // The decision of the last close fills at this bar's open.
      if (account.target === 'long' && account.units === 0) {
        account.units = account.cash / (bar.open * 1.001)
        account.cash = 0
      } else if (account.target === 'flat' && account.units > 0) {
        account.cash = account.units * bar.open * 0.999
        account.units = 0
      }
      const decision = strategy.next(bar)
      if (decision.signal !== 'HOLD') account.target = decision.signal === 'BUY' ? 'long' : 'flat'
      // Written whole, then renamed: a crash leaves the old state or the new.
      writeFileSync(`${stateFile}.part`, JSON.stringify({ strategy: strategy.snapshot(), ...account }))
      renameSync(`${stateFile}.part`, stateFile)
      return decision
    },
    equity: (price: number) => account.cash + account.units * price,
  }
}

const { bars, expected } = await research()
let bot = startBot()
const signals = bars.map((bar, i) => {
  if (i === Math.floor(bars.length / 2)) bot = startBot()
  return bot.onBar(bar).signal
})
const differing = signals.filter((signal, i) => signal !== expected[i]).length
const equity = bot.equity(bars.at(-1)!.close)
console.log(
  `${bars.length} bars live, restarted half-way; ${differing} signals differ from the walk-forward; 10000 became ${equity.toFixed(2)} on paper`,
)
if (differing > 0) process.exit(1)
