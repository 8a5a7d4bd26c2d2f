/* What tests/golden/talib/make_functions.py wrote: all of TA-Lib's functions, packed as its docstring says. */
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { GAP_ROW, type SeriesName, series } from './talib-series.js'

const HEAD = 300
const TAIL = 400
const EVERY = 50

type PackedReals = [number, number, number, number, number, number, [number, number, number][], number, number, number] | null
type PackedCase = [string, Record<string, number | string>, SeriesName, number, (PackedReals | [number, number])[]]

interface Described {
  group: string
  title: string
  inputs: Record<string, string | string[]>
  params: Record<string, [string, number, number, number]>
  outputs: Record<string, 'real' | 'integer'>
  unstable: boolean
}

/** A column of real numbers: values of the kept rows (after `first`), and what is known of the whole, all divided by 2 ** shift. */
export interface Reals {
  kind: 'real'
  first: number
  rows: number[]
  values: Float64Array
  finite: number
  mean: number
  deviations: number
  squares: number
  shift: number
}

export interface Integers {
  kind: 'integer'
  from: number
  values: Float64Array
}

export interface Case {
  name: string
  params: Record<string, number | string>
  on: SeriesName
  lookback: number
  outputs: (Reals | Integers | 'none finite')[]
}

export interface Golden {
  talib: string
  functions: Record<string, Described>
  cases: Case[]
}

/** Reads planes of bytes, lowest first, one number after the other from where the last ended. */
function numberReader(bytes: Uint8Array): (count: number, order: number, width: number) => Float64Array {
  let at = 0
  return (count, order, width) => {
    const numbers = new Float64Array(count)
    for (let plane = 0, unit = 1; plane < width; plane++, unit *= 256) for (let i = 0; i < count; i++) numbers[i]! += unit * bytes[at++]!
    for (let i = 0; i < count; i++) numbers[i] = numbers[i]! % 2 === 0 ? numbers[i]! / 2 : -(numbers[i]! + 1) / 2
    for (let k = 0; k < order; k++) for (let i = 1; i < count; i++) numbers[i]! += numbers[i - 1]!
    return numbers
  }
}

function keptRows(length: number, first: number): number[] {
  return Array.from({ length }, (_, i) => i).filter((i) => i >= first && (i < HEAD || i >= length - TAIL || i % EVERY === 0))
}

/** Values where TA-Lib has no number, by their code. */
const HOLES = [0, NaN, Infinity, -Infinity]

function unpackReals(packed: PackedReals, length: number, read: ReturnType<typeof numberReader>): Reals | 'none finite' {
  if (packed === null) return 'none finite'
  const [first, finite, mean, deviations, squares, exponent, holes, order, width, shift] = packed
  const rows = keptRows(length, first)
  const step = 2 ** exponent
  const values = read(rows.length, order, width).map((value) => mean + value * step)
  for (const [row, kind, count] of holes) values.fill(HOLES[kind]!, rows.indexOf(row), rows.indexOf(row) + count)
  return { kind: 'real', first, rows, values, finite, mean, deviations, squares, shift }
}

let known: Golden | undefined

/** Read once for all test files. */
export function readFunctions(): Golden {
  known ??= unpackFunctions()
  return known
}

function unpackFunctions(): Golden {
  const document = JSON.parse(readFileSync(new URL('../golden/talib/functions.json', import.meta.url), 'utf8')) as Omit<Golden, 'cases'> & {
    cases: PackedCase[]
  }
  const read = numberReader(brotliDecompressSync(readFileSync(new URL('../golden/talib/functions.bin', import.meta.url))))
  const cases = document.cases.map(([name, params, on, lookback, packed]): Case => {
    const kinds = Object.values(document.functions[name]!.outputs)
    const { length } = series[on]
    const from = on === 'gap' ? GAP_ROW : 0
    const outputs = packed.map((output, k) => {
      if (kinds[k] === 'real') return unpackReals(output as PackedReals, length, read)
      const [order, width] = output as [number, number]
      return { kind: 'integer' as const, from, values: read(length - from, order, width) }
    })
    return { name, params, on, lookback, outputs }
  })
  return { ...document, cases }
}
