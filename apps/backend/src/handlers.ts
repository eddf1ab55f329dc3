import type { Database, Kv, MasterKey } from '@iris/platform'
import type { Handlers } from './http/implement.ts'
import type { Speech } from '@iris/speech'
import { agentWorkHandlers } from './modules/agent-work/routes.ts'
import { agentHandlers } from './modules/agents/routes.ts'
import type { PhoneReady } from './modules/agents/service.ts'
import { auditHandlers } from './modules/audit/routes.ts'
import { callbackHandlers } from './modules/callbacks/routes.ts'
import { callHandlers } from './modules/calls/routes.ts'
import { contactHandlers } from './modules/contacts/routes.ts'
import { conferenceHandlers } from './modules/conferences/routes.ts'
import { customerHandlers } from './modules/customers/routes.ts'
import { figureHandlers } from './modules/figures/routes.ts'
import { flowHandlers } from './modules/flows/routes.ts'
import { hoursHandlers } from './modules/hours/routes.ts'
import { identityHandlers } from './modules/identity/routes.ts'
import type { Sessions } from './modules/identity/sessions.ts'
import { type LiveFirebase, liveHandlers } from './modules/live/routes.ts'
import { mailHandlers } from './modules/mail/routes.ts'
import { numberHandlers } from './modules/numbers/routes.ts'
import { suggestedNumber } from './modules/numbers/suggested-number.ts'
import type { PhoneCredentials } from './modules/phones/credentials.ts'
import { phoneHandlers } from './modules/phones/routes.ts'
import type { QueueFigures } from './modules/queues/figures.ts'
import { queueHandlers } from './modules/queues/routes.ts'
import type { ControlRecording } from './modules/recordings/service.ts'
import type { RecordingVault } from './modules/recordings/vault.ts'
import { promptHandlers } from './modules/prompts/routes.ts'
import type { SoundStore } from './modules/sounds/sound-store.ts'
import { Previews } from './modules/speech/service.ts'
import { recordingHandlers } from './modules/recordings/routes.ts'
import { routingHandlers } from './modules/routing/routes.ts'
import { scheduleHandlers } from './modules/schedules/routes.ts'
import { secretHandlers } from './modules/secrets/routes.ts'
import { skillHandlers } from './modules/skills/routes.ts'
import { speechHandlers } from './modules/speech/routes.ts'
import { teamHandlers } from './modules/teams/routes.ts'
import { type RingForVoicemail, voicemailHandlers } from './modules/voicemail/routes.ts'
import { trunkHandlers } from './modules/trunks/routes.ts'
import type { TrunkWatch } from './modules/trunks/service.ts'
import type { LinkViewers } from './modules/wallboard-links/link-viewers.ts'
import { wallboardLinkHandlers } from './modules/wallboard-links/routes.ts'
import { webhookHandlers } from './modules/webhooks/routes.ts'
import type { Tables } from './tables.ts'

export interface HandlerParts {
  readonly database: Database<Tables>
  readonly kv: Kv
  readonly sessions: Sessions
  readonly credentials: PhoneCredentials
  readonly phoneReady: PhoneReady
  readonly guestsAllowed: boolean
  readonly speech: Speech
  readonly vault: RecordingVault
  readonly sounds: SoundStore
  readonly ringForVoicemail: RingForVoicemail
  /** Whether mail can be sent. */
  readonly mailConfigured: boolean
  readonly controlRecording: ControlRecording
  readonly masterKey: MasterKey
  readonly trunks: TrunkWatch
  readonly figures: QueueFigures
  readonly firebase: LiveFirebase | undefined
  readonly links: LinkViewers
}

/** A handler for every route of the contract; the compiler says which is missing. */
export function handlersOf(parts: HandlerParts): Handlers {
  const { database, kv, sessions, credentials, phoneReady, guestsAllowed, vault, sounds } = parts
  const previews = new Previews(parts.speech, kv)
  return {
    ...identityHandlers(sessions),
    ...numberHandlers(),
    ...flowHandlers(),
    ...queueHandlers(parts.figures),
    ...hoursHandlers(),
    ...routingHandlers(phoneReady),
    ...agentHandlers(phoneReady),
    ...agentWorkHandlers(),
    ...scheduleHandlers(),
    ...skillHandlers(),
    ...teamHandlers(),
    ...callHandlers(phoneReady),
    ...callbackHandlers(),
    ...conferenceHandlers(phoneReady),
    ...contactHandlers(database),
    ...figureHandlers(database),
    ...recordingHandlers(vault, parts.controlRecording),
    ...voicemailHandlers({ vault, sounds, previews, ringForVoicemail: parts.ringForVoicemail }),
    ...promptHandlers(sounds, previews),
    ...mailHandlers(parts.mailConfigured),
    ...trunkHandlers({ masterKey: parts.masterKey, watch: parts.trunks }),
    ...webhookHandlers(parts.masterKey),
    ...secretHandlers(parts.masterKey),
    ...customerHandlers(),
    ...auditHandlers(),
    ...speechHandlers(previews),
    ...liveHandlers(parts.firebase),
    ...wallboardLinkHandlers(parts.links),
    ...phoneHandlers({
      credentials,
      kv,
      guestsAllowed,
      suggestedNumber: () => suggestedNumber(database),
    }),
  }
}
