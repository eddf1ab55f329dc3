import { expect } from 'vitest'
import type { Imported, Refused } from '../imported.ts'

/** The import, once it is sure that the document is sound: it could be kept, drawn and walked through. */
export function soundly(result: Imported | Refused): Imported {
  if (result.kind === 'refused') throw new Error(`It was refused: ${result.reason}`)
  const { document, report } = result
  const blocks = Object.entries(document.blocks)
  for (const [id, block] of blocks) {
    expect(id).toMatch(/^[a-z0-9][a-z0-9_-]{0,39}$/)
    expect(block.kind).toMatch(/^[a-z][a-z0-9_]{0,39}$/)
    expect(Math.abs(block.at.x) + Math.abs(block.at.y)).toBeLessThan(2e6)
    expect((block.name ?? 'x').length).toBeLessThanOrEqual(80)
    for (const [exit, target] of Object.entries(block.exits)) {
      expect(exit).toMatch(/^[a-z][a-z0-9_]{0,39}$/)
      if (target !== null)
        expect(Object.hasOwn(document.blocks, target), `${id}.${exit}`).toBe(true)
    }
  }
  expect(blocks.filter(([, { kind }]) => kind === 'start')).toHaveLength(1)
  expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  for (const item of [...report.mapped, ...report.approximated]) {
    if (item.block !== undefined) expect(Object.hasOwn(document.blocks, item.block)).toBe(true)
  }
  expect(document.notes ?? []).toHaveLength(report.left.length)
  return result
}

/** The blocks a caller may come to. */
export function reachable({ document }: Imported): Set<string> {
  const start = Object.entries(document.blocks).find(([, { kind }]) => kind === 'start')
  const seen = new Set<string>()
  const waiting = start === undefined ? [] : [start[0]]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    const exits = document.blocks[id]?.exits ?? {}
    waiting.push(...Object.values(exits).filter((target) => target !== null))
  }
  return seen
}
