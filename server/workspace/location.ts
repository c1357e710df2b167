// Where a document is: the one home of the conversion between the client's URIs and the keys used in the backend.

/**
 * Names one document. A file on disk: its absolute path with '/' between the parts and a lower-case drive letter
 * (`/home/ann/a.proto`, `c:/work/a.proto`, `//server/share/a.proto`). Anything else: the URI itself (`untitled:Untitled-1`).
 */
export type Path = string;

/** The scheme of the well-known types that come with the product. */
export const bundledScheme = 'protopipe-wkt';

/** The root of the bundled files, written so that `root + '/' + import` is a document's key as for any other root. */
export const bundledRoot: Path = `${bundledScheme}:`;

/** The key of a URI. A malformed percent sequence is taken as it stands. */
export function pathOfUri(uri: string): Path {
  const match = /^file:\/\/([^/?#]*)([^?#]*)/i.exec(uri);
  if (!match) return uri;
  const host = match[1].toLowerCase();
  const path = decode(match[2]);
  if (host !== '' && host !== 'localhost') return `//${host}${path}`;
  return path.replace(/^\/([A-Za-z]):/, (_, drive: string) => `${drive.toLowerCase()}:`);
}

/** The `file:` URI of a key, spelled as VS Code spells it; a key that is a URI comes back as it is. */
export function uriOfPath(path: Path): string {
  if (path.startsWith('//')) {
    const end = path.indexOf('/', 2);
    return end < 0 ? `file:${path}` : `file:${path.slice(0, end)}${encodePath(path.slice(end))}`;
  }
  if (path.startsWith('/')) return `file://${encodePath(path)}`;
  if (/^[a-z]:\//.test(path)) return `file:///${encodePath(path)}`;
  return path;
}

/** Whether the key names a file on disk. */
export function isOnDisk(path: Path): boolean {
  return path.startsWith('/') || /^[a-z]:(\/|$)/.test(path);
}

/** The folder that holds a file or folder; the topmost folder is its own parent. */
export function parentOf(path: Path): Path {
  const slash = path.lastIndexOf('/');
  if (slash > 0) return path.slice(0, slash);
  return slash === 0 ? '/' : path;
}

export function baseName(path: Path): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `relative` below `folder`, without resolving `..`. */
export function below(folder: Path, relative: string): Path {
  return folder.endsWith('/') ? folder + relative : `${folder}/${relative}`;
}

/** The path from `folder` to `path`, '' for the folder itself; undefined when it lies outside. */
export function relativeTo(folder: Path, path: Path): string | undefined {
  if (path === folder) return '';
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** `path` seen from `folder`, with `.` and `..` resolved; an absolute `path` stands for itself. Takes `\` for `/` when the folder has a drive or host. */
export function resolvePath(folder: Path, path: string): Path {
  const windows = /^([a-z]:|\/\/)/.test(folder);
  let text = windows || /^[A-Za-z]:\\/.test(path) ? path.replaceAll('\\', '/') : path;
  text = text.replace(/^([A-Z]):/, (_, drive: string) => `${drive.toLowerCase()}:`);
  const whole = isOnDisk(text) ? text : below(folder, text);
  const lead = /^(\/\/[^/]+\/[^/]+|[a-z]:|)\/?/.exec(whole)?.[0] ?? '';
  const parts: string[] = [];
  for (const part of whole.slice(lead.length).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const top = lead === '' || lead.endsWith('/') ? lead : `${lead}/`;
  return parts.length === 0 ? top.replace(/(.)\/$/, /^[a-z]:\/$/.test(top) ? '$&' : '$1') : top + parts.join('/');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encodePath(path: string): string {
  if (/^[\w./~-]*$/.test(path)) return path;
  return path
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/[!'()*]/g, percent))
    .join('/');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
