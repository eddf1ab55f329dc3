import type { Json } from '../imported.ts'
import { clamped, isRaw, numberAt, rawAt, short, textAt, textOf } from '../reading.ts'
import {
  became,
  left,
  type Outcome,
  type Part,
  theEnd,
  toPart,
  toStep,
  type Wire,
} from '../step.ts'
import {
  type Action,
  type Condition,
  conditionWire,
  type ContactFlow,
  displayName,
  errorWire,
  onwards,
} from './contact-flow.ts'
import { quoted } from '../text-pieces.ts'

type ToOutcome = (action: Action, flow: ContactFlow) => Outcome

export const checkHours: ToOutcome = (action) => {
  const part: Part = {
    kind: 'hours',
    settings: { timeZone: 'UTC', open: [], closedOn: [] },
    exits: { open: conditionWire(action, 'True'), closed: conditionWire(action, 'False') },
  }
  const name = displayName(action, 'HoursOfOperationId') || displayName(action, 'Hours')
  const but = `The file does not tell the hours${name === '' ? '' : ` of ${name}`}: enter them here.`
  return became([part], 'Goes on by opening hours.', [but])
}

export const compare: ToOutcome = (action, flow) => {
  const value = textAt(action.parameters, 'ComparisonValue')
  if (action.conditions.length === 0) return onlyOtherwise(action)
  const buts: string[] = []
  const areEqual = action.conditions.every(({ operator }) => operator === 'Equals')
  if (areEqual && action.conditions.length <= 50) {
    const cases = action.conditions.map(({ operands }) => ({ is: short(operands[0] ?? '', 200) }))
    const part: Part = {
      kind: 'switch',
      settings: { value: flow.template(value, buts), cases },
      exits: { ...ways(action.conditions), otherwise: errorWire(action, 'NoMatchingCondition') },
    }
    return became([part], 'Goes on by what a value is.', buts)
  }
  const tested = flow.expression(value, buts)
  return became(branches(action, tested, 0, buts), 'Goes on by comparing a value.', buts)
}

export const checkMetric: ToOutcome = (action, flow) => {
  const buts: string[] = []
  const metric = metrics.get(textAt(action.parameters, 'MetricType'))
  if (metric === undefined) return left('There is no such figure here.', onwards(action))
  const status = queueStatusPart(action, flow, buts, toPart(1))
  if (action.conditions.length === 0) return onlyOtherwise(action)
  return became([status, ...branches(action, metric, 1, buts)], 'Goes on by how a queue is.', buts)
}

export const getMetrics: ToOutcome = (action, flow) => {
  const buts: string[] = []
  const status = queueStatusPart(action, flow, buts, toStep(action.next))
  return became([status], 'Looks how a queue is.', buts)
}

const metrics: ReadonlyMap<string, string> = new Map([
  ['OldestContactInQueueAgeSeconds', 'queue.longest_wait_s'],
  ['ContactsInQueue', 'queue.waiting'],
  ['NumberOfAgentsAvailable', 'queue.agents_available'],
  ['NumberOfAgentsStaffed', 'queue.agents_signed_in'],
  ['NumberOfAgentsOnline', 'queue.agents_signed_in'],
  ['AgentsAvailable', 'queue.agents_available'],
  ['AgentsStaffed', 'queue.agents_signed_in'],
  ['AgentsOnline', 'queue.agents_signed_in'],
])

function queueStatusPart(action: Action, flow: ContactFlow, buts: string[], next: Wire): Part {
  const carried = flow.queueAt(action.source.key)
  const queue = displayName(action, 'QueueId') || carried?.name || ''
  if (queue === '') buts.push('Choose the queue.')
  return { kind: 'queue_status', settings: { queue }, exits: { next, error: errorWire(action) } }
}

/** A branch of ours has no more cases. */
const mostCases = 20

