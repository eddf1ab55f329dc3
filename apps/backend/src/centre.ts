import { deriveKey } from '@iris/platform'
import { join } from 'node:path'
import { isLoopback } from './config.ts'
import { ensureCentre } from './demo/first-centre.ts'
import type { Ground } from './ground.ts'
import { accessTokens } from './modules/identity/access-tokens.ts'
import { Sessions } from './modules/identity/sessions.ts'
import { signInLimit } from './modules/identity/sign-in-limit.ts'
import { openVault } from './modules/recordings/vault.ts'
import { openSoundStore } from './modules/sounds/sound-store.ts'
import { startApi } from './roles/api.ts'
import { type OpenVoiceEngine, openVoiceEngine } from './roles/voice-engine.ts'
import { startVoice, type VoiceRole } from './roles/voice.ts'
import { startWorker } from './roles/worker.ts'

/** A centre that runs: every role, in this process. */
export interface Centre {
  readonly port: number
  readonly sipPort: number
  readonly isDemo: boolean
  /** What carries its calls. */
  readonly role: VoiceRole
  /** Ends calls with their records, then everything else, the ground excepted. Idempotent. */
  close(): Promise<void>
}

type Close = () => Promise<void> | void

/** Starts every role on an opened ground; where one cannot start, those before it are closed again. */
export async function startCentre(
  ground: Ground,
  openEngine: OpenVoiceEngine = openVoiceEngine,
): Promise<Centre> {
  const closes: Close[] = []
  const close = async () => {
    for (let next = closes.pop(); next; next = closes.pop()) await next()
  }
  try {
    return { ...(await startRoles(ground, closes, openEngine)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startRoles(
  ground: Ground,
  closes: Close[],
  openEngine: OpenVoiceEngine,
): Promise<Omit<Centre, 'close'>> {
  const { config, database, bus, kv, doWork } = ground
  const { isDemo } = await ensureCentre(database, doWork, {
    ...config,
    loopback: isLoopback(config.host),
  })
  const tokens = accessTokens(deriveKey(ground.masterKey, 'access-tokens'))
  const sessions = new Sessions({ database, bus, doWork, tokens, limit: signInLimit(kv) })
  closes.push(() => sessions.close())
  const vault = openVault({
    folder: join(config.dataDir, 'recordings'),
    masterKey: ground.masterKey,
    blobs: ground.blobs,
  })
  const sounds = await openSoundStore(ground.blobs, join(config.dataDir, 'played-sounds'))
  const voice = await startVoice(ground, sessions, { vault, sounds, openEngine })
  closes.push(() => voice.close())
  const worker = await startWorker(ground, {
    phoneReady: (agentId) => voice.phones.isReady(agentId),
    onPhoneChange: (listener) => voice.phones.onChange(listener),
    carries: voice.carries,
    confers: (conferenceId) => voice.conferences.has(conferenceId),
    records: (recordingId) => voice.recorder.carries(recordingId),
    vault,
    recogniser: voice.recognisers?.patient,
    sounds,
    effects: voice.effects,
    figures: voice.figures,
  })
  closes.push(() => worker.close())
  const api = await startApi(ground, sessions, voice, { vault, sounds })
  closes.push(() => api.close())
  return { port: api.port, sipPort: voice.voice.sipPort, isDemo, role: voice }
}
