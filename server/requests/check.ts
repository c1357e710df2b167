// What is wrong with a request file.
import type { Code } from '../diagnostics/codes.js';
import type { Fix, Problem } from '../diagnostics/problem.js';
import { closest } from '../schema/options/closest.js';
import type { Span } from '../text/span.js';
import { bindMessage } from './binding/bind-body.js';
import { type CalledMethod, calledMethod } from './find-method.js';
import { headerValueProblem } from './settings/header-value.js';
import {
  isIgnoredHeader,
  isTimeoutHeader,
  readSettings,
  settingValue,
  valueProblem,
} from './settings/read-settings.js';
import { isForeignSetting, settingNamed, settings } from './settings/setting.js';
import { parseGrpcTimeoutMs } from './settings/units.js';
import type { HeaderLine, Request, RequestFile, SettingLine } from './syntax/request-file.js';
import type { Types } from './types/model.js';
import { placeholdersIn } from './variables/placeholders.js';

export interface CheckOptions {
  /** Names that environment files and the like give a value. */
  readonly knownVariables: ReadonlySet<string>;
}

/** In the order of their places. */
export function checkRequestFile(file: RequestFile, types: Types, options: CheckOptions): Problem[] {
  const check = new Check(file, types);
  for (const request of file.requests) check.request(request);
  check.variables(options);
  return [...file.problems, ...check.problems].sort((a, b) => a.start - b.start || a.end - b.end);
}

class Check {
  readonly problems: Problem[] = [];

  constructor(
    readonly file: RequestFile,
    readonly types: Types,
  ) {}

  request(request: Request): void {
    for (const line of request.settings) this.#setting(line, request.settings);
    for (const line of request.headers) this.#header(line);
    const called = calledMethod(this.types, request);
    // With "reflection on" the server's schema counts, whatever the workspace says.
    const { reflection, descriptorSets, protos, importPaths } = readSettings(request.settings, request.headers);
    const serversOnly = reflection === 'on';
    const elsewhere = descriptorSets.length + protos.length + importPaths.length > 0;
    if (!serversOnly) this.#method(request, called, reflection === 'off' && !elsewhere, elsewhere);
    this.#messages(request, called, serversOnly);
  }

