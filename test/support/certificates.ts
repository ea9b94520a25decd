import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { md, pki } from 'node-forge';

/** A server's certificate and its key, PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
  /** The certificate of the authority that signed it. */
  readonly authority: string;
}

/** Long enough for a test run, and for clocks that go a little wrong. */
const VALID_MS = 24 * 3_600_000;

/**
 * A certificate authority of a test's own. It uses node-forge: Node reads certificates and makes none, and a machine
 * need not have `openssl`.
 */
export class Authority {
  private readonly keys = pki.rsa.generateKeyPair(2048);
  private readonly subject = [{ name: 'commonName', value: `Trivet test ${randomBytes(4).toString('hex')}` }];

  /** Its own certificate, PEM. */
  readonly certificate = this.signed(this.keys.publicKey, this.subject, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  ]);

  /** @param names of hosts, or addresses; the certificate is good for no others */
  certify(...names: readonly string[]): ServerCertificate {
    const { publicKey, privateKey } = pki.rsa.generateKeyPair(2048);
    const altNames = names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name }));
    const subject = [{ name: 'commonName', value: 'A server of a test' }];
    return {
      certificate: this.signed(publicKey, subject, [{ name: 'subjectAltName', altNames }]),
      key: pki.privateKeyToPem(privateKey),
      authority: this.certificate,
    };
  }

  private signed(
    publicKey: pki.PublicKey,
    subject: pki.CertificateField[],
    extensions: readonly object[],
  ): string {
    const certificate = pki.createCertificate();
    certificate.publicKey = publicKey;
    // Positive, as it has to be, because the first bit is none.
    certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
    certificate.validity.notBefore = new Date(Date.now() - VALID_MS);
    certificate.validity.notAfter = new Date(Date.now() + VALID_MS);
    certificate.setSubject(subject);
    certificate.setIssuer(this.subject);
    certificate.setExtensions([...extensions]);
    certificate.sign(this.keys.privateKey, md.sha256.create());
    return pki.certificateToPem(certificate);
  }
}
