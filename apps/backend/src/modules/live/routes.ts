import type { Handlers } from '../../http/implement.ts'
import { grantAccess } from './firebase/firebase-access.ts'
import type { OpenFirebase } from './firebase/firebase-project.ts'
import type { FirebasePublisher } from './firebase/firebase-publisher.ts'

/** Documents by Firebase, where a project is configured. */
export interface LiveFirebase {
  readonly firebase: OpenFirebase
  readonly publisher: Pick<FirebasePublisher, 'look'>
}

/** By which way browsers of this centre hear documents. */
export function liveHandlers(live: LiveFirebase | undefined): Handlers<'openLive'> {
  return {
    async openLive({ principal, work }) {
      if (!live) return { driver: 'stream' }
      work.afterCommit(() => live.publisher.look())
      return grantAccess(live.firebase, work, principal)
    },
  }
}
