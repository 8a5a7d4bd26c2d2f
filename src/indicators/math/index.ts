/** Arithmetic and functions of single values. Exports indicators and nothing else. */
export { add, divide, multiply, subtract } from './arithmetic.js'
