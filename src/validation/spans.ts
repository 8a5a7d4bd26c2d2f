import { BarcastError, type Spans } from '../core/index.js'

/**
 * Refuses samples that no splitter can purge.
 *
 * @throws BarcastError `validation/span-length`, `validation/missing-span` (NaN: a row without a label, drop it first),
 *   `validation/reversed-span` (t1 < t0), `validation/unordered-spans` (t0 falls; equal times are allowed).
 */
export function checkSpans({ t0, t1 }: Spans, action: string): void {
  const refuse = (rule: string, message: string, row: number, column: 't0' | 't1', value: number): never => {
    throw new BarcastError(`validation/${rule}`, `${action}: ${message}, found ${value}${row < 0 ? '' : ` at row ${row}`}`, {
      value,
      where: { column, ...(row < 0 ? {} : { row }) },
    })
  }
  if (t0.length !== t1.length) refuse('span-length', `t1 must have ${t0.length} rows like t0`, -1, 't1', t1.length)
  for (let i = 0; i < t0.length; i++) {
    const start = t0[i]!
    const end = t1[i]!
    if (!Number.isFinite(start)) refuse('missing-span', 't0 must be a finite time', i, 't0', start)
    if (!Number.isFinite(end)) refuse('missing-span', 't1 must be a finite time (drop rows without a label first)', i, 't1', end)
    if (end < start) refuse('reversed-span', `t1 must not lie before t0 (${start})`, i, 't1', end)
    if (i > 0 && start < t0[i - 1]!) refuse('unordered-spans', `t0 must not fall, ${t0[i - 1]} came before`, i, 't0', start)
  }
}
