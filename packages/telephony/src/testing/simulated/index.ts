export type { SimulatedLeg } from './simulated-leg.ts'
export { SimulatedVoice } from './simulated-voice.ts'
