import type { RecordingRule } from '@iris/contracts'
import { recordingWords } from './recording-words.ts'

const rules: readonly RecordingRule[] = ['off', 'on', 'on_with_announcement', 'on_with_beep']
/** Days; 0 stands for no limit of one's own. */
const usualDays = [0, 30, 90, 180, 365, 730, 3653]

/** The rules to choose from. */
export function ruleOptions() {
  return rules.map((value) => ({
    value,
    label: recordingWords(`rules.${value}`),
    hint: recordingWords(`ruleHints.${value}`),
  }))
}

/** The rule of a queue or a number, in words: off leaves it to what comes next. */
export function ownRuleWords(rule: RecordingRule): string {
  return rule === 'off' ? recordingWords('noRule') : recordingWords(`rules.${rule}`)
}

/** The rules to choose from for a queue or a number. */
export function ownRuleOptions() {
  return ruleOptions().map((option) =>
    option.value === 'off'
      ? { ...option, label: recordingWords('noRule'), hint: recordingWords('noRuleHint') }
      : option,
  )
}

/** How long to keep recordings, with what is chosen now among them. `none` says what 0 means. */
export function daysOptions(chosen: number, none: string) {
  const days = [...new Set([...usualDays, chosen])].toSorted((a, b) => a - b)
  return days.map((value) => ({
    value,
    label: value === 0 ? none : recordingWords('days', { count: value }),
  }))
}
