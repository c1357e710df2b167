// Files for the lite runtime and what they have to do with others.
import type { Maker } from './maker.js';
import { optionalLabel, type Piece } from './special.js';

const file = 'lite/other.proto';

export function lite(maker: Maker): Piece {
  const isLite = maker.chance(0.6);
  const isOtherLite = isLite ? maker.chance(0.5) : maker.wrong('import of a lite file');
  const label = maker.syntax === 'proto3' ? 'optional ' : optionalLabel(maker);
  const other = [
    'syntax = "proto2"; package lite.other;',
    isOtherLite ? 'option optimize_for = LITE_RUNTIME;' : maker.random.pick(['', 'option optimize_for = CODE_SIZE;']),
    'message Open { extensions 100 to 200; }',
    'message Plain { optional int32 a = 1; }',
  ];
  const parts = [`message ${maker.title()} { ${label}lite.other.Plain ${maker.snake()} = 1; }`];
  if (isLite) parts.push('option optimize_for = LITE_RUNTIME;');
  if (maker.syntax !== 'proto3') {
    const isWrong = isLite && !isOtherLite;
    if (!isWrong || maker.wrong('lite extension of another file'))
      parts.push(`extend lite.other.Open { ${label}int32 ${maker.snake()} = 100; }`);
  }
  const services = maker.random.pick(['', 'cc_generic_services', 'java_generic_services']);
  if (services !== '' && (!isLite || maker.wrong('services in a lite file'))) {
    const message = '.lite.other.Plain';
    parts.push(`option ${services} = true; service ${maker.title()} { rpc Do(${message}) returns (${message}); }`);
  }
  return { imports: [`import "${file}";`], parts, files: new Map([[file, other.join('\n')]]) };
}
