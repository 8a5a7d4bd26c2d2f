/*
 * exp and log of float32 numbers as the C library's `expf` and `logf` round them (Arm's optimised routines, in glibc since 2.28), to the bit: a
 * table and a short polynomial in float64. They are within 0.502 and 0.818 units in the last place, so 1 logarithm in 100 is not the
 * nearest float32; XGBoost's scores hold those bits.
 */

const bits = new DataView(new ArrayBuffer(8))

/** 2 ** (i / 32). */
const ROOTS = Float64Array.of(
  1.0,
  1.0218971486541166,
  1.0442737824274138,
  1.0671404006768237,
  1.0905077326652577,
  1.1143867425958924,
  1.1387886347566916,
  1.1637248587775775,
  1.189207115002721,
  1.215247359980469,
  1.241857812073484,
  1.2690509571917332,
  1.2968395546510096,
  1.3252366431597413,
  1.3542555469368927,
  1.383909881963832,
  Math.SQRT2,
  1.4451808069770467,
  1.4768261459394993,
  1.5091644275934228,
  1.5422108254079407,
  1.5759808451078865,
  1.6104903319492543,
  1.645755478153965,
  1.681792830507429,
  1.718619298122478,
  1.7562521603732995,
  1.7947090750031072,
  1.8340080864093424,
  1.8741676341103,
  1.9152065613971474,
  1.9571441241754002,
)
const STEPS_PER_UNIT = 46.16624130844683
const [EXP_CUBIC, EXP_QUADRATIC, EXP_LINEAR] = [1.6938359250920212e-6, 0.00023459809789509004, 0.021660849396613134] as const
/** Adding and taking it away rounds to whole numbers, halves to even ones. */
const ROUNDER = 6755399441055744

/** eˣ of a float32 number. */
export function floatExp(x: number): number {
  if (x > 88.72283172607422) return Infinity
  if (x < Math.fround(-103.972076)) return 0
  const steps = STEPS_PER_UNIT * x
  const whole = steps + ROUNDER - ROUNDER
  const r = steps - whole
  bits.setUint32(0, ((whole >> 5) + 1023) << 20)
  bits.setUint32(4, 0)
  const scale = ROOTS[whole & 31]! * bits.getFloat64(0)
  const square = r * r
  return Math.fround(((EXP_CUBIC * r + EXP_QUADRATIC) * square + (EXP_LINEAR * r + 1)) * scale)
}

/** Of each sixteenth of an octave, from 0.7 on: near 1 / c for a number c in it. */
const INVERSES = Float64Array.of(
  1.398907162146528,
  1.3403141896637998,
  1.286432210124115,
  1.2367150214269895,
  1.1906977166711752,
  1.1479821020556429,
  1.1082251448272158,
  1.0711297413057381,
  1.036437278977283,
  1.0,
  0.9492859795739057,
  0.8951049428609004,
  0.8476821620351103,
  0.8050314851692001,
  0.7664671008843108,
  0.731428603316328,
)
/** log c. */
const LOGARITHMS = Float64Array.of(
  -0.33569133332882284,
  -0.2929040563774074,
  -0.2518726580937369,
  -0.21245868807117255,
  -0.17453945183745634,
  -0.1380057072319758,
  -0.10275976698545139,
  -0.06871392447020525,
  -0.0357891387398228,
  0.0,
  0.05204517742929496,
  0.11081431298787942,
  0.1652495223695143,
  0.21687389031699977,
  0.2659635028121397,
  0.3127556664073557,
)
const { LN2 } = Math
const [LOG_QUARTIC, LOG_CUBIC, LOG_QUADRATIC] = [-0.25089342214237154, 0.333456765744066, -0.4999997485802103] as const
const FIRST = 0x3f330000

/** The natural logarithm of a float32 number; −Infinity of 0, NaN of negative ones. */
export function floatLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  // Subnormal numbers are made normal first.
  const shift = x < 1.1754943508222875e-38 ? 23 : 0
  bits.setFloat32(0, shift === 0 ? x : x * 8388608)
  const word = bits.getInt32(0)
  const fromFirst = (word - FIRST) | 0
  bits.setInt32(0, word - (fromFirst & 0xff800000))
  const place = (fromFirst >> 19) & 15
  const r = bits.getFloat32(0) * INVERSES[place]! - 1
  const start = LOGARITHMS[place]! + ((fromFirst >> 23) - shift) * LN2
  const square = r * r
  return Math.fround((LOG_QUARTIC * square + (LOG_CUBIC * r + LOG_QUADRATIC)) * square + (start + r))
}
