import { createLiveStrategy, type LiveDecision, parseBundle } from '../../bundles/index.js'
import { BarcastError, barAt } from '../../core/index.js'
import { renderTable } from '../../reports/index.js'
import { type Context, numberOption, print, textOption } from '../context.js'
import { readBarsFile, readText } from '../files.js'

function required(context: Context, name: string): string {
  const value = textOption(context, name)
  if (value !== undefined) return value
  throw new BarcastError('cli/option-missing', `Read command line: --${name} must be given, found nothing`, {
    where: { path: `--${name}` },
  })
}

/** Reads the bundle and the bars it goes on with, and runs one over the other. */
export async function replay(context: Context): Promise<{ classNames: readonly string[]; symbol: string; decisions: LiveDecision[] }> {
  const bundle = parseBundle(await readText(required(context, 'bundle')))
  const file = required(context, 'data')
  const bars = await readBarsFile(file, { symbol: bundle.symbol, signal: context.signal })
  const strategy = createLiveStrategy(bundle)
  const decisions: LiveDecision[] = []
  for (let row = 0; row < bars.length; row++) if (bars.openTimeMs[row]! >= bundle.startMs) decisions.push(strategy.next(barAt(bars, row)))
  if (decisions.length === 0) {
    throw new BarcastError(
      'cli/no-new-bars',
      `Predict: bars must reach beyond the bundle's start ${new Date(bundle.startMs).toISOString()}, found the last at ${new Date(bars.openTimeMs.at(-1)!).toISOString()}`,
      { value: bars.openTimeMs.at(-1), where: { file } },
    )
  }
  return { classNames: strategy.classNames, symbol: bundle.symbol, decisions }
}

export async function predict(context: Context): Promise<void> {
  const { classNames, symbol, decisions } = await replay(context)
  const last = decisions.slice(-(numberOption(context, 'last') ?? 1))
  const rows = last.map(({ timeMs, signal, confidence, probabilities }) => ({
    time: new Date(timeMs).toISOString(),
    signal,
    confidence,
    probabilities: Object.fromEntries(classNames.map((name, k) => [name, probabilities[k]!])),
  }))
  print(context, { symbol, predictions: rows }, [
    renderTable(rows, [
      { title: 'Bar opened', text: ({ time }) => time },
      { title: 'Signal', text: ({ signal }) => signal },
      { title: 'Confidence', text: ({ confidence }) => confidence.toFixed(3), align: 'right' },
      ...classNames.map((name) => ({
        title: name,
        text: ({ probabilities }: (typeof rows)[number]) => probabilities[name]!.toFixed(3),
        align: 'right' as const,
      })),
    ]),
  ])
}
