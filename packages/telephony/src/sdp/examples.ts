/** Descriptions as real user agents write them, for tests. */
const crlf = (text: string) => `${text.trim().replaceAll('\n', '\r\n')}\r\n`

/** Chromium 156 with a microphone and a camera. */
export const chromiumOffer = crlf(`
v=0
o=- 2749580184425867225 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=extmap-allow-mixed
a=msid-semantic: WMS db415aa5-d983-4428-aab6-d2aa49b17d0a
m=audio 52710 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 192.0.2.2
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:3600525401 1 udp 2122194687 192.0.2.2 52710 typ host generation 0 network-id 1
a=candidate:2824096449 1 tcp 1518214911 192.0.2.2 9 typ host tcptype active generation 0 network-id 1
a=ice-ufrag:NVq5
a=ice-pwd:4BxB+ojl1Eyw3QRl2Yqtz73h
a=ice-options:trickle
a=fingerprint:sha-256 89:7C:B7:BB:6A:70:C5:FA:97:DA:F8:1B:90:AE:54:31:8A:58:9C:28:33:96:DC:59:35:2C:0A:D6:33:B3:B0:49
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=sendrecv
a=msid:db415aa5-d983-4428-aab6-d2aa49b17d0a edd17ee3-3c8f-438b-9f6e-6265e3ef60a4
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=fmtp:63 111/111
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
a=ssrc:1141202345 cname:M2mEBTymWdhewtik
m=video 9 UDP/TLS/RTP/SAVPF 96
c=IN IP4 0.0.0.0
a=mid:1
a=sendrecv
a=rtpmap:96 VP8/90000
`)

/** Firefox: fingerprint and ICE options for the whole session. */
export const firefoxOffer = crlf(`
v=0
o=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0
s=-
t=0 0
a=fingerprint:sha-256 89:7C:B7:BB:6A:70:C5:FA:97:DA:F8:1B:90:AE:54:31:8A:58:9C:28:33:96:DC:59:35:2C:0A:D6:33:B3:B0:49
a=group:BUNDLE 0
a=ice-options:trickle
m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
c=IN IP4 0.0.0.0
a=sendrecv
a=ice-pwd:4BxB+ojl1Eyw3QRl2Yqtz73h
a=ice-ufrag:NVq5
a=mid:0
a=rtcp-mux
a=rtpmap:109 opus/48000/2
a=rtpmap:9 G722/8000/1
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000/1
a=fmtp:101 0-15
a=setup:actpass
`)

/** A carrier that wants A-law, with an event type of its own and the static type unmapped. */
export const carrierOffer = crlf(`
v=0
o=- 20518 0 IN IP4 203.0.113.1
s=call
c=IN IP4 203.0.113.1
t=0 0
m=audio 54400 RTP/AVP 8 0 97
a=rtpmap:97 telephone-event/8000
a=fmtp:97 0-15
a=ptime:20
`)

/** sipp's own. */
export const sippOffer = crlf(`
v=0
o=user1 53655765 2353687637 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio 6000 RTP/AVP 0
a=rtpmap:0 PCMU/8000
`)
