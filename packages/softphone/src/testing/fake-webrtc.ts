import { audioSdp } from './sip-server.ts'

// Just enough of WebRTC to see what the phone does with it; what real browsers do with it is seen in real browsers.

export class FakeTrack extends EventTarget {
  readonly kind = 'audio'
  readonly label: string
  readonly deviceId: string
  enabled = true
  readyState: 'live' | 'ended' = 'live'

  constructor(deviceId = 'default', label = 'Microphone') {
    super()
    this.deviceId = deviceId
    this.label = label
  }

  getSettings() {
    return { deviceId: this.deviceId }
  }

  clone(): FakeTrack {
    return new FakeTrack(this.deviceId, this.label)
  }

  stop(): void {
    this.readyState = 'ended'
  }

  /** As when it is unplugged; `stop` tells nobody. */
  end(): void {
    this.readyState = 'ended'
    this.dispatchEvent(new Event('ended'))
  }
}

export class FakeStream {
  readonly tracks: FakeTrack[]

  constructor(tracks: FakeTrack[] = [new FakeTrack()]) {
    this.tracks = tracks
  }

  getTracks(): FakeTrack[] {
    return this.tracks
  }

  getAudioTracks(): FakeTrack[] {
    return this.tracks
  }

  clone(): FakeStream {
    return new FakeStream(this.tracks.map((track) => track.clone()))
  }
}

class FakeDtmfSender {
  canInsertDTMF = true
  toneBuffer = ''
  readonly sent: string[] = []

  insertDTMF(tones: string): void {
    this.sent.push(tones)
  }
}

export class FakeSender {
  track: FakeTrack | null
  readonly dtmf = new FakeDtmfSender()

  constructor(track: FakeTrack) {
    this.track = track
  }

  async replaceTrack(track: FakeTrack): Promise<void> {
    this.track = track
  }
}

export class FakePeerConnection extends EventTarget {
  static readonly all: FakePeerConnection[] = []
  /** Gathering never ends by itself, as with a STUN server that does not answer. */
  iceGatheringState: RTCIceGatheringState = 'new'
  iceConnectionState: RTCIceConnectionState = 'new'
  connectionState: RTCPeerConnectionState = 'new'
  signalingState: RTCSignalingState = 'stable'
  localDescription: { type: string; sdp: string } | null = null
  readonly configuration: RTCConfiguration
  readonly senders: FakeSender[] = []

  constructor(configuration: RTCConfiguration) {
    super()
    this.configuration = configuration
    FakePeerConnection.all.push(this)
  }

  addTrack(track: FakeTrack): void {
    this.senders.push(new FakeSender(track))
  }

  getSenders(): FakeSender[] {
    return this.senders
  }

  async createOffer() {
    return { type: 'offer', sdp: audioSdp }
  }

  async createAnswer() {
    return { type: 'answer', sdp: audioSdp }
  }

  async setLocalDescription(description: { type: string; sdp: string }): Promise<void> {
    this.localDescription = description
    this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable'
    if (this.iceGatheringState !== 'new') return
    this.iceGatheringState = 'gathering'
    setTimeout(() => {
      for (const candidate of ['tcp', 'udp'].map((protocol) => ({ candidate: 'c', protocol }))) {
        this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate }))
      }
    })
  }

  async setRemoteDescription(description: { type: string }): Promise<void> {
    this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable'
  }

  close(): void {
    this.connectionState = 'closed'
    this.signalingState = 'closed'
  }

  /** The audio path's state changes, as it does by itself in a browser. */
  become(state: RTCPeerConnectionState): void {
    this.connectionState = state
    this.dispatchEvent(new Event('connectionstatechange'))
  }

  /** The other side's audio arrives. */
  hear(stream: FakeStream): void {
    const [track] = stream.getTracks()
    this.dispatchEvent(Object.assign(new Event('track'), { streams: [stream], track }))
  }
}

/** A browser's audio devices: what there is can be changed, and what is asked for can be refused. */
export class FakeMediaDevices extends EventTarget {
  inputs: { id: string; label: string }[] = [{ id: 'default', label: 'Default - Built-in' }]
  outputs: { id: string; label: string }[] = []
  /** Refuses every request with an error of this name. */
  refuses: string | null = null
  readonly asked: MediaTrackConstraints[] = []
  readonly given: FakeStream[] = []

  async getUserMedia({ audio }: { audio: MediaTrackConstraints }): Promise<FakeStream> {
    this.asked.push(audio)
    if (this.refuses) throw Object.assign(new Error('refused'), { name: this.refuses })
    const wish = audio.deviceId
    const exact = typeof wish === 'object' && 'exact' in wish ? wish.exact : undefined
    const input = this.inputs.find(({ id }) => exact === undefined || id === exact)
    if (!input) {
      const name = exact === undefined ? 'NotFoundError' : 'OverconstrainedError'
      throw Object.assign(new Error('none'), { name })
    }
    const stream = new FakeStream([new FakeTrack(input.id, input.label)])
    this.given.push(stream)
    return stream
  }

  async enumerateDevices() {
    return [
      ...this.inputs.map(({ id, label }) => ({ kind: 'audioinput', deviceId: id, label })),
      ...this.outputs.map(({ id, label }) => ({ kind: 'audiooutput', deviceId: id, label })),
    ]
  }

  /** Plugs or unplugs inputs. */
  setInputs(inputs: { id: string; label: string }[]): void {
    this.inputs = inputs
    this.dispatchEvent(new Event('devicechange'))
  }
}
