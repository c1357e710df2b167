// Environment files: http-client.env.json and http-client.private.env.json as JetBrains has them, .env files as httpYac
// reads them.

export interface EnvironmentFile {
  /** The file's name without its folder. */
  readonly name: string;
  readonly text: string;
}

/** Variables of one environment. */
export interface Environment {
  readonly values: ReadonlyMap<string, string>;
  /** Names whose values come from a private file: they are left out of what is made to be shared. */
  readonly privateNames: ReadonlySet<string>;
}

export const environmentFileNames = ['http-client.env.json', 'http-client.private.env.json'] as const;

/** JetBrains' name for what holds in every environment. */
const shared = '$shared';

/** The names of .env files that count for an environment, beside the request file or in a folder `env` there. */
export function dotEnvNames(environment: string): string[] {
  return environment === '' ? ['.env'] : ['.env', `.env.${environment}`, `${environment}.env`];
}

/** Whether a file's name is that of an environment file, of whatever environment. */
export function isEnvironmentFile(name: string): boolean {
  return /^\.env(\..+)?$|^.+\.env$/.test(name) || environmentFileNames.some((each) => each === name);
}

/** The variables of an environment. `files` from the farthest folder to the nearest: the nearest counts, and in one folder the private one. */
export function environmentOf(files: readonly EnvironmentFile[], environment: string): Environment {
  const values = new Map<string, string>();
  const privateNames = new Set<string>();
  const set = (name: string, value: unknown, isPrivate: boolean) => {
    if (value === null || value === undefined) return;
    values.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    if (isPrivate) privateNames.add(name);
    else privateNames.delete(name);
  };
  for (const { name, text } of files) {
    if (!name.endsWith('.json')) {
      for (const [key, value] of parseDotEnv(text)) set(key, value, true);
      continue;
    }
    const isPrivate = name.includes('.private.');
    const all = parseJsonObject(text);
    for (const part of [shared, environment]) {
      if (part === '') continue;
      for (const [key, value] of Object.entries(objectOf(all[part]))) set(key, value, isPrivate);
    }
  }
  return { values, privateNames };
}

/** The environments that the files name, in order. */
export function environmentNames(files: readonly EnvironmentFile[]): string[] {
  const names = new Set<string>();
  for (const { name, text } of files) {
    if (!name.endsWith('.json')) continue;
    for (const key of Object.keys(parseJsonObject(text))) if (key !== shared) names.add(key);
  }
  return [...names];
}

/** The variables of all environments together: what a name can mean at all. */
export function everyVariable(files: readonly EnvironmentFile[]): Environment {
  const values = new Map<string, string>();
  const privateNames = new Set<string>();
  for (const name of ['', ...environmentNames(files)]) {
    const environment = environmentOf(files, name);
    for (const [key, value] of environment.values) if (!values.has(key)) values.set(key, value);
    for (const key of environment.privateNames) privateNames.add(key);
  }
  return { values, privateNames };
}

/** {} for a file that is no JSON object. */
function parseJsonObject(text: string): Record<string, unknown> {
  try {
    return objectOf(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** `NAME=value` lines; quotes around a value are taken off, `#` begins a comment. */
function parseDotEnv(text: string): [string, string][] {
  const found: [string, string][] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const match = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (!match) continue;
    const [, name, written] = match;
    const quoted = /^(["'`])(.*)\1(?:\s+#.*)?$/.exec(written);
    const bare = quoted ? quoted[2] : written.replace(/(^|\s)#.*$/, '').trim();
    found.push([name, quoted?.[1] === '"' ? bare.replaceAll('\\n', '\n') : bare]);
  }
  return found;
}
