import { BarcastError, type Frame, nearestName } from '../core/index.js'
import { checkFeatures } from './config.js'
import type { Model, Predictions } from './model.js'

const ACTION = 'Predict'

/** Columns of the frame in the model's order. */
function columnsOf(X: Frame, featureNames: readonly string[]): Float64Array[] {
  const known = new Set(X.names)
  return featureNames.map((name) => {
    if (known.has(name)) return X.column(name)
    const nearest = nearestName(name, X.names)
    throw new BarcastError(
      'models/missing-feature',
      `${ACTION}: X must have every feature of the model, found none named "${name}"${nearest === undefined ? '' : ` ("${nearest}" is near)`}`,
      { value: name, where: { column: name } },
    )
  })
}

function checkRow(values: Float64Array, out: Float64Array, features: number, classes: number): void {
  if (values.length !== features) {
    throw new BarcastError('models/row-length', `${ACTION}: a row must have ${features} values, found ${values.length}`, {
      value: values.length,
    })
  }
  if (out.length !== classes) {
    throw new BarcastError('models/row-length', `${ACTION}: need ${classes} places to write probabilities, found ${out.length}`, {
      value: out.length,
    })
  }
}

/**
 * A model whose whole prediction is what it says of one row: `predict` runs `predictRow` row after row, so both give the same bits.
 * The given `predictRow` gets arrays of the right lengths.
 */
export function createRowModel(parts: Omit<Model, 'predict'>): Model {
  const { featureNames, classNames } = parts
  const classes = classNames.length
  return {
    ...parts,
    predictRow(values, out) {
      checkRow(values, out, featureNames.length, classes)
      parts.predictRow(values, out)
    },
    predict(X): Predictions {
      checkFeatures(X, ACTION)
      const columns = columnsOf(X, featureNames)
      const data = new Float64Array(X.length * classes)
      const values = new Float64Array(columns.length)
      const out = new Float64Array(classes)
      for (let row = 0; row < X.length; row++) {
        for (let j = 0; j < columns.length; j++) values[j] = columns[j]![row]!
        parts.predictRow(values, out)
        data.set(out, row * classes)
      }
      return { rows: X.length, classes, data }
    },
  }
}
