import type { Page } from '@playwright/test'

declare global {
  interface Window {
    /** When the page last sent an INVITE, in ms since 1970. */
    irisInviteSentAt?: number
  }
}

/** Notes when the page sends an INVITE. Call before the page is opened. */
export async function noteInvites(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { send } = WebSocket.prototype
    WebSocket.prototype.send = function sendNoting(data) {
      if (typeof data === 'string' && data.startsWith('INVITE ')) {
        window.irisInviteSentAt = performance.timeOrigin + performance.now()
      }
      send.call(this, data)
    }
  })
}

export function inviteSentAt(page: Page): Promise<number> {
  return page.evaluate(() => window.irisInviteSentAt ?? Number.NaN)
}

/**
 * When the page first hears something from the other side from now on (with `hz`: that tone), in ms since 1970. Looks
 * every few milliseconds at the last 21 ms of sound, inside the page.
 */
export function whenHeard(page: Page, hz?: number): Promise<number> {
  return page.evaluate(async (tone) => {
    const context = new AudioContext()
    const pause = () => new Promise((resolve) => setTimeout(resolve, 3))
    const analysers = new Map<MediaStreamTrack, AnalyserNode>()
    const samples = new Float32Array(1024)
    const isHeard = (analyser: AnalyserNode) => {
      analyser.getFloatTimeDomainData(samples)
      let [power, re, im] = [0, 0, 0]
      samples.forEach((sample, n) => {
        power += sample * sample
        const angle = (2 * Math.PI * (tone ?? 0) * n) / context.sampleRate
        re += sample * Math.cos(angle)
        im += sample * Math.sin(angle)
      })
      const isLoud = Math.sqrt(power / samples.length) > 0.003
      return isLoud && (tone === null || (2 * (re * re + im * im)) / samples.length / power > 0.7)
    }
    for (;;) {
      for (const track of window.irisRemoteTracks ?? []) {
        if (track.readyState !== 'live' || analysers.has(track)) continue
        const analyser = new AnalyserNode(context, { fftSize: 1024 })
        context.createMediaStreamSource(new MediaStream([track])).connect(analyser)
        analysers.set(track, analyser)
      }
      if ([...analysers.values()].some(isHeard)) {
        const at = performance.timeOrigin + performance.now()
        await context.close()
        return at
      }
      await pause()
    }
  }, hz ?? null)
}
