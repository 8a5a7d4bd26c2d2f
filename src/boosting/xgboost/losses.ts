import { log1p } from '../../core/index.js'
import type { XgboostSettings } from './config.js'
import { floatExp } from './float-exponential.js'
import { floatSigmoid } from './link.js'

const { fround } = Math
const LEAST_HESSIAN = fround(1e-16)
/** The smallest normal float32. */
const LEAST_NORMAL = 1.1754943508222875e-38

/** The first and second derivative of one row's loss, before its weight; float32 after each step, as in XGBoost. */
export interface Loss {
  /** Whether `scale_pos_weight` weighs rows of label 1. */
  readonly weighsPositives: boolean
  gradient(score: number, label: number): number
  hessian(score: number, label: number): number
}

const LOGISTIC: Loss = {
  weighsPositives: true,
  gradient: (score, label) => fround(floatSigmoid(score) - label),
  hessian(score) {
    const p = floatSigmoid(score)
    return Math.max(fround(p * fround(1 - p)), LEAST_HESSIAN)
  },
}

const SQUARED_ERROR: Loss = { weighsPositives: true, gradient: (score, label) => fround(score - label), hessian: () => 1 }

const ABSOLUTE_ERROR: Loss = { weighsPositives: false, gradient: (score, label) => Math.sign(fround(score - label)), hessian: () => 1 }

const HINGE: Loss = {
  weighsPositives: false,
  gradient(score, label) {
    const side = label * 2 - 1
    return score * side < 1 ? -side : 0
  },
  hessian: (score, label) => (score * (label * 2 - 1) < 1 ? 1 : LEAST_NORMAL),
}

const GAMMA: Loss = {
  weighsPositives: true,
  gradient: (score, label) => fround(1 - fround(label / floatExp(score))),
  hessian: (score, label) => fround(label / floatExp(score)),
}

const SQUARED_LOG_ERROR: Loss = {
  weighsPositives: false,
  gradient(score, label) {
    const above = Math.max(score, fround(-1 + 1e-6))
    return fround(fround(fround(log1p(above)) - fround(log1p(label))) / fround(above + 1))
  },
  hessian(score, label) {
    const above = Math.max(score, fround(-1 + 1e-6))
    const base = fround(above + 1)
    const residual = fround(fround(fround(log1p(label)) - fround(log1p(above))) + 1)
    return Math.max(fround(residual / (base * base)), fround(1e-6))
  },
}

function pseudoHuber(slope: number): Loss {
  const square = fround(fround(slope) * fround(slope))
  const root = (z: number): number => fround(Math.sqrt(fround(1 + fround(fround(z * z) / square))))
  return {
    weighsPositives: false,
    gradient(score, label) {
      const z = fround(score - label)
      return fround(z / root(z))
    },
    hessian(score, label) {
      const z = fround(score - label)
      return fround(square / fround(fround(square + fround(z * z)) * root(z)))
    },
  }
}

function poisson(maxDeltaStep: number): Loss {
  return {
    weighsPositives: false,
    gradient: (score, label) => fround(floatExp(score) - label),
    hessian: (score) => floatExp(fround(score + fround(maxDeltaStep))),
  }
}

function tweedie(variancePower: number): Loss {
  const rho = fround(variancePower)
  const [low, high] = [fround(1 - rho), fround(2 - rho)]
  return {
    weighsPositives: false,
    gradient: (score, label) => fround(fround(-label * floatExp(fround(low * score))) + floatExp(fround(high * score))),
    hessian: (score, label) =>
      fround(fround(fround(-label * low) * floatExp(fround(low * score))) + fround(high * floatExp(fround(high * score)))),
  }
}

/** The loss of an objective with one score per row; undefined for the multiclass ones. */
export function lossOf({ objective, huberSlope, tweedieVariancePower, maxDeltaStep }: XgboostSettings): Loss | undefined {
  switch (objective) {
    case 'binary:logistic':
    case 'binary:logitraw':
    case 'reg:logistic':
      return LOGISTIC
    case 'binary:hinge':
      return HINGE
    case 'reg:squarederror':
      return SQUARED_ERROR
    case 'reg:absoluteerror':
      return ABSOLUTE_ERROR
    case 'reg:pseudohubererror':
      return pseudoHuber(huberSlope)
    case 'reg:squaredlogerror':
      return SQUARED_LOG_ERROR
    case 'reg:gamma':
      return GAMMA
    case 'reg:tweedie':
      return tweedie(tweedieVariancePower)
    case 'count:poisson':
      return poisson(maxDeltaStep)
    default:
      return undefined
  }
}
