import { BarcastError, type ErrorPlace } from './error.js'

/** Edit distance with adjacent transpositions (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(substitution, last[j]! + 1, row[j - 1]! + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, beforeLast[j - 2]! + 1)
      row.push(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}

/** The known name closest to `name`, or undefined when none is close enough to be a likely misspelling. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      bestDistance = distance
      best = candidate
    }
  }
  return best
}

/** Builds the error for a name that is not known, with the nearest known one suggested. */
export function unknownNameError(
  code: string,
  action: string,
  noun: string,
  name: string,
  known: Iterable<string>,
  where: ErrorPlace = {},
): BarcastError {
  const list = [...known]
  const nearest = nearestName(name, list)
  const hint =
    nearest === undefined ? `known are ${list.slice(0, 12).join(', ')}${list.length > 12 ? ', …' : ''}` : `did you mean "${nearest}"?`
  return new BarcastError(code, `${action}: unknown ${noun} "${name}", ${hint}`, { value: name, where })
}
