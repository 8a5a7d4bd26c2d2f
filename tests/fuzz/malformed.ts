import { checksum, type Random } from 'barcast/core'
import { pick } from './boosting-case.js'

const WORDS = [
  '-1',
  '0',
  '1',
  '-2',
  '2147483647',
  '2147483648',
  '4294967296',
  '99999999999999999999',
  '1e308',
  'nan',
  'inf',
  '-inf',
  '',
  'x',
]

/** Puts the size of each tree into the header, so that only the change itself can be refused. */
function repairSizes(text: string): string {
  const from = text.indexOf('Tree=')
  const to = text.indexOf('end of trees')
  if (from < 0 || to < from) return text
  const sizes = text
    .slice(from, to)
    .split(/(?=^Tree=)/m)
    .map((tree) => new TextEncoder().encode(tree).length)
  return text.replace(/^tree_sizes=.*$/m, `tree_sizes=${sizes.join(' ')}`)
}

/** A LightGBM text that was damaged somewhere. */
export function damageText(random: Random, text: string): string {
  const at = random.integer(0, text.length)
  const numbers = [...text.slice(0, 200_000).matchAll(/(?<=[=\s])-?\d[^\s]*/g)]
  const lines = text.split('\n')
  const line = random.integer(0, lines.length)
  const change = pick<() => string>(random, [
    () => text.slice(0, at),
    () => text.slice(0, at) + String.fromCharCode(random.integer(0, 256)) + text.slice(at + 1),
    () => text.slice(0, at) + text.slice(random.integer(at, text.length)),
    () => text.replace(/\d/g, (digit) => (random.uniform() < 0.002 ? String(random.integer(0, 10)) : digit)),
    () => lines.toSpliced(line, 1).join('\n'),
    () => lines.toSpliced(line, 0, lines[random.integer(0, lines.length)]!).join('\n'),
    ...Array.from({ length: 6 }, () => () => {
      const found = numbers[random.integer(0, numbers.length)]
      if (found === undefined) return text
      return text.slice(0, found.index) + pick(random, WORDS) + text.slice(found.index + found[0].length)
    }),
  ])
  return random.uniform() < 0.8 ? repairSizes(change()) : change()
}

const VALUES: readonly unknown[] = [null, -1, 0, 1, 2, 2147483647, 1e300, 'x', '', [], {}, true, [0], '1e99', 4294967296]

/** An XGBoost JSON of which one value somewhere is another. */
export function damageJson(random: Random, text: string): string {
  if (random.uniform() < 0.3) return text.slice(0, random.integer(0, text.length))
  // XGBoost's JSON has words for numbers that JSON has not.
  const document = JSON.parse(text.replaceAll(/-?Infinity/g, '1e39')) as Record<string, unknown>
  let place: Record<string, unknown> | unknown[] = document
  for (;;) {
    const keys = Object.keys(place)
    const key = keys[random.integer(0, keys.length)]
    if (key === undefined) break
    const next: unknown = (place as Record<string, unknown>)[key]
    if (typeof next === 'object' && next !== null && random.uniform() < 0.95) {
      place = next as Record<string, unknown>
      continue
    }
    const write = place as Record<string, unknown>
    if (random.uniform() < 0.1 && !Array.isArray(place)) delete write[key]
    else if (random.uniform() < 0.1 && Array.isArray(place)) place.push(0)
    else write[key] = pick(random, VALUES)
    break
  }
  return JSON.stringify(document)
}

/** Bytes cut off, changed, repeated, or with a count that is huge. */
export function damageBytes(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(bytes)
  const at = random.integer(0, copy.length)
  switch (random.integer(0, 4)) {
    case 0:
      return copy.slice(0, at)
    case 1:
      copy[at]! ^= 1 << random.integer(0, 8)
      return copy
    case 2:
      copy.set(
        pick(random, [
          [0x7f, 0xff, 0xff, 0xff],
          [0xff, 0xff, 0xff, 0xff],
          [0, 0, 0, 0],
        ]),
        Math.max(0, Math.min(at, copy.length - 4)),
      )
      return copy
    default:
      copy.copyWithin(at, random.integer(0, copy.length))
      return copy
  }
}

/** Where our own format has its length, its checksum and what the checksum is of. */
const LENGTH_AT = 12
const CHECKSUM_AT = 16
const BODY_AT = 24

/** Damaged bytes of our own format, mostly with a length and a checksum that fit. */
export function damageOurs(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const damaged = damageBytes(random, bytes)
  if (damaged.length < BODY_AT || random.uniform() < 0.2) return damaged
  const view = new DataView(damaged.buffer)
  view.setUint32(LENGTH_AT, damaged.length, true)
  const digits = checksum(damaged.subarray(BODY_AT))
  view.setUint32(CHECKSUM_AT, Number.parseInt(digits.slice(0, 8), 16), true)
  view.setUint32(CHECKSUM_AT + 4, Number.parseInt(digits.slice(8), 16), true)
  return damaged
}
