import type { Json } from '../../core/index.js'

/** A number that Python shall read as a float, also when it is whole. */
export class PythonFloat {
  constructor(readonly value: number) {}
}

/** What {@link writePythonJson} takes. */
export type PythonJson = Json | PythonFloat | undefined | readonly PythonJson[] | { readonly [key: string]: PythonJson }

/** A float as Python's `repr` and JSON have it: never like a whole number, and with NaN, Infinity and -Infinity. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const [digits, exponent] = value.toExponential().split('e') as [string, string]
  const power = Number(exponent)
  if (power < -4 || power >= 16) return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  const text = Object.is(value, -0) ? '-0' : String(value)
  return text.includes('.') ? text : `${text}.0`
}

/** In ASCII alone, as Python writes texts. */
function writeText(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** JSON as Python reads it, with NaN, Infinity and -Infinity; fields that are undefined are left out. */
export function writePythonJson(value: PythonJson, separators: readonly [string, string] = [',', ':']): string {
  if (value instanceof PythonFloat) return pythonFloat(value.value)
  if (typeof value === 'number') return Number.isInteger(value) && !Object.is(value, -0) ? String(value) : pythonFloat(value)
  if (typeof value === 'string') return writeText(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const [comma, colon] = separators
  if (Array.isArray(value)) return `[${value.map((item: PythonJson) => writePythonJson(item, separators)).join(comma)}]`
  const fields = Object.entries(value as { readonly [key: string]: PythonJson })
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${writeText(key)}${colon}${writePythonJson(item, separators)}`)
  return `{${fields.join(comma)}}`
}

/** A character that the text holds neither itself nor as an escape. */
function unusedCharacter(text: string): string {
  const lower = text.toLowerCase()
  let code = 0xe000
  while (text.includes(String.fromCharCode(code)) || lower.includes(`\\u${code.toString(16)}`)) code += 1
  return String.fromCharCode(code)
}

/** Reads JSON as Python writes it, with NaN, Infinity and -Infinity. @throws SyntaxError. */
export function parsePythonJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error
  }
  const nan = unusedCharacter(text)
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|NaN|Infinity/g, (token) =>
    token === 'NaN' ? `"${nan}"` : token === 'Infinity' ? '1e999' : token,
  )
  return JSON.parse(plain, (_, value: Json) => (value === nan ? NaN : value)) as Json
}
