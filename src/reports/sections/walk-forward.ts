import { escapeMarkup } from '../markup.js'
import { dateText, decimalText, percentText, shortText } from '../number-text.js'
import type { FoldSummary, TearSheetInput } from '../tear-sheet-input.js'
import { cell, headerCell, section } from './section.js'

type Param = FoldSummary['params'][string]

function paramText(value: Param): string {
  return typeof value === 'number' ? shortText(value) : String(value)
}

/** Parameters that every fold chose alike, and the names of the others. */
function splitParams(folds: readonly FoldSummary[]): { common: [string, Param][]; varying: string[] } {
  const names = [...new Set(folds.flatMap(({ params }) => Object.keys(params)))]
  const chosen = ({ params }: FoldSummary, name: string): Param | undefined => (Object.hasOwn(params, name) ? params[name] : undefined)
  const first = folds[0]!
  const isCommon = (name: string): boolean => folds.length > 1 && folds.every((fold) => chosen(fold, name) === chosen(first, name))
  return {
    common: names.filter(isCommon).map((name) => [name, chosen(first, name)!]),
    varying: names.filter((name) => !isCommon(name)),
  }
}

function paramsLine(entries: readonly [string, Param][]): string {
  return entries.map(([name, value]) => `${name} ${paramText(value)}`).join(' · ')
}

/** Two dates that may stand on two lines, each whole. */
function periodCell(fromMs: number, toMs: number): string {
  return `<td><span class="date">${dateText(fromMs)} –</span> <span class="date">${dateText(toMs)}</span></td>`
}

function foldRows(fold: FoldSummary, i: number, varying: readonly string[], scores: readonly Score[]): string {
  const cells = [
    cell(String(i + 1), 'text'),
    periodCell(fold.trainFromMs, fold.trainToMs),
    cell(decimalText(fold.trainRows, 0)),
    cell(decimalText(fold.purgedRows, 0)),
    periodCell(fold.testFromMs, fold.testToMs),
    cell(decimalText(fold.testRows, 0)),
    ...scores.map(({ of, text }) => cell(text(of(fold)))),
  ]
  const entries = varying.filter((name) => Object.hasOwn(fold.params, name)).map((name): [string, Param] => [name, fold.params[name]!])
  const params =
    entries.length === 0
      ? ''
      : `<tr class="params"><td></td><td colspan="${cells.length - 1}">${escapeMarkup(paramsLine(entries))}</td></tr>`
  return `<tr>${cells.join('')}</tr>${params}`
}

interface Score {
  name: string
  of: (fold: FoldSummary) => number
  text: (value: number) => string
}

function scoresOf(folds: readonly FoldSummary[]): Score[] {
  const scores: Score[] = [
    { name: 'Accuracy', of: ({ accuracy }) => accuracy, text: (value) => percentText(value, 1) },
    { name: 'Majority', of: ({ baselineAccuracy }) => baselineAccuracy, text: (value) => percentText(value, 1) },
  ]
  if (folds.some(({ auc }) => auc !== undefined))
    scores.push({ name: 'AUC', of: ({ auc = NaN }) => auc, text: (value) => decimalText(value, 3) })
  if (folds.some(({ logLoss }) => logLoss !== undefined)) {
    scores.push({ name: 'Log loss', of: ({ logLoss = NaN }) => logLoss, text: (value) => decimalText(value, 4) })
  }
  return scores
}

/** Mean over the folds in which the score is defined, weighted by their test rows. */
function weightedMean(folds: readonly FoldSummary[], of: (fold: FoldSummary) => number): number {
  const defined = folds.filter((fold) => Number.isFinite(of(fold)))
  const rows = defined.reduce((sum, { testRows }) => sum + testRows, 0)
  return defined.reduce((sum, fold) => sum + fold.testRows * of(fold), 0) / rows
}

/** Whether training comes before testing, as far as the folds' times tell. */
function orderText(folds: readonly FoldSummary[]): string {
  const late = folds.filter(({ trainToMs, testFromMs }) => trainToMs >= testFromMs).length
  if (late === 0) return 'In every fold the training rows end before the test rows begin.'
  return `In ${late} of ${folds.length} folds training rows lie at or after the first test row: these were not trained on the past alone.`
}

function captionOf(folds: readonly FoldSummary[], common: readonly [string, Param][], scores: readonly Score[]): string {
  const better = folds.filter(({ accuracy, baselineAccuracy }) => accuracy > baselineAccuracy).length
  const undefinedScores = scores
    .map(({ name, of }) => ({ name, missing: folds.filter((fold) => !Number.isFinite(of(fold))).length }))
    .filter(({ missing }) => missing > 0)
    .map(({ name, missing }) => ` ${name} is not defined in ${missing} of them and left out of the mean.`)
  return (
    `${orderText(folds)} Out of sample, accuracy beat the majority class of the training part in ${better} of ${folds.length} folds.` +
    undefinedScores.join('') +
    (common.length === 0 ? '' : ` The same in every fold: ${paramsLine(common)}.`)
  )
}

/** One row per fold: its periods, rows, chosen parameters and out-of-sample scores. */
export function foldsSection({ folds = [] }: TearSheetInput): string {
  if (folds.length === 0) return ''
  const { common, varying } = splitParams(folds)
  const scores = scoresOf(folds)
  const head = [
    headerCell('Fold', 'text'),
    headerCell('Train', 'text'),
    headerCell('Train rows'),
    headerCell('Purged'),
    headerCell('Test', 'text'),
    headerCell('Test rows'),
    ...scores.map(({ name }) => headerCell(name)),
  ]
  const testRows = folds.reduce((sum, fold) => sum + fold.testRows, 0)
  const foot =
    `<tr><th scope="row" colspan="5">Mean, weighted by test rows</th>${cell(decimalText(testRows, 0))}` +
    `${scores.map(({ of, text }) => cell(text(weightedMean(folds, of)))).join('')}</tr>`
  const body = folds.map((fold, i) => foldRows(fold, i, varying, scores)).join('')
  const table = `<div class="scroll"><table class="folds"><thead><tr>${head.join('')}</tr></thead><tbody>${body}</tbody><tfoot>${foot}</tfoot></table></div>`
  return section('Walk-forward folds', captionOf(folds, common, scores), table)
}
