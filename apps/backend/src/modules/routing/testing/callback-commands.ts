import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { maxAttempts, ownForMs, retryAfterMs } from './callback-centre.ts'
import { Command, often, pick } from './model-command.ts'
import type { RealRouting } from './model-centre.ts'
import { type ModelCallback, type Needs, type RoutingModel, settingsOf } from './routing-model.ts'

/** Nobody calls them right now, and it is not over. */
export const isOpen = ({ state }: ModelCallback) =>
  state === 'in_line' || state === 'waits' || state === 'due'

/** What the worker does again and again, once: it also puts those into the line who are due. */
export async function doJobs(model: RoutingModel, real: RealRouting) {
  const unclaimedSinceMs = Date.now() - ownForMs
  model.doJobs()
  await real.centre.doJobs()
  for (const callback of model.callbacks.values()) {
    if (callback.state === 'due') {
      const { call_id: callId } = await real.callbacks.row(callback.id)
      model.lineUp(callback, callId)
      model.cameApart.add(callId)
    }
    const isUnclaimed = isOpen(callback) && callback.dueMs <= unclaimedSinceMs
    if (isUnclaimed && callback.onlyAgentId !== undefined) await openToAll(callback, model, real)
  }
}

/** The agent whose it was has not called them in time: it is anybody's, but where it is being offered to that agent. */
async function openToAll(
  callback: ModelCallback,
  model: RoutingModel,
  { centre, callbacks }: RealRouting,
): Promise<void> {
  const { agent_id: agentId, call_id: callId } = await callbacks.row(callback.id)
  const isOffered = (await centre.entry(callId))?.offered_to != null
  if (agentId !== null && isOffered) return
  if (agentId !== null) throw new Error(`${callback.id} is still for ${agentId} alone`)
  callback.onlyAgentId = undefined
  const contact = model.contacts.get(callId)
  if (contact) contact.onlyAgentId = undefined
  model.cameApart.add(callId)
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
  if (callback?.state === 'dialling') {
    callback.state = afterAttempt(callback, isAnswered)
    callback.dueMs = Date.now() + retryAfterMs
  }
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
    agent: fc.option(fc.nat(3), { freq: 2 }),
  })
  .map(
    ({ queue: n, minutes, ms, agent, ...rest }) =>
      new Command(
        `wants to be called back ${JSON.stringify({ queue: n, minutes, ms, agent, ...rest })}`,
        ({ queues }) => queues.size > 0,
        async (model, { callbacks, skillId }) => {
          const queue = pick([...model.queues.values()], n)
          if (!queue) return
          const sinceMs = Date.now() - minutes * 60_000 - ms
          const { priority, needs } = rest
          const agentId = agent === null ? undefined : pick([...model.agents.keys()], agent)
          const id = await callbacks.request({
            queueId: queue.id,
            number: `+1555${uuidv7().replaceAll(/\D/g, '').slice(-7).padStart(7, '0')}`,
            priority,
            waitingSinceMs: sinceMs,
            agentId,
            ...(needs.level > 0 && settingsOf(skillId, needs)),
          })
          const times = { sinceMs, dueMs: sinceMs }
          const begun = { attempts: 0, state: 'in_line' as const }
          const callback = { ...rest, ...times, ...begun, id, queue, onlyAgentId: agentId }
          model.callbacks.set(id, callback)
          model.lineUp(callback, (await callbacks.row(id)).call_id)
        },
      ),
  )

/** Time goes by for those who are to be called: whoever is to be called again is, whoever one agent was to call is anybody's to call. */
const timeToCallPasses = (name: string, ms: number, isAbout: (one: ModelCallback) => boolean) =>
  fc.constant(
    new Command(
      name,
      ({ callbacks }) => [...callbacks.values()].some(isAbout),
      async (model, real) => {
        await real.callbacks.passTimeToCall(ms)
        passTimeToCall(model, ms)
        await doJobs(model, real)
      },
    ),
  )

/** For all whom nobody calls right now. */
export function passTimeToCall(model: RoutingModel, ms: number): void {
  for (const callback of model.callbacks.values()) {
    if (!isOpen(callback)) continue
    callback.dueMs -= ms
    if (callback.state === 'waits') callback.state = 'due'
  }
}

const isCalledAgain = timeToCallPasses(
  'those who did not answer are due',
  retryAfterMs,
  ({ state }) => state === 'waits',
)

const isAnybodys = timeToCallPasses(
  'nobody has called in time whom one agent was to call',
  ownForMs,
  (one) => isOpen(one) && one.onlyAgentId !== undefined,
)

export const callbackCommands = [
  often(3, wantsToBeCalled),
  often(2, isCalledAgain),
  often(1, isAnybodys),
].flat()
