import type { LiveDocumentKind, LiveDocumentOf, LivePath, LiveRefusal } from '@iris/contracts'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { LiveDocumentHandlers, LiveDocuments } from '../documents/live-documents.ts'
import type { RealtimeState } from '../realtime.ts'
import { sampleAgent, sampleBoard, samplePresence, sampleQueue } from './sample-documents.ts'

type Document = LiveDocumentOf[LiveDocumentKind]

/** A backend that tells documents, and the way to it. */
export interface LiveRig {
  /** Opens a browser of somebody of a tenant, who may see these kinds of documents. */
  open(
    tenantId: string,
    handlers: LiveDocumentHandlers,
    kinds?: readonly LiveDocumentKind[],
  ): Promise<LiveDocuments>
  /** Lets a tenant's document be so; `undefined`: its team is gone. */
  write(tenantId: string, path: LivePath, document: Document | undefined): void
  /** Cuts every browser off, and lets nobody through until mended. */
  cut(): Promise<void>
  mend(): Promise<void>
}

const [ours, theirs] = [
  '0199a000-0000-7000-8000-00000000000a',
  '0199a000-0000-7000-8000-00000000000b',
]
const [ann, ben, cat] = [1, 2, 3].map((n) => `0199a000-0000-7000-8000-0000000000a${n}`)
const team = 'presence/0199a000-0000-7000-8000-0000000000c1'
const board = 'board/everyone'

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 5 })

async function browser(rig: LiveRig, tenantId = ours, kinds?: readonly LiveDocumentKind[]) {
  const states: RealtimeState[] = []
  const handlers = {
    onState: (state: RealtimeState) => void states.push(state),
    onRefused: vi.fn(),
  }
  const documents = await rig.open(tenantId, handlers, kinds)
  onTestFinished(() => documents.close())
  return {
    documents,
    states,
    watch<Kind extends LiveDocumentKind>(path: LivePath<Kind>) {
      const values: LiveDocumentOf[Kind][] = []
      const refusals: LiveRefusal[] = []
      const stop = documents.watch(path, {
        onValue: (value) => void values.push(value),
        onRefused: (why) => void refusals.push(why),
      })
      return { values, refusals, stop, last: () => values.at(-1) }
    },
  }
}

/** What every driver of live documents must do. `open` starts a rig, ended by the test. */
export function liveDocumentsConformance(name: string, open: () => Promise<LiveRig>): void {
  describe(`live documents by ${name}`, () => {
    telling(open)
    keepingApart(open)
    goingOn(open)
  })
}

function telling(open: () => Promise<LiveRig>): void {
  test('are told whole, with all that is empty or null', async () => {
    const rig = await open()
    const presence = samplePresence(sampleAgent(ann!), sampleAgent(ben!, 'not_ready'))
    const wall = sampleBoard(sampleQueue(cat!, 3))
    rig.write(ours, team, presence)
    rig.write(ours, board, wall)
    const { watch, states } = await browser(rig)
    const [agents, queues] = [watch(team), watch(board)]
    await eventually(() => expect([agents.last(), queues.last()]).toEqual([presence, wall]))
    expect(states.at(-1)).toBe('live')
  })

  test('are told again as they change; what has not changed stays the same object', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence(sampleAgent(ann!), sampleAgent(ben!)))
    const { watch } = await browser(rig)
    const watched = watch(team)
    await eventually(() => expect(watched.values).toHaveLength(1))
    const away = sampleAgent(ann!, 'not_ready')
    rig.write(ours, team, samplePresence(away, sampleAgent(ben!), sampleAgent(cat!)))
    await eventually(() => expect(watched.last()?.agents[cat!]).toBeDefined())
    expect(watched.last()?.agents[ann!]).toEqual(away)
    expect(watched.last()?.agents[ben!]).toBe(watched.values[0]?.agents[ben!])
    rig.write(ours, team, samplePresence(sampleAgent(ann!)))
    await eventually(() => expect(watched.last()).toEqual(samplePresence(sampleAgent(ann!))))
  })

  test('may be empty', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence())
    const { watch } = await browser(rig)
    const watched = watch(team)
    await eventually(() => expect(watched.last()).toEqual(samplePresence()))
    rig.write(ours, team, samplePresence(sampleAgent(ann!)))
    await eventually(() => expect(watched.last()).toEqual(samplePresence(sampleAgent(ann!))))
    rig.write(ours, team, samplePresence())
    await eventually(() => expect(watched.last()).toEqual(samplePresence()))
  })

  test('are told to all who watch, to late ones at once', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence(sampleAgent(ann!)))
    const [here, there] = [await browser(rig), await browser(rig)]
    const [first, other] = [here.watch(team), there.watch(team)]
    await eventually(() => expect([first.values.length, other.values.length]).toEqual([1, 1]))
    const late = here.watch(team)
    await eventually(() => expect(late.last()).toEqual(samplePresence(sampleAgent(ann!))))
    rig.write(ours, team, samplePresence(sampleAgent(ben!)))
    for (const { last } of [first, other, late]) {
      await eventually(() => expect(last()).toEqual(samplePresence(sampleAgent(ben!))))
    }
  })

  test('are told in few steps when much happens, and end as they are', async () => {
    const rig = await open()
    rig.write(ours, board, sampleBoard(sampleQueue(ann!, 0)))
    const { watch } = await browser(rig)
    const watched = watch(board)
    await eventually(() => expect(watched.values).toHaveLength(1))
    for (let n = 1; n <= 1000; n++) rig.write(ours, board, sampleBoard(sampleQueue(ann!, n)))
    await eventually(() => expect(watched.last()?.queues[ann!]?.waiting).toBe(1000))
    expect(watched.values.length).toBeLessThan(10)
  })

  test('are told no more to who stopped', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence(sampleAgent(ann!)))
    const { watch } = await browser(rig)
    const [stopped, other] = [watch(team), watch(team)]
    await eventually(() => expect(stopped.values).toHaveLength(1))
    stopped.stop()
    rig.write(ours, team, samplePresence(sampleAgent(ben!)))
    await eventually(() => expect(other.last()).toEqual(samplePresence(sampleAgent(ben!))))
    expect(stopped.values).toHaveLength(1)
  })

  test('are told to nobody once they are closed', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence(sampleAgent(ann!)))
    const [here, there] = [await browser(rig), await browser(rig)]
    const [closed, other] = [here.watch(team), there.watch(team)]
    await eventually(() => expect([closed.values.length, other.values.length]).toEqual([1, 1]))
    here.documents.close()
    here.documents.close()
    rig.write(ours, team, samplePresence(sampleAgent(ben!)))
    await eventually(() => expect(other.last()).toEqual(samplePresence(sampleAgent(ben!))))
    expect([closed.values.length, here.documents.state]).toEqual([1, 'down'])
  })
}

