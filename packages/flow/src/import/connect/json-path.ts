import type { Names } from '../names.ts'
import { type Converted, fieldOf, type Piece } from '../text-pieces.ts'

/**
 * A text of a contact flow with its references in our expressions: `$.Attributes.name`, `$.['Attributes']['name']`.
 *
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/connect-attrib-list.html
 */
export function fromJsonPaths(text: string, variables: Names): Converted {
  const pieces: Piece[] = []
  const lost: string[] = []
  let end = 0
  for (const found of text.matchAll(reference)) {
    const [whole] = found
    if (found.index > end) pieces.push({ kind: 'text', text: text.slice(end, found.index) })
    end = found.index + whole.length
    const source = valueOf(namesOf(whole), variables)
    if (source === undefined) lost.push(whole)
    else pieces.push({ kind: 'expression', source })
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) })
  return { pieces, lost }
}

/** Without a dot that ends the sentence. */
const reference =
  /\$(?:\.[A-Za-z_][A-Za-z0-9_]*|\.?\['[^'\]]{1,200}'\]|\.?\["[^"\]]{1,200}"\]|\[\d{1,4}\])+/g

function namesOf(path: string): string[] {
  const names = path.matchAll(/\.([A-Za-z_]\w*)|\['([^'\]]*)'\]|\["([^"\]]*)"\]|\[(\d+)\]/g)
  return [...names].map(([, one, two, three, four]) => one ?? two ?? three ?? four ?? '')
}

function valueOf([space, ...rest]: readonly string[], variables: Names): string | undefined {
  const [name, ...fields] = rest
  if (space === 'Attributes' || space === 'FlowAttributes') {
    return name === undefined ? undefined : fieldOf(variables.nameOf(name), fields)
  }
  // Of what a Lambda function answered, the last answer counts there as well.
  if (space === 'External') return fieldOf('http.body', rest)
  return given.get([space, ...rest].join('.'))
}

const given: ReadonlyMap<string, string> = new Map([
  ['CustomerEndpoint.Address', 'caller.number'],
  ['SystemEndpoint.Address', 'called.number'],
  ['ContactId', 'call.id'],
  ['InitialContactId', 'call.id'],
  ['StoredCustomerInput', 'gather.digits'],
  ['Queue.Name', 'queue.name'],
  ['Metrics.Queue.Name', 'queue.name'],
  ['Metrics.Queue.Size', 'queue.waiting'],
  ['Metrics.Queue.OldestContactAge', 'queue.longest_wait_s'],
  ['Metrics.Queue.EstimatedWaitTime', 'queue.expected_wait_s'],
  ['Metrics.Agents.Available.Count', 'queue.agents_available'],
  ['Metrics.Agents.Online.Count', 'queue.agents_signed_in'],
  ['Metrics.Agents.Staffed.Count', 'queue.agents_signed_in'],
  ['LoopCount', 'loop.round'],
])
