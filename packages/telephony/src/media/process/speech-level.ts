type Frame = Int16Array | undefined

/** So loud is never speech however quiet the line: 50 dB below full scale. */
const quietestDb = -50
/** Speech stands out of the noise by that much. */
const aboveNoiseDb = 10
/** The noise that was quietest is forgotten at this rate, so that a line may become louder: 4 dB a second. */
const forgettingDb = 4 / 50
const silenceDb = -90

/** Tells frames of 20 ms that hold speech from those that hold a line's noise, which it learns as it goes. */
export class SpeechLevel {
  #noiseDb = quietestDb - aboveNoiseDb

  /** Whether somebody speaks in this frame; `undefined` is silence. */
  isSpeech(frame: Frame): boolean {
    const levelDb = frame ? levelOf(frame) : silenceDb
    this.#noiseDb = Math.min(levelDb, this.#noiseDb + forgettingDb)
    return levelDb > Math.max(quietestDb, this.#noiseDb + aboveNoiseDb)
  }
}

/** The root mean square of a frame in dB below full scale. */
function levelOf(frame: Int16Array): number {
  let power = 0
  for (const sample of frame) power += sample * sample
  return Math.max(silenceDb, 10 * Math.log10(power / frame.length / 2 ** 30 + 1e-12))
}
