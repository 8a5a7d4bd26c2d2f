import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../rooms.js'

const parsed = new Map<string, ts.SourceFile>()

function sourceOf(file: string): ts.SourceFile {
  const known = parsed.get(file)
  if (known !== undefined) return known
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)
  parsed.set(file, source)
  return source
}

/** The text of the comment above a node, tags left out, on one line. */
function commentOf(node: ts.Node): string | undefined {
  const doc = ts.getJSDocCommentsAndTags(node).find((part) => ts.isJSDoc(part))
  const text = ts.getTextOfJSDocComment(doc?.comment)
  if (text === undefined || text.trim() === '') return undefined
  return text.replaceAll(/\{@link ([^}]+)\}/g, '`$1`').trim()
}

function nameOf(node: ts.Node): string | undefined {
  const { name } = node as ts.NamedDeclaration
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined
}

/** The first declaration of that name in a file, at any depth. */
function declarationOf(file: string, name: string): ts.Node {
  const isDeclaration = (node: ts.Node): boolean =>
    ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
  const find = (node: ts.Node): ts.Node | undefined =>
    isDeclaration(node) && nameOf(node) === name ? node : ts.forEachChild(node, (child) => find(child))
  const found = find(sourceOf(file))
  if (found === undefined) throw new Error(`reference: ${file} declares no ${name}`)
  return found
}

/** The comment above a declaration. */
export function documentation(file: string, name: string): string {
  const text = commentOf(declarationOf(file, name))
  if (text === undefined) throw new Error(`reference: ${file}: ${name} has no comment`)
  return text
}

/** Types of the properties inside a declaration as they are written, by name; alternatives apart. */
export function propertyTypes(file: string, declaration: string): Map<string, string[]> {
  const types = new Map<string, string[]>()
  const visit = (node: ts.Node): void => {
    const name = nameOf(node)
    if (ts.isPropertySignature(node) && name !== undefined && node.type !== undefined) {
      const alternatives = ts.isUnionTypeNode(node.type) ? [...node.type.types] : [node.type]
      types.set(
        name,
        alternatives.map((type) => type.getText().replaceAll("'", '')),
      )
    }
    ts.forEachChild(node, visit)
  }
  visit(declarationOf(file, declaration))
  return types
}

/** Comments of the properties inside a declaration, by name; the first of several counts. */
export function propertyComments(file: string, declaration: string): Map<string, string> {
  const comments = new Map<string, string>()
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) || ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
      const name = nameOf(node)
      const text = commentOf(node)
      if (name !== undefined && text !== undefined && !comments.has(name)) comments.set(name, text)
    }
    ts.forEachChild(node, visit)
  }
  visit(declarationOf(file, declaration))
  return comments
}
