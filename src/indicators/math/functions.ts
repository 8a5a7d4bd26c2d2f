import {
  acos as coreAcos,
  asin as coreAsin,
  atan as coreAtan,
  cos as coreCos,
  cosh as coreCosh,
  exp as coreExp,
  log as coreLog,
  log10 as coreLog10,
  sin as coreSin,
  sinh as coreSinh,
  tan as coreTan,
  tanh as coreTanh,
} from '../../core/index.js'
import { defineIndicator, type Indicator } from '../indicator.js'

type ValueParams = { input: string }

/** A function of one value of the same bar. */
function functionOf<N extends string>(name: N, title: string, apply: (x: number) => number, gaps?: string): Indicator<ValueParams, N> {
  return defineIndicator<ValueParams, N>({
    name,
    title,
    params: { input: { default: 'close', column: true } },
    outputs: [name],
    inputs: ({ input }) => [input],
    lookbackBars: () => 0,
    warmupBars: () => 0,
    stateSize: () => 0,
    onMissing: 'skip',
    ...(gaps === undefined ? {} : { gaps }),
    init() {},
    advance(_state, inputs, outputs, from, to, at) {
      const x = inputs[0]!
      const out = outputs[0]!
      for (let i = from, o = at; i < to; i++, o++) out[o] = apply(x[i]!)
    },
  })
}

/** Arc cosine in radians, the same bits everywhere; no value (NaN) outside −1 … 1. Equal to TA-Lib's ACOS. */
export const acos = /* @__PURE__ */ functionOf('acos', 'Arc cosine', coreAcos, 'outside −1 … 1')

/** Arc sine in radians, the same bits everywhere; no value (NaN) outside −1 … 1. Equal to TA-Lib's ASIN. */
export const asin = /* @__PURE__ */ functionOf('asin', 'Arc sine', coreAsin, 'outside −1 … 1')

/** Arc tangent in radians, the same bits everywhere. Equal to TA-Lib's ATAN. */
export const atan = /* @__PURE__ */ functionOf('atan', 'Arc tangent', coreAtan)

/** The least whole number that is not below the value. Equal to TA-Lib's CEIL. */
export const ceil = /* @__PURE__ */ functionOf('ceil', 'Rounded up', Math.ceil)

/** Cosine of a value in radians, the same bits everywhere. Equal to TA-Lib's COS. */
export const cos = /* @__PURE__ */ functionOf('cos', 'Cosine', coreCos)

/** Hyperbolic cosine, the same bits everywhere; Infinity above 710.47. Equal to TA-Lib's COSH. */
export const cosh = /* @__PURE__ */ functionOf('cosh', 'Hyperbolic cosine', coreCosh)

/** e to the power of the value, the same bits everywhere; Infinity above 709.78. Equal to TA-Lib's EXP. */
export const exp = /* @__PURE__ */ functionOf('exp', 'Exponential function', coreExp)

/** The greatest whole number that is not above the value. Equal to TA-Lib's FLOOR. */
export const floor = /* @__PURE__ */ functionOf('floor', 'Rounded down', Math.floor)

/** Natural logarithm, the same bits everywhere; −Infinity for 0, no value (NaN) below it. Equal to TA-Lib's LN. */
export const ln = /* @__PURE__ */ functionOf('ln', 'Natural logarithm', coreLog, 'below 0')

/** Logarithm to base 10, the same bits everywhere; −Infinity for 0, no value (NaN) below it. Equal to TA-Lib's LOG10. */
export const log10 = /* @__PURE__ */ functionOf('log10', 'Logarithm to base 10', coreLog10, 'below 0')

/** Sine of a value in radians, the same bits everywhere. Equal to TA-Lib's SIN. */
export const sin = /* @__PURE__ */ functionOf('sin', 'Sine', coreSin)

/** Hyperbolic sine, the same bits everywhere; ±Infinity beyond 710.47. Equal to TA-Lib's SINH. */
export const sinh = /* @__PURE__ */ functionOf('sinh', 'Hyperbolic sine', coreSinh)

/** Square root; no value (NaN) below 0. Equal to TA-Lib's SQRT. */
export const sqrt = /* @__PURE__ */ functionOf('sqrt', 'Square root', Math.sqrt, 'below 0')

/** Tangent of a value in radians, the same bits everywhere. Equal to TA-Lib's TAN. */
export const tan = /* @__PURE__ */ functionOf('tan', 'Tangent', coreTan)

/** Hyperbolic tangent, the same bits everywhere. Equal to TA-Lib's TANH. */
export const tanh = /* @__PURE__ */ functionOf('tanh', 'Hyperbolic tangent', coreTanh)
