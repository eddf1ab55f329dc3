import { type AmdEvent, AnsweringMachineDetector, frameMs, frameSamples } from '@iris/amd'
import type { MachineDetectionOptions, MachineEvent } from '../../listening.ts'

type Verdict = Omit<MachineEvent, 'kind' | 'leg'>

const verdictOf = { human: 'human', machine: 'machine', unknown: 'unsure' } as const
/** Only machines beep; what is taken for a beep is seldom another thing. */
const beepConfidence = 0.95

/** Finds out who has answered one leg: takes 20 ms at each tick, and gives what is new. */
export class MachineWatch {
  readonly #detector: AnsweringMachineDetector
  readonly #maxMs: number
  readonly #samples = new Float32Array(frameSamples)
  #atMs = 0
  #hasVerdict = false
  #isKnown = false

  constructor({ silenceMs, maxMs = 60_000 }: MachineDetectionOptions) {
    this.#detector = new AnsweringMachineDetector(silenceMs === undefined ? {} : { silenceMs })
    this.#maxMs = maxMs
  }

  /** Whether nothing follows: it is a person, or beeps are waited for no longer. */
  get isOver(): boolean {
    return this.#isKnown || this.#atMs >= this.#maxMs
  }

  take(frame: Int16Array | undefined): readonly Verdict[] {
    this.#atMs += frameMs
    for (let n = 0; n < frameSamples; n++) this.#samples[n] = (frame?.[n] ?? 0) / 32_768
    return this.#detector.push(this.#samples).map((event) => this.#tell(event))
  }

  #tell(event: AmdEvent): Verdict {
    const revised = this.#hasVerdict
    this.#hasVerdict = true
    this.#isKnown = event.kind === 'beep' || event.answerer === 'human'
    const told = { afterMs: event.atMs, revised, beep: event.kind === 'beep' }
    if (event.kind === 'beep') {
      return { ...told, verdict: 'machine', confidence: beepConfidence, settled: true }
    }
    const { answerer, confidence } = event
    const settled = event.kind === 'revised' || event.isSettled
    return { ...told, verdict: verdictOf[answerer], confidence, settled }
  }
}
