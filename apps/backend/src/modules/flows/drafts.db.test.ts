import type { FlowDraftState, Problem } from '@iris/contracts'
import { block } from '@iris/flow/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../../testing/listen.ts'
import { openTestCentre, problemCode, type TestCentre } from '../../testing/test-centre.ts'
import { flowsOf, saying, unfinished } from './testing/flow-samples.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await openTestCentre()
})
afterAll(() => centre.close())

const manyBlocks = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`b${n}`, { kind: 'end' }]))

describe('a draft', () => {
  it('comes with its entity tag, and with what is wrong with it', async () => {
    const owner = await centre.newTenant()
    const flow = await flowsOf(owner).create(unfinished)
    const answer = await owner.send<FlowDraftState>('GET', `/v1/flows/${flow.id}/draft`)
    expect(answer.headers.get('etag')).toBe(`"${answer.body.etag}"`)
    expect(answer.body.problems).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        code: 'unwired_exit',
        block: 'first',
        exit: 'next',
      }),
    )
  })

  it('is saved over and over, each save made from the one before', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create()
    let { etag } = await flows.draft(flow.id)
    for (const text of ['One', 'Two', 'Three']) {
      const saved = await flows.save(flow.id, saying(text), `"${etag}"`)
      expect(saved).toMatchObject({ status: 200, body: { problems: [] } })
      expect(saved.body).not.toHaveProperty('document')
      etag = saved.body.etag
      expect(saved.headers.get('etag')).toBe(`"${etag}"`)
    }
    expect(await flows.draft(flow.id)).toMatchObject({ etag, document: saying('Three') })
  })

  it('keeps the order of its keys, and whatever its texts hold', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create()
    const { blocks } = saying('\u0000 \ud800 \\u0000 “é😀”')
    const document = { schema: 2, blocks: Object.fromEntries(Object.entries(blocks).toReversed()) }
    expect((await flows.save(flow.id, document, '*')).status).toBe(200)
    const draft = await flows.draft(flow.id)
    expect(draft.document).toEqual(document)
    expect(Object.keys(draft.document.blocks)).toEqual(['first', 'end', 'start'])
    expect((await flows.publish(flow.id)).body.publishedVersion).toBe(1)
  })

  it('is not saved without saying what it was made from', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create()
    expect(problemCode(await flows.save(flow.id, saying('Mine')))).toBe('precondition_required')
  })

  it('that somebody else saved meanwhile is not overwritten: it is said who did, and when', async () => {
    const owner = await centre.newTenant()
    const colleague = await centre.newUser(owner.tenantId, ['developer'])
    const flow = await flowsOf(owner).create()
    const { etag } = await flowsOf(owner).draft(flow.id)
    const first = await flowsOf(colleague).save(flow.id, saying('Theirs'), `"${etag}"`)
    const second = await flowsOf(owner).save(flow.id, saying('Mine'), `"${etag}"`)
    expect(problemCode(second)).toBe('precondition_failed')
    expect((second.body as unknown as Problem).current).toEqual({
      by: { id: colleague.me.user.id, name: colleague.me.user.name },
      at: first.body.savedAt,
      etag: first.body.etag,
    })
    const copy = await flowsOf(owner).create(saying('Mine'), 'Mine')
    expect((await flowsOf(owner).draft(copy.id)).document).toEqual(saying('Mine'))
    expect((await flowsOf(owner).draft(flow.id)).document).toEqual(saying('Theirs'))
  })

  it('that two save at once is one’s of them', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create()
    const { etag } = await flows.draft(flow.id)
    const texts = ['A', 'B', 'C', 'D']
    const saves = texts.map((text) => flows.save(flow.id, saying(text), `"${etag}"`))
    const statuses = (await Promise.all(saves)).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, 412, 412, 412])
  })

  it('whose save is sent again, because its answer was lost, is no conflict', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create()
    const { etag } = await flows.draft(flow.id)
    const save = () => flows.save(flow.id, saying('Mine'), `"${etag}"`)
    const [first, again] = [await save(), await save()]
    expect(again).toMatchObject({ status: 200, body: first.body })
  })

  it('that was saved is told to those who have the flow open', async () => {
    const owner = await centre.newTenant()
    const viewer = await centre.newUser(owner.tenantId, ['viewer'])
    const stranger = await centre.newTenant()
    const flow = await flowsOf(owner).create()
    const [seen, foreign] = [
      await listen(centre.origin, viewer),
      await listen(centre.origin, stranger),
    ]
    const { body } = await flowsOf(owner).save(flow.id, saying('New'), '*')
    await expect
      .poll(() => seen.of('flow.draft_saved').map(({ payload }) => payload), { timeout: 15_000 })
      .toEqual([{ flowId: flow.id, etag: body.etag, savedBy: body.savedBy, savedAt: body.savedAt }])
    expect(foreign.of('flow.draft_saved')).toEqual([])
  })

  it('becomes again what a version was', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create(saying('One'))
    await flows.publish(flow.id)
    await flows.save(flow.id, saying('Two'), '*')
    const { etag } = await flows.draft(flow.id)
    const restore = (version: number, tag: string) =>
      owner.send('POST', `/v1/flows/${flow.id}/restore`, { version }, { 'if-match': `"${tag}"` })
    expect(problemCode(await restore(1, 'another'))).toBe('precondition_failed')
    expect(problemCode(await restore(7, etag))).toBe('not_found')
    expect(await restore(1, etag)).toMatchObject({
      status: 200,
      body: { document: saying('One'), basedOn: 1 },
    })
    expect((await flows.get(flow.id)).publishedVersion).toBe(1)
  })

  it.each([
    ['no document', 'nothing'],
    ['a list', []],
    ['blocks without a kind', { schema: 2, blocks: { a: { exits: {} } } }],
    ['ids that are none', { schema: 2, blocks: { 'A B': { kind: 'end' } } }],
    ['more blocks than there can be', { schema: 2, blocks: manyBlocks(5001) }],
  ])('is not %s', async (_what, document) => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create()
    expect(problemCode(await flows.save(flow.id, document, '*'))).toBe('validation_failed')
  })

  it.each([60, 100_000])('has no settings that are %d levels deep', async (levels) => {
    const owner = await centre.newTenant()
    const flow = await flowsOf(owner).create()
    const value = `${'['.repeat(levels)}${']'.repeat(levels)}`
    const body = `{"document":{"schema":2,"blocks":{"a":{"kind":"say","settings":{"a":${value}}}}}}`
    const headers = { 'if-match': '*' }
    const refused = await owner.send('PUT', `/v1/flows/${flow.id}/draft`, body, headers)
    expect(problemCode(refused)).toBe('validation_failed')
  })

  it('may be larger than other requests, and no larger than 4 MiB', async () => {
    const owner = await centre.newTenant()
    const flows = flowsOf(owner)
    const flow = await flows.create()
    const large = saying('Hello')
    for (let n = 0; n < 2000; n += 1) {
      large.blocks[`say_${n}`] = block(
        'say',
        { text: 'x'.repeat(900) },
        { next: 'end', error: 'end' },
      )
    }
    expect((await flows.save(flow.id, large, '*')).status).toBe(200)
    expect(Object.keys((await flows.draft(flow.id)).document.blocks)).toHaveLength(2003)
    const larger = { ...large, padding: 'x'.repeat(4 * 1024 * 1024) }
    expect(problemCode(await flows.save(flow.id, larger, '*'))).toBe('payload_too_large')
  })
})
