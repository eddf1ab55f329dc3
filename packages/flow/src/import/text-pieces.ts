/** Text as it stands, or an expression of ours. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly source: string }

/** A text of the other side's in our words, and what of it has no words here. */
export interface Converted {
  readonly pieces: readonly Piece[]
  readonly lost: readonly string[]
}

/** Text with `{{ }}`. Braces that were text there are text here. */
export function asTemplate(pieces: readonly Piece[], most = 2000): string {
  let template = ''
  for (const piece of pieces) {
    const next =
      piece.kind === 'text' ? piece.text.replaceAll('{{', '{{ "{{" }}') : `{{ ${piece.source} }}`
    // Half an expression would be wrong; half a text is only short.
    if (template.length + next.length > most) {
      return piece.kind === 'text' ? withoutHalves(template + next, most) : template
    }
    template += next
  }
  return template
}

/** One expression whose value is the text; a part that is missing is empty. */
export function asExpression(pieces: readonly Piece[]): string {
  const [only, ...others] = pieces
  if (only === undefined) return '""'
  if (others.length === 0) return operand(only)
  return pieces
    .map((piece) => (piece.kind === 'text' ? quoted(piece.text) : `string(${operand(piece)})`))
    .join(' + ')
}

function operand(piece: Piece): string {
  return piece.kind === 'text' ? quoted(piece.text) : `orElse(${piece.source}, "")`
}

/** A text literal (CEL, langdef “String and Bytes Values”). */
export function quoted(text: string): string {
  return JSON.stringify(text)
}

/** A field of a value: `.name`, `["other-name"]`, `[0]`. */
export function fieldOf(value: string, path: readonly string[]): string {
  return path.reduce((whole, name) => {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name)) return `${whole}.${name}`
    return /^\d{1,4}$/.test(name) ? `${whole}[${name}]` : `${whole}[${quoted(name)}]`
  }, value)
}

/** Words that are no field names (CEL, langdef “Syntax”). */
const reserved = new Set(
  (
    'true false null in as break const continue else for function if import let loop package ' +
    'namespace return var void while'
  ).split(' '),
)

function withoutHalves(template: string, most: number): string {
  const cut = template.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')
  const open = cut.lastIndexOf('{{')
  return open > cut.lastIndexOf('}}') ? cut.slice(0, open) : cut
}
