// The certificate authorities that this system trusts, as PEM.
import fs from 'node:fs';
import tls from 'node:tls';

/** Where Linux distributions, BSDs and macOS keep them. */
const bundleFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** The system's authorities together with those that come with Node.js. */
export function systemRoots(): string[] {
  return [...tls.rootCertificates, ...systemOnly()];
}

function systemOnly(): string[] {
  // Since Node.js 22.15; it also knows the stores of Windows and macOS.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => string[] };
  if (getCACertificates) return getCACertificates('system');
  for (const file of bundleFiles) {
    try {
      return [fs.readFileSync(file, 'utf8')];
    } catch {
      // The next place.
    }
  }
  return [];
}
