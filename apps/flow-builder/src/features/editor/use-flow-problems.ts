import type { FlowDocument, FlowProblem } from '@iris/contracts'
import { type KnownThings, validateFlow } from '@iris/flow'
import type { Ref } from 'vue'
import { onScopeDispose, shallowRef, watch } from 'vue'
import { type CanvasOverlays, exitKey, noOverlays } from '../../canvas/graph/canvas-graph.ts'
import { editorWords } from './editor-words.ts'

/** A pause in drawing, in ms, after which it is looked through. */
const afterMs = 250

/** The problems of what is being drawn, found while nobody waits for anything else. */
export function useFlowProblems(
  document: Readonly<Ref<FlowDocument>>,
  known: Readonly<Ref<KnownThings>>,
): Readonly<Ref<readonly FlowProblem[]>> {
  const problems = shallowRef<readonly FlowProblem[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined

  watch(
    [document, known],
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        problems.value = validateFlow(document.value, known.value)
      }, afterMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return problems
}

/** Problems as the canvas paints them: a count at each block, and loose exits in their colour. */
export function problemOverlays(problems: readonly FlowProblem[]): CanvasOverlays {
  const byBlock = Map.groupBy(
    problems.filter(({ block }) => block !== undefined),
    ({ block = '' }) => block,
  )
  const exits = problems.flatMap(({ block, exit, severity, message }) =>
    block === undefined || exit === undefined
      ? []
      : [[exitKey(block, exit), { tone: toneOf(severity), title: message }] as const],
  )
  return {
    ...noOverlays,
    exits: new Map(exits),
    blocks: new Map(
      [...byBlock].map(([block, own]) => {
        const isError = own.some(({ severity }) => severity === 'error')
        const title = own.map(({ message }) => message).join('\n')
        const label = editorWords('problems.count', { count: own.length })
        return [block, { tone: toneOf(isError ? 'error' : 'warning'), label, title }]
      }),
    ),
  }
}

function toneOf(severity: FlowProblem['severity']): 'stop' | 'warning' {
  return severity === 'error' ? 'stop' : 'warning'
}
