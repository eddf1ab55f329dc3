import type { FlowProblem } from '@iris/contracts'

export type Problem = FlowProblem
type Place = Pick<FlowProblem, 'block' | 'exit' | 'setting'>

export function error(code: FlowProblem['code'], message: string, place: Place = {}): Problem {
  return { severity: 'error', code, ...place, message }
}

export function warning(code: FlowProblem['code'], message: string, place: Place): Problem {
  return { severity: 'warning', code, ...place, message }
}
