import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { makeCertificate } from './certificate.ts'

it('makes a certificate that is signed by its own key and known by its fingerprint', () => {
  const { certificatePem, keyPem, fingerprint } = makeCertificate()
  const certificate = new X509Certificate(certificatePem)
  expect(certificate.verify(certificate.publicKey)).toBe(true)
  expect(certificate.checkPrivateKey(createPrivateKey(keyPem))).toBe(true)
  expect(certificate.checkIssued(certificate)).toBe(true)
  expect(certificate.subject).toBe('CN=iris')
  expect(fingerprint).toBe(`sha-256 ${certificate.fingerprint256}`)
  expect(certificate.validToDate.getTime()).toBeGreaterThan(Date.now() + 300_000_000_000)
})

it('makes another each time', () => {
  const [one, other] = [makeCertificate(), makeCertificate()]
  expect(one.fingerprint).not.toBe(other.fingerprint)
  expect(one.keyPem).not.toBe(other.keyPem)
})
