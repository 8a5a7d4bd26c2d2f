/*
 * What other npm packages give for TA-Lib's functions on the days of the S&P 500, beside TA-Lib and this library: writes the tables of docs/guides/indicator-packages.md with --write, and
 * otherwise fails when they say something else than is measured, or when this library differs. `BARCAST_PYTHON=… npx tsx tests/interop/npm-packages.interop.ts`
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCsv } from 'barcast/bars'
import type { Bars } from 'barcast/core'
import { type TalibName, talib, talibFunctions } from 'barcast/indicators'
import { indicatorts } from './npm-packages/indicatorts.js'
import { type ComparedPackage, PARAMS, type PackageModule } from './npm-packages/package.js'
import { installPackages, loadPackage, talibOutputs } from './npm-packages/peers.js'
import { talibWeb } from './npm-packages/talib-web.js'
import { technicalindicators } from './npm-packages/technicalindicators.js'
import { tradingSignals } from './npm-packages/trading-signals.js'

const PACKAGES = [technicalindicators, tradingSignals, indicatorts, talibWeb]
const GUIDE = join(import.meta.dirname, '../../docs/guides/indicator-packages.md')
/** Rows by which recursions have forgotten how they began. */
const WARM_ROW = 1000
/** Of the output's standard deviation. */
const EQUAL = 1e-9

interface Difference {
  readonly output: string
  readonly firstRow: number
  readonly referenceFirstRow: number
  readonly largest: number
  readonly largestWarm: number
  readonly shareWarm: number
  /** What counts as equal. */
  readonly bound: number
  readonly cause: string
}

function deviationOf(values: Float64Array): number {
  const finite = values.filter(Number.isFinite)
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
  return Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / finite.length)
}

function differenceOf(output: string, values: ArrayLike<number>, reference: Float64Array, cause = ''): Difference {
  const bound = EQUAL * deviationOf(reference)
  let [largest, largestWarm, wrongWarm] = [0, 0, 0]
  for (let row = 0; row < reference.length; row++) {
    if (Number.isNaN(reference[row]!)) continue
    const size = Math.abs(values[row]! - reference[row]!)
    if (size > largest) largest = size
    if (row < WARM_ROW) continue
    if (size > largestWarm) largestWarm = size
    if (!(size <= bound)) wrongWarm += 1
  }
  const firstRow = Array.from(values).findIndex(Number.isFinite)
  const referenceFirstRow = reference.findIndex(Number.isFinite)
  return { output, firstRow, referenceFirstRow, largest, largestWarm, shareWarm: wrongWarm / (reference.length - WARM_ROW), bound, cause }
}

const number = (size: number, bound: number): string =>
  size <= bound ? 'equal' : size >= 1e5 ? size.toExponential(1) : String(Number(size.toPrecision(2)))
const percent = (share: number): string => (share === 0 ? '' : share < 0.001 ? '< 0.1 %' : `${Number((100 * share).toPrecision(2))} %`)
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

function differencesTable(differences: readonly Difference[]): string {
  const rows = differences.map(({ output, firstRow, referenceFirstRow, largest, largestWarm, shareWarm, bound, cause }) => [
    `\`${output.replace('.real', '')}\``,
    firstRow === referenceFirstRow ? String(firstRow) : `**${firstRow}** (${referenceFirstRow})`,
    number(largest, bound),
    largest <= bound ? '' : number(largestWarm, bound),
    percent(shareWarm),
    cause,
  ])
  return table(['output', 'first row', 'largest difference', 'from row 1,000', 'rows off then', 'why'], rows)
}

interface PatternCount {
  readonly name: string
  readonly called: string
  readonly ours: number
  readonly theirs: number
  readonly both: number
}

function countPatterns(
  compared: ComparedPackage,
  module: PackageModule,
  bars: Bars,
  reference: ReadonlyMap<string, Float64Array>,
): PatternCount[] {
  const column = (name: string): Float64Array => reference.get(`${name}.integer`)!
  // TA-Lib's integers hold 0 in the warm-up; this library's first row is TA-Lib's (golden data).
  const firstRowOf = (name: string): number =>
    (Object.values(talib(name as TalibName, bars)) as Float64Array[])[0]!.findIndex((value) => !Number.isNaN(value))
  return (compared.patterns?.(module, bars, firstRowOf) ?? []).map(({ name, called, direction, rows }) => {
    const hits = new Set(
      [...column(name).keys()].filter((row) => (direction === undefined ? column(name)[row] !== 0 : direction * column(name)[row]! > 0)),
    )
    return { name, called, ours: hits.size, theirs: rows.length, both: rows.filter((row) => hits.has(row)).length }
  })
}

