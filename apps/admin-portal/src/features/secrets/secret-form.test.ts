import { describe, expect, it } from 'vitest'
import { secretNameOf, secretNameProblem } from './secret-form.ts'

describe('the name of a secret', () => {
  it('is written in capitals, however it is typed', () => {
    expect(secretNameOf(' crm_key ')).toBe('CRM_KEY')
    expect(secretNameProblem('crm_key', [])).toBe('')
  })

  it.each(['', '1KEY', 'KEY-1', 'Schlüssel', `K${'X'.repeat(40)}`])('is not %j', (typed) => {
    expect(secretNameProblem(typed, [])).toContain('Begin with a letter')
  })

  it('is not that of another, whose value would be lost', () => {
    expect(secretNameProblem('crm_key', ['CRM_KEY'])).toContain('There is one already')
  })
})
