import type { ParamValue, SearchDimension, TrialRecord } from '../../tuning/index.js'
import type { Tick } from '../charts/scale.js'
import { endsScale, numberText, valueScale } from './value-scale.js'

/** Where the values of one parameter stand. */
export interface ParamAxis {
  readonly name: string
  readonly kind: 'linear' | 'log' | 'choice'
  readonly ticks: readonly Tick[]
  /** 0 … 1. */
  position(value: ParamValue): number
  text(value: ParamValue): string
}

/** What an axis may take up. */
export interface AxisRoom {
  lengthPx: number
  /** From below upwards instead of from the left. */
  isUpright: boolean
  /** Even ticks are named (the default), or both ends alone. */
  labels?: 'even' | 'ends'
}

/** A label of three characters, and a line of text. */
const SHORTEST_PX = 26
const LINE_PX = 15
/** Mean width of a character of an axis, in pixels. */
const CHARACTER_PX = 6.2

/** So many characters at most, the last of a longer text an ellipsis. */
export function shortened(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, Math.max(1, most - 1)).join('')}…`
}

/** As many characters of a text as fit. */
export function fitting(text: string, widthPx: number): string {
  return shortened(text, Math.max(2, Math.floor(widthPx / CHARACTER_PX)))
}

/** Texts of choices; words that look like another choice are put in quotation marks. */
function choiceTexts(choices: readonly ParamValue[]): (value: ParamValue) => string {
  const plain = new Set(choices.filter((choice) => typeof choice !== 'string').map(String))
  return (value) => (typeof value === 'string' && plain.has(value) ? JSON.stringify(value) : String(value))
}

function choicesOf(values: readonly ParamValue[], dimensions: readonly SearchDimension[]): ParamValue[] {
  return [...new Set([...dimensions.flatMap((dimension) => (dimension.type === 'choice' ? dimension.choices : [])), ...values])]
}

function choiceAxis(name: string, choices: readonly ParamValue[], { lengthPx, isUpright }: AxisRoom): ParamAxis {
  const text = choiceTexts(choices)
  const places = new Map(choices.map((choice, k) => [choice, (k + 0.5) / choices.length]))
  // Where labels have no room, only every so many choices are named.
  const every = Math.ceil((choices.length * (isUpright ? LINE_PX : SHORTEST_PX)) / lengthPx)
  const roomPx = isUpright ? Infinity : (every * lengthPx) / choices.length - 4
  const ticks = choices
    .map((choice, k) => ({ position: (k + 0.5) / choices.length, label: fitting(text(choice), roomPx) }))
    .filter((_, k) => k % every === 0)
  return { name, kind: 'choice', ticks, position: (value) => places.get(value) ?? 0, text }
}

/** The axis of a parameter over the trials that have it. */
export function paramAxis(name: string, trials: readonly TrialRecord[], room: AxisRoom): ParamAxis {
  const having = trials.filter(({ params }) => Object.hasOwn(params, name))
  const values = having.map(({ params }) => params[name]!)
  const dimensions = having.flatMap(({ space }) => (Object.hasOwn(space, name) ? [space[name]!] : []))
  const numbers = values.filter((value): value is number => typeof value === 'number')
  if (numbers.length < values.length || dimensions.some(({ type }) => type === 'choice'))
    return choiceAxis(name, choicesOf(values, dimensions), room)
  const isLog = dimensions.some((dimension) => dimension.type !== 'choice' && dimension.log === true) && numbers.every((value) => value > 0)
  const kind = isLog ? 'log' : 'linear'
  const count = Math.max(2, Math.min(5, Math.floor(room.lengthPx / (room.isUpright ? 36 : 60))))
  const { ticks, position } = room.labels === 'ends' ? endsScale(numbers, kind) : valueScale(numbers, kind, count)
  return { name, kind, ticks, position: (value) => position(value as number), text: (value) => numberText(value as number, 6) }
}
