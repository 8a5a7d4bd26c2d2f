/** `digits` significant decimal digits of a positive number and its power of ten; halves go to the even digit, as in C. */
function roundDecimal(value: number, digits: number): { digits: string; exponent: number } {
  const [mantissa, power] = value.toExponential(digits - 1).split('e') as [string, string]
  const rounded = { digits: mantissa.replace('.', ''), exponent: Number(power) }
  if (Number(rounded.digits.at(-1)) % 2 === 0 || !value.toExponential(digits).includes('5e')) return rounded
  // JavaScript rounds halves up, so an odd last digit may come from one.
  const [longMantissa, longPower] = value.toExponential(60).split('e') as [string, string]
  const long = longMantissa.replace('.', '')
  return /^50*$/.test(long.slice(digits)) ? { digits: long.slice(0, digits), exponent: Number(longPower) } : rounded
}

/** The number as C's `%.<digits>g` prints it. */
export function formatGeneral(value: number, digits: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  if (value === Infinity) return 'inf'
  if (value === -Infinity) return '-inf'
  if (Number.isNaN(value)) return 'nan'
  const sign = value < 0 ? '-' : ''
  const { digits: text, exponent } = roundDecimal(Math.abs(value), digits)
  if (exponent < -4 || exponent >= digits) {
    const size = Math.abs(exponent)
    return `${sign}${dropZeros(`${text[0]}.${text.slice(1)}`)}e${exponent < 0 ? '-' : '+'}${size < 10 ? `0${size}` : size}`
  }
  if (exponent < 0) return `${sign}${dropZeros(`0.${'0'.repeat(-exponent - 1)}${text}`)}`
  return `${sign}${dropZeros(`${text.slice(0, exponent + 1)}.${text.slice(exponent + 1)}`)}`
}

function dropZeros(text: string): string {
  return text.replace(/\.?0*$/, '')
}

/** 17 significant digits: every double survives, in LightGBM's spelling. */
export function formatDouble(value: number): string {
  return formatGeneral(value, 17)
}

/** As few digits (at least LightGBM's 6) as give back the same double. */
export function formatShort(value: number): string {
  for (let digits = 6; digits < 17; digits++) {
    const text = formatGeneral(value, digits)
    if (Number(text) === value) return text
  }
  return formatDouble(value)
}

/** As few digits (at least LightGBM's 6) as give back the same float32. */
export function formatFloat(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = formatGeneral(value, digits)
    if (Math.fround(Number(text)) === value) return text
  }
  return formatGeneral(value, 9)
}

/** The reverse; undefined for anything but a plain decimal number, `inf`, `-inf` or `nan`. */
export function parseNumber(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return Number(text)
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return /^[+-]?nan$/i.test(text) ? NaN : undefined
}
