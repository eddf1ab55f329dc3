import { defineWords } from '@iris/app-frame'

export const parkedWords = defineWords('parked', {
  title: 'Parked calls',
  slot: 'Slot {slot}',
  by: 'by {name}',
  pickUp: 'Pick up',
  pickUpOf: 'Pick up {caller}',
  failed: 'Parked calls could not be loaded',
})
