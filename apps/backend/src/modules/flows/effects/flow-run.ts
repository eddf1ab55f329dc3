/** Which run of which flow does something. */
export interface FlowRun {
  readonly tenantId: string
  readonly flowId: string
  /** The call it leads; none where it leads no call. */
  readonly callId?: string
}
