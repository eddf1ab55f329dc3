import { defineAsyncComponent } from 'vue'

const inHand = () => import('./in-hand.ts')

/**
 * Fetches what the desk shows while there is a contact, and what it can do with one, ahead of the first: it is no part
 * of what signing in waits for, and nothing may have to come over the network once a call rings.
 */
export function fetchInHand(): void {
  // Whatever is not there when it is wanted is asked for again.
  inHand().catch(() => undefined)
}

export const CallingPanel = defineAsyncComponent(async () => (await inHand()).CallingPanel)
export const CallPanel = defineAsyncComponent(async () => (await inHand()).CallPanel)
export const DockContact = defineAsyncComponent(async () => (await inHand()).DockContact)
export const OfferCard = defineAsyncComponent(async () => (await inHand()).OfferCard)
export const WrapUpPanel = defineAsyncComponent(async () => (await inHand()).WrapUpPanel)
