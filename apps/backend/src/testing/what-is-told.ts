import type { EventOf, EventPayload, EventType, IrisEvent } from '@iris/contracts'
import { v7 as uuidv7 } from 'uuid'
import type { DoWork, EventBus } from '../work.ts'

/** Hears everything that is told of a centre's tenants from now on. */
export function hearWhatIsTold({
  bus,
  doWork,
}: {
  readonly bus: EventBus
  readonly doWork: DoWork
}) {
  const heard: IrisEvent[] = []
  const marks = new Map<string, () => void>()
  const stop = bus.watch((event) => {
    const mark = event.type === 'secret.changed' ? marks.get(event.payload.name) : undefined
    if (mark) mark()
    else heard.push(event)
  })

  /** Everything that was told of a tenant until now, oldest first: nothing is still on its way. */
  async function all(tenantId: string): Promise<IrisEvent[]> {
    const [name, seen] = [uuidv7(), Promise.withResolvers<void>()]
    marks.set(name, seen.resolve)
    await doWork(tenantId, null, (work) => work.publish('secret.changed', { name }))
    await seen.promise
    return heard.filter((event) => event.tenantId === tenantId)
  }

  return {
    all,
    /** The same of one type: what it was about. */
    async of<Type extends EventType>(tenantId: string, type: Type): Promise<EventPayload<Type>[]> {
      const isAsked = (event: IrisEvent): event is EventOf<Type> => event.type === type
      const events = (await all(tenantId)).filter(isAsked)
      return events.map(({ payload }) => payload as EventPayload<Type>)
    },
    stop,
  }
}
