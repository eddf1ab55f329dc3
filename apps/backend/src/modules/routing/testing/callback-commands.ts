import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { maxAttempts } from './callback-centre.ts'
import { Command, often, pick } from './model-command.ts'
import type { RealRouting } from './model-centre.ts'
import { type ModelCallback, type Needs, type RoutingModel, settingsOf } from './routing-model.ts'

/** Nobody calls them right now, and it is not over. */
export const isOpen = ({ state }: ModelCallback) =>
  state === 'in_line' || state === 'waits' || state === 'due'

/** What the worker does again and again, once: it also puts those into the line who are due. */
export async function doJobs(model: RoutingModel, { centre, callbacks }: RealRouting) {
  model.doJobs()
  await centre.doJobs()
  for (const callback of model.callbacks.values()) {
    if (callback.state !== 'due') continue
    const { call_id: callId } = await callbacks.row(callback.id)
    model.lineUp(callback, callId)
    model.cameApart.add(callId)
  }
}

/** Where the call was one to somebody who was to be called back: they are done with, or called again, so often. */
export async function endAttempt(
  callId: string,
  isAnswered: boolean,
  model: RoutingModel,
  real: RealRouting,
): Promise<void> {
  const id = model.dialled.get(callId)
  if (id === undefined) return
  model.dialled.delete(callId)
  await real.callbacks.endAttempt(callId, isAnswered)
  const callback = model.callbacks.get(id)
  if (callback?.state === 'dialling') callback.state = afterAttempt(callback, isAnswered)
  await doJobs(model, real)
}

function afterAttempt({ attempts }: ModelCallback, isAnswered: boolean): ModelCallback['state'] {
  if (isAnswered) return 'done'
  return attempts >= maxAttempts ? 'failed' : 'waits'
}

const noNeeds: Needs = { level: 0, steps: [] }

/** Somebody leaves the line, and keeps the place in it. */
const wantsToBeCalled = fc
  .record({
    queue: fc.nat(3),
    priority: fc.nat(3),
    needs: fc.constantFrom<Needs>(noNeeds, noNeeds, { level: 1, steps: [] }),
    minutes: fc.nat(3),
    ms: fc.nat(3000),
  })
  .map(
    ({ queue: n, minutes, ms, ...rest }) =>
      new Command(
        `wants to be called back ${JSON.stringify({ queue: n, minutes, ms, ...rest })}`,
        ({ queues }) => queues.size > 0,
        async (model, { callbacks, skillId }) => {
          const queue = pick([...model.queues.values()], n)
          if (!queue) return
          const sinceMs = Date.now() - minutes * 60_000 - ms
          const { priority, needs } = rest
          const id = await callbacks.request({
            queueId: queue.id,
            number: `+1555${uuidv7().replaceAll(/\D/g, '').slice(-7).padStart(7, '0')}`,
            priority,
            waitingSinceMs: sinceMs,
            ...(needs.level > 0 && settingsOf(skillId, needs)),
          })
          const callback = { ...rest, id, queue, sinceMs, attempts: 0, state: 'in_line' as const }
          model.callbacks.set(id, callback)
          model.lineUp(callback, (await callbacks.row(id)).call_id)
        },
      ),
  )

/** A minute goes by for those who are to be called again, and they are. */
const isCalledAgain = fc.constant(
  new Command(
    'those who did not answer are due',
    ({ callbacks }) => [...callbacks.values()].some(({ state }) => state === 'waits'),
    async (model, real) => {
      await real.callbacks.passRetryTime()
      for (const callback of model.callbacks.values()) {
        if (callback.state === 'waits') callback.state = 'due'
      }
      await doJobs(model, real)
    },
  ),
)

export const callbackCommands = [often(3, wantsToBeCalled), often(2, isCalledAgain)].flat()
