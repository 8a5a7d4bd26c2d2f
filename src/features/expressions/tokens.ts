import { type ExpressionSource, refuseAt } from './expression-error.js'

export type TokenKind = 'number' | 'name' | 'column' | 'text' | 'sign' | 'end'

/** A piece of an expression's text: `column` is a name after `$`, `text` stands in quotes, `sign` is an operator or a bracket. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly index: number
}

/** Longer texts are refused before anything is read. */
const LONGEST = 20_000

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[A-Za-z_]\w*/y
const QUOTED = /'([^']*)'|"([^"]*)"/y
const SIGN = /\*\*|<=|>=|==|!=|[-+*/<>&|!(),:=.]/y
const SPACE = /\s*/y

function match(pattern: RegExp, text: string, index: number): RegExpExecArray | undefined {
  pattern.lastIndex = index
  return pattern.exec(text) ?? undefined
}

function columnAt(source: ExpressionSource, index: number): { token: Token; end: number } {
  const { text } = source
  const name = match(NAME, text, index + 1)
  if (name !== undefined) return { token: { kind: 'column', text: name[0], index }, end: index + 1 + name[0].length }
  const quoted = match(QUOTED, text, index + 1)
  const column = quoted?.[1] ?? quoted?.[2] ?? ''
  if (quoted === undefined || column === '') return refuseAt(source, index, '$ must be followed by the name of a column', '$')
  return { token: { kind: 'column', text: column, index }, end: index + 1 + quoted[0].length }
}

function tokenAt(source: ExpressionSource, index: number): { token: Token; end: number } {
  const { text } = source
  if (text[index] === '$') return columnAt(source, index)
  const number = match(NUMBER, text, index)
  if (number !== undefined) {
    const end = index + number[0].length
    if (match(NAME, text, end) !== undefined) refuseAt(source, end, 'a number must end before a name begins', number[0])
    if (!Number.isFinite(Number(number[0]))) refuseAt(source, index, `a number must be finite, found ${number[0]}`, number[0])
    return { token: { kind: 'number', text: number[0], index }, end }
  }
  const name = match(NAME, text, index)
  if (name !== undefined) return { token: { kind: 'name', text: name[0], index }, end: index + name[0].length }
  const quoted = match(QUOTED, text, index)
  if (quoted !== undefined) return { token: { kind: 'text', text: quoted[1] ?? quoted[2] ?? '', index }, end: index + quoted[0].length }
  const sign = match(SIGN, text, index)
  if (sign === undefined) return refuseAt(source, index, `unexpected character ${JSON.stringify(text[index])}`, text[index])
  return { token: { kind: 'sign', text: sign[0], index }, end: index + sign[0].length }
}

/** The pieces of the text, ended by one of the kind `end`. */
export function tokensOf(source: ExpressionSource): Token[] {
  const { text } = source
  if (text.length > LONGEST) refuseAt(source, LONGEST, `must have ${LONGEST} characters at most, found ${text.length}`, text.length)
  const tokens: Token[] = []
  let index = match(SPACE, text, 0)![0].length
  while (index < text.length) {
    const { token, end } = tokenAt(source, index)
    tokens.push(token)
    index = end + match(SPACE, text, end)![0].length
  }
  tokens.push({ kind: 'end', text: 'the end', index: text.length })
  return tokens
}
