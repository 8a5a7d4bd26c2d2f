/** Prices made of the prices of a bar. Exports indicators and nothing else. */
export { medianPrice } from './median-price.js'
