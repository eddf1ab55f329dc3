import { includes } from './sources.ts'

/** Where the carriers of the trunks in use call from: whoever guards the door never shuts these out. */
export class CarrierAddresses {
  readonly #byTrunk = new Map<string, readonly string[]>()

  has(address: string): boolean {
    return [...this.#byTrunk.values()].some((sources) => includes(sources, address))
  }

  set(trunkId: string, sources: readonly string[]): void {
    this.#byTrunk.set(trunkId, sources)
  }

  delete(trunkId: string): void {
    this.#byTrunk.delete(trunkId)
  }
}
