/** Whom the centre talks with in a call: who called, or who was called. */
export function partyOf(call: {
  readonly direction: 'inbound' | 'outbound'
  readonly from_value: string
  readonly number_value: string
}): string {
  return call.direction === 'inbound' ? call.from_value : call.number_value
}
