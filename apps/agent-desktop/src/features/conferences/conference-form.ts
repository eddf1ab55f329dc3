import type { Conference } from '@iris/contracts'
import { ApiError } from '@iris/api-client'
import type { Api } from '@iris/api-client'
import { useForm } from '@iris/app-frame'
import type { UseForm } from '@iris/app-frame'
import { typedNumber } from '../call/typed-number.ts'
import { conferencesWords } from './conferences-words.ts'

/** Somebody to be called; and, for a new conference, its name and rules. */
export interface ConferenceForm {
  name: string
  /** An agent's id; empty for a number outside. */
  agentId: string
  number: string
  moderator: boolean
  muted: boolean
  startWithModerator: boolean
  endWithModerator: boolean
  tones: boolean
  announceCount: boolean
}

/** Calls somebody into a conference, or into a new one where there is none yet. */
export function useConferenceForm(
  api: Api,
  conference: Conference | undefined,
): UseForm<ConferenceForm, unknown> {
  const made: UseForm<ConferenceForm, unknown> = useForm<ConferenceForm, unknown>({
    initial: () => ({
      name: '',
      agentId: '',
      number: '',
      moderator: false,
      muted: false,
      startWithModerator: false,
      endWithModerator: false,
      tones: false,
      announceCount: false,
    }),
    checks: {
      name: (name) =>
        conference || name.trim() !== '' ? '' : conferencesWords('form.nameMissing'),
      number: (number) =>
        made.form.agentId !== '' || typedNumber(number) !== undefined
          ? ''
          : conferencesWords('form.numberWrong'),
    },
    explain: numberProblem,
    send: (values) => {
      const participant = participantOf(values)
      if (conference) {
        return api.send('addParticipant', { params: { id: conference.id }, body: participant })
      }
      const { name, startWithModerator, endWithModerator, tones, announceCount } = values
      const rules = { startWithModerator, endWithModerator, tones, announceCount }
      return api.send('createConference', { body: { name, ...rules, participants: [participant] } })
    },
  })
  return made
}

/** What is wrong with the number, which the request holds deeper than the form does. */
function numberProblem(error: unknown): string | undefined {
  const fields = error instanceof ApiError ? error.fields : []
  return fields.find(({ path }) => path.endsWith('/to/number'))?.message
}

function participantOf({ agentId, number, moderator, muted }: ConferenceForm) {
  const to =
    agentId === ''
      ? ({ kind: 'number', number: number.trim() } as const)
      : ({ kind: 'agent', agentId } as const)
  return { to, moderator, muted }
}
