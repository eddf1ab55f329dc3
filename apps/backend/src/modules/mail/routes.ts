import type { Handlers } from '../../http/implement.ts'
import { mailStatus } from './service.ts'

export function mailHandlers(configured: boolean): Handlers<'getMailStatus'> {
  return { getMailStatus: ({ work }) => mailStatus(work, configured) }
}
