import { z } from 'zod'
import { fillIn } from '../../expressions/index.ts'
import type { NamedNeed, RoutingWish } from '../../interpreter/routing-wish.ts'
import type { Field } from '../field.ts'
import type { Run, SettingProblem } from '../kind.ts'
import { Reference } from '../settings.ts'

const Needs = z
  .array(z.object({ skill: Reference, level: z.number().int().min(1).max(5).default(1) }))
  .max(10, 'At most 10 skills.')
  .default([])

/** Who may have the caller, where that is not as the queue says. */
export const routingSettings = {
  /** Of agents, in place of what the queue needs; empty for that. */
  needs: Needs,
  relax: z
    .array(z.object({ afterMs: z.number().int().min(1000).max(86_400_000), needs: Needs }))
    .max(10, 'At most 10 steps.')
    .default([]),
  /** Whom the caller is for: a mail address, a name or an id; empty for nobody in particular. */
  agent: z.string().trim().max(500, 'At most 500 characters.').default(''),
  /** Afterwards anybody may have them; `null` for only ever this agent. */
  agentWaitMs: z.number().int().min(1000).max(86_400_000).nullable().default(null),
}

const Settings = z.object(routingSettings)
type RoutingSettings = z.infer<typeof Settings>

export const freshRouting = { needs: [], relax: [], agent: '', agentWaitMs: null }

const needFields: readonly Field[] = [
  { key: 'skill', type: 'reference', to: 'skill', label: 'Skill' },
  { key: 'level', type: 'number', label: 'Level', min: 1, max: 5 },
]
const freshNeed = { skill: '', level: 1 }

export const routingForm: readonly Field[] = [
  {
    key: 'needs',
    type: 'list',
    label: 'Skills needed',
    help: 'Each at its level or better: 1 a little, 5 as nobody else. None: as the queue says.',
    item: needFields,
    fresh: freshNeed,
    min: 0,
    max: 10,
    addLabel: 'Add a skill',
  },
  {
    key: 'relax',
    type: 'list',
    label: 'Needed after a wait',
    help: 'What is needed then, in place of what was before.',
    item: [
      { key: 'afterMs', type: 'duration', label: 'After', minMs: 1000, maxMs: 86_400_000 },
      {
        key: 'needs',
        type: 'list',
        label: 'Skills',
        help: 'None: whoever answers the queue.',
        item: needFields,
        fresh: freshNeed,
        min: 0,
        max: 10,
        addLabel: 'Add a skill',
      },
    ],
    fresh: { afterMs: 30_000, needs: [] },
    min: 0,
    max: 10,
    addLabel: 'Add a step',
    given: 'needs',
  },
  {
    key: 'agent',
    type: 'template',
    label: 'Only for this agent',
    help: 'A mail address, a name or an id. Empty: whoever the queue chooses.',
    placeholder: '{{ contact.fields.agent }}',
  },
  {
    key: 'agentWaitMs',
    type: 'duration',
    label: 'Wait for the agent',
    help: 'Then anybody may take it; at once where the agent is not at work in this queue.',
    minMs: 1000,
    maxMs: 86_400_000,
    never: 'As long as it takes',
    given: 'agent',
  },
]

type Wished =
  | { readonly kind: 'wished'; readonly routing: RoutingWish | undefined }
  | { readonly kind: 'nobody'; readonly reason: string }

/** What the queue is told of it; `routing` is `undefined` where all is as the queue says. */
export function routingOf(settings: RoutingSettings, run: Run): Wished {
  const { agent, agentWaitMs } = settings
  const who = fillIn(agent, run.values).trim()
  // One whom a variable should name is not anybody: the flow says what becomes of the caller.
  if (agent !== '' && who === '')
    return { kind: 'nobody', reason: 'It is for no agent: none is named.' }
  const routing = {
    ...needsOf(settings, run),
    ...(who !== '' && { agent: { who, waitMs: agentWaitMs } }),
  }
  return { kind: 'wished', routing: Object.keys(routing).length === 0 ? undefined : routing }
}

function needsOf(
  { needs, relax }: RoutingSettings,
  { skill }: Run,
): Pick<RoutingWish, 'needs' | 'relax'> {
  if (needs.length === 0) return {}
  const named = (some: RoutingSettings['needs']): NamedNeed[] =>
    some.map(({ skill: name, level }) => ({ skill: skill(name), level }))
  return {
    needs: named(needs),
    relax: relax.map((step) => ({ afterMs: step.afterMs, needs: named(step.needs) })),
  }
}

/** Skills that are needed twice at one time. */
export function problemsOfRouting({ needs, relax }: RoutingSettings): SettingProblem[] {
  if (needs.length === 0) return []
  return [
    ...twice(needs, '/needs'),
    ...relax.flatMap((step, index) => twice(step.needs, `/relax/${index}/needs`)),
  ]
}

function twice(needs: RoutingSettings['needs'], at: string): SettingProblem[] {
  const names = needs.map(({ skill }) => skill.toLowerCase())
  return needs.flatMap(({ skill }, index) => {
    if (skill === '' || names.indexOf(skill.toLowerCase()) === index) return []
    const message = `needs the skill “${skill}” more than once.`
    return [{ severity: 'error', setting: `${at}/${index}/skill`, message }]
  })
}
