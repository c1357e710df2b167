// npm run package: builds everything and makes the VSIX.
import fs from 'node:fs';
import './build.mjs';
import { packageVsix } from './vsix.mjs';

const file = await packageVsix();
console.log(`${file}: ${(fs.statSync(file).size / 1e6).toFixed(2)} MB`);
