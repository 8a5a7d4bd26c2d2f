export { parseScaler } from './format.js'
export { describeFeatures, type FeatureQuality } from './quality.js'
export { applyScaler, fitScaler, type Scaler, scaleFeatures, scaleRow } from './scaler.js'
