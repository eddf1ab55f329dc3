import { FlowDocument } from '@iris/contracts'
import { describe, expect, it } from 'vitest'
import { kinds } from '../../kinds/registry.ts'
import { runCase } from '../../simulator/run-case.ts'
import { TestCase } from '../../simulator/test-case.ts'
import { corpus } from './corpus.ts'
import { programOfCorpus } from './corpus-flow.ts'

const all = corpus()

describe('the corpus', () => {
  it('has a hundred flows at least, told apart by their names, the same each time', () => {
    expect(all.length).toBeGreaterThanOrEqual(100)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    expect(corpus()).toEqual(all)
  })

  it('is made of documents and cases that can be stored', () => {
    for (const { document, flows, case: testCase } of all) {
      for (const one of [document, ...Object.values(flows)])
        expect(FlowDocument.parse(one)).toEqual(one)
      expect(TestCase.parse(JSON.parse(JSON.stringify(testCase)))).toEqual(testCase)
    }
  })

  it('comes through every kind of block', () => {
    const seen = new Set(
      all.flatMap((one) => runCase(programOfCorpus(one), one.case).trace.map(({ kind }) => kind)),
    )
    expect(kinds.map(({ kind }) => kind).filter((kind) => !seen.has(kind))).toEqual([])
  })

  it.each(all.map((one) => [one.name, one] as const))('takes its way: %s', (_name, one) => {
    expect(runCase(programOfCorpus(one), one.case).failures).toEqual([])
  })
})
