import type { Stt } from '@iris/speech'
import { sql } from 'kysely'
import type { Ground } from '../ground.ts'
import type { Logger } from '../log.ts'
import type { PhoneReady } from '../modules/agents/service.ts'
import { takeSilentOffline } from '../modules/agents/beats.ts'
import { settleAttempts } from '../modules/callbacks/attempts.ts'
import { beat, closeAbandoned } from '../modules/calls/node.ts'
import { drawContacts, endForsaken } from '../modules/contacts/projection.ts'
import { keepAgentFigures } from '../modules/figures/keeping.ts'
import { endAbandonedConferences } from '../modules/conferences/reaper.ts'
import type { FlowEffects } from '../modules/flows/effects/flow-effects.ts'
import { forgetGone } from '../modules/flows/presence.ts'
import { RunWorker } from '../modules/flows/runs/run-worker.ts'
import { beginScheduled } from '../modules/flows/runs/schedules.ts'
import { endInterruptedRuns, forgetOldTraces } from '../modules/flows/traces/reapers.ts'
import { forgetOldMails, sendDueMails } from '../modules/mail/sender.ts'
import { soundOfMessage } from '../modules/voicemail/message-mail.ts'
import type { PhonePresence } from '../modules/phones/presence.ts'
import type { QueueFigures } from '../modules/queues/figures.ts'
import { tellOverflowDue } from '../modules/queues/overflow-due.ts'
import { sendWrittenOn } from '../modules/queues/written-overflow.ts'
import { AudioMover } from '../modules/recordings/audio-mover.ts'
import { dropLeftOverAudio } from '../modules/recordings/left-over-audio.ts'
import { completeLeftOpen, deleteExpired } from '../modules/recordings/reapers.ts'
import type { RecordingVault } from '../modules/recordings/vault.ts'
import { forgetOldDecisions } from '../modules/routing/decisions.ts'
import { routingJobs } from '../modules/routing/jobs.ts'
import { startRouting } from '../modules/routing/routing-service.ts'
import { forgetForecasts, learnWaits } from '../modules/waits/learning.ts'
import { webhookPartsOf } from '../modules/webhooks/post-signed.ts'
import {
  forgetStatusCallbacks,
  noteStatusCallbacks,
  sendStatusCallbacks,
} from '../modules/webhooks/status-callbacks.ts'
import { dropLeftOverSounds } from '../modules/sounds/left-over.ts'
import type { SoundStore } from '../modules/sounds/sound-store.ts'

import { Transcripts } from '../modules/voicemail/transcripts.ts'

const hourMs = 3_600_000

interface Job {
  readonly name: string
  readonly everyMs: number
  readonly run: () => Promise<unknown>
}

/** What the worker needs of the voice role. */
interface Carried {
  readonly phoneReady: PhoneReady
  readonly onPhoneChange: PhonePresence['onChange']
  readonly carries: (callId: string) => boolean
  readonly confers: (conferenceId: string) => boolean
  readonly records: (recordingId: string) => boolean
  readonly vault: RecordingVault
  /** What turns messages into text, if anything does. */
  readonly recogniser: Stt | undefined
  readonly sounds: SoundStore
  /** What flows do, with a call or without one. */
  readonly effects: FlowEffects
  readonly figures: QueueFigures
}

/** What runs by itself: offers, and the reapers of everything that waits. */
export async function startWorker(
  ground: Ground,
  calls: Carried,
): Promise<{ close(): Promise<void> }> {
  const { database, doWork, log } = ground
  const recordings = { database, doWork, log, vault: calls.vault }
  const { recogniser, vault } = calls
  const transcripts = recogniser && (await Transcripts.open({ ...ground, vault, recogniser }))
  const mover = new AudioMover(recordings)
  await makePartitions(ground)
  const stopSettling = await settleAttempts(ground.bus, doWork)
  const stopSendingOn = await sendWrittenOn(ground.bus, doWork)
  const stopDrawing = await drawContacts(ground.bus, database)
  const stopNoting = await noteStatusCallbacks(ground.bus, doWork)
  const stopLearning = await learnWaits(ground.bus, doWork)
  const runs = new RunWorker({ ...ground, effects: calls.effects, figures: calls.figures })
  const jobs = jobsOf(ground, calls, { transcripts, mover, runs })
  const stops = jobs.map((job) => repeat(job, log))
  const { phoneReady, onPhoneChange } = calls
  const routing = startRouting({ ...ground, phoneReady, onPhoneChange })
  return {
    async close() {
      await transcripts?.close()
      await mover.close()
      const consumers = [stopNoting, stopSettling, stopSendingOn, stopDrawing, stopLearning]
      await Promise.all(consumers.map((stop) => stop()))
      await Promise.all(stops.map((stop) => stop()))
      await runs.close()
      await routing.close()
    },
  }
}

