/** What the desk shows while there is a contact, as one chunk: `in-hand-views.ts` fetches it. */
export { default as CallingPanel } from './CallingPanel.vue'
export { default as CallPanel } from './CallPanel.vue'
export { default as DockContact } from './DockContact.vue'
export { default as OfferCard } from './OfferCard.vue'
export { default as WrapUpPanel } from './WrapUpPanel.vue'
