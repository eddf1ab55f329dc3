export interface AudioDevice {
  readonly id: string
  /** Empty until the microphone was allowed: browsers name devices only then. */
  readonly label: string
}

/** The browser's processing of what the microphone hears. */
export interface Processing {
  readonly echoCancellation: boolean
  readonly noiseSuppression: boolean
  readonly autoGainControl: boolean
}

/** What keeps a microphone from being used. */
export type MicrophoneProblem = 'denied' | 'no-device' | 'in-use' | 'failed'

export class MicrophoneError extends Error {
  override readonly name = 'MicrophoneError'
  readonly problem: MicrophoneProblem

  constructor(problem: MicrophoneProblem, options?: ErrorOptions) {
    super(`the microphone cannot be used: ${problem}`, options)
    this.problem = problem
  }
}

/** An open microphone; `standingIn` when it is not the device that was asked for, because that is not there. */
export interface OpenInput {
  readonly stream: MediaStream
  readonly device: AudioDevice
  readonly standingIn: boolean
}

/**
 * Opens the microphone `deviceId`, or the browser's default where that is `null` or cannot be had. Gives the error of
 * the default where that cannot be had either.
 */
export async function openInput(
  mediaDevices: MediaDevices | undefined,
  deviceId: string | null,
  processing: Processing,
): Promise<OpenInput | MicrophoneError> {
  // Browsers hide it from pages that are not secure.
  if (!mediaDevices) return new MicrophoneError('denied')
  if (deviceId === null) return ask(mediaDevices, { ...processing }, false)
  const chosen = { ...processing, deviceId: { exact: deviceId } }
  const opened = await ask(mediaDevices, chosen, false)
  const isWorthAnother = opened instanceof MicrophoneError && opened.problem !== 'denied'
  return isWorthAnother ? ask(mediaDevices, { ...processing }, true) : opened
}

async function ask(
  mediaDevices: MediaDevices,
  audio: MediaTrackConstraints,
  standingIn: boolean,
): Promise<OpenInput | MicrophoneError> {
  try {
    const stream = await mediaDevices.getUserMedia({ audio, video: false })
    const track = stream.getAudioTracks()[0]
    if (!track) return new MicrophoneError('failed')
    const device = { id: track.getSettings().deviceId ?? '', label: track.label }
    return { stream, device, standingIn }
  } catch (error) {
    return new MicrophoneError(problemOf(error), { cause: error })
  }
}

/** Names of W3C Media Capture §9.2.2 (getUserMedia's exceptions). */
const problemByName: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'no-device',
  OverconstrainedError: 'no-device',
  NotReadableError: 'in-use',
  AbortError: 'in-use',
}

function problemOf(error: unknown): MicrophoneProblem {
  return (error instanceof Error && problemByName[error.name]) || 'failed'
}

/** The audio devices of one direction that are there. */
export async function listDevices(
  mediaDevices: MediaDevices | undefined,
  kind: 'audioinput' | 'audiooutput',
): Promise<readonly AudioDevice[]> {
  const all = (await mediaDevices?.enumerateDevices().catch(() => [])) ?? []
  // Before the microphone was allowed there is one entry without an id, which cannot be chosen.
  return all
    .filter((device) => device.kind === kind && device.deviceId !== '')
    .map(({ deviceId, label }) => ({ id: deviceId, label }))
}

/** Stops a stream that nobody uses any more. */
export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
