/** LightGBM's own power of ten: its products are exact up to 10 ** 22 only. */
function power(base: number, exponent: number): number {
  if (exponent === 0) return 1
  if (exponent % 2 === 0) return power(base * base, exponent / 2)
  if (exponent % 3 === 0) return power(base * base * base, exponent / 3)
  return base * power(base, exponent - 1)
}

const digitsToNumber = (digits: string): number => [...digits].reduce((value, digit) => value * 10 + Number(digit), 0)

function scaleOf(exponent: number): number {
  let scale = 1
  let left = exponent
  for (; left >= 50; left -= 50) scale *= 1e50
  for (; left >= 8; left -= 8) scale *= 1e8
  for (; left > 0; left--) scale *= 10
  return scale
}

/**
 * What LightGBM makes of a parameter that Python hands over. Parameters go to it as text, and its reader adds the digits up in floating
 * point: one in five numbers of 16 or 17 digits (learning rates that a search drew, say) comes out up to two units in the last place off.
 */
export function readLikeLightgbm(value: number): number {
  if (!Number.isFinite(value)) return value
  const [mantissa = '', power10 = '0'] = Math.abs(value).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const exponent = Number(power10)
  // Python writes numbers out below 1e16 and down to 1e-4, others with an exponent.
  const isPlain = exponent >= -4 && exponent < 16
  const point = isPlain ? exponent + 1 : 1
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : ''
  const fraction = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits
  const plain = digitsToNumber(whole) + digitsToNumber(fraction) / power(10, fraction.length)
  if (isPlain) return Math.sign(value) * plain
  return Math.sign(value) * (exponent < 0 ? plain / scaleOf(-exponent) : plain * scaleOf(exponent))
}
