import { kernel, PAIR, SINGLE } from './operator-kernels.js'

/* Comparisons and logic of users' own features: 1 where they hold, else 0; any number but 0 holds. Kernels without memory, each with a loop of its own. */

export const greaterThan = kernel('gt', '1 where a > b, else 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! > b[i]! ? 1 : 0
})

export const atLeast = kernel('ge', '1 where a ≥ b, else 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! >= b[i]! ? 1 : 0
})

export const lessThan = kernel('lt', '1 where a < b, else 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! < b[i]! ? 1 : 0
})

export const atMost = kernel('le', '1 where a ≤ b, else 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i]! <= b[i]! ? 1 : 0
})

export const equal = kernel('eq', '1 where a = b, else 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i] === b[i] ? 1 : 0
})

export const unequal = kernel('ne', '1 where a ≠ b, else 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i] !== b[i] ? 1 : 0
})

export const both = kernel('and', '1 where neither a nor b is 0, else 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i] !== 0 && b[i] !== 0 ? 1 : 0
})

export const either = kernel('or', '1 where a or b is not 0, else 0', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i] !== 0 || b[i] !== 0 ? 1 : 0
})

export const inverse = kernel('not', '1 where a is 0, else 0', SINGLE, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = a[i] === 0 ? 1 : 0
})

export const choice = kernel('if', 'b where a is not 0, else c', ['close', 'open', 'close'], (_state, inputs, outputs, from, to, at) => {
  const condition = inputs[0]!
  const then = inputs[1]!
  const otherwise = inputs[2]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = condition[i] !== 0 ? then[i]! : otherwise[i]!
})

export const mask = kernel('mask', 'a where b is not 0, else missing', PAIR, (_state, inputs, outputs, from, to, at) => {
  const a = inputs[0]!
  const b = inputs[1]!
  const out = outputs[0]!
  for (let i = from, o = at; i < to; i++, o++) out[o] = b[i] !== 0 ? a[i]! : NaN
})
