import type { Handlers } from '../../http/implement.ts'
import type { PhoneReady } from '../agents/service.ts'
import * as service from './service.ts'

export function conferenceHandlers(
  phoneReady: PhoneReady,
): Handlers<
  'listConferences' | 'getConference' | 'createConference' | 'controlConference' | 'addParticipant'
> {
  return {
    listConferences: ({ work }, { query }) => service.listConferences(work, query),
    getConference: ({ work }, { params }) => service.getConference(work, params.id),
    createConference: ({ work, principal }, { body }) =>
      service.createConference(work, principal, body, phoneReady),
    controlConference: ({ work }, { params, body }) =>
      service.controlConference(work, { conferenceId: params.id, action: body }),
    addParticipant: ({ work, principal }, { params, body }) =>
      service.addParticipant(
        work,
        principal,
        { conferenceId: params.id, wanted: body },
        phoneReady,
      ),
  }
}
