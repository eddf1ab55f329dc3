import { CircleCheck, FlaskConical } from '@lucide/vue'
import type { Component } from 'vue'
import { defineAsyncComponent } from 'vue'
import { labWords } from '../lab/lab-words.ts'
import { editorWords } from './editor-words.ts'

/** Something to open at the end of the canvas, in place of the inspector. It finds the editor by `editorContext.use`. */
export interface EditorPanel {
  readonly id: string
  readonly title: () => string
  readonly icon: Component
  readonly component: Component
}

/** In the order of their buttons. A panel is loaded when it is first opened. */
export const editorPanels: readonly EditorPanel[] = [
  {
    id: 'problems',
    title: () => editorWords('problems.title'),
    icon: CircleCheck,
    component: defineAsyncComponent(() => import('./panels/ProblemPanel.vue')),
  },
  {
    id: 'lab',
    title: () => labWords('title'),
    icon: FlaskConical,
    component: defineAsyncComponent(() => import('../lab/LabPanel.vue')),
  },
]
