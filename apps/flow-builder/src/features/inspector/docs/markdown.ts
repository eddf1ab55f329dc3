/** A piece of a line. */
export type Inline = { readonly kind: 'text' | 'strong' | 'code'; readonly text: string }

/** A part of a kind's docs. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }

/**
 * Reads the Markdown that the docs of blocks are written in: paragraphs, lists with `-`, `**strong**` and code. Anything
 * else stays text, so nothing in it can become markup of the page.
 */
export function readMarkdown(source: string): Block[] {
  const blocks = source.trim().split(/\n[ \t]*\n/)
  return blocks.flatMap((block) => readBlock(block.split('\n')))
}

function readBlock(lines: readonly string[]): Block[] {
  const first = lines.findIndex((line) => line.startsWith('- '))
  const words = first < 0 ? lines : lines.slice(0, first)
  const paragraph = words.join(' ').trim()
  return [
    ...(paragraph === '' ? [] : [{ kind: 'paragraph', text: readInline(paragraph) } as const]),
    ...(first < 0 ? [] : [{ kind: 'list', items: itemsOf(lines.slice(first)) } as const]),
  ]
}

/** A line that begins otherwise goes on with the item before it. */
function itemsOf(lines: readonly string[]): Inline[][] {
  const items: string[] = []
  for (const line of lines) {
    if (line.startsWith('- ')) items.push(line.slice(2).trim())
    else items.push(`${items.pop() ?? ''} ${line.trim()}`)
  }
  return items.map(readInline)
}

function readInline(text: string): Inline[] {
  const pieces = text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter((piece) => piece !== '')
  return pieces.map((piece) => {
    if (/^`[^`]+`$/.test(piece)) return { kind: 'code', text: piece.slice(1, -1) }
    if (/^\*\*[^*]+\*\*$/.test(piece)) return { kind: 'strong', text: piece.slice(2, -2) }
    return { kind: 'text', text: piece }
  })
}