  #setting({ name, value }: SettingLine, all: readonly SettingLine[]): void {
    const setting = settingNamed(name.text);
    if (!setting) {
      if (isForeignSetting(name.text)) return;
      const meant = closest(
        name.text,
        settings.map((each) => each.name),
      );
      const hint = meant === undefined ? '' : ` Did you mean @${meant}?`;
      const fixes =
        meant === undefined
          ? undefined
          : [{ title: `Change to @${meant}`, edits: [{ start: name.start, end: name.end, text: meant }] }];
      this.#report('setting-unknown', name, `There is no setting @${name.text}: it has no effect.${hint}`, fixes);
      return;
    }
    const problem = valueProblem(setting, settingValue(setting, name.text, value.text));
    if (problem !== undefined) this.#report('setting-value', value.text === '' ? name : value, problem);
    const first = all.find((line) => settingNamed(line.name.text) === setting);
    if (first && first.name !== name && !setting.repeats) {
      this.#report('setting-repeated', name, `@${setting.name} is there twice: the last one counts.`);
    }
  }

  #header({ name, value }: HeaderLine): void {
    const isOpen = value.text.includes('{{');
    if (isTimeoutHeader(name.text)) {
      if (!isOpen && parseGrpcTimeoutMs(value.text) === undefined) {
        this.#report(
          'header-value',
          value,
          'grpc-timeout is a number of at most 8 digits and a unit: H, M, S, m, u or n, such as 10S.',
        );
      }
      return;
    }
    if (isIgnoredHeader(name.text)) {
      this.#report('header-ignored', name, `${name.text} is set by gRPC itself: the line has no effect.`);
      return;
    }
    if (!/^[0-9a-z_.-]+$/i.test(name.text)) {
      this.#report('header-syntax', name, 'The name of a header holds only letters, digits, "_", "-" and ".".');
    } else if (/^grpc-/i.test(name.text)) {
      this.#report('header-syntax', name, 'Names that begin with grpc- are reserved for gRPC itself.');
    }
    if (isOpen) return;
    const problem = headerValueProblem(name.text, value.text);
    if (problem !== undefined) this.#report('header-value', value, problem);
  }

  #method({ line }: Request, called: CalledMethod, nowhereElse: boolean, elsewhere: boolean): void {
    if (called.kind === 'no-service') {
      const meant = closest(line.service.text, this.types.services());
      const fixes = meant === undefined ? undefined : [change(line.service, meant)];
      const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
      if (nowhereElse) {
        this.#report(
          'request-service-undeclared',
          line.service,
          `No .proto file of the workspace declares the service ${line.service.text}, and @reflection is off.${hint}`,
          fixes,
        );
      } else {
        const then = elsewhere ? 'the files named above are asked' : 'the server is asked for its schema';
        this.#report(
          'request-service-unknown',
          line.service,
          `No .proto file of the workspace declares the service ${line.service.text}: ${then}.${hint}`,
          fixes,
        );
      }
    } else if (called.kind === 'no-method') {
      const names = called.service.methods.map(({ name }) => name);
      const meant = closest(line.method.text, names);
      const hint = meant === undefined ? `it has ${names.join(', ') || 'none'}.` : `did you mean ${meant}?`;
      const fixes = meant === undefined ? undefined : [change(line.method, meant)];
      this.#report(
        'request-method-unknown',
        line.method,
        `${called.service.fullName} has no method ${line.method.text}: ${hint}`,
        fixes,
      );
    }
  }

  #messages({ messages, line, settings: lines, headers }: Request, called: CalledMethod, serversOnly: boolean): void {
    if (called.kind !== 'known' || serversOnly) return;
    const { method } = called;
    if (!method.clientStreaming) {
      for (const extra of messages.slice(1)) {
        this.#report(
          'request-message-count',
          extra,
          `${method.name} takes one message: remove the others, or make a request of each with ###.`,
        );
      }
      const { keepOpen } = readSettings(lines, headers);
      if (keepOpen) {
        const place = lines.find(({ name }) => settingNamed(name.text)?.name === 'keep-open')?.name ?? line;
        this.#report('setting-no-effect', place, `${method.name} takes one message: there is nothing to keep open.`);
      }
    }
    const { input } = method;
    if (!input) return;
    for (const { values } of messages) {
      const value = values[0];
      if (value) bindMessage(this.types, value, input, { problem: (problem) => this.problems.push(problem) });
    }
  }

  /** Variables that nothing gives a value, and what stands in braces and is no variable. */
  variables({ knownVariables }: CheckOptions): void {
    const { source, variables } = this.file;
    const own = new Set(variables.map(({ name }) => name.text));
    for (const { name, value } of variables) {
      if (value.text.includes(`{{${name.text}}}`)) {
        this.#report('variable-syntax', value, `The value of ${name.text} refers to itself.`);
      }
    }
    const comments = this.file.requests.flatMap((request) => [
      ...request.comments,
      ...request.messages.flatMap((message) => message.comments),
    ]);
    for (const { start, end, inner, use } of placeholdersIn(source, 0, source.raw.length)) {
      if (comments.some((comment) => comment.start <= start && end <= comment.end)) continue;
      if (use.kind === 'invalid') this.#report('variable-syntax', { start, end }, use.reason);
      if (use.kind !== 'variable' || own.has(use.name) || knownVariables.has(use.name)) continue;
      const meant = closest(use.name, [...own, ...knownVariables]);
      const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
      const fixes = meant === undefined ? undefined : [change(inner, meant)];
      this.#report(
        'variable-unresolved',
        { start, end },
        `Neither this file nor an environment file gives ${use.name} a value: it is looked for in the settings, and asked for when the call is made.${hint}`,
        fixes,
      );
    }
  }

  #report(code: Code, { start, end }: Span, message: string, fixes?: readonly Fix[]): void {
    this.problems.push({ code, start, end, message, ...(fixes ? { fixes } : {}) });
  }
}

function change({ start, end }: Span, text: string): Fix {
  return { title: `Change to ${text}`, edits: [{ start, end, text }] };
}
