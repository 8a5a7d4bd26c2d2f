/** One option of the command line. */
export interface CliOption {
  readonly name: string
  readonly short?: string
  /** `flag` takes nothing, `values` one or more words up to the next option. */
  readonly kind: 'flag' | 'text' | 'number' | 'values'
  /** What stands for the value in the help. */
  readonly value?: string
  readonly help: string
  /** Dotted path of the config that it overrides. */
  readonly path?: string
}

const CONFIG: CliOption = {
  name: 'config',
  short: 'c',
  kind: 'text',
  value: 'FILE',
  help: 'the run as JSON or YAML; options on the command line win over it',
}
const DATA: CliOption = {
  name: 'data',
  short: 'd',
  kind: 'text',
  value: 'FILE',
  path: 'data.file',
  help: 'bars as CSV or JSON, also .gz; {symbol} in the name stands for each symbol',
}
const BUNDLE: CliOption = { name: 'bundle', short: 'b', kind: 'text', value: 'FILE', help: 'the bundle that train or backtest wrote' }
const OUT: CliOption = {
  name: 'out',
  short: 'o',
  kind: 'text',
  value: 'FOLDER',
  path: 'output',
  help: 'folder for what is written (default out)',
}
const JSON_OUT: CliOption = { name: 'json', kind: 'flag', help: 'print one JSON document instead of tables' }
const QUIET: CliOption = { name: 'quiet', short: 'q', kind: 'flag', help: 'no progress' }
const HELP: CliOption = { name: 'help', short: 'h', kind: 'flag', help: 'this text' }
const COMMON: readonly CliOption[] = [JSON_OUT, QUIET, HELP]

const RUN: readonly CliOption[] = [
  CONFIG,
  DATA,
  { name: 'symbols', kind: 'values', value: 'NAME…', path: 'data.symbols', help: 'one run for each' },
  {
    name: 'timeframe',
    kind: 'text',
    value: 'TIME',
    path: 'data.timeframe',
    help: 'length of a bar such as 1h, when the rows do not tell it',
  },
  { name: 'training-days', kind: 'number', value: 'DAYS', path: 'data.trainingDays', help: 'use only the last so many days' },
  {
    name: 'model-type',
    kind: 'text',
    value: 'TYPE',
    path: 'model.type',
    help: 'lightgbm (default), xgboost, random_forest, logistic_regression',
  },
  {
    name: 'target',
    kind: 'text',
    value: 'METHOD',
    path: 'labels.method',
    help: 'how labels are made: return_based (default), volatility_adjusted, quantile_based, direction, long_short_flat',
  },
  {
    name: 'prediction-horizon',
    kind: 'number',
    value: 'BARS',
    path: 'labels.horizonBars',
    help: 'bars until a label is decided (default 5)',
  },
  { name: 'folds', kind: 'number', value: 'N', path: 'validation.folds', help: 'folds of the walk-forward (default 5)' },
  {
    name: 'trials',
    kind: 'number',
    value: 'N',
    path: 'search.trials',
    help: 'parameter sets each fold tries (default 0: the parameters as given)',
  },
  { name: 'seed', kind: 'number', value: 'N', path: 'search.seed', help: 'seed of the search (default 0)' },
  OUT,
]

/** One command: what it does, how it is called, what it takes. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly about: string
  readonly options: readonly CliOption[]
  readonly example: string
  /** Word that may follow the command. */
  readonly operand?: string
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'demo',
    summary: 'the whole path on 20 years of real daily bars',
    about:
      'Cleans the bundled S&P 500 bars, makes features and labels, walks forward (every fold scales, searches and trains on its own past only), backtests the out-of-sample signals with costs, and writes report.html and bundle.json. Nothing is tuned: the figures are what they are.',
    options: [OUT, ...COMMON],
    example: 'barcast demo --out out',
  },
  {
    name: 'train',
    summary: 'search, cross-validate and train; writes a bundle for a live bot',
    about:
      'Searches parameters on purged folds, trains on all labelled bars and writes bundle.json: feature definitions and state, scaler, model, decision rule. With --walk-forward it first prints what such models would have been worth out of sample.',
    options: [...RUN, { name: 'walk-forward', kind: 'flag', help: 'also walk forward and print the out-of-sample scores' }, ...COMMON],
    example: 'barcast train --data BTCUSDT-1h.csv.gz --model-type xgboost --prediction-horizon 24 --walk-forward',
  },
  {
    name: 'backtest',
    summary: 'walk forward out of sample, trade it with costs, write a report',
    about:
      'Walks forward, backtests the out-of-sample signals (next-bar fills, fee, slippage) against buy and hold, and writes report.html, predictions.csv and the last fold’s bundle.json.',
    options: [...RUN, ...COMMON],
    example: 'barcast backtest --config run.yaml --json',
  },
  {
    name: 'predict',
    summary: 'run a bundle over bars',
    about:
      'Feeds bars from the bundle’s start on to the bundle, one at a time as a live bot would, and prints the signals of the last ones.',
    options: [
      BUNDLE,
      { ...DATA, help: 'bars as CSV or JSON, also .gz' },
      { name: 'last', kind: 'number', value: 'N', help: 'how many of the last bars to print (default 1)' },
      ...COMMON,
    ],
    example: 'barcast predict --bundle out/bundle.json --data BTCUSDT-1h.csv --last 5',
  },
  {
    name: 'inspect',
    summary: 'what a bundle, a model or a data file holds',
    about:
      'Tells what a file is and what is in it: features, classes, model and hashes of a bundle; trees and features of a LightGBM model; rows, times, gaps and faults of bars.',
    options: COMMON,
    operand: 'FILE',
    example: 'barcast inspect out/bundle.json',
  },
  {
    name: 'monitor',
    summary: 'drift and accuracy of a bundle on newer bars',
    about:
      'Feeds bars to the bundle, compares features, predictions and (where the outcome is known) accuracy of the latest days with the days before, and prints alerts.',
    options: [
      BUNDLE,
      { ...DATA, help: 'bars as CSV or JSON, also .gz' },
      { name: 'days', kind: 'number', value: 'N', help: 'length of the current window (default 7)' },
      { name: 'baseline-days', kind: 'number', value: 'N', help: 'length of the baseline window (default 30)' },
      ...COMMON,
    ],
    example: 'barcast monitor --bundle out/bundle.json --data newer.csv --days 14',
  },
]
