import type { Field } from '@iris/flow'
import { type Component, defineAsyncComponent } from 'vue'
import BlockField from '../fields/BlockField.vue'
import ChoiceField from '../fields/ChoiceField.vue'
import DurationField from '../fields/DurationField.vue'
import ExpressionField from '../fields/ExpressionField.vue'
import KeyField from '../fields/KeyField.vue'
import LanguageField from '../fields/LanguageField.vue'
import NumberField from '../fields/NumberField.vue'
import ReferenceField from '../fields/ReferenceField.vue'
import TemplateField from '../fields/TemplateField.vue'
import TextField from '../fields/TextField.vue'
import TimeZoneField from '../fields/TimeZoneField.vue'
import ToggleField from '../fields/ToggleField.vue'
import VariableField from '../fields/VariableField.vue'
import VoiceField from '../fields/VoiceField.vue'
import WordsField from '../fields/WordsField.vue'

/** What edits a field of each type; lists, which hold fields themselves, are the form’s own. */
export const editors: Readonly<Record<Exclude<Field['type'], 'list'>, Component>> = {
  text: TextField,
  template: TemplateField,
  expression: ExpressionField,
  number: NumberField,
  duration: DurationField,
  toggle: ToggleField,
  choice: ChoiceField,
  key: KeyField,
  words: WordsField,
  variable: VariableField,
  voice: VoiceField,
  language: LanguageField,
  time_zone: TimeZoneField,
  reference: ReferenceField,
  block: BlockField,
  // Larger than all others, and seldom needed.
  calendar: defineAsyncComponent(() => import('../calendar/CalendarField.vue')),
}
