/** Time as the protocol takes it, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number
  /** Runs once after the time; returns the way to stop it, harmless afterwards. */
  after(delayMs: number, run: () => void): () => void
}

/** Real time. Its timers do not keep the process alive: what waits for a peer is no reason to live. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** A wait is looked at so often, but not in shorter steps than these. */
const stepsOfWait = 10
const shortestStepMs = 50

/**
 * Runs once others have had so long to be heard: a step of the wait in which this process itself was held up (it slept, or
 * something else had the processor) does not count, for nobody could be heard then, and what came meanwhile is read first.
 * Told of the time that does not count, also where that is found only as the wait is stopped. Returns the way to stop it.
 */
export function afterAwake(
  clock: Clock,
  delayMs: number,
  run: () => void,
  onHeldUp: (ms: number) => void = () => undefined,
): () => void {
  const stepMs = Math.max(shortestStepMs, Math.ceil(delayMs / stepsOfWait))
  let endsAt = clock.now() + delayMs
  let stepBegan = clock.now()
  let stop = step()

  function step(): () => void {
    stepBegan = clock.now()
    return clock.after(Math.min(stepMs, endsAt - stepBegan), () => {
      forgive()
      stop = clock.now() < endsAt ? step() : clock.after(0, run)
    })
  }

  function forgive(): void {
    const tookMs = clock.now() - stepBegan
    if (tookMs <= 2 * stepMs) return
    endsAt += tookMs
    onHeldUp(tookMs)
  }

  return () => {
    stop()
    forgive()
  }
}

/** Named timers of one owner: starting one again replaces it, and all can be stopped together. */
export class Timers<Name extends string> {
  readonly #clock: Clock
  readonly #running = new Map<Name, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  start(name: Name, delayMs: number, run: () => void): void {
    this.stop(name)
    this.#running.set(name, this.#clock.after(delayMs, this.#once(name, run)))
  }

  /** For what others are to do: time in which this process was held up does not count. */
  startAwake(name: Name, delayMs: number, run: () => void): void {
    this.stop(name)
    this.#running.set(name, afterAwake(this.#clock, delayMs, this.#once(name, run)))
  }

  #once(name: Name, run: () => void): () => void {
    return () => {
      this.#running.delete(name)
      run()
    }
  }

  stop(name: Name): void {
    this.#running.get(name)?.()
    this.#running.delete(name)
  }

  isRunning(name: Name): boolean {
    return this.#running.has(name)
  }

  stopAll(): void {
    for (const stop of this.#running.values()) stop()
    this.#running.clear()
  }
}
