import * as fc from 'fast-check'
import type { RealRouting } from './model-centre.ts'
import type { Offers, RoutingModel } from './routing-model.ts'

type Act = (model: RoutingModel, real: RealRouting, settle: Settle) => Promise<unknown>

/** What commands are checked against; wrapped, as fast-check gives it out as read only. */
export interface Given {
  readonly model: RoutingModel
  /** Nothing new happens later than that, by `Date.now()`. */
  readonly untilMs: number
}

/** Has everything happen that follows from what has been done so far, and checks that it is as it may be. */
type Settle = () => Promise<void>

/**
 * What can be done has been done by then, whether an event or only the time says so: within so long, and before so many looks
 * that come one after another. A machine that is slow makes both slow, so that it may take its time, and a service that sleeps
 * gains nothing by it. A service that has never set its timer does nothing later either: without an event, it compares
 * itself with nothing here.
 */
const bound = { ms: 3000, looks: 60 }

/** One thing that happens; then everything that follows from it has happened, and is as it may be. */
export class Command implements fc.AsyncCommand<Given, RealRouting> {
  readonly #name: string
  readonly #check: (model: RoutingModel) => boolean
  readonly #act: Act

  constructor(name: string, check: (model: RoutingModel) => boolean, act: Act) {
    this.#name = name
    this.#check = check
    this.#act = act
  }

  check({ model, untilMs }: Given): boolean {
    return Date.now() < untilMs && this.#check(model)
  }

  async run({ model }: Given, real: RealRouting): Promise<void> {
    let heard = real.offers.count
    let sinceMs = Date.now()
    let settledTimes = 0
    const beganAt = performance.now()
    const settle = async () => {
      const broken = model.take(await settled(model, real, heard), sinceMs)
      if (broken.length > 0) throw new Error(broken.join('; '))
      heard = real.offers.count
      sinceMs = Date.now()
      settledTimes += 1
    }
    await this.#act(model, real, settle)
    await settle()
    if (settledTimes === 1) real.pace.take(performance.now() - beganAt)
  }

  toString(): string {
    return this.#name
  }
}

/** Who is offered what once routing has nothing to do any more. */
async function settled(
  model: RoutingModel,
  { centre, offers: told }: RealRouting,
  toldBefore: number,
): Promise<Offers> {
  const dueAt = performance.now() + bound.ms
  if (!model.isSettled(model.offers)) await told.beyond(toldBefore, bound.ms)
  for (let late = 0; late <= bound.looks;) {
    const heard = told.count
    const { offers, odd } = await centre.look()
    if (odd.length > 0) throw new Error(`an offer is half of one: ${odd.join()}`)
    if (model.isSettled(offers)) return offers
    const leftMs = dueAt - performance.now()
    if (leftMs > 0) await told.beyond(heard, leftMs)
    else late += 1
  }
  throw new Error('somebody waits whom somebody free may take')
}

const nth = fc.nat(20)

export const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % items.length]

/** A command about one of some things, if there is any, done in one of some ways. */
export function about<T, Way>(
  name: string,
  some: (model: RoutingModel) => readonly T[],
  act: (one: T, model: RoutingModel, real: RealRouting, way: Way) => Promise<unknown>,
  ways: fc.Arbitrary<Way>,
): fc.Arbitrary<Command> {
  return fc.tuple(nth, ways).map(
    ([n, way]) =>
      new Command(
        `${name} ${n}${way === undefined ? '' : ` ${JSON.stringify(way)}`}`,
        (model) => some(model).length > 0,
        async (model, real) => {
          const one = pick(some(model), n)
          if (one !== undefined) await act(one, model, real, way)
        },
      ),
  )
}

/** The same, where there is one way only. */
export const simplyAbout = <T>(
  name: string,
  some: (model: RoutingModel) => readonly T[],
  act: (one: T, model: RoutingModel, real: RealRouting) => Promise<unknown>,
): fc.Arbitrary<Command> => about(name, some, act, fc.constant(undefined))

/** So many times as likely as the others. */
export const often = (times: number, command: fc.Arbitrary<Command>): fc.Arbitrary<Command>[] =>
  Array.from({ length: times }, () => command)
