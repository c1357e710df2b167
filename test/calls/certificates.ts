// Certificates for one test, made by openssl.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { skipMissing } from '../interop/peer-process.js';
import { temporaryFolder } from '../temporary-folder.js';

export interface Identity {
  readonly certificate: Buffer;
  readonly key: Buffer;
}

export interface Authority {
  readonly ca: Buffer;
  /** A certificate for a name such as `DNS:localhost`; with `days` below 0 it has expired. */
  issue(name: string, days?: number): Identity;
  /** As PKCS#12 with the passphrase `secret`. */
  pkcs12(identity: Identity): Buffer;
}

/** Undefined, and the test skipped, where there is no openssl. */
export function createAuthority(t: TestContext): Authority | undefined {
  if (spawnSync('openssl', ['version']).status !== 0) {
    skipMissing(t, 'no openssl');
    return undefined;
  }
  const folder = temporaryFolder(t);
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const read = (name: string) => fs.readFileSync(path.join(folder, name));
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  );
  let count = 0;
  return {
    ca: read('ca.pem'),
    issue(name, days = 2) {
      const id = `c${count++}`;
      fs.writeFileSync(path.join(folder, `${id}.ext`), `subjectAltName=${name}\n`);
      openssl('req', ...newKey, '-keyout', `${id}.key`, '-out', `${id}.csr`, '-subj', `/CN=${id}`);
      const sign = ['-req', '-in', `${id}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
      openssl('x509', ...sign, '-out', `${id}.pem`, '-days', String(days), '-extfile', `${id}.ext`);
      return { certificate: read(`${id}.pem`), key: read(`${id}.key`) };
    },
    pkcs12({ certificate, key }) {
      fs.writeFileSync(path.join(folder, 'both.pem'), Buffer.concat([certificate, key]));
      openssl('pkcs12', '-export', '-in', 'both.pem', '-out', 'both.p12', '-passout', 'pass:secret');
      return read('both.p12');
    },
  };
}
