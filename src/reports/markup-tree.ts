/** An element of a page of this room. */
export interface MarkupElement {
  name: string
  attributes: Readonly<Record<string, string>>
  children: (MarkupElement | string)[]
}

const TOKEN = /<!--[\s\S]*?-->|<(\/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|[^<]+/g
const ATTRIBUTE = /([\w:-]+)(?:="([^"]*)")?/g
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
const VOID = new Set(['br', 'hr', 'img', 'input', 'link', 'meta'])
/** What stands in them is no markup. */
const RAW = new Set(['script', 'style'])

function unescaped(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity]!)
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(ATTRIBUTE)].map(([, name, value = '']) => [name!, unescaped(value)]))
}

/** Reads markup that this room wrote: well-formed, attributes in double quotes, the five entities of `escapeMarkup`. */
export function markupTree(markup: string): MarkupElement {
  const root: MarkupElement = { name: '', attributes: {}, children: [] }
  const open = [root]
  TOKEN.lastIndex = 0
  for (let token = TOKEN.exec(markup); token !== null; token = TOKEN.exec(markup)) {
    const [whole, slash, name, rest = ''] = token
    const parent = open[open.length - 1]!
    if (name === undefined) {
      if (!whole.startsWith('<!--')) parent.children.push(unescaped(whole))
    } else if (slash === '/') open.pop()
    else {
      const element: MarkupElement = { name, attributes: attributesOf(rest.replace(/\/$/, '')), children: [] }
      parent.children.push(element)
      if (RAW.has(name)) TOKEN.lastIndex = markup.indexOf(`</${name}>`, TOKEN.lastIndex) + name.length + 3
      else if (!rest.endsWith('/') && !VOID.has(name)) open.push(element)
    }
  }
  return root
}

/** All text inside, with single spaces. */
export function textOf(node: MarkupElement | string): string {
  const text = typeof node === 'string' ? node : node.children.map(textOf).join(node.name === 'tr' || node.name === 'li' ? ' ' : '')
  return typeof node === 'string' ? text : text.replace(/\s+/g, ' ').trim()
}

export function classesOf({ attributes }: MarkupElement): readonly string[] {
  return (attributes.class ?? '').split(' ')
}

export function elementsOf({ children }: MarkupElement): MarkupElement[] {
  return children.filter((child) => typeof child !== 'string')
}

/** Every element of these names inside, in document order. */
export function findAll(element: MarkupElement, ...names: string[]): MarkupElement[] {
  return elementsOf(element).flatMap((child) => [...(names.includes(child.name) ? [child] : []), ...findAll(child, ...names)])
}
