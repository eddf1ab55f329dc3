import type { EventOf, EventType, IrisEvent } from '@iris/contracts'
import { expect } from 'vitest'
import type { SignedInClient } from './test-centre.ts'

/** Listens to the event stream as a browser does; gives what has come so far. */
export async function listen(origin: string, client: Pick<SignedInClient, 'accessToken'>) {
  const response = await fetch(`${origin}/v1/stream`, {
    headers: { authorization: `Bearer ${client.accessToken}` },
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const ended = (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value
  })()
  await expect.poll(() => text, { timeout: 15_000 }).toContain(': listening')
  const events = () =>
    text
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice(6)) as IrisEvent)
  return {
    ended,
    events,
    /** Those of a type. */
    of: <Type extends EventType>(type: Type) =>
      events().filter((event): event is EventOf<Type> => event.type === type),
  }
}
