import { adminQueries, queries, useApi } from '@iris/api-client'
import { useSession } from '@iris/app-frame'
import type { KnownThings, ReferenceType } from '@iris/flow'
import { useQuery } from '@pinia/colada'
import type { ComputedRef } from 'vue'
import { computed } from 'vue'
import type { InspectorThings, Thing } from '../inspector/things.ts'

/** What of the centre a flow may name. What may not be seen, or has not come yet, is not checked. */
export function useThings(): {
  readonly things: ComputedRef<InspectorThings>
  readonly known: ComputedRef<KnownThings>
} {
  const api = useApi()
  const { may } = useSession()
  const queues = useQuery(() => ({ ...queries.queues(api), enabled: may('queues:read') }))
  const prompts = useQuery(adminQueries.prompts(api))
  const boxes = useQuery(() => ({
    ...queries.voicemailTargets(api),
    enabled: may('voicemail:read'),
  }))
  const flows = useQuery(queries.flows(api))
  const numbers = useQuery(() => ({ ...queries.numbers(api), enabled: may('numbers:read') }))
  const skills = useQuery(() => ({ ...adminQueries.skills(api), enabled: may('queues:read') }))
  const voices = useQuery(adminQueries.voices(api))
  const secrets = useQuery(() => ({ ...adminQueries.secrets(api), enabled: may('secrets:read') }))

  const names = computed(() => {
    const found: Partial<Record<ReferenceType, readonly Thing[]>> = {}
    if (queues.data.value) found.queue = queues.data.value.items.map(({ name }) => ({ name }))
    if (prompts.data.value)
      found.prompt = prompts.data.value.items.map(({ id, name }) => ({ id, name }))
    if (boxes.data.value) found.voicemail_box = boxes.data.value.items.map(({ name }) => ({ name }))
    // Only what is published can be gone through.
    if (flows.data.value)
      found.flow = flows.data.value.items
        .filter(({ publishedVersion }) => publishedVersion !== null)
        .map(({ name }) => ({ name }))
    if (numbers.data.value)
      found.number = numbers.data.value.items.map(({ number }) => ({ name: number.value }))
    if (skills.data.value) found.skill = skills.data.value.items.map(({ name }) => ({ name }))
    return found
  })
  const things = computed<InspectorThings>(() => ({
    names: names.value,
    ...(secrets.data.value && { secrets: secrets.data.value.items.map(({ name }) => name) }),
    ...(voices.data.value && { voices: voices.data.value.items }),
  }))
  return {
    things,
    known: computed(() => {
      const sets = Object.entries(names.value).map(
        ([type, list]) => [type, new Set(list.flatMap(namesOf))] as const,
      )
      return Object.fromEntries(sets)
    }),
  }
}

function namesOf({ id, name }: Thing): string[] {
  return [name.toLowerCase(), ...(id === undefined ? [] : [id])]
}