/** The conditions as branches, each of the rest behind the one before; the first is part `from`. */
function branches(action: Action, value: string, from: number, buts: string[]): Part[] {
  const otherwise = errorWire(action, 'NoMatchingCondition')
  const parts: Part[] = []
  for (let first = 0; first < action.conditions.length; first += mostCases) {
    const some = action.conditions.slice(first, first + mostCases)
    const isLast = first + mostCases >= action.conditions.length
    parts.push({
      kind: 'branch',
      settings: { cases: some.map((condition) => caseOf(condition, value, buts)) },
      exits: {
        ...ways(some),
        otherwise: isLast ? otherwise : toPart(from + parts.length + 1),
        error: errorWire(action, 'NoMatchingError', 'NoMatchingCondition'),
      },
    })
  }
  return parts
}

function ways(conditions: readonly Condition[]): Record<string, Wire> {
  return Object.fromEntries(
    conditions.map(({ next }, index) => [`case_${index + 1}`, toStep(next)]),
  )
}

function caseOf({ operator, operands }: Condition, value: string, buts: string[]): Json {
  const operand = operands[0] ?? ''
  const title = short(`${words.get(operator) ?? operator} ${operand}`)
  const number = numbers.get(operator)
  if (number !== undefined) {
    const compared = Number(operand)
    const isNumber = operand !== '' && Number.isFinite(compared)
    const when = isNumber ? `double(${value}) ${number} ${decimal(compared)}` : 'false'
    return { title, when }
  }
  const text = texts.get(operator)
  if (text !== undefined) return { title, when: `${text}(string(${value}), ${quoted(operand)})` }
  if (operator === 'Equals') return { title, when: `string(${value}) == ${quoted(operand)}` }
  buts.push(`There is nothing here for the rule ${short(operator)}: its way is never taken.`)
  return { title, when: 'false' }
}

/** Not as `1e21`. */
function decimal(number: number): string {
  return Math.abs(number) < 1e15 ? String(number) : `double(${quoted(String(number))})`
}

const numbers: ReadonlyMap<string, string> = new Map([
  ['NumberGreaterThan', '>'],
  ['NumberGreaterOrEqualTo', '>='],
  ['NumberLessThan', '<'],
  ['NumberLessOrEqualTo', '<='],
])
const texts: ReadonlyMap<string, string> = new Map([
  ['TextStartsWith', 'startsWith'],
  ['TextEndsWith', 'endsWith'],
  ['TextContains', 'contains'],
])
const words: ReadonlyMap<string, string> = new Map([
  ['Equals', 'is'],
  ['NumberGreaterThan', 'over'],
  ['NumberGreaterOrEqualTo', 'at least'],
  ['NumberLessThan', 'under'],
  ['NumberLessOrEqualTo', 'at most'],
  ['TextStartsWith', 'starts with'],
  ['TextEndsWith', 'ends with'],
  ['TextContains', 'contains'],
])

/** Its number lies between 1 and 100, so under 21 are 20 of them. */
export const distribute: ToOutcome = (action) => {
  let before = 1
  const shares: { title: string; weight: number; next: Wire }[] = []
  for (const { operands, next } of action.conditions.slice(0, 19)) {
    const under = clamped(Number(operands[0] ?? '') || 0, before, 101)
    shares.push({ title: `${under - before} %`, weight: under - before, next: toStep(next) })
    before = under
  }
  const rest = { title: `${101 - before} %`, weight: 101 - before }
  shares.push({ ...rest, next: errorWire(action, 'NoMatchingCondition') })
  if (shares.length === 1) return onlyOtherwise(action)
  const part: Part = {
    kind: 'random',
    settings: { shares: shares.map(({ title, weight }) => ({ title, weight })) },
    exits: Object.fromEntries(shares.map(({ next }, index) => [`case_${index + 1}`, next])),
  }
  return became([part], 'Splits by chance.')
}

export const loop: ToOutcome = (action) => {
  const count = textAt(action.parameters, 'LoopCount')
  const times = numberAt(action.parameters, 'LoopCount')
  const buts = times === undefined ? [`It went round ${short(count) || 'so'} often.`] : []
  const part: Part = {
    kind: 'loop',
    settings: { times: clamped(times ?? 3, 1, 1000) },
    exits: {
      again: conditionWire(action, 'ContinueLooping'),
      done: conditionWire(action, 'DoneLooping'),
    },
  }
  return became([part], 'Goes round so often.', buts)
}