function patternsText(counts: readonly PatternCount[]): string[] {
  if (counts.length === 0) return []
  const seen = counts.filter(({ ours, theirs }) => ours > 0 || theirs > 0)
  const exact = seen.filter(({ ours, theirs, both }) => ours === both && theirs === both)
  const sentence = `Candlestick patterns: of ${counts.length} compared, ${seen.length} occur in these days; ${exact.length} of them on exactly TA-Lib's bars.`
  if (counts.length > 40) return [sentence]
  const rows = seen.map(({ name, called, ours, theirs, both }) => [
    `\`${called}\``,
    `\`${name}\``,
    String(ours),
    String(theirs),
    String(both),
  ])
  return [sentence, table(['its name', "TA-Lib's", "TA-Lib's hits", 'its hits', 'on the same bar'], rows)]
}

function summaryRow({ name, version }: ComparedPackage, differences: readonly Difference[], patterns: readonly PatternCount[]): string[] {
  const count = (test: (one: Difference) => boolean): string => String(differences.filter(test).length)
  const early = (one: Difference): boolean => one.largest <= one.bound
  const warm = (one: Difference): boolean => one.largestWarm <= one.bound && one.shareWarm === 0
  const seen = patterns.filter(({ ours, theirs }) => ours > 0 || theirs > 0)
  const exact = seen.filter(({ ours, theirs, both }) => ours === both && theirs === both)
  return [
    `${name} ${version}`,
    String(differences.length),
    count((one) => early(one) && one.firstRow === one.referenceFirstRow),
    count((one) => warm(one)),
    count((one) => !warm(one)),
    patterns.length === 0 ? 'none' : `${exact.length} of ${seen.length}`,
  ]
}

/** This library through its door, on every output that is compared. */
function ownDifferences(bars: Bars, reference: ReadonlyMap<string, Float64Array>): Difference[] {
  return (Object.keys(PARAMS) as TalibName[]).flatMap((name) => {
    const columns = talib(name, bars, PARAMS[name]) as Record<string, Float64Array>
    return Object.keys(talibFunctions[name].outputs).map((output) =>
      differenceOf(`${name}.${output}`, columns[output]!, reference.get(`${name}.${output}`)!),
    )
  })
}

/** Puts a text between its marks in the guide. */
function placed(guide: string, mark: string, text: string): string {
  const [from, to] = [`<!-- ${mark} -->\n`, `\n<!-- /${mark} -->`]
  const [start, end] = [guide.indexOf(from), guide.indexOf(to)]
  if (start < 0 || end < 0) throw new Error(`npm-packages: the guide lacks the marks ${mark}`)
  return `${guide.slice(0, start + from.length)}\n${text}\n${guide.slice(end)}`
}

const bars = parseCsv(readFileSync(join(import.meta.dirname, '../../examples/data/sp500-1d.csv'), 'utf8'), { symbol: 'S&P 500' })
const reference = talibOutputs(bars)
const own = ownDifferences(bars, reference)
const wrong = own.filter(({ largest, bound, firstRow, referenceFirstRow }) => largest > bound || firstRow !== referenceFirstRow)
for (const { output, largest } of wrong) console.error(`npm-packages: ${output} of this library differs by ${largest}`)

const folder = installPackages(PACKAGES)
const before = readFileSync(GUIDE, 'utf8')
let guide = before
const summary: string[][] = []
for (const compared of PACKAGES) {
  const module = await loadPackage(folder, compared.name)
  const differences = compared.counterparts(module).map(({ output, compute, cause }) => {
    const column = reference.get(output)!
    return differenceOf(output, compute(bars, column.findIndex(Number.isFinite)), column, cause)
  })
  const patterns = countPatterns(compared, module, bars, reference)
  summary.push(summaryRow(compared, differences, patterns))
  const text = [compared.goodAt, compared.alignment, differencesTable(differences), ...patternsText(patterns)].join('\n\n')
  guide = placed(guide, compared.name, text)
}
const head = [
  'package',
  'outputs compared',
  'equal, and first where TA-Lib is',
  'equal from row 1,000 on',
  'other values there',
  'patterns on the same bars',
]
guide = placed(guide, 'summary', table(head, summary))
console.log(table(head, summary))
console.log(`npm-packages: this library: ${own.length - wrong.length} of ${own.length} outputs equal, first row too`)
if (process.argv.includes('--write')) writeFileSync(GUIDE, guide)
else if (guide !== before) console.error('npm-packages: docs/guides/indicator-packages.md says other than is measured; run with --write')
if (wrong.length > 0 || (guide !== before && !process.argv.includes('--write'))) process.exit(1)