/** Everything that is done again and again. */
function jobsOf(
  ground: Ground,
  calls: Carried,
  {
    transcripts,
    mover,
    runs,
  }: { transcripts: Transcripts | undefined; mover: AudioMover; runs: RunWorker },
): Job[] {
  const { database, doWork, node, log } = ground
  const { vault } = calls
  const own = { nodeId: node.id, carries: calls.carries }
  const recordings = { database, doWork, log, vault }
  const ownRecordings = { nodeId: node.id, carries: calls.records }
  const callbacks = { ...webhookPartsOf(ground), database, log }
  return [
    { name: 'heartbeat', everyMs: 5000, run: () => beat(database, node.id) },
    ...routingJobs({ database, doWork, phoneReady: calls.phoneReady }),
    { name: 'silent browsers', everyMs: 1000, run: () => takeSilentOffline(database, doWork) },
    { name: 'overflow', everyMs: 2000, run: () => tellOverflowDue(database, doWork) },
    { name: 'abandoned calls', everyMs: 15_000, run: () => closeAbandoned(database, doWork, own) },
    { name: 'forsaken contacts', everyMs: 15_000, run: () => endForsaken(database) },
    { name: 'agents’ figures', everyMs: 10_000, run: () => keepAgentFigures(database) },
    {
      name: 'abandoned conferences',
      everyMs: 15_000,
      run: () =>
        endAbandonedConferences(database, doWork, { nodeId: node.id, carries: calls.confers }),
    },
    {
      name: 'recordings left open',
      everyMs: 15_000,
      run: () => completeLeftOpen(recordings, ownRecordings),
    },
    { name: 'status callbacks', everyMs: 500, run: () => sendStatusCallbacks(callbacks) },
    {
      name: 'old status callbacks',
      everyMs: hourMs,
      run: () => forgetStatusCallbacks(callbacks),
    },
    { name: 'old recordings', everyMs: hourMs, run: () => deleteExpired(recordings) },
    { name: 'recordings to the blob store', everyMs: 5000, run: () => mover.run() },
    {
      name: 'left-over recordings',
      everyMs: 6 * hourMs,
      run: () => dropLeftOverAudio(database, vault),
    },
    { name: 'transcripts', everyMs: 15_000, run: async () => transcripts?.run() },
    {
      name: 'left-over sounds',
      everyMs: hourMs,
      run: () => dropLeftOverSounds(database, calls.sounds),
    },
    ...flowJobs(ground, runs),
    ...mailJobs(ground, calls.vault),
    ...housekeeping(ground),
  ]
}

function housekeeping(ground: Ground): Job[] {
  return [
    { name: 'old decisions', everyMs: hourMs, run: () => forgetOldDecisions(ground.database) },
    { name: 'old mail', everyMs: hourMs, run: () => forgetOldMails(ground.database) },
    { name: 'old forecasts', everyMs: hourMs, run: () => forgetForecasts(ground.database) },
    { name: 'partitions', everyMs: 12 * hourMs, run: () => makePartitions(ground) },
    { name: 'old keys and sessions', everyMs: hourMs, run: () => forgetOld(ground) },
  ]
}

/** Goes on with runs without a call, begins what begins by itself, and forgets who has closed a flow and what flows did. */
function flowJobs({ database, doWork, config, log }: Ground, runs: RunWorker): Job[] {
  return [
    { name: 'flows closed', everyMs: 5000, run: () => forgetGone(database, doWork) },
    { name: 'runs of flows', everyMs: 500, run: () => runs.takeDue() },
    {
      name: 'scheduled flows',
      everyMs: 2000,
      run: () => beginScheduled({ database, doWork, log }),
    },
    { name: 'runs cut off', everyMs: 60_000, run: () => endInterruptedRuns(database) },
    {
      name: 'old traces',
      everyMs: hourMs,
      run: () => forgetOldTraces(database, config.traceDays),
    },
  ]
}

/** Sends mail, where there is a server for it; elsewhere it waits. */
function mailJobs({ database, mail, log }: Ground, vault: RecordingVault): Job[] {
  if (!mail) return []
  const soundOf = (tenantId: string, voicemailId: string) =>
    soundOfMessage({ database, vault }, tenantId, voicemailId)
  const run = () => sendDueMails({ database, mail, soundOf, log })
  return [{ name: 'mail', everyMs: 2000, run }]
}

/** Runs a job again and again, never twice at once; a failure is logged and the next run comes all the same. */
function repeat({ name, everyMs, run }: Job, log: Logger): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    running = run()
      .catch((error: unknown) => log.error({ err: error, job: name }, 'a background job failed'))
      .finally(() => {
        busy = false
      })
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await running
  }
}

/** Makes the calls' partitions of this month and the next three. */
async function makePartitions({ database }: Ground): Promise<void> {
  await database.asSystem((tx) => sql`call make_call_partitions(now(), 4)`.execute(tx))
}

async function forgetOld({ database }: Ground): Promise<void> {
  await database.asSystem(async (tx) => {
    const yesterday = new Date(Date.now() - 24 * hourMs)
    await tx.deleteFrom('idempotency_keys').where('created_at', '<', yesterday).execute()
    const lastQuarter = new Date(Date.now() - 90 * 24 * hourMs)
    await tx.deleteFrom('sessions').where('expires_at', '<', lastQuarter).execute()
  })
}
