import type { AudioPeer, AudioPeerOptions } from './audio-peer.ts'
import { openRtpPeer } from './rtp-peer.ts'
import { WebRtcPeer } from './webrtc-peer.ts'

/** The media of one call of a test phone, and how it is described. */
export interface PhoneMedia {
  readonly peer: AudioPeer
  offer(): Promise<string>
  accept(answer: string): void
  answer(offer: string): Promise<string>
  /** A later offer in the same call. */
  reoffer(direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'): string
  close(): Promise<void>
}

/** Plain RTP on loopback, as telephones and carriers speak it. */
export async function openPlainMedia(options: AudioPeerOptions): Promise<PhoneMedia> {
  const peer = await openRtpPeer(options)
  return {
    peer,
    offer: async () => peer.describe(),
    accept: (answer) => peer.connect(answer),
    async answer(offer) {
      peer.connect(offer)
      return peer.describe()
    },
    reoffer: (direction) => peer.describe({ direction }),
    close: () => peer.close(),
  }
}

/** WebRTC, as browsers speak it. */
export async function openBrowserMedia(options: AudioPeerOptions): Promise<PhoneMedia> {
  const peer = new WebRtcPeer(options)
  return {
    peer,
    // Without candidates the other side must wait for our first check; with them its checks can come before its
    // answer, which libdatachannel does not take well.
    offer: async () =>
      (await peer.offer()).replaceAll(/^a=(candidate|end-of-candidates).*\r\n/gm, ''),
    accept: (answer) => peer.accept(answer),
    answer: (offer) => peer.answer(offer),
    reoffer: (direction) => peer.reoffer(direction),
    close: () => peer.close(),
  }
}
