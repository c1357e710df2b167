// Draws images/icon.png from images/icon.svg. Run it after changing the drawing; the result is committed.
import fs from 'node:fs';
import path from 'node:path';
import { openBrowser } from './host/chromium.mjs';
import { root } from './root.mjs';

const sizePx = 256;
const svg = fs.readFileSync(path.join(root, 'images/icon.svg'), 'utf8');
const { browser, page } = await openBrowser();
await page.setViewportSize({ width: sizePx, height: sizePx });
await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
await page.screenshot({ path: path.join(root, 'images/icon.png'), omitBackground: true });
await browser.close();
