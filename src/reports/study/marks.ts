import { coordinate, PLOT_WIDTH, percent } from '../charts/plot.js'
import { escapeMarkup } from '../markup.js'

/** One trial's place, 0 … 1 from the left and from below. */
export interface Mark {
  x: number
  y: number
  /** Colour and shape, such as `shade-3` or `best`. */
  className: string
  tooltip: () => string
}

/** Drawings in the two layers of a plot. */
export interface Layers {
  stretched: string
  overlay: string
}

/** Tooltips of one kind of figure over all objectives: each is longer than its mark. */
const MOST_TOOLTIPS = 900

/** True where a figure of so many marks, drawn once for each objective, shows tooltips. */
export function hasTooltips(marks: number, objectives: number): boolean {
  return marks * objectives <= MOST_TOOLTIPS
}

/** Best trials are circles with tooltips also among many marks, up to so many. */
const MOST_CIRCLES = 100

/** How many shades there are, from `shade-0`, the faintest, upwards. */
export const SHADES = 8

/** The shade of a place 0 … 1. */
export function shadeOf(position: number): string {
  return `shade-${Math.max(0, Math.min(SHADES - 1, Math.floor(position * SHADES)))}`
}

function circle({ x, y, className, tooltip }: Mark, height: number): string {
  const radius = className === 'best' ? 5 : 3
  return `<circle class="mark ${className}" cx="${percent(x)}" cy="${coordinate(height * (1 - y))}" r="${radius}"><title>${escapeMarkup(tooltip())}</title></circle>`
}

/** Marks of one class as one path of points: lines of no length, which round caps show as dots. Points that meet are drawn once. */
function dots(className: string, marks: readonly Mark[], height: number): string {
  const points = new Set(marks.map(({ x, y }) => `M${coordinate(PLOT_WIDTH * x)} ${coordinate(height * (1 - y))}h0`))
  return `<path class="dots ${className}" d="${[...points].join('')}"/>`
}

/** Marks in their order, later ones on top; with tooltips where the figure has few. */
export function drawMarks(marks: readonly Mark[], height: number, withTooltips: boolean): Layers {
  if (withTooltips) return { stretched: '', overlay: marks.map((mark) => circle(mark, height)).join('') }
  const classes = new Map<string, Mark[]>()
  for (const mark of marks) {
    const same = classes.get(mark.className)
    if (same === undefined) classes.set(mark.className, [mark])
    else same.push(mark)
  }
  const best = classes.get('best') ?? []
  const hasCircles = best.length <= MOST_CIRCLES
  const paths = [...classes].filter(([name]) => name !== 'best' || !hasCircles).map(([name, same]) => dots(name, same, height))
  return { stretched: paths.join(''), overlay: hasCircles ? best.map((mark) => circle(mark, height)).join('') : '' }
}
