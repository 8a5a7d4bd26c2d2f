import { canonicalJson, sha256 } from '../core/index.js'
import { createGraph, type Graph, graphSignature, type Source } from '../indicators/index.js'
import { type Expression, type FeatureColumn, type FeatureDefinition, warmupBarsOf } from './column.js'

/** Raised whenever a kernel behind a column changes its numbers, so that stored bundles refuse the new ones. */
const CATALOGUE_VERSION = 3

/** The columns as one graph of indicators; what several columns share is computed once. */
export function graphOf(columns: readonly FeatureColumn[]): Graph {
  const graph = createGraph()
  const added = new Map<Expression, Source>()
  const add = (expression: Expression): Source => {
    if (typeof expression === 'string') return graph.column(expression)
    const known = added.get(expression)
    if (known !== undefined) return known
    const { definition, params, inputs, output } = expression
    const source = graph.node(definition, params, inputs.map(add))[definition.outputs.indexOf(output)]!
    added.set(expression, source)
    return source
  }
  for (const { name, expression } of columns) graph.output(name, add(expression))
  return graph
}

/** `started`: first rows with a value of columns of the bars that do not start with them. */
export function definitionsOf(columns: readonly FeatureColumn[], started: ReadonlyMap<string, number> = new Map()): FeatureDefinition[] {
  const known = new Map<Expression, number>(started)
  return columns.map(({ expression, ...definition }) => ({ ...definition, warmupBars: warmupBarsOf(expression, known) }))
}

/** SHA-256 over the columns' names, formulas and graph: equal only when the same numbers come out. */
export function hashDefinitions(columns: readonly FeatureColumn[], graph: Graph): string {
  const named = columns.map(({ name, formula }) => [name, formula])
  return sha256(canonicalJson({ version: CATALOGUE_VERSION, columns: named, graph: graphSignature(graph) }))
}
