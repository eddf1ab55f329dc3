import { z } from 'zod'

/** Who answered a call of ours; `unsure` where that could not be told. */
export const Answerer = z.enum(['human', 'machine', 'unsure'])
export type Answerer = z.infer<typeof Answerer>

/** Whether it is found out who answers, and what happens with a machine. The flow begins once it is known. */
export const MachineDetection = z
  .object({
    /** `wait_for_beep`: with a machine the flow begins after its beep, so that what it says is recorded there. */
    mode: z.enum(['off', 'detect', 'wait_for_beep']),
    onMachine: z.enum(['continue', 'hang_up']).default('continue'),
    /** How long to wait, from the answer, for who it is or for the beep; the flow then begins all the same. */
    timeoutMs: z.number().int().min(2000).max(60_000).default(30_000),
  })
  .refine(({ mode, onMachine }) => mode !== 'wait_for_beep' || onMachine === 'continue', {
    path: ['onMachine'],
    error: 'Who waits for the beep does not hang up on it.',
  })
export type MachineDetection = z.infer<typeof MachineDetection>
