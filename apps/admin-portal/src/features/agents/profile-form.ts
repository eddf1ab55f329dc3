import type { AgentProfile, Capacity, Channel } from '@iris/contracts'
import type { FormOptions } from '@iris/app-frame'
import { figureProblem } from '../forms/typed-figures.ts'
import { agentsWords } from './agents-words.ts'

/** A profile as it is filled in. */
export interface ProfileForm {
  /** Empty for none. */
  teamId: string
  skills: AgentProfile['skills']
  queues: AgentProfile['queues']
  capacity: CapacityForm
}

/** Points as they are typed; those of a channel that is not taken are kept until it is again. */
export interface CapacityForm {
  readonly points: string
  readonly takes: Readonly<Record<Channel, boolean>>
  readonly costs: Readonly<Record<Channel, string>>
}

const byChannel = <T>(of: (channel: Channel) => T): Record<Channel, T> => ({
  voice: of('voice'),
  chat: of('chat'),
  sms: of('sms'),
  mail: of('mail'),
})

export function profileFormOf({ teamId, skills, queues, capacity }: AgentProfile): ProfileForm {
  return { teamId: teamId ?? '', skills, queues, capacity: capacityFormOf(capacity) }
}

export function capacityFormOf({ points, costs }: Capacity): CapacityForm {
  return {
    points: String(points),
    takes: byChannel((channel) => costs[channel] !== null),
    costs: byChannel((channel) => String(costs[channel] ?? points)),
  }
}

export function profileChangeOf({ teamId, skills, queues, capacity }: ProfileForm) {
  return {
    teamId: teamId === '' ? null : teamId,
    skills: [...skills],
    queues: [...queues],
    capacity: capacityOf(capacity),
  }
}

function capacityOf({ points, takes, costs }: CapacityForm): Capacity {
  return {
    points: Number(points),
    costs: byChannel((channel) => (takes[channel] ? Number(costs[channel]) : null)),
  }
}

/** The capacity, where it is one by now. */
export function capacityIn(form: CapacityForm): Capacity | undefined {
  return capacityProblem(form) === '' ? capacityOf(form) : undefined
}

export const profileChecks: FormOptions<ProfileForm, AgentProfile>['checks'] = {
  capacity: capacityProblem,
}

export function capacityProblem({ points, takes, costs }: CapacityForm): string {
  const ofPoints = figureProblem(points, 1, 1000)
  if (ofPoints !== '') return ofPoints
  const taken = Object.values(
    byChannel((channel) => (takes[channel] ? [costs[channel]] : [])),
  ).flat()
  if (taken.length === 0) return agentsWords('form.channelMissing')
  const wrong = taken.find((cost) => figureProblem(cost, 1, Number(points)) !== '')
  return wrong === undefined ? '' : figureProblem(wrong, 1, Number(points))
}
