import type { RelaxStep, SkillNeed } from '@iris/contracts'
import { sql } from 'kysely'
import { OfferLedger } from '../../callbacks/live/offer-ledger.ts'
import { type CallbackRow, findCallback } from '../../callbacks/repository.ts'
import { cancelCallback, requestCallback } from '../../callbacks/service.ts'
import { leaveLine } from '../../queues/line.ts'
import { putOnLine } from '../../queues/repository.ts'
import type { LineCentre } from './line-centre.ts'

/** So often somebody is called who does not answer, and so long after another. */
export const maxAttempts = 2
/** So long an agent is kept for a customer who is called. */
const keptMs = 60_000
export const retryAfterMs = 60_000
/** For so long from its time on it is for its own agent alone. */
export const ownForMs = 30 * 60_000

interface NewCallback {
  readonly queueId: string
  readonly number: string
  readonly priority: number
  readonly waitingSinceMs: number
  readonly needs?: readonly SkillNeed[]
  readonly relax?: readonly RelaxStep[]
  /** Whose it is to call them. */
  readonly agentId?: string | undefined
}

/** Callbacks as the process has them that rings the agents, without telephones. */
export function callbacksOf(centre: LineCentre, nodeId: string) {
  const ledgerOf = ({ call_id: contactId }: CallbackRow, agentId: string) => {
    const offer = { tenantId: centre.tenantId, nodeId, contactId, agentId }
    return new OfferLedger((_tenantId, _actor, task) => centre.work(task), offer)
  }
  const row = (id: string): Promise<CallbackRow> =>
    centre.work(async ({ tx }) => {
      const found = await findCallback(tx, id)
      if (!found) throw new Error('There is no such callback.')
      return found
    })
  return {
    row,

    request: (wish: NewCallback): Promise<string> =>
      centre.work((work) =>
        requestCallback(work, {
          ...wish,
          callerName: '',
          callerId: undefined,
          fromCallId: undefined,
          maxAttempts,
          retryAfterMs,
        }),
      ),

    /** False where it is the agent's no more. */
    async accept(id: string, agentId: string): Promise<boolean> {
      const before = await row(id)
      return (await ledgerOf(before, agentId).accepted(before)) !== undefined
    },

    /** The customer is called first, and the agent is kept for them. */
    async callCustomer(id: string, agentId: string): Promise<boolean> {
      const before = await row(id)
      return ledgerOf(before, agentId).dialling(before, keptMs)
    },

    /** They wait like any other caller, should the agent not come. */
    customerTakes: (callId: string) => centre.work(({ tx }) => putOnLine(tx, callId)),
    customerDoesNot: (callId: string) => centre.work((work) => leaveLine(work, callId, 'left')),

    /** False where they are being called. */
    cancel: (id: string): Promise<boolean> =>
      centre
        .work((work) => cancelCallback(work, id))
        .then(
          () => true,
          () => false,
        ),

    /** Whoever is to be called was to be called so much earlier. */
    passTimeToCall: (ms: number) =>
      centre.work(({ tx }) =>
        tx
          .updateTable('callbacks')
          .set({ next_attempt_at: sql<Date>`next_attempt_at - ${`${ms} ms`}::interval` })
          .where('state', '=', 'waiting')
          .execute(),
      ),

    /** The call has its record, of which nothing has come yet. */
    endAttempt: (callId: string, isAnswered: boolean) =>
      centre.work(({ tx }) =>
        tx
          .updateTable('calls')
          .set({
            ended_at: sql<Date>`clock_timestamp()`,
            ended_by: 'callee',
            cause: isAnswered ? 'NORMAL_CLEARING' : 'NO_ANSWER',
            ...(isAnswered && { connected_at: sql<Date>`clock_timestamp()` }),
          })
          .where('id', '=', callId)
          .execute(),
      ),
  }
}

export type Callbacks = ReturnType<typeof callbacksOf>