export const wait: ToOutcome = (action) => {
  const seconds = numberAt(action.parameters, 'TimeLimitSeconds') ?? 1
  const events = action.conditions.filter(({ operands }) => operands[0] !== 'WaitCompleted')
  const buts = events.length > 0 ? ['It waits the whole time, whatever else happens.'] : []
  const completed = action.conditions.find(({ operands }) => operands[0] === 'WaitCompleted')
  const part: Part = {
    kind: 'wait',
    settings: { ms: clamped(seconds * 1000, 100, 31 * 86_400_000) },
    exits: { next: toStep(completed?.next ?? action.next), error: errorWire(action) },
  }
  return became([part], 'Lets time pass.', buts)
}

/** It does not come back from there. */
export const transferToFlow: ToOutcome = (action) => {
  const settings = { flow: displayName(action, 'ContactFlowId'), parameters: [] }
  const exits = { next: theEnd, error: errorWire(action) }
  const but = 'Import that flow as well, and choose it here.'
  return became([{ kind: 'sub_flow', settings, exits }], 'Goes on in another flow.', [but])
}

export const invokeModule: ToOutcome = (action) => {
  const settings = { flow: displayName(action, 'FlowModuleId'), parameters: [] }
  const exits = { next: toStep(onwards(action)), error: errorWire(action) }
  const but = 'Import that module as well, and choose it here.'
  return became([{ kind: 'sub_flow', settings, exits }], 'Goes through a module.', [but])
}

export const endModule: ToOutcome = () =>
  became([{ kind: 'return', settings: { results: [] }, exits: {} }], 'Goes back.')

export const setAttributes: ToOutcome = (action, flow) => {
  const buts: string[] = []
  const attributes = {
    ...rawAt(action.parameters, 'Attributes'),
    ...rawAt(action.parameters, 'FlowAttributes'),
  }
  const assign = Object.entries(attributes)
    .slice(0, 50)
    .map(([name, value]) => ({
      variable: flow.variables.nameOf(name),
      value: flow.template(isRaw(value) ? textAt(value, 'Value') : textOf(value), buts),
    }))
  if (assign.length === 0) {
    return { kind: 'passed', how: 'mapped', why: 'It sets nothing.', onwards: action.next }
  }
  const part: Part = { kind: 'set', settings: { assign }, exits: { next: toStep(action.next) } }
  return became([part], 'Sets variables.', buts)
}

/** A function of AWS Lambda has no address; the request has to be given one. */
export const invokeLambda: ToOutcome = (action, flow) => {
  const { parameters } = action
  const buts: string[] = []
  const given = Object.entries(rawAt(parameters, 'LambdaInvocationAttributes')).slice(0, 50)
  const fields = given.map(
    ([name, value]) => `${JSON.stringify(name)}: ${jsonOf(textOf(value), flow, buts)}`,
  )
  const name = displayName(action, 'LambdaFunctionARN') || displayName(action, 'FunctionArn')
  buts.push(`Give it an address under which ${name || 'the function'} is reached over HTTP.`)
  const seconds = numberAt(parameters, 'InvocationTimeLimitSeconds') ?? 3
  const part: Part = {
    kind: 'http_request',
    settings: {
      url: '',
      method: 'POST',
      headers: [],
      bodyKind: 'json',
      body: `{${fields.join(', ')}}`,
      timeoutMs: clamped(seconds * 1000, 1000, 30_000),
      retries: 0,
    },
    exits: {
      ok: toStep(action.next),
      failed_status: errorWire(action),
      timeout: errorWire(action),
      error: errorWire(action),
    },
  }
  return became([part], 'Asks the function over HTTP.', buts)
}

/** A text in JSON; what is filled into it stands in quotes. */
function jsonOf(text: string, flow: ContactFlow, buts: string[]): string {
  const template = flow.template(text, buts)
  return template.includes('{{') ? `"${template}"` : JSON.stringify(template)
}

function onlyOtherwise(action: Action): Outcome {
  const next = errorWire(action, 'NoMatchingCondition')
  const way = next.kind === 'step' ? next.step : undefined
  return { kind: 'passed', how: 'mapped', why: 'It has only one way out.', onwards: way }
}
