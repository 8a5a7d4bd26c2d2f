import { DEEPEST } from '../user-feature.js'
import { type CallScope, type NamedArgument, readCall } from './call.js'
import { refuseAt, refuseName } from './expression-error.js'
import { COMPARISON_LEVEL, INFIX_BY_SIGN, POWER_LEVEL, REFUSED_NAMES, UNARY_LEVEL } from './names.js'
import { leaf, type Syntax } from './syntax.js'
import { type Token, tokensOf } from './tokens.js'

/** Columns of the bars whose name alone is a term. */
export const BAR_NAMES: readonly string[] = ['open', 'high', 'low', 'close', 'volume']

/** Before the name of an indicator that an operator has too. */
export const INDICATOR_PREFIX = 'indicator'

/**
 * Reads by precedence, from the loosest: `|`, `&`, comparisons (which do not chain), `+ −`, `* /`, unary `− !`, `**` (from the right), then numbers, names, columns, calls and
 * brackets.
 */
class Parser {
  private readonly scope: CallScope
  private readonly tokens: readonly Token[]
  private at = 0
  private nested = 0

  constructor(scope: CallScope) {
    this.scope = scope
    this.tokens = tokensOf(scope.source)
  }

  read(): Syntax {
    const syntax = this.binary(1)
    if (this.token.kind !== 'end') this.unexpected('an operator or the end')
    return syntax
  }

  private get token(): Token {
    return this.tokens[this.at]!
  }

  private isSign(text: string): boolean {
    return this.token.kind === 'sign' && this.token.text === text
  }

  private take(): Token {
    const token = this.token
    this.at += 1
    return token
  }

  private expect(sign: string): void {
    if (!this.isSign(sign)) this.unexpected(`"${sign}"`)
    this.at += 1
  }

  private unexpected(expected: string): never {
    const { kind, text, index } = this.token
    const found = kind === 'end' ? text : `"${text}"`
    return refuseAt(this.scope.source, index, `expected ${expected}, found ${found}`, kind === 'end' ? '' : text)
  }

  /** Brackets and calls inside each other: as deep as terms may be, so that no text can exhaust the stack. */
  private enter(index: number): void {
    this.nested += 1
    if (this.nested > DEEPEST) refuseAt(this.scope.source, index, `must not be nested deeper than ${DEEPEST}, found more`, this.nested)
  }

  private apply(operator: string, index: number, of: readonly Syntax[]): Syntax {
    const call = { name: operator, index, isIndicator: false, positional: of, named: [] }
    const syntax = readCall(this.scope, call)
    if (syntax.depth > DEEPEST)
      refuseAt(this.scope.source, index, `terms must not be nested deeper than ${DEEPEST}, found more`, syntax.depth)
    return syntax
  }

  private binary(level: number): Syntax {
    if (level === UNARY_LEVEL) return this.unary()
    let left = this.binary(level + 1)
    for (;;) {
      const infix = this.token.kind === 'sign' ? INFIX_BY_SIGN.get(this.token.text) : undefined
      if (infix?.level !== level) return left
      const { index } = this.take()
      left = this.apply(infix.operator, index, [left, this.binary(level + 1)])
      const next = this.token.kind === 'sign' ? INFIX_BY_SIGN.get(this.token.text) : undefined
      if (level === COMPARISON_LEVEL && next?.level === level)
        refuseAt(this.scope.source, this.token.index, 'comparisons must not follow each other, join them by &', this.token.text)
    }
  }

  private unary(): Syntax {
    const { index } = this.token
    if (!this.isSign('-') && !this.isSign('!') && !this.isSign('+')) return this.power()
    const sign = this.take().text
    this.enter(index)
    const operand = this.unary()
    this.nested -= 1
    if (sign === '+') return operand
    if (sign === '!') return this.apply('not', index, [operand])
    if (operand.isLiteral === true) return { ...leaf(0 - (operand.term as number), index), isLiteral: true }
    return this.apply('subtract', index, [leaf(0, index), operand])
  }

