/** Arithmetic and functions of single values. Exports indicators and nothing else. */
export { add, divide, multiply, subtract } from './arithmetic.js'
export { acos, asin, atan, ceil, cos, cosh, exp, floor, ln, log10, sin, sinh, sqrt, tan, tanh } from './functions.js'
