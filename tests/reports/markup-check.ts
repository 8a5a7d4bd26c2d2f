const VOID = new Set(['meta', 'link', 'br', 'hr', 'img', 'input'])

/** What is wrong with a page's tags: unclosed or crossed elements, bare ampersands or angle brackets, unquoted attributes. */
export function markupProblems(page: string): string[] {
  const problems: string[] = []
  const open: string[] = []
  const body = page
    .replace(/^<!doctype html>\n/, '')
    .replace(/<style>[^<]*<\/style>/g, '')
    .replace(/<script>\n'use strict'[\s\S]*?<\/script>/, '')
  const tag = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/y
  let at = 0
  while (at < body.length) {
    const next = body.indexOf('<', at)
    const text = body.slice(at, next < 0 ? body.length : next)
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text) || text.includes('>')) problems.push(`unescaped text: ${text.slice(0, 80)}`)
    if (next < 0) break
    tag.lastIndex = next
    const match = tag.exec(body)
    if (match === null) return [...problems, `no tag: ${body.slice(next, next + 80)}`]
    at = tag.lastIndex
    const [, closing, name, attributes, selfClosed] = match as unknown as [string, string, string, string, string]
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(attributes)) problems.push(`unescaped attribute: ${attributes}`)
    if (closing === '/') {
      const last = open.pop()
      if (last !== name) problems.push(`</${name}> closes <${last}>`)
    } else if (selfClosed !== '/' && !VOID.has(name)) open.push(name)
  }
  return open.length === 0 ? problems : [...problems, `never closed: ${open.join(', ')}`]
}

/** All names of elements that occur. */
export function elementNames(page: string): Set<string> {
  return new Set([...page.matchAll(/<([a-zA-Z][\w-]*)/g)].map((match) => match[1]!.toLowerCase()))
}

/** The page's texts and tooltips, without tags, styles and attributes. */
export function visibleText(page: string): string {
  return page.replace(/<style>[^<]*<\/style>/g, '').replace(/<[^>]*>/g, '\n')
}
