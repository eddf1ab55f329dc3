export type { FlowTemplate } from './template.ts'
export { templateNamed, templates } from './templates.ts'
