/** Prices made of the prices of a bar. Exports indicators and nothing else. */
export { averagePrice } from './average-price.js'
export { heikinAshi } from './heikin-ashi.js'
export { medianPrice } from './median-price.js'
export { typicalPrice } from './typical-price.js'
export { weightedClose } from './weighted-close.js'
