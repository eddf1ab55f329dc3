import { callbackTemplate } from './callback.ts'
import { forwardTemplate } from './forward.ts'
import { hoursTemplate } from './hours.ts'
import { menuTemplate } from './menu.ts'
import { notifyTemplate } from './notify.ts'
import { surveyTemplate } from './survey.ts'
import type { FlowTemplate } from './template.ts'
import { voicemailTemplate } from './voicemail.ts'

/** Every template, in the order in which they are offered. */
export const templates: readonly FlowTemplate[] = [
  menuTemplate,
  hoursTemplate,
  callbackTemplate,
  voicemailTemplate,
  forwardTemplate,
  notifyTemplate,
  surveyTemplate,
]

/** The template of that id, if there is one. */
export function templateNamed(id: string): FlowTemplate | undefined {
  return templates.find((template) => template.id === id)
}
