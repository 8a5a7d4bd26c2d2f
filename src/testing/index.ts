/**
 * For users' own tests: simulated markets with known truth, a check that a feature does not see the future, and the contract of stores
 * as test cases.
 *
 * @example
 * import { simulateMarket } from 'barcast/testing'
 *
 * const { bars, truth } = simulateMarket({ seed: 7, length: 500, jumps: { probability: 0.01, size: 0.02 } })
 * const jumps = truth.jump.filter((size) => size !== 0).length
 * console.log(bars.length, jumps > 0) // 500 true
 *
 * @module testing
 */
export { type CausalFunction, type CausalOptions, type CausalOutput, type CausalSubject, expectCausal } from './expect-causal.js'
export { type ConformanceCase, objectStoreConformance, type StoreUnderTest } from './object-store-conformance.js'
export type { SimulationOptions, SimulationTruth } from './simulate-bars.js'
export { simulateBars, simulateMarket } from './simulate-bars.js'
export { type StudyStoreUnderTest, studyStoreConformance } from './study-store-conformance.js'
