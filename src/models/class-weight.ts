import { unknownNameError } from '../core/index.js'

/** @throws BarcastError `models/unknown-class`, with the nearest one, for a weight of a class that there is not. */
export function checkClassWeight(weightOf: Readonly<Record<string, number>>, classNames: readonly string[]): void {
  for (const name of Object.keys(weightOf)) {
    if (classNames.includes(name)) continue
    throw unknownNameError('models/unknown-class', 'Train model', 'class', name, classNames, { path: `params.class_weight.${name}` })
  }
}

/** Factors that make all classes weigh the same, and together as much as before: total / (number of classes × weight of the class). */
export function balancedFactors(weightOfClass: Float64Array): Float64Array {
  let total = 0
  let occurring = 0
  for (const weight of weightOfClass) {
    total += weight
    if (weight > 0) occurring += 1
  }
  return weightOfClass.map((weight) => (weight > 0 ? total / (occurring * weight) : 0))
}

/** The weight of each class's rows together; every row weighs 1 without `weights`. */
export function weighClasses(value: Int32Array, classes: number, weights: Float64Array | undefined): Float64Array {
  const sums = new Float64Array(classes)
  for (let i = 0; i < value.length; i++) sums[value[i]!]! += weights === undefined ? 1 : weights[i]!
  return sums
}

/**
 * The factor on the rows of each class, as scikit-learn's `class_weight`; undefined for none.
 *
 * @param classWeight `balanced` (by the rows' weights), or factors by class name, 1 where not named
 */
export function classFactors(
  classWeight: 'balanced' | Readonly<Record<string, number>> | null,
  value: Int32Array,
  classNames: readonly string[],
  weights: Float64Array | undefined,
): Float64Array | undefined {
  if (classWeight === null) return undefined
  if (classWeight === 'balanced') return balancedFactors(weighClasses(value, classNames.length, weights))
  return Float64Array.from(classNames, (name) => (Object.hasOwn(classWeight, name) ? classWeight[name]! : 1))
}

/** Row weights times class factors; undefined when there is neither. */
export function weighRows(
  value: Int32Array,
  factors: Float64Array | undefined,
  weights: Float64Array | undefined,
): Float64Array | undefined {
  if (factors === undefined) return weights
  return Float64Array.from(value, (k, i) => factors[k]! * (weights === undefined ? 1 : weights[i]!))
}
