import type { Json } from '../imported.ts'
import { short } from '../reading.ts'
import { became, type Outcome, type Part, toPart, toStep, type Wire } from '../step.ts'
import { quoted } from '../text-pieces.ts'
import {
  type Condition,
  nextBy,
  type StudioFlow,
  type Transition,
  type Widget,
} from './studio-flow.ts'

/** A branch of ours has no more cases. */
const mostCases = 20

/** Goes on by the first way whose conditions all hold. More than a branch takes go on in the next branch. */
export function splitOutcome(widget: Widget, flow: StudioFlow): Outcome {
  const buts: string[] = []
  const matches = widget.transitions.filter(({ event }) => event === 'match')
  const otherwise = toStep(nextBy(widget, 'noMatch'))
  if (matches.length === 0) {
    const onwards = nextBy(widget, 'noMatch')
    return { kind: 'passed', how: 'mapped', why: 'It has only one way out.', onwards }
  }
  const input = typeof widget.properties['input'] === 'string' ? widget.properties['input'] : ''
  const parts: Part[] = []
  for (let first = 0; first < matches.length; first += mostCases) {
    const some = matches.slice(first, first + mostCases)
    const isLast = first + mostCases >= matches.length
    const cases = some.map((match) => caseOf(match, input, flow, buts))
    const ways = some.map(({ next }, index): [string, Wire] => [`case_${index + 1}`, toStep(next)])
    parts.push({
      kind: 'branch',
      settings: { cases },
      exits: {
        ...Object.fromEntries(ways),
        otherwise: isLast ? otherwise : toPart(parts.length + 1),
        error: otherwise,
      },
    })
  }
  return became(parts, 'Goes on by the first rule that holds.', buts)
}

type Case = Record<string, Json>

function caseOf({ conditions }: Transition, input: string, flow: StudioFlow, buts: string[]): Case {
  const title = short(conditions.map((condition) => condition.title).join(', '))
  const [only, ...others] = conditions
  const simple =
    only !== undefined && others.length === 0 ? comparisonOf(only, input, flow, buts) : undefined
  if (simple !== undefined) return { title, ...simple }
  const tests = conditions.map((condition) => testOf(condition, input, flow, buts))
  return { title, when: tests.length === 0 ? 'false' : tests.join(' && ') }
}

/** What people can edit without writing an expression. */
function comparisonOf(
  { type, argument, value }: Condition,
  input: string,
  flow: StudioFlow,
  buts: string[],
): Case | undefined {
  const is = comparisons.get(type)
  if (is === undefined) return undefined
  const left = flow.template(argument || input, buts)
  return { left, is, right: is === 'is_empty' ? '' : flow.template(value, buts) }
}

const comparisons: ReadonlyMap<string, string> = new Map([
  ['equal_to', 'equals'],
  ['not_equal_to', 'not_equals'],
  ['contains', 'contains'],
  ['starts_with', 'starts_with'],
  ['less_than', 'less'],
  ['greater_than', 'greater'],
  ['is_blank', 'is_empty'],
])

/** @see https://www.twilio.com/docs/studio/widget-library/split-based-on */
function testOf(
  { type, argument, value }: Condition,
  input: string,
  flow: StudioFlow,
  buts: string[],
): string {
  const left = asText(flow.expression(argument || input, buts))
  const right = asText(flow.expression(value, buts))
  const any = value
    .split(',')
    .map((one) => quoted(one.trim()))
    .slice(0, 50)
  switch (type) {
    case 'equal_to':
      return `${left} == ${right}`
    case 'not_equal_to':
      return `${left} != ${right}`
    case 'matches_any_of':
      return `${left} in [${any.join(', ')}]`
    case 'does_not_match_any_of':
      return `!(${left} in [${any.join(', ')}])`
    case 'is_blank':
      return `trim(${left}) == ""`
    case 'is_not_blank':
      return `trim(${left}) != ""`
    case 'contains':
      return `contains(${left}, ${right})`
    case 'does_not_contain':
      return `!contains(${left}, ${right})`
    case 'starts_with':
      return `startsWith(${left}, ${right})`
    case 'does_not_start_with':
      return `!startsWith(${left}, ${right})`
    case 'regex':
      return `matches(${left}, ${right})`
    case 'less_than':
      return `double(${left}) < double(${right})`
    case 'greater_than':
      return `double(${left}) > double(${right})`
    default:
      buts.push(`There is nothing here for the rule ${short(type)}: its way is never taken.`)
      return 'false'
  }
}

/** What begins with a text is one already. */
function asText(expression: string): string {
  return expression.startsWith('"') ? expression : `string(${expression})`
}
