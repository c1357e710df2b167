// A real VS Code in a browser with the VSIX installed and a copy of a workspace open, driven as a person would.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';

const root = process.cwd();
const screenshots = path.join(root, 'test/e2e/screenshots');

export interface WorkbenchOptions {
  /** A folder that is copied; the sample workspace when left out. */
  readonly workspace?: string;
  /** A path that is not copied. */
  readonly without?: string;
  /** Files added to the copy, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The backend that tests can slow down, in the place of the real one. */
  readonly fakeBackend?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False: VS Code asks, and trusts no workspace until it was told to. */
  readonly trustWorkspaces?: boolean;
}

/** The parts of tools/host that are used here; tools are not compiled. */
interface HostTools {
  ensureCodeServer(say: (line: string) => void): Promise<unknown>;
  startCodeServer(
    codeServer: unknown,
    options: { profile: string; settings?: object; trustWorkspaces?: boolean },
  ): Promise<{ url: string; stop(): Promise<void> }>;
  openBrowser(): Promise<{ browser: Browser; page: Page }>;
}

async function hostTools(): Promise<HostTools> {
  const tool = (name: string) => import(pathToFileURL(path.join(root, 'tools/host', name)).href);
  return { ...(await tool('code-server.mjs')), ...(await tool('chromium.mjs')) };
}

/** Opens VS Code for one test and closes it after; a failing test leaves a screenshot. */
export async function openWorkbench(
  t: Pick<TestContext, 'name' | 'after'>,
  options: WorkbenchOptions = {},
): Promise<Workbench> {
  const tools = await hostTools();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'protopipe-e2e-'));
  const workspace = path.join(folder, 'workspace');
  const profile = path.join(folder, 'profile');
  fs.cpSync(options.workspace ?? path.join(root, 'samples/workspace'), workspace, { recursive: true });
  if (options.without) fs.rmSync(path.join(workspace, options.without), { recursive: true });
  for (const [name, text] of Object.entries(options.files ?? {})) {
    fs.mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true });
    fs.writeFileSync(path.join(workspace, name), text);
  }
  installExtension(profile, options.fakeBackend ?? false);
  const server = await tools.startCodeServer(await tools.ensureCodeServer(console.log), {
    profile,
    settings: { ...options.settings },
    trustWorkspaces: options.trustWorkspaces,
  });
  const { browser, page } = await tools.openBrowser();
  page.setDefaultTimeout(60_000);
  const workbench = new Workbench(page, workspace, slug(t.name));
  t.after(async () => {
    if (!workbench.passed) await workbench.screenshot('failed').catch(() => {});
    await browser.close();
    await server.stop();
    // VS Code's file watcher outlives its server by some seconds and may still write.
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  });
  await page.goto(`${server.url}/?folder=${encodeURIComponent(workspace)}`, { waitUntil: 'domcontentloaded' });
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  return workbench;
}

/** Copies the profile that the test run installed the VSIX into. */
function installExtension(profile: string, fakeBackend: boolean): void {
  const installed = process.env.PROTOPIPE_TEST_EXTENSIONS;
  if (!installed) throw new Error('run this through `npm test`, which installs the VSIX');
  const extensions = path.join(profile, 'extensions');
  fs.cpSync(installed, extensions, { recursive: true });
  if (!fakeBackend) return;
  const [extension] = fs.readdirSync(extensions).filter((name) => name.startsWith('protopipe.'));
  if (!extension) throw new Error(`the VSIX is not installed in ${installed}`);
  fs.copyFileSync(path.join(root, 'out/fake-backend.cjs'), path.join(extensions, extension, 'dist/server.cjs'));
}

export class Workbench {
  /** Set as the last thing of a test. */
  passed = false;
  readonly statusBar: Locator;
  readonly notifications: Locator;
  readonly picker: Locator;
  readonly pickerRows: Locator;
  readonly problems: Locator;
  private screenshotCount = 0;

  constructor(
    readonly page: Page,
    readonly workspace: string,
    private readonly name: string,
  ) {
    this.statusBar = page.locator('.part.statusbar .statusbar-item');
    this.notifications = page.locator('.notification-toast');
    this.picker = page.locator('.quick-input-widget');
    this.pickerRows = this.picker.locator('.quick-input-list .monaco-list-row');
    this.problems = page.locator('.markers-panel .monaco-list-row');
  }

  /** Waits until the status bar says that the workspace is read. */
  async whenReady(): Promise<void> {
    await this.statusBar
      .filter({ hasText: /^\s*Protopipe\s*$/ })
      .filter({ has: this.page.locator('.codicon-check') })
      .waitFor();
  }

  /** Runs a command by its title in the palette. */
  async command(title: string): Promise<void> {
    const row = this.pickerRows.filter({ hasText: title }).first();
    // The palette does not show what is contributed after it was opened: it is closed and opened again.
    for (let attempt = 0; ; attempt++) {
      await this.quickInput('F1', `>${title}`);
      try {
        await row.waitFor({ timeout: 2_000 });
        break;
      } catch (error) {
        if (attempt === 20) throw error;
        await this.page.keyboard.press('Escape');
        await this.picker.waitFor({ state: 'hidden' });
      }
    }
    await row.click();
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<Locator> {
    await this.quickInput('Control+P', name);
    await this.pickerRows.filter({ hasText: name }).first().waitFor();
    await this.page.keyboard.press('Enter');
    const editor = this.page.locator(`.part.editor .monaco-editor[data-uri$="/${name}"]`).first();
    await editor.waitFor();
    return editor;
  }

  async showProblems(): Promise<void> {
    if (await this.page.locator('.markers-panel').isHidden()) await this.page.keyboard.press('Control+Shift+M');
    await this.page.locator('.markers-panel').waitFor();
  }

  /** Puts the cursor at a line and column, both counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.quickInput('Control+G', `:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.picker.waitFor({ state: 'hidden' });
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.part.editor .tab.dirty').waitFor({ state: 'detached' });
  }

  /** Process id of the backend, out of the diagnostic report. */
  async backendPid(): Promise<number> {
    await this.command('Protopipe: Copy Diagnostic Report');
    const copied = this.notifications.filter({ hasText: 'diagnostic report is on the clipboard' });
    await copied.waitFor();
    const report = await this.page.evaluate<string>('navigator.clipboard.readText()');
    // The button shows while the pointer is over the message.
    await copied.hover();
    await copied.locator('.codicon-notifications-clear').click();
    const pid = Number(/process (\d+)/.exec(report)?.[1]);
    if (!pid) throw new Error(`no process in the report:\n${report}`);
    return pid;
  }

  async screenshot(what: string): Promise<void> {
    fs.mkdirSync(screenshots, { recursive: true });
    const number = String(++this.screenshotCount).padStart(2, '0');
    const file = path.join(screenshots, `${this.name}-${number}-${what}.png`);
    await this.page.screenshot({ path: file, animations: 'disabled' });
  }

  private async quickInput(key: string, text: string): Promise<void> {
    // The first keys after the start may come before the workbench listens.
    for (let attempt = 0; ; attempt++) {
      await this.page.keyboard.press(key);
      try {
        await this.picker.waitFor({ timeout: 3_000 });
        break;
      } catch (error) {
        if (attempt === 10) throw error;
      }
    }
    await this.picker.locator('.quick-input-filter input').first().fill(text);
  }
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50);
}
