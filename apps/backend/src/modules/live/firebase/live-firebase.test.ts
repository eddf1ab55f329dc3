import { liveDocumentsConformance } from '@iris/realtime/testing'
import { openFirebaseRig } from '../testing/firebase-rig.ts'

liveDocumentsConformance('firebase', openFirebaseRig)