function keepingApart(open: () => Promise<LiveRig>): void {
  test('are those of one’s own centre', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence(sampleAgent(ann!)))
    rig.write(theirs, team, samplePresence(sampleAgent(ben!)))
    const [here, there] = [await browser(rig), await browser(rig, theirs)]
    const [mine, others] = [here.watch(team), there.watch(team)]
    await eventually(() => expect(mine.last()).toEqual(samplePresence(sampleAgent(ann!))))
    await eventually(() => expect(others.last()).toEqual(samplePresence(sampleAgent(ben!))))
    rig.write(theirs, team, samplePresence(sampleAgent(cat!)))
    await eventually(() => expect(others.last()).toEqual(samplePresence(sampleAgent(cat!))))
    expect(mine.values).toHaveLength(1)
  })

  test('are refused to who may not see them, and others told all the same', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence(sampleAgent(ann!)))
    rig.write(ours, board, sampleBoard())
    const { watch } = await browser(rig, ours, ['board'])
    const [agents, queues] = [watch(team), watch(board)]
    await eventually(() => expect(agents.refusals).toEqual(['forbidden']))
    await eventually(() => expect(queues.last()).toEqual(sampleBoard()))
    expect(agents.values).toEqual([])
  })

  test('are refused where there is no such team, or no more', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence(sampleAgent(ann!)))
    const { watch } = await browser(rig)
    const [known, unknown] = [watch(team), watch(`presence/${cat!}`)]
    await eventually(() => expect(unknown.refusals).toEqual(['not_found']))
    await eventually(() => expect(known.values).toHaveLength(1))
    rig.write(ours, team, undefined)
    await eventually(() => expect(known.refusals).toEqual(['not_found']))
  })
}

function goingOn(open: () => Promise<LiveRig>): void {
  test('catch up after the connection was lost', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence(sampleAgent(ann!), sampleAgent(ben!)))
    const { watch, states } = await browser(rig)
    const watched = watch(team)
    await eventually(() => expect(watched.values).toHaveLength(1))
    await rig.cut()
    await eventually(() => expect(states.at(-1)).not.toBe('live'))
    rig.write(ours, team, samplePresence(sampleAgent(ann!, 'not_ready'), sampleAgent(cat!)))
    await rig.mend()
    const now = samplePresence(sampleAgent(ann!, 'not_ready'), sampleAgent(cat!))
    await eventually(() => expect(watched.last()).toEqual(now))
    await eventually(() => expect(states.at(-1)).toBe('live'))
  })

  test('can be watched anew after nobody did', async () => {
    const rig = await open()
    rig.write(ours, team, samplePresence(sampleAgent(ann!)))
    const { watch } = await browser(rig)
    const before = watch(team)
    await eventually(() => expect(before.values).toHaveLength(1))
    before.stop()
    rig.write(ours, team, samplePresence(sampleAgent(ben!)))
    const again = watch(team)
    await eventually(() => expect(again.last()).toEqual(samplePresence(sampleAgent(ben!))))
    const other = watch(`presence/${cat!}`)
    rig.write(ours, `presence/${cat!}`, samplePresence(sampleAgent(cat!)))
    await eventually(() => expect(other.refusals.length + other.values.length).toBeGreaterThan(0))
    expect(again.last()).toEqual(samplePresence(sampleAgent(ben!)))
  })
}
