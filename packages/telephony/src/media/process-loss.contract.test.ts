import { afterEach, describe, expect, it } from 'vitest'
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestEngine } from '../testing/test-engine.ts'
import { openTestEngine } from '../testing/test-engine.ts'

let engine: TestEngine | undefined

afterEach(async () => {
  await engine?.close()
  engine = undefined
})

const longTone = { kind: 'tone', hz: [440], durationMs: 60_000 } as const

/** Opens an engine with a call in it, says the id of its process, and waits to be killed. */
const parentProgram = `
  const { openTestEngine } = await import(process.argv[1] + '/../testing/test-engine.ts')
  const engine = await openTestEngine()
  await engine.browserCall('one')
  console.log(engine.processes[0])
`

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('when the media process', () => {
  it('dies, tells which legs died with it, and serves on with new ones', async () => {
    engine = await openTestEngine()
    await engine.media.openRoom('room', {})
    await engine.call('one')
    await engine.call('two')
    await engine.call('ended')
    await engine.media.closeLeg('ended')
    await engine.media.play('one', 'p', longTone, {})
    const waiting = engine.media.play('two', 'q', longTone, {}).catch((error: unknown) => error)
    process.kill(engine.processes[0]!, 'SIGKILL')
    expect(await engine.tells('engine.lost')).toEqual({ kind: 'engine.lost', legs: ['one', 'two'] })
    expect(engine.told('playback.ended')).toEqual([
      { kind: 'playback.ended', leg: 'one', playback: 'p', reason: 'failed' },
    ])
    expect(await waiting).toMatchObject({ kind: 'unavailable' })

    // To start may take longer than a command is waited for.
    await engine.serves(2)
    const [caller, agent] = [await engine.call('one'), await engine.call('three')]
    agent.say(620)
    await engine.media.join('room', 'one', 'caller')
    await engine.media.join('room', 'three', 'agent')
    await caller.hears([620])
    await expect(engine.media.stop('two')).rejects.toMatchObject({ kind: 'gone' })
    await engine.media.closeLeg('two')
  })

  it('hangs, is ended and replaced', async () => {
    engine = await openTestEngine({ limits: { pingMs: 50, unresponsiveMs: 4000 } })
    await engine.call('one')
    process.kill(engine.processes[0]!, 'SIGSTOP')
    await expect(engine.media.stop('one')).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await engine.tells('engine.lost')).toMatchObject({ legs: ['one'] })
    await engine.serves(2)
    expect(isRunning(engine.processes[0]!)).toBe(false)
  })

  it('is slow, lets us wait no longer than we want to, and is not given up', async () => {
    engine = await openTestEngine({ limits: { commandMs: 4000, unresponsiveMs: 60_000 } })
    const peer = await engine.call('one')
    process.kill(engine.processes[0]!, 'SIGSTOP')
    await expect(engine.media.stop('one')).rejects.toMatchObject({ kind: 'unavailable' })
    process.kill(engine.processes[0]!, 'SIGCONT')
    await peer.receives(10)
    expect(engine.told('engine.lost')).toEqual([])
  })

  it('keeps dying, is started again and again, with pauses', async () => {
    engine = await openTestEngine()
    for (let count = 1; count <= 3; count++) {
      await engine.serves(count)
      process.kill(engine.processes.at(-1)!, 'SIGKILL')
      await engine.tells('engine.lost', { count })
    }
    await expect(engine.call('one')).rejects.toMatchObject({ kind: 'unavailable' })
    await engine.serves(4)
    const peer = await engine.call('one')
    expect(await peer.hearsSilence()).toBe(true)
  })

  it('is no longer needed, ends', async () => {
    const other = await openTestEngine()
    await other.close()
    expect(other.processes.map(isRunning)).toEqual([false])
    await expect(other.media.stop('one')).rejects.toMatchObject({ kind: 'unavailable' })
    await other.close()
  })

  it('is signalled with the whole group, as by Ctrl+C, serves on until we end it', async () => {
    engine = await openTestEngine()
    const peer = await engine.call('one')
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.kill(engine.processes[0]!, signal)
    }
    await engine.media.play('one', 'p', longTone, {})
    expect(await peer.hears([440])).toBe(true)
    expect(engine.told('engine.lost')).toEqual([])
  })

  it('has lost its parent, ends, with a call in it', async () => {
    const parent = spawn(
      process.execPath,
      ['--input-type=module', '--eval', parentProgram, import.meta.dirname],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(line)
    expect(isRunning(pid)).toBe(true)
    parent.kill('SIGKILL')
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(isRunning(pid)).toBe(false)
  })

  it('finds the channel closed while it answers, ends without a complaint', async () => {
    const child = fork(join(import.meta.dirname, 'process/main.ts'), {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let complaints = ''
    child.stderr?.on('data', (text: Buffer) => (complaints += text.toString()))
    const rtpPorts = { from: 0, to: 0 }
    const host = '127.0.0.1'
    child.send({ kind: 'start', settings: { host, advertisedAddress: host, rtpPorts } })
    await once(child, 'message')
    child.kill('SIGSTOP')
    for (let count = 0; count < 100; count++) child.send({ kind: 'ping' })
    child.disconnect()
    child.kill('SIGCONT')
    await Promise.all([once(child, 'exit'), once(child.stderr!, 'end')])
    expect(complaints).toBe('')
    expect(child.signalCode).toBe('SIGKILL')
  })

  it.skipIf(process.platform !== 'linux')('inherits nothing secret from ours', async () => {
    process.env['IRIS_SECRET_FOR_THIS_TEST'] = 'hush'
    engine = await openTestEngine()
    delete process.env['IRIS_SECRET_FOR_THIS_TEST']
    const environment = await readFile(`/proc/${engine.processes[0]}/environ`, 'utf8')
    expect(environment).not.toContain('hush')
    expect(environment).toContain('PATH=')
  })
})

describe('an engine that cannot serve', () => {
  it('is not opened for an address of another machine', async () => {
    await expect(openTestEngine({ host: '203.0.113.7' })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('EADDRNOTAVAIL'),
    })
  })

  it('is not opened for all addresses without one to advertise', async () => {
    for (const host of ['0.0.0.0', 'localhost']) {
      await expect(openTestEngine({ host })).rejects.toMatchObject({ kind: 'unavailable' })
    }
    engine = await openTestEngine({ host: '0.0.0.0', advertisedAddress: '127.0.0.1' })
    const peer = await engine.call('one')
    expect(peer.remote?.host).toBe('127.0.0.1')
    await peer.hearsSilence()
  })
})
