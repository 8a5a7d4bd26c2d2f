import { cleanBars, formatCleanReport } from '../../bars/index.js'
import { parseLightgbm } from '../../boosting/index.js'
import { parseBundle } from '../../bundles/index.js'
import { BarcastError, formatTimeframe } from '../../core/index.js'
import { renderTable } from '../../reports/index.js'
import { type Context, print } from '../context.js'
import { readBarsFile, readText } from '../files.js'

type Description = readonly (readonly [what: string, found: string | number])[]

function describeBundle(text: string): Description {
  const { symbol, timeframeMs, startMs, features, model, rule, scaler, sha256 } = parseBundle(text)
  return [
    ['kind', 'bundle'],
    ['symbol', symbol],
    ['timeframe', formatTimeframe(timeframeMs)],
    ['goes on from', new Date(startMs).toISOString()],
    ['model', model.modelType],
    ['classes', model.classNames.join(', ')],
    ['features', features.names.length],
    ['scaler', scaler === null ? 'none' : ((scaler as { kind?: string }).kind ?? 'standard')],
    ['decision', JSON.stringify(rule)],
    ['sha256', sha256],
  ]
}

function describeLightgbm(text: string): Description {
  const booster = parseLightgbm(text)
  const gains = Object.entries(booster.featureImportance('gain')).map(([k, gain]) => ({ name: booster.featureNames[Number(k)]!, gain }))
  const top = gains.sort((a, b) => b.gain - a.gain).slice(0, 5)
  return [
    ['kind', 'LightGBM model'],
    ['objective', booster.objective],
    ['classes', booster.numClasses],
    ['features', booster.featureNames.length],
    ['most gain', top.map(({ name }) => name).join(', ')],
  ]
}

async function describeBars(file: string, signal: AbortSignal): Promise<{ description: Description; report: string }> {
  const raw = await readBarsFile(file, { signal })
  const { bars, report } = cleanBars(raw)
  const description: Description = [
    ['kind', 'bars'],
    ['symbol', bars.symbol],
    ['timeframe', formatTimeframe(bars.timeframeMs)],
    ['rows', raw.length],
    ['from', new Date(bars.openTimeMs[0]!).toISOString()],
    ['to', new Date(bars.openTimeMs.at(-1)!).toISOString()],
    ['extra columns', Object.keys(bars.extra).join(', ')],
  ]
  return { description, report: formatCleanReport(report) }
}

/** Tells by its beginning what a file is; whatever is neither a bundle nor a model is read as bars. */
export async function inspect(context: Context): Promise<void> {
  const { operand: file } = context.given
  if (file === undefined)
    throw new BarcastError('cli/operand', 'Read command line: inspect needs a FILE, found nothing', { where: { path: 'FILE' } })
  const head = /\.(gz|csv|tsv)$/i.test(file) ? '' : (await readText(file)).trimStart()
  let lines: string[] = []
  let description: Description
  if (head.startsWith('tree\n')) description = describeLightgbm(head)
  else if (/^\{[\s\S]*"kind"\s*:\s*"barcast-bundle"/.test(head)) description = describeBundle(head)
  else {
    const found = await describeBars(file, context.signal)
    description = found.description
    lines = ['', found.report]
  }
  print(context, Object.fromEntries(description), [
    renderTable(description, [
      { title: 'What', text: ([what]) => what },
      { title: 'Found', text: ([, found]) => String(found) },
    ]),
    ...lines,
  ])
}