  private power(): Syntax {
    const base = this.primary()
    const infix = this.token.kind === 'sign' ? INFIX_BY_SIGN.get(this.token.text) : undefined
    if (infix?.level !== POWER_LEVEL) return base
    const { index } = this.take()
    this.enter(index)
    const exponent = this.unary()
    this.nested -= 1
    return this.apply(infix.operator, index, [base, exponent])
  }

  private primary(): Syntax {
    const { kind, text, index } = this.token
    if (kind === 'number') {
      this.at += 1
      return { ...leaf(Number(text), index), isLiteral: true }
    }
    if (kind === 'column') {
      this.at += 1
      return leaf(BAR_NAMES.includes(text) ? text : { column: text }, index)
    }
    if (kind === 'name') return this.named()
    if (!this.isSign('(')) return this.unexpected('a number, a name or "("')
    this.at += 1
    this.enter(index)
    const inner = this.binary(1)
    this.nested -= 1
    this.expect(')')
    return inner.isLiteral === true ? leaf(inner.term, inner.index) : inner
  }

  private named(): Syntax {
    const first = this.take()
    const isIndicator = first.text === INDICATOR_PREFIX && this.isSign('.')
    if (isIndicator) this.at += 1
    if (isIndicator && this.token.kind !== 'name') this.unexpected('the name of an indicator')
    const { text: name, index } = isIndicator ? this.take() : first
    if (!this.isSign('(')) {
      if (isIndicator) this.unexpected('"("')
      return leaf(name, index)
    }
    const reason = this.scope.indicators.has(name) ? undefined : REFUSED_NAMES.get(name)
    if (reason !== undefined) refuseAt(this.scope.source, index, `${name} cannot be had: ${reason}`, name)
    this.at += 1
    this.enter(index)
    const { positional, given } = this.arguments()
    this.nested -= 1
    const syntax = readCall(this.scope, { name, index, isIndicator, positional, named: given })
    if (syntax.depth > DEEPEST)
      refuseAt(this.scope.source, index, `terms must not be nested deeper than ${DEEPEST}, found more`, syntax.depth)
    return this.isSign('.') ? this.output(syntax) : syntax
  }

  private arguments(): { positional: Syntax[]; given: NamedArgument[] } {
    const positional: Syntax[] = []
    const given: NamedArgument[] = []
    if (!this.isSign(')')) {
      do {
        const argument = this.namedArgument()
        if (argument !== undefined) given.push(argument)
        else if (given.length > 0) this.unexpected('a parameter by name, as the one before')
        else positional.push(this.binary(1))
      } while (this.isSign(',') && this.take() !== undefined)
    }
    this.expect(')')
    return { positional, given }
  }

  /** `period: 7`, `period = 7` or `seed: first`. */
  private namedArgument(): NamedArgument | undefined {
    const { kind, text: name, index } = this.token
    const next = this.tokens[this.at + 1]!
    if (kind !== 'name' || next.kind !== 'sign' || (next.text !== ':' && next.text !== '=')) return undefined
    this.at += 2
    const { index: valueIndex } = this.token
    const negative = this.isSign('-')
    if (negative) this.at += 1
    const value = this.token
    if (value.kind !== 'number' && (negative || (value.kind !== 'name' && value.kind !== 'text'))) this.unexpected('a number or a name')
    this.at += 1
    const number = negative ? 0 - Number(value.text) : Number(value.text)
    return { name, value: value.kind === 'number' ? number : value.text, index, valueIndex }
  }

  private output(syntax: Syntax): Syntax {
    const { term } = syntax
    this.at += 1
    if (typeof term !== 'object' || !('indicator' in term))
      return refuseAt(this.scope.source, this.token.index - 1, 'only an indicator has outputs', '.')
    if (this.token.kind !== 'name') this.unexpected('the name of an output')
    const { text, index } = this.take()
    const { outputs, name } = this.scope.indicators.get(term.indicator)!
    if (!outputs.includes(text)) refuseName(this.scope.source, index, `output of ${name}`, text, outputs)
    return { ...syntax, term: { ...term, output: text } }
  }
}

/** The text as a term with its places. */
export function readExpression(scope: CallScope): Syntax {
  return new Parser(scope).read()
}
