import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { FlowDocument } from '@iris/contracts'
import { groups } from '../kinds/kind.ts'
import { kinds } from '../kinds/registry.ts'
import { TestCase } from '../simulator/test-case.ts'
import { validateFlow } from '../validation/validate.ts'

const path = fileURLToPath(new URL('../../../../docs/flows.md', import.meta.url))
const page = readFileSync(path, 'utf8')

/** The exits of one that was just inserted. */
function table(): string {
  const rows = groups.flatMap((group) =>
    kinds
      .filter((kind) => kind.group === group)
      .map(({ kind, title, summary, exits, fresh }) => {
        const ids = exits(fresh).map(({ id }) => `\`${id}\``)
        return `| \`${kind}\` | ${title} | ${summary} | ${ids.join(', ') || '–'} |`
      }),
  )
  return [
    '| Kind | Title | What it does | Exits of a new one |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

describe('the page about flows', () => {
  it('shows every kind of block as it describes itself', () => {
    const written = page.replace(
      /(<!-- kinds -->\n)[^]*?(<!-- \/kinds -->)/,
      (_all, from: string, to: string) => `${from}\n${table()}\n\n${to}`,
    )
    // `IRIS_WRITE_DOCS=1` writes the table anew.
    if (process.env['IRIS_WRITE_DOCS'] === '1') writeFileSync(path, written)
    expect(cells(readFileSync(path, 'utf8'))).toEqual(cells(written))
  })

  it('shows a flow without problems, and a test case that can be read', () => {
    const [document, testCase] = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, json = '']) =>
      JSON.parse(json),
    )
    expect(validateFlow(FlowDocument.parse(document), {})).toEqual([])
    expect(TestCase.safeParse(testCase)).toMatchObject({ success: true })
  })
})

/** Rows without the spaces that formatting puts between them. */
function cells(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| -') && !line.startsWith('|-'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
}
