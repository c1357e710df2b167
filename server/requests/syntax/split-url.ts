// Splits what stands behind GRPC into target, service and method.
import type { Span } from '../../text/span.js';

export interface UrlParts {
  readonly target: Span;
  readonly service: Span;
  readonly method: Span;
}

/**
 * The parts of `text`, with offsets into it. The method is the last two parts of the path, whatever the target is
 * (`unix:/run/a.sock/pkg.Service/Method`), or what stands behind the last blank, as grpcurl has it
 * (`host:port pkg.Service/Method`). Parts that are missing are empty, at the end.
 */
export function splitUrl(text: string): UrlParts {
  const apart = /^(\S.*?)(\s+)\/?([^/\s{}]+)(?:\/([^/\s]*))?$/.exec(text);
  if (apart && !/[/\\]/.test(apart[1].replace(/^\w+:\/\//, ''))) {
    const service = apart[1].length + apart[2].length + (text[apart[1].length + apart[2].length] === '/' ? 1 : 0);
    const method = apart[4] === undefined ? text.length : service + apart[3].length + 1;
    return {
      target: { start: 0, end: apart[1].length },
      service: { start: service, end: service + apart[3].length },
      method: { start: method, end: text.length },
    };
  }
  // The slashes of a scheme, and those at the start of a socket's path, separate nothing.
  const lead =
    /^(?:[a-z][a-z0-9+.-]*:\/\/[^/\s]*|unix:\/*|npipe:[/\\]*|[\\/]{2}[.?][\\/]pipe[\\/])/i.exec(text)?.[0].length ?? 0;
  const slashes: number[] = [];
  for (let at = lead; at < text.length; at++) {
    // A variable may hold anything, and is never split.
    if (text.startsWith('{{', at)) {
      const close = text.indexOf('}}', at);
      if (close > 0) at = close + 1;
    } else if (text[at] === '/') slashes.push(at);
  }
  const last = slashes.pop();
  if (last === undefined) {
    const end = { start: text.length, end: text.length };
    return { target: { start: 0, end: text.length }, service: end, method: end };
  }
  const before = slashes.pop();
  // A method has no dots: what has some is a service whose method is still to be written.
  if (before === undefined || text.slice(last + 1).includes('.')) {
    return {
      target: { start: 0, end: last },
      service: { start: last + 1, end: text.length },
      method: { start: text.length, end: text.length },
    };
  }
  return {
    target: { start: 0, end: before },
    service: { start: before + 1, end: last },
    method: { start: last + 1, end: text.length },
  };
}
