import { agentRoutes } from './agents.ts'
import { auditRoutes } from './audit.ts'
import { callActionRoutes } from './call-actions.ts'
import { callNoteRoutes } from './call-notes.ts'
import { callbackRoutes } from './callbacks.ts'
import { callRoutes } from './calls.ts'
import { conferenceRoutes } from './conferences.ts'
import { customerRoutes } from './customers.ts'
import { flowDraftRoutes } from './flow-drafts.ts'
import { flowPresenceRoutes } from './flow-presence.ts'
import { flowTestRoutes } from './flow-tests.ts'
import { flowRunRoutes } from './flow-runs.ts'
import { flowTraceRoutes } from './flow-traces.ts'
import { flowVersionRoutes } from './flow-versions.ts'
import { flowRoutes } from './flows.ts'
import { identityRoutes } from './identity.ts'
import { liveRoutes } from './live-documents.ts'
import { mailRoutes } from './mail.ts'
import { numberRoutes } from './numbers.ts'
import { promptRoutes } from './prompts.ts'
import { queueRoutes } from './queues.ts'
import { recordingRoutes } from './recordings.ts'
import { scheduleRoutes } from './schedules.ts'
import { secretRoutes } from './secrets.ts'
import { speechRoutes } from './speech.ts'
import { voicemailRoutes } from './voicemail.ts'
import { trunkRoutes } from './trunks.ts'
import { contactRoutes } from './contacts.ts'
import { figureRoutes } from './figures.ts'
import { hoursRoutes } from './hours.ts'
import { skillRoutes } from './skills.ts'
import { teamRoutes } from './teams.ts'
import { wallboardLinkRoutes } from './wallboard-links.ts'
import { webhookRoutes } from './webhooks.ts'

/** Every route of the API by name. The backend implements them, the client is typed by them. */
export const routes = {
  ...identityRoutes,
  ...numberRoutes,
  ...flowRoutes,
  ...flowDraftRoutes,
  ...flowVersionRoutes,
  ...flowPresenceRoutes,
  ...flowTestRoutes,
  ...flowTraceRoutes,
  ...flowRunRoutes,
  ...queueRoutes,
  ...agentRoutes,
  ...scheduleRoutes,
  ...callRoutes,
  ...callbackRoutes,
  ...callActionRoutes,
  ...callNoteRoutes,
  ...conferenceRoutes,
  ...recordingRoutes,
  ...voicemailRoutes,
  ...trunkRoutes,
  ...webhookRoutes,
  ...auditRoutes,
  ...speechRoutes,
  ...promptRoutes,
  ...mailRoutes,
  ...secretRoutes,
  ...customerRoutes,
  ...teamRoutes,
  ...skillRoutes,
  ...hoursRoutes,
  ...figureRoutes,
  ...contactRoutes,
  ...liveRoutes,
  ...wallboardLinkRoutes,
}

export type Routes = typeof routes
export type RouteName = keyof Routes
