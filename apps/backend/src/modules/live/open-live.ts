import type { Ground } from '../../ground.ts'
import type { QueueFigures } from '../queues/figures.ts'
import { openFirebase } from './firebase/firebase-project.ts'
import { FirebasePublisher } from './firebase/firebase-publisher.ts'
import { outlookOf } from './outlook.ts'
import { Pictures } from './pictures.ts'
import type { LiveFirebase } from './routes.ts'
import { LiveStreams } from './stream/live-streams.ts'

/** Live documents, by every way that browsers may hear them. */
export interface Live {
  readonly streams: LiveStreams
  readonly firebase: LiveFirebase | undefined
  close(): Promise<void>
}

export type LiveParts = Pick<Ground, 'bus' | 'database' | 'doWork' | 'log'> & {
  readonly figures: QueueFigures
  readonly firebase: Ground['config']['firebase']
}

/** Opens what tells documents: the stream always, Firebase where a project is configured. */
export async function openLive({ figures, firebase: config, ...parts }: LiveParts): Promise<Live> {
  const pictures = new Pictures({ ...parts, readOutlook: outlookOf(figures, parts.database) })
  const firebase = config && (await openFirebase(config))
  const publisher = firebase && new FirebasePublisher({ ...parts, pictures, firebase })
  return {
    streams: new LiveStreams(pictures),
    firebase: firebase && publisher && { firebase, publisher },
    async close() {
      await publisher?.close()
      await firebase?.close()
      pictures.close()
    },
  }
}
