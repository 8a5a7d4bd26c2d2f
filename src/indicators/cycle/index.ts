/** Cycles by the Hilbert transform. Exports indicators and nothing else. */
export { dominantCyclePeriod } from './dominant-cycle-period.js'
export { dominantCyclePhase } from './dominant-cycle-phase.js'
export { hilbertPhasor } from './hilbert-phasor.js'
export { hilbertSine } from './hilbert-sine.js'
export { hilbertTrendMode } from './hilbert-trend-mode.js'
export { hilbertTrendline } from './hilbert-trendline.js'
export { mama } from './mama.js'
