import { describe, expect, it } from 'vitest'
import { block, flowOf } from '@iris/flow/testing'
import { runFlowCommand } from './flow-commands.ts'

const hello = flowOf({ first: block('say', { text: 'Hello' }, { next: 'end', error: 'end' }) })
const files: Record<string, unknown> = {
  'hello.json': hello,
  'bye.json': flowOf({ first: block('say', { text: 'Bye' }, { next: 'end', error: 'end' }) }),
  'loose.json': flowOf({ first: block('say', { text: 'Hello' }, { next: 'end' }) }),
  'through.json': flowOf({
    first: block('sub_flow', { flow: 'Bye' }, { next: 'end', error: 'end' }),
  }),
  'cases.json': [
    { name: 'Says hello', expect: { said: ['Hello'] } },
    { name: 'Says bye', expect: { said: ['Bye'] } },
  ],
  'case.json': { name: 'Says hello', expect: { said: ['Hello'] } },
  'bye-case.json': { name: 'Says bye', expect: { said: ['Bye'] } },
  'odd-case.json': { steps: ['jump'] },
  'studio.json': {
    description: 'A flow',
    initial_state: 'Trigger',
    states: [
      { name: 'Trigger', type: 'trigger', transitions: [{ event: 'incomingCall', next: 'hi' }] },
      { name: 'hi', type: 'say-play', transitions: [], properties: { say: 'Hi' } },
    ],
  },
}

function flow(...args: string[]) {
  return runFlowCommand(args, async (path) => {
    if (path === 'broken.json') return '{'
    if (!(path in files)) throw new Error('There is no such file.')
    return JSON.stringify(files[path])
  })
}

describe('npm run flow', () => {
  it('validates', async () => {
    expect(await flow('validate', 'hello.json')).toEqual({
      exitCode: 0,
      lines: ['3 blocks, 0 errors, 0 warnings'],
      errors: [],
    })
    const loose = await flow('validate', 'loose.json')
    expect(loose.exitCode).toBe(1)
    expect(loose.lines[0]).toBe('error    “Say” has no next step for when it fails. (unwired_exit)')
  })

  it('tests, and says what failed and which exits were never taken', async () => {
    expect(await flow('test', 'hello.json', 'cases.json')).toEqual({
      exitCode: 1,
      lines: [
        'passed  Says hello',
        'FAILED  Says bye',
        '        “Bye” was not said.',
        '1 of 2 passed',
        'exits taken: 2 of 3 (66 %)',
        'never taken: first:error',
      ],
      errors: [],
    })
    expect((await flow('test', 'hello.json', 'case.json')).exitCode).toBe(0)
  })

  it('goes through other flows that are named', async () => {
    const through = ['test', 'through.json', 'bye-case.json']
    expect((await flow(...through)).exitCode).toBe(1)
    expect((await flow(...through, '--flow', 'Bye=bye.json')).exitCode).toBe(0)
  })

  it('shows what differs', async () => {
    expect(await flow('diff', 'hello.json', 'hello.json')).toMatchObject({ exitCode: 0 })
    const { exitCode, lines } = await flow('diff', 'hello.json', 'bye.json')
    expect(exitCode).toBe(1)
    expect(lines).toEqual(['~ block first', '    text: "Hello" → "Bye"'])
  })

  it('imports, with the document apart from what is to be said of it', async () => {
    const { exitCode, lines, errors } = await flow('import', 'twilio', 'studio.json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(lines.join('\n'))).toMatchObject({ schema: 2 })
    expect(errors.at(-1)).toMatch(/mapped/)
    expect(await flow('import', 'connect', 'studio.json')).toMatchObject({ exitCode: 1 })
  })

  it('gives the schema', async () => {
    const { lines } = await flow('schema')
    expect(JSON.parse(lines.join('\n'))).toMatchObject({ title: 'Flow' })
  })

  it.each([
    [[], 'npm run flow -- validate'],
    [['validate'], 'npm run flow -- validate'],
    [['sing', 'hello.json', 'bye.json'], 'npm run flow -- validate'],
    [['validate', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['validate', 'broken.json'], 'broken.json cannot be read'],
    [['validate', 'cases.json'], 'cases.json is no flow'],
    [['test', 'hello.json', 'odd-case.json'], 'The cases are not right'],
    [['validate', '--loud'], '--loud'],
  ])('ends with 2 for what it cannot do: %j', async (args, words) => {
    const { exitCode, errors } = await flow(...args)
    expect(exitCode).toBe(2)
    expect(errors.join('\n')).toContain(words)
  })
})
