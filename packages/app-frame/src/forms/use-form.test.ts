import { ApiError } from '@iris/api-client'
import { describe, expect, test, vi } from 'vitest'
import { useForm } from './use-form.ts'

interface Person {
  name: string
  roles: readonly string[]
}

function makeForm(send: (values: Person) => Promise<string> = async () => 'made') {
  return useForm<Person, string>({
    initial: () => ({ name: '', roles: ['agent'] }),
    checks: {
      name: (name) => (name === '' ? 'Give a name.' : ''),
      roles: (roles) => (roles.length === 0 ? 'Give a role.' : ''),
    },
    send,
  })
}

function refusal(errors: { path: string; message: string }[], detail = 'No.') {
  const problem = { type: 'x', title: 'x', status: 422, code: 'validation_failed' as const, detail }
  return new ApiError({ kind: 'problem', problem: { ...problem, errors } })
}

describe('a form', () => {
  test('leaves a field in peace that was only passed through', () => {
    const { problems, leave } = makeForm()
    leave('name')
    expect(problems.name).toBe('')
  })

  test('checks a field that is left after something was filled in', () => {
    const { form, problems, leave } = makeForm()
    form.roles = []
    leave('roles')
    expect(problems.roles).toBe('Give a role.')
    form.roles = ['agent']
    leave('roles')
    expect(problems.roles).toBe('')
  })

  test('takes back what it says of a field once that is put right, before the field is left', async () => {
    const { form, problems, submit } = makeForm()
    await submit()
    expect(problems.name).toBe('Give a name.')
    form.name = 'Ada'
    expect(problems.name).toBe('')
    form.name = ''
    expect(problems.name).toBe('')
  })

  test('says everything that is wrong before it sends anything', async () => {
    const send = vi.fn<(values: Person) => Promise<string>>()
    const { form, problems, submit } = makeForm(send)
    form.roles = []
    await expect(submit()).resolves.toBeUndefined()
    expect(problems).toEqual({ name: 'Give a name.', roles: 'Give a role.' })
    expect(send).not.toHaveBeenCalled()
  })

  test('gives what was answered, and knows whether something would be lost', async () => {
    const { form, submit, changed, reset } = makeForm(async ({ name }) => `made ${name}`)
    expect(changed.value).toBe(false)
    form.name = 'Ada'
    expect(changed.value).toBe(true)
    await expect(submit()).resolves.toEqual({ answer: 'made Ada' })
    reset()
    expect([form.name, changed.value]).toEqual(['', false])
  })

  test('shows what the backend found wrong beside the field it names, and keeps what was typed', async () => {
    const { form, problems, failure, submit } = makeForm(async () => {
      throw refusal([{ path: '/roles/0', message: 'You may not give this role.' }])
    })
    form.name = 'Ada'
    await submit()
    expect(problems).toEqual({ name: '', roles: 'You may not give this role.' })
    expect([failure.value, form.name]).toEqual(['', 'Ada'])
  })

  test('says of the whole what is about no field', async () => {
    const { form, failure, submit } = makeForm(async () => {
      throw refusal([], 'The centre is closed.')
    })
    form.name = 'Ada'
    await submit()
    expect(failure.value).toBe('The centre is closed.')
  })

  test('is sent once, however often the button is pressed', async () => {
    let done = (_answer: string): void => undefined
    const send = vi.fn<(values: Person) => Promise<string>>(
      () => new Promise((resolve) => (done = resolve)),
    )
    const { form, submit, sending } = makeForm(send)
    form.name = 'Ada'
    const first = submit()
    await expect(submit()).resolves.toBeUndefined()
    expect(sending.value).toBe(true)
    done('made')
    await first
    expect([send.mock.calls.length, sending.value]).toEqual([1, false])
  })
})
