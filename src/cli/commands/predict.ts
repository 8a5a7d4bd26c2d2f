import { type Bundle, createLiveStrategy, type LiveDecision, parseBundle } from '../../bundles/index.js'
import { BarcastError, type Bars, barAt } from '../../core/index.js'
import { renderTable } from '../../reports/index.js'
import { type Context, numberOption, print, requiredOption } from '../context.js'
import { readBarsFile, readText } from '../files.js'

/**
 * The first row the bundle goes on with.
 *
 * @throws BarcastError `cli/no-new-bars`.
 */
export function newBars({ startMs }: Bundle, bars: Bars, file: string): number {
  const from = bars.openTimeMs.findIndex((timeMs) => timeMs >= startMs)
  if (from >= 0) return from
  const last = bars.openTimeMs.at(-1)!
  throw new BarcastError(
    'cli/no-new-bars',
    `Run bundle: bars must reach beyond ${new Date(startMs).toISOString()}, where its training ended, found the last at ${new Date(last).toISOString()} in ${file}`,
    { value: last, where: { file } },
  )
}

/** Reads the bundle and the bars it goes on with, and runs one over the other. */
async function replay(context: Context): Promise<{ classNames: readonly string[]; symbol: string; decisions: LiveDecision[] }> {
  const bundle = parseBundle(await readText(requiredOption(context, 'bundle')))
  const file = requiredOption(context, 'data')
  const bars = await readBarsFile(file, { symbol: bundle.symbol, signal: context.signal })
  const strategy = createLiveStrategy(bundle)
  const decisions: LiveDecision[] = []
  for (let row = newBars(bundle, bars, file); row < bars.length; row++) decisions.push(strategy.next(barAt(bars, row)))
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
      { title: 'Bar opened (UTC)', text: ({ time }) => time.slice(0, 16).replace('T', ' ') },
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
