import { endAttempt } from './callback-commands.ts'
import { offered } from './contact-commands.ts'
import { often, simplyAbout } from './model-command.ts'
import type { RoutingModel } from './routing-model.ts'

const isCalled = simplyAbout(
  'the customer is called first',
  (model) => offered(model).filter(({ callback, queue }) => callback && queue.callsCustomerFirst),
  async (contact, model, { callbacks }) => {
    const { callback, offeredTo } = contact
    if (!callback) return
    const isBegun = await callbacks.callCustomer(callback.id, offeredTo[0] ?? '')
    if (!isBegun) throw new Error('an offer was not kept')
    model.call(contact, callback)
    contact.isBeingCalled = true
  },
)

const beingCalled = (model: RoutingModel) =>
  [...model.contacts.values()].filter(({ isBeingCalled }) => isBeingCalled)

/** From then on they wait like any other caller, and the agent is rung. */
const takesTheCall = simplyAbout(
  'the customer takes the call',
  beingCalled,
  async (contact, model, { callbacks }) => {
    model.contacts.set(contact.id, { ...contact, callback: undefined, isBeingCalled: false })
    await callbacks.customerTakes(contact.id)
  },
)

const doesNotTakeIt = simplyAbout(
  'the customer does not take the call',
  beingCalled,
  async (contact, model, real) => {
    model.end(contact, 'left')
    await real.callbacks.customerDoesNot(contact.id)
    await endAttempt(contact.id, false, model, real)
  },
)

export const customerFirstCommands = [
  often(4, isCalled),
  often(3, takesTheCall),
  often(2, doesNotTakeIt),
].flat()
